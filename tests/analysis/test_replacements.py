"""What a crawl proposes in place of leaked and broken addresses, from what it knows of its own site."""

from __future__ import annotations

import pytest

from crawler.analysis.known_urls import GONE, LIVE, MOVED, NAMED, Known
from crawler.analysis.replacements import Crawled, leaked
from crawler.items import Proposal
from tests.support.crawling import crawl, database, query
from tests.support.web import html, redirect, serve

SITE = "https://blog.example"


@pytest.fixture
def known() -> Known:
    made = Known()
    made.add(f"{SITE}/guides/best-tents/", LIVE, names={"The best tents of all"})
    made.add(f"{SITE}/reviews/rain-jackets/", LIVE, names={"Rain jackets"})
    made.add(f"{SITE}/2020/sleeping-pads/", LIVE)
    made.add(f"{SITE}/2024/sleeping-pads/", LIVE)
    made.add(f"{SITE}/old/", MOVED, f"{SITE}/guides/best-tents/")
    made.add(f"{SITE}/lost/", MOVED, f"{SITE}/gone/")
    made.add(f"{SITE}/gone/", GONE)
    made.add(f"{SITE}/later/", NAMED)
    return made


@pytest.mark.parametrize(
    ("path", "text", "meant", "confidence"),
    [
        ("/guides/best-tents/", "", "/guides/best-tents/", "high"),
        ("/guides/best-tents/#size", "", "/guides/best-tents/#size", "high"),
        ("/later/", "", "/later/", "high"),
        ("/old/#size", "", "/guides/best-tents/#size", "medium"),
        ("/Guides/Best-Tents", "", "/guides/best-tents/", "medium"),
        ("/blog/rain-jackets.html", "", "/reviews/rain-jackets/", "medium"),
        ("/gone/", "The best  Tents of all", "/guides/best-tents/", "medium"),
    ],
)
def test_an_address_is_known_or_mended_by_what_it_still_has(known, path, text, meant, confidence) -> None:
    found = known.meant(SITE + path, text)
    assert found is not None
    assert (found.url, found.confidence) == (SITE + meant, confidence)
    assert found.method


def test_several_that_fit_are_listed_and_never_sure(known) -> None:
    found = known.meant(f"{SITE}/sleeping-pads/")
    assert found is not None
    assert found.url == f"{SITE}/2020/sleeping-pads/ | {SITE}/2024/sleeping-pads/"
    assert found.confidence == "low"


@pytest.mark.parametrize("path", ["/gone/", "/lost/", "/unknown/", "/x/"])
def test_nothing_is_made_up_and_what_is_gone_is_not_proposed(known, path) -> None:
    assert known.meant(SITE + path, "read") is None


def test_a_leaked_address_goes_to_the_page_that_the_crawl_knows(known) -> None:
    crawled = Crawled(known, {}, SITE)
    assert leaked("http://blog.local/guides/best-tents/", "", "", crawled) == Proposal(
        f"{SITE}/guides/best-tents/", "same path, a page of this crawl", "high"
    )
    assert leaked("http://blog.local/gone/", "", "", crawled) is None
    unknown = leaked("http://blog.local/wp-content/tent.jpg", "", "", crawled)
    assert unknown is not None
    assert (unknown.url, unknown.confidence) == (f"{SITE}/wp-content/tent.jpg", "medium")


def test_a_host_that_was_learned_stays_sure_unless_its_page_is_gone(known) -> None:
    crawled = Crawled(known, {"blog.local": SITE}, SITE)
    there = leaked("http://blog.local/anything/", "", "", crawled)
    assert there is not None
    assert (there.url, there.confidence) == (f"{SITE}/anything/", "high")
    assert leaked("http://blog.local/lost/", "", "", crawled) is None


def test_a_pages_own_metadata_means_the_page(known) -> None:
    found = leaked("http://blog.local/p/", "", "https://www.blog.example/p/", Crawled(known, {}, SITE))
    assert found is not None
    assert (found.url, found.confidence) == ("https://www.blog.example/p/", "medium")


def test_a_crawl_proposes_for_broken_links_and_never_what_is_gone(tmp_path) -> None:
    pages = {
        "/": html(
            '<h1>Home</h1><p><a href="/reviews/rain-jackets/">a</a> <a href="/old/rain-jackets/">Rain</a>'
            ' <a href="/nowhere-at-all/">Gone</a> <a href="http://blog.local/nowhere-at-all/">x</a>'
            "</p>"
        ),
        "/reviews/rain-jackets/": html("<h1>Rain jackets</h1>"),
        "/moved/": redirect("/reviews/rain-jackets/"),
    }
    with serve(pages) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        rows = query(
            database(tmp_path),
            "SELECT rule, now, should_be, confidence FROM finding"
            " WHERE rule IN ('broken-internal-link', 'dev-host-link') ORDER BY position",
        )
        jackets = f"{site.origin}/reviews/rain-jackets/"
        assert rows == [
            ("broken-internal-link", "/old/rain-jackets/", jackets, "medium"),
            ("broken-internal-link", "/nowhere-at-all/", "", ""),
            ("dev-host-link", "http://blog.local/nowhere-at-all/", "", ""),
        ]


def test_a_staging_system_of_somebody_else_is_not_taken_for_the_sites_own(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "tents.md").write_text(
        "---\ntitle: Tents\nslug: tents\n---\n[one](https://staging.shop.com/x) [two](https://my-app-git-main-me.vercel.app/)\n"
        "[own](https://staging.blog.example/x) [page](https://my-app-git-main-me.vercel.app/tents/)\n"
    )
    crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}", "-a", f"site={SITE}")
    found = query(
        database(tmp_path / "out"), "SELECT now, should_be FROM finding WHERE rule = 'staging-host-link'"
    )
    assert dict(found) == {
        "https://staging.shop.com/x": "",
        "https://my-app-git-main-me.vercel.app/": "",
        "https://staging.blog.example/x": f"{SITE}/x",
        "https://my-app-git-main-me.vercel.app/tents/": f"{SITE}/tents/",
    }


@pytest.mark.parametrize(
    ("url", "meant", "confidence"),
    [
        # The same path says more than a page that only ends alike.
        ("http://localhost:4000/2019/rain-jackets/", f"{SITE}/2019/rain-jackets/", "medium"),
        ("http://localhost:4000/deep/down/best-tents/", f"{SITE}/deep/down/best-tents/", "medium"),
        (
            "http://localhost:4000/guides/best-tents/?v=2#size",
            f"{SITE}/guides/best-tents/?v=2#size",
            "medium",
        ),
        ("http://localhost:4000/old/", f"{SITE}/guides/best-tents/", "medium"),
        # Where the site says that nothing is there, what is alike is the better guess; its query and place stay.
        (
            "http://localhost:4000/gone/rain-jackets/?x=1#fit",
            f"{SITE}/reviews/rain-jackets/?x=1#fit",
            "medium",
        ),
    ],
)
def test_a_leaked_address_keeps_its_path_unless_the_site_has_lost_it(known, url, meant, confidence) -> None:
    known.add(f"{SITE}/gone/rain-jackets/", GONE)
    known.add(f"{SITE}/gone/rain-jackets/?x=1", GONE)
    found = leaked(url, "", "", Crawled(known, {}, SITE))
    assert found is not None
    assert (found.url, found.confidence) == (meant, confidence)


@pytest.mark.parametrize(
    "path",
    [
        "/path/to/photo.jpg",
        "/your-logo.png",
        "/wp-login.php",
        "/wp-admin/post.php?post=1",
        "/API/v1/items",
        "/wordpress/toggle('box')",
    ],
)
def test_a_path_that_a_tutorial_writes_gets_no_proposal(known, path) -> None:
    assert leaked(f"http://localhost:8000{path}", "", "", Crawled(known, {}, SITE)) is None


def test_the_place_that_a_redirect_names_comes_before_the_links_own() -> None:
    known = Known()
    known.add(f"{SITE}/guide/", LIVE)
    known.add(f"{SITE}/faq/", MOVED, f"{SITE}/guide/#faq")
    found = known.meant(f"{SITE}/faq/#top")
    assert found is not None
    assert found.url == f"{SITE}/guide/#faq"
