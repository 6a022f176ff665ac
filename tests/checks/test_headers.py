"""The checks of response headers, as a rule file of somebody's own would use them."""

import tomllib

import pytest

from crawler.catalog.reader import RuleFileError, build
from crawler.extract.headers import LENGTH
from crawler.extract.response import read_response
from crawler.rules.load import bind
from crawler.rules.rule import Rule
from tests.support.examples import check, findings

RULE = """
severity = "notice"
title = "A header"
why = "Because."
fix = "Send it."
sources = ["live"]
"""
PRESENT = """
check = "header_present"
options = { name = "x-content-type-options" }
message = "The page comes without {name}"
[[example]]
name = "none"
html = "<p>x"
findings = ["The page comes without x-content-type-options"]
[[example]]
name = "an empty one"
html = "<p>x"
headers = { X-Content-Type-Options = " " }
findings = ["The page comes without x-content-type-options"]
[[example]]
name = "one"
html = "<p>x"
headers = { X-Content-Type-Options = "nosniff" }
[[example]]
name = "a post comes with no headers"
markdown = "x"
"""
HAS = """
check = "header_has"
options = { name = "content-security-policy", tokens = ["default-src", "frame-ancestors 'none'"] }
message = "{name} lacks {token}"
[[example]]
name = "no header is another rule's"
html = "<p>x"
[[example]]
name = "one of two"
html = "<p>x"
headers = { content-security-policy = "Default-Src 'self'" }
findings = ["content-security-policy lacks frame-ancestors 'none'"]
now = ["Default-Src 'self'"]
[[example]]
name = "both, in two headers"
html = "<p>x"
headers = { content-security-policy = "default-src 'self'\\nframe-ancestors  'none'; img-src *" }
[[example]]
name = "a part of a word is no token"
html = "<p>x"
headers = { content-security-policy = "default-src-x 'self'; frame-ancestors 'none'" }
findings = ["content-security-policy lacks default-src"]
"""
HAS_NONE = """
check = "header_has_none"
options = { name = "cache-control", tokens = ["no-store", "max-age=0"] }
message = "{name} holds {token}"
[[example]]
name = "none"
html = "<p>x"
[[example]]
name = "both"
html = "<p>x"
headers = { cache-control = "NO-STORE, max-age = 0" }
findings = ["cache-control holds no-store", "cache-control holds max-age=0"]
[[example]]
name = "neither"
html = "<p>x"
headers = { cache-control = "no-cache, max-age=600" }
"""


def rule(text):
    return bind(build({"id": "my-header", **tomllib.loads(RULE + text)}, Rule, "my-header.toml"))


CASES = [
    pytest.param(bound, example, id=f"{bound.rule.check}: {example.name}")
    for bound in map(rule, (PRESENT, HAS, HAS_NONE))
    for example in bound.rule.example
]


@pytest.mark.parametrize(("bound", "example"), CASES)
def test_the_example_holds(bound, example):
    check(bound, example)


def test_where_a_finding_stands_is_the_header():
    bound = rule(PRESENT)
    (found,) = findings(bound, bound.rule.example[0])
    assert (found.subject, found.place) == ("page", "header x-content-type-options")


def test_a_header_that_nobody_keeps_is_named_with_those_that_are():
    bound = rule(PRESENT.replace("x-content-type-options", "x-powered-by"))
    with pytest.raises(ValueError, match=r"'x-powered-by' is not kept; known headers: age, .*vary"):
        findings(bound, bound.rule.example[0])


def test_a_check_needs_its_options():
    with pytest.raises(RuleFileError, match="needs the option 'tokens'"):
        rule(HAS.replace(', tokens = ["default-src", "frame-ancestors \'none\'"]', ""))


def test_what_was_cut_off_is_not_said_to_be_missing():
    policy = "img-src " + "x" * LENGTH + "; default-src *; frame-ancestors 'none'"
    headers = {"content-type": ["text/html"], "content-security-policy": [policy]}
    page = read_response("https://blog.example/", 200, headers, b"<p>x")
    assert len(page.headers["content-security-policy"][0]) == LENGTH + 1
    assert list(rule(HAS).run(page)) == []
