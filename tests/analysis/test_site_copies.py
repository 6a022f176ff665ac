"""Which development hosts a crawl takes for copies of the audited site, and which it leaves alone."""

from __future__ import annotations

import pytest

from crawler.analysis.known_urls import GONE, LIVE, Known
from crawler.analysis.site_copies import Leak, is_named_after, shows_address, site_copies

SITE = "https://hillwalks.example"
DEV = "http://localhost:8080"


@pytest.fixture
def known() -> Known:
    made = Known()
    for path in ("/tents/", "/stoves/", "/guides/best-tents-2024/"):
        made.add(f"{SITE}{path}", LIVE)
    made.add(f"{SITE}/gone-for-good-now/", GONE)
    made.linked = lambda: {"hillwalks.example/files/map.pdf"}
    return made


def copies(known, *paths, **more):
    return site_copies([Leak(f"{DEV}{path}", **more) for path in paths], known.has, SITE)


@pytest.mark.parametrize(
    ("paths", "whole"),
    [
        (["/tents/", "/stoves/", "/pictures/a.jpg"], True),
        (["/guides/best-tents-2024/"], True),
        (["/guides/best-tents-2024/?x=1#size"], True),
        (["/files/map.pdf", "/tents"], True),
        (["/wp-content/uploads/2019/04/a.png", "/wp-content/2012/07/b.zip"], True),
        # One short path is chance, more that the site has not are another program's, and what is gone shows nothing.
        (["/tents/"], False),
        (["/tents/", "/stoves/", "/x/1", "/x/2", "/x/3"], False),
        (["/gone-for-good-now/"], False),
        (["/", "/wp-login.php", "/path/to/tents"], False),
        (["/unknown-but-telling-name/"], False),
        (["/wp-content/themes/mine/style.css"], False),
    ],
)
def test_a_host_is_a_copy_where_the_site_has_most_of_its_paths(known, paths, whole) -> None:
    assert ("localhost:8080" in copies(known, *paths).hosts) is whole


def test_one_address_that_the_site_has_stands_for_itself_only(known) -> None:
    found = copies(known, "/tents/", "/x/1", "/x/2")
    assert found.hosts == {}
    assert list(found.urls) == [f"{DEV}/tents/"]


def test_what_a_tutorial_shows_speaks_neither_for_nor_against(known) -> None:
    shown = [Leak(f"{DEV}/swagger-ui/{n}", shown=True) for n in range(9)]
    found = site_copies([*shown, Leak(f"{DEV}/tents/"), Leak(f"{DEV}/stoves/")], known.has, SITE)
    assert list(found.hosts) == ["localhost:8080"]
    assert sorted(found.urls) == [f"{DEV}/stoves/", f"{DEV}/tents/"]


def test_a_page_that_calls_itself_by_a_host_shows_whose_it_is(known) -> None:
    assert list(copies(known, "/", own=True).hosts) == ["localhost:8080"]


def test_the_port_at_which_the_generator_shows_the_site_is_the_sites(known) -> None:
    leaks = [Leak("http://127.0.0.1:1313/unknown/"), Leak("http://192.168.1.5:1313/x/"), Leak(f"{DEV}/y/")]
    assert list(site_copies(leaks, known.has, SITE, 1313).hosts) == ["127.0.0.1:1313"]
    assert site_copies([leaks[0]._replace(shown=True)], known.has, SITE, 1313).hosts == {}


@pytest.mark.parametrize(
    ("host", "site", "named"),
    [
        ("hillwalks.local", SITE, True),
        ("hillwalkslocal.local:8443", SITE, True),
        ("www.hillwalks.example.test", SITE, True),
        ("hill-walks.test", "https://www.hillwalks.example", True),
        ("dev.hillwalks.example", SITE, True),
        ("blog.local", "https://blog.example", True),
        ("tea.local", "https://tea.example", False),
        ("teapot.local", "https://tea.example", False),
        ("hills.local", SITE, False),
        ("localhost", SITE, False),
        ("127.0.0.1", SITE, False),
        ("[::1]", SITE, False),
        ("hillwalks.local", "", False),
    ],
)
def test_a_hosts_name_tells_when_it_is_the_sites(host, site, named) -> None:
    assert is_named_after(host, site) is named


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        ("localhost:8080/docs/1", f"{DEV}/docs/1", True),
        ("Http://LOCALHOST:8080/docs/1", f"{DEV}/docs/1", True),
        ("the wiki at http://intranet/wiki", "http://intranet/wiki", True),
        ("/albums/7/", f"{DEV}/albums/7", True),
        ("all tents", f"{DEV}/tents/", False),
        ("", f"{DEV}/tents/", False),
        ("http://hillwalks.local/tents", "http://hillwalks.local/tents", False),
    ],
)
def test_a_link_that_shows_its_address_is_what_readers_open_themselves(text, url, shown) -> None:
    assert shows_address(text, url, SITE) is shown
