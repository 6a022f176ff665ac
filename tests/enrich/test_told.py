"""Links that the text itself calls affiliate or referral links."""

from __future__ import annotations

import pytest

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.links import Classifier
from crawler.posts.render import markdown_to_html

SITE = "https://www.hut.example"
DISCLOSURES = Disclosures()
TENT = "[Tent](https://tents.com/two)"


def told(markdown: str) -> list[str]:
    """Return the texts of the links that are affiliate links because the text says so."""
    page = read_html(markdown_to_html(markdown), f"{SITE}/a/", fragment=True)
    enrich(page, Classifier(SITE), DISCLOSURES)
    return [link.text for link in page.links if link.to and link.to.via == "told"]


@pytest.mark.parametrize(
    "text",
    [
        "[our referral link](https://tents.com/two)",
        "Get one with [my Tents affiliate link](https://tents.com/two).",
        "[Hier ist mein Partnerlink](https://tents.com/two)",
        "[紹介リンク](https://tents.com/two)",
        f"{TENT} (affiliate link)",
        f"**{TENT}** (Affiliate-Link)",
        f"{TENT} [aff]",
        f"{TENT}（アフィリエイトリンク）",
        f"Affiliate link: {TENT}",
        f"Try {TENT} when you sign up through our referral link.",
        f"{TENT} is one of my affiliate links (`tents.com/two`). Links to it are affiliate links (`tents.com/two`).",
        "A redirect of our own, [Tent](https://go.hut.example/tent) (affiliate link)",
    ],
)
def test_a_link_is_what_the_text_calls_it(text):
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{TENT} and an [affiliate link](https://tents.com)",  # no more than a site
        "See https://tents.com/a-referral-link-explained for more.",
        "[What is a referral link?](https://tents.com/two)",
        "[How to create an affiliate link](https://tents.com/two)",
        "[Affiliate link](https://en.wikipedia.org/wiki/Affiliate_link)",
        "This page contains affiliate links. " + TENT,
        f"{TENT} (no affiliate link)",
        f"{TENT} ist kein Affiliate-Link.",
        f"{TENT}. Write to me for my referral link.",
        f"{TENT} (reference)",
        f"{TENT} with your referral link",
        "[Tent](/two) (affiliate link)",  # a page of the site
        "A program makes `my referral link`.",
    ],
)
def test_who_speaks_about_such_links_makes_none(text):
    assert told(text) == []


def test_the_link_before_the_words_is_meant_and_no_other():
    text = f"{TENT}, [Mug](https://mugs.com/m) with my referral link, [Pot](https://pots.com/p)."
    assert told(text) == ["Mug"]


def test_what_a_network_claims_keeps_its_network():
    assert told("[Kettle](https://amzn.to/3abc) (affiliate link)") == []


def test_many_brackets_take_no_time():
    assert told("(" * 20_000 + "[a](https://a.com/b)" * 500 + "(affiliate link" * 3_000) == []
