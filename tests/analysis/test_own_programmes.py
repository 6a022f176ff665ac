"""Which links to shops the whole site shows to be affiliate links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.own_programmes import Linked, learn
from crawler.links.referrals import marks_of, plain

NAMES = {"hilltrails", "hilltrailsexample"}


def linked(*urls: str, marked: bool = False, disclosed: bool = False) -> list[Linked]:
    return [
        Linked(number, url, url.split("/")[2].removeprefix("www."), marked, disclosed)
        for number, url in enumerate(urls, 1)
    ]


def kinds(found) -> dict[int, str]:
    return {one.target_id: one.mark.kind for one in found}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://tents.com/?ref=hilltrails", "own-name"),
        ("https://tents.com/p/1?Ref=Hill-Trails", "own-name"),
        ("https://tents.com/?utm_source=hilltrails&utm_medium=sponsored", "own-name"),
        ("https://tents.com/?coupon=HILLTRAILS10", "own-name"),
        ("https://tents.com/?ref=0hilltrails0", "own-name"),
        ("https://tents.com/discount/HILLTRAILS", "own-name-in-path"),
        ("https://tents.com/r/hilltrails", "own-name-in-path"),
        ("https://tents.com/#ref=hilltrails", "own-name"),
    ],
)
def test_the_sites_own_name_shows_it(url, kind) -> None:
    assert kinds(learn(linked(url), NAMES, set(), set())) == {1: kind}


@pytest.mark.parametrize(
    "url",
    [
        "https://tents.com/?ref=kd82",  # one merchant's bare ref says nothing
        "https://tents.com/?q=hilltrails",  # a search for the site
        "https://tents.com/hilltrails",  # a profile, as far as anybody knows
        "https://github.com/hilltrails",
        "https://www.patreon.com/hilltrails",
        "https://tents.com/blog/interview-with-hilltrails",
        "https://tents.com/?utm_source=hilltrails&utm_medium=blog",  # counts visitors, to the author's own book as well
        "https://tents.com/?ref=hill",
        "https://tents.com/hilltrails/orders",
    ],
)
def test_what_only_looks_like_it_is_left_alone(url) -> None:
    assert learn(linked(url), NAMES, set(), set()) == []


def test_the_bare_name_in_a_path_counts_with_further_evidence() -> None:
    vanity = "https://tents.com/HILLTRAILS"
    assert learn(linked(vanity), NAMES, set(), {"tents.com"}) != []
    assert learn(linked(vanity, marked=True), NAMES, set(), set()) != []
    assert learn(linked(vanity, disclosed=True), NAMES, set(), set()) != []
    both = learn(linked("https://tents.com/?ref=hilltrails", vanity), NAMES, set(), set())
    assert set(kinds(both)) == {1, 2}


def test_a_profile_stays_one_whatever_stands_beside_it() -> None:
    assert (
        learn(linked("https://github.com/hilltrails", marked=True, disclosed=True), NAMES, set(), set()) == []
    )


def test_a_code_that_three_merchants_get_is_the_sites_own() -> None:
    urls = [f"https://{name}.com/?ref=kd82" for name in ("tents", "mugs", "maps")]
    found = learn(linked(*urls), set(), set(), set())
    assert [(one.mark.kind, one.mark.value, one.mark.merchants) for one in found] == [
        ("one-code", "kd82", 3)
    ] * 3
    assert learn(linked(*urls[:2]), set(), set(), set()) == []


def test_the_three_merchants_may_call_the_code_differently() -> None:
    urls = ["https://tents.com/?ref=kd82", "https://mugs.com/?via=kd82", "https://maps.com/?aff=kd82"]
    assert kinds(learn(linked(*urls), set(), set(), set())) == dict.fromkeys((1, 2, 3), "one-code")
    assert learn(linked(*urls[:2], "https://maps.com/?q=kd82"), set(), set(), set()) == []


@pytest.mark.parametrize("value", ["footer", "homepage", "2024-review", "producthunt", "en", "abc"])
def test_a_word_that_anybody_writes_is_no_code(value) -> None:
    urls = [f"https://{name}.com/?ref={value}" for name in ("tents", "mugs", "maps", "pots")]
    assert learn(linked(*urls), NAMES, set(), set()) == []


def test_a_mark_that_a_machine_puts_on_every_link_shows_nothing() -> None:
    """Ghost writes ?ref=<site> behind every address that leaves the site."""
    urls = [f"https://shop{number}.com/?ref=hilltrails.example" for number in range(12)]
    assert learn(linked(*urls), NAMES, set(), set()) == []


def test_a_known_id_of_the_sites_own_shows_it_anywhere() -> None:
    found = learn(linked("https://tents.com/?a=44871"), set(), {"44871"}, set())
    assert kinds(found) == {1: "own-name"}


@given(st.text(), st.text())
def test_no_address_breaks_the_reader(path, query) -> None:
    for mark in marks_of(f"https://tents.com/{path}?{query}"):
        assert mark.value.isprintable()
        assert mark.value


@given(st.text())
def test_a_plain_name_stays_what_it_is(text) -> None:
    assert plain(plain(text)) == plain(text)
