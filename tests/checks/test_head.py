"""What the head's rules say where an example's HTML cannot show it: the Link header, and a whole page's titles."""

import pytest

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract.response import read_response
from crawler.links import Classifier
from crawler.rules.engine import audit
from crawler.rules.load import load_rules

RULES = [bound for bound in load_rules() if bound.rule.id == "conflicting-canonicals"]
URL = "https://blog.example/post/"


def found(html, *links, **headers):
    page = read_response(
        URL, 200, {"content-type": ["text/html"], "link": [*links], **headers}, html.encode()
    )
    enrich(page, Classifier("https://blog.example"), Disclosures())
    return [(finding.message, finding.now) for finding in audit(page, RULES, pytest.fail)]


def test_a_tag_against_the_link_header_is_told_with_where_each_stands():
    (told,) = found("<link rel=canonical href='/post/'>", '<https://blog.example/other/>; rel="canonical"')
    assert told == (
        "2 conflicting canonicals: https://blog.example/post/ and https://blog.example/other/",
        "https://blog.example/post/ (a tag) | https://blog.example/other/ (the Link header)",
    )


def test_a_tag_and_a_link_header_that_agree_are_no_finding():
    assert found("<link rel=canonical href='/post/'>", '<https://blog.example/post/>; rel="canonical"') == []


def test_two_link_headers_are_told_too():
    assert found("<p>x", "</a/>; rel=canonical", "</b/>; rel=canonical")


def test_a_page_that_its_header_keeps_out_is_not_judged():
    assert (
        found("<p>x", "</a/>; rel=canonical", "</b/>; rel=canonical", **{"x-robots-tag": ["noindex"]}) == []
    )
