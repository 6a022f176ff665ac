"""Where ids and destinations are found in a link, and how often they are decoded."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.reader import RuleFileError
from crawler.links import Classifier
from crawler.links.hosts import spelled
from crawler.links.index import shape
from crawler.links.locators import locator
from crawler.links.match import web_url
from crawler.urls.parse import parameters, resolve, split

AWIN = "https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued="
SKIM = "https://go.skimresources.com/?id=1X2&url="
SHOP = "https://shop.com/tea?a=1&b=2"


def value(place: str, href: str) -> str:
    url = split(resolve(href))
    return locator(place).value(url, parameters(url))


@pytest.mark.parametrize(
    ("place", "href", "found"),
    [
        ("param:tag", "https://a.com/?x=1&TAG=b-20&tag=c-20", "b-20"),
        ("param:gr_url", "https://a.com/?GR%5FURL=x", "x"),
        ("param:a8mat", "https://a.com/?a8mat=A+B+C", "A+B+C"),
        ("last-param:k_site", "https://a.com/?k_site=1&k_site=2", "2"),
        ("fragment:aff", "https://a.com/#aff=me", "me"),
        ("path:2", "https://a.com/redir/123/me/", "123"),
        ("path:9", "https://a.com/redir/123/me/", ""),
        ("path:1|-2", "https://a.com/click-11-22", "11"),
        ("param:tt|_3", "https://a.com/?tt=1_2_3_4", "3"),
        ("param:marker|.2", "https://a.com/?marker=1", ""),
        ("host:1", "https://me.vendor.com/", "me"),
        ("segment:camref", "https://a.com/click/camref:X1/pubref:p", "X1"),
        ("after:sid", "https://a.com/links/1/sid/me/https://b.com/", "me"),
        ("rest:/destination:", "https://a.com/x/destination:https://b.com/?q#f", "https://b.com/?q#f"),
        ("tail", "https://a.com/links/https://b.com/?q#f", "https://b.com/?q#f"),
        ("tail", "https://a.com/links/x", ""),
        ("query-first|/1", "https://a.com/?me/vendor&tid=1", "me"),
        ("query-first", "https://a.com/?me=1", ""),
        ("bracket:a", "https://a.com/click?p(1)a(2)url(https://b.com/(x))", "2"),
        ("bracket:url", "https://a.com/click?p(1)a(2)url(https://b.com/(x))", "https://b.com/(x)"),
        ("base64:u", "https://a.com/?u=aHR0cHM6Ly9iLmNvbS8", "https://b.com/"),
        ("base64:u", "https://a.com/?u=%%%", ""),
    ],
)  # fmt: skip
def test_a_locator_finds_its_place(place: str, href: str, found: str) -> None:
    assert value(place, href) == found


@pytest.mark.parametrize("text", ["", "parm:x", "param", "path:0", "path:x", "tail:x", "host:-1"])
def test_an_unknown_locator_is_refused(text: str) -> None:
    with pytest.raises(RuleFileError, match=r"locator"):
        locator(text)


@pytest.mark.parametrize(
    ("text", "path", "fits"),
    [
        ("/r.cfm", "/R.cfm", True), ("/r.cfm", "/r.cfm/", True), ("/r.cfm", "/r.cfm/x", False), ("/r.cfm", "/rXcfm", False),
        ("/c/#/#", "/c/1/22", True), ("/c/#/#", "/c/1/a", False), ("/click-#-#", "/click-1-2", True),
        ("/*", "/a", True), ("/*", "/", False), ("/*", "/a/b", False), ("/x/**", "/x/", True), ("/x/**", "/x/a/b", True),
        ("/x/**", "/xy", False), ("/*.php", "/a.php", True), ("/*.php", "/a/b.php", False), ("/*.php", "/.php", False),
    ],
)  # fmt: skip
def test_a_path_shape_fits_whole_paths(text: str, path: str, fits: bool) -> None:
    assert bool(shape(text).fullmatch(path)) is fits


@pytest.mark.parametrize("text", ["c/#", "/**/x", "/a/b**"])
def test_a_path_shape_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(RuleFileError, match="should start with a slash"):
        shape(text)


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_destination_is_decoded_as_often_as_it_was_encoded(times: int) -> None:
    text = SHOP
    for _ in range(times):
        text = quote(text, safe="")
    assert web_url(text) == SHOP


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("https://shop.com/a%20b", "https://shop.com/a%20b"),
        ("https%3A%2F%2Fshop.com%2Fa%2520b", "https://shop.com/a%20b"),
        ("https%3A%2F%2Fshop.com%2Fa%20b", "https://shop.com/a%20b"),
        ("https:/shop.com/a", "https://shop.com/a"),
        ("HTTPS%3a%2f%2fshop.com", "HTTPS://shop.com"),
        ("https://shop.com/?tag%3Dme-20%26a%3D1", "https://shop.com/?tag=me-20&a=1"),
        ("https://shop.com/?a=b%3Dc", "https://shop.com/?a=b%3Dc"),
        ("https%3A%2F%2Fshop.com%0D%0ASet-Cookie", "https://shop.comSet-Cookie"),
        ("javascript%3Aalert(1)", ""),
        ("ftp://shop.com/", ""),
        ("//shop.com/", ""),
        ("/tea", ""),
        ("https://", ""),
        ("https://256.1.1.1/", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_with_a_host_are_destinations(raw: str, found: str) -> None:
    assert web_url(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("www.shop.com%2Ftea%3Fa%3D1", "https://www.shop.com/tea?a=1"),
        ("www.shop.com", "https://www.shop.com"),
        ("https%3A%2F%2Fshop.com%2F", "https://shop.com/"),
        ("tea", ""), ("javascript:alert(1).x", ""), ("me@shop.com", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_destination_without_scheme_is_read_where_the_network_writes_it_so(raw: str, found: str) -> None:
    assert web_url(raw, schemeless=True) == found


def test_wrappers_inside_wrappers_are_undone_to_the_shop() -> None:
    url = SHOP
    for _ in range(5):
        url = SKIM + quote(url, safe="")
    assert Classifier().classify(AWIN + quote(url, safe="")).destination == SHOP


def test_undoing_wrappers_stops_after_five_levels() -> None:
    url = SHOP
    for _ in range(8):
        url = SKIM + quote(url, safe="")
    found = Classifier().classify(AWIN + quote(url, safe="")).destination
    assert found.startswith(SKIM)


def test_a_wrapper_that_names_itself_ends() -> None:
    assert Classifier().classify(SKIM + quote(SKIM + "x", safe="")).destination == SKIM + "x"


def test_the_network_and_id_are_those_of_the_outer_link() -> None:
    to = Classifier().classify(SKIM + quote("https://www.amazon.com/dp/1?tag=other-20", safe=""))
    assert (to.network, to.affiliate_id) == ("skimlinks", "1X2")


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_an_id_comes_back_as_it_was_encoded(text: str) -> None:
    to = Classifier().classify(f"https://www.awin1.com/cread.php?awinaffid={quote(text, safe='')}")
    assert to.affiliate_id == "".join(filter(str.isprintable, text))


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("10.0.0.1", True), ("app-192-168-1-5", True), ("x.127-0-0-1", True), ("0a000001", True), ("x-7f000001", True),
        ("8.8.8.8", False), ("08080808", False), ("300.0.0.1", False), ("www", False), ("", False),
    ],
)  # fmt: skip
def test_a_name_that_spells_a_private_address_is_found(text: str, private: bool) -> None:
    assert spelled(text) is private
