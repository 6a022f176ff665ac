"""Feeds: what they name is read as a page's addresses are, and only what is wrong is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.extract.feed import is_feed, read_feed
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

if TYPE_CHECKING:
    from pathlib import Path

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a generator -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Tea</title>
<atom:link href="{origin}/feed/" rel="self" type="application/rss+xml"/>
<link>{origin}</link>
<item>
<link>http://tea.local/kettles/</link>
<guid isPermaLink="false">http://tea.local/?p=7</guid>
<enclosure url="http://localhost:8080/kettle.mp3" length="1" type="audio/mpeg"/>
<description>&lt;p&gt;A &lt;a href="http://127.0.0.1:9/x"&gt;kettle&lt;/a&gt;&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Water.</p>
<p><img src="http://tea.local/a.jpg" alt=""><code>curl http://localhost:3000/</code></p>]]></content:encoded>
</item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>http://tea.local/</id><entry>
<link href="http://tea.local/pots/"/><id>tag:tea.local,2024:1</id>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="http://tea.local/cups/">cups</a></div></content>
</entry></feed>"""
FEED = (("Content-Type", "application/rss+xml; charset=UTF-8"),)
NAMED = '<link rel=alternate type="application/rss+xml" href="{}">'


def places(body: str) -> list[tuple[str, str, int | None, bool]]:
    page = read_feed("https://tea.example/feed/", body.encode())
    return [(one.where, one.href, one.line, one.in_code) for one in page.references]


def test_links_enclosures_and_the_html_of_entries_are_a_feeds_addresses_with_their_lines() -> None:
    found = places(RSS)
    assert ("feed link", "http://tea.local/kettles/", 8, False) in found
    assert ("feed enclosure", "http://localhost:8080/kettle.mp3", 10, False) in found
    assert ("feed text", "http://127.0.0.1:9/x", 11, False) in found
    assert ("feed text", "http://tea.local/a.jpg", 13, False) in found
    assert ("feed text", "http://localhost:3000/", 13, True) in found
    assert "http://tea.local/?p=7" not in {href for _, href, _, _ in found}


def test_an_atom_feeds_links_are_read_and_its_ids_are_names() -> None:
    assert [href for _, href, _, _ in places(ATOM)] == ["http://tea.local/pots/", "http://tea.local/cups/"]


@pytest.mark.parametrize(
    ("body", "fits"),
    [(RSS, True), (ATOM, True), ("\ufeff<?xml version='1.0'?><rdf:RDF/>", True), ("<urlset/>", False), ("<html>", False)],
)  # fmt: skip
def test_a_feed_is_known_by_its_first_element(body: str, fits: bool) -> None:
    assert is_feed(body.encode()) is fits


def test_a_feed_with_entities_of_its_own_is_not_read_and_a_broken_one_as_far_as_it_goes() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "b">]><rss><item><link>http://a.local/</link></item></rss>'
    assert places(bomb) == []
    assert places("<rss><item><link>http://a.local/</link></item><item><lin")[0][1] == "http://a.local/"


def test_a_feed_without_end_is_cut_at_a_pages_limit() -> None:
    body = "<rss>" + "<item><link>http://a.local/</link></item>" * 5_010 + "</rss>"
    page = read_feed("https://tea.example/feed/", body.encode())
    assert len(page.references) == 5_000
    assert "5,000" in page.notes[0]


def test_an_entry_whose_html_cannot_be_read_is_said() -> None:
    page = read_feed(
        "https://tea.example/feed/",
        f"<rss><description><![CDATA[{'<i>' * 300_001}]]></description></rss>".encode(),
    )
    assert page.notes


def test_a_development_address_in_the_sites_feed_is_a_finding_of_the_feed(tmp_path: Path) -> None:
    comments = Answer("<rss/>", headers=FEED)
    routes = {
        "/": html(
            '<p><a href="/post/">A post about tea</a></p>',
            NAMED.format("/feed/") + NAMED.format("/comments/feed/") + NAMED.format("https://b.com/feed/"),
        ),
        "/post/": html("<p>Tea.</p>", NAMED.format("/feed/") + NAMED.format("/post/feed/")),
        "/feed/": Answer(RSS, headers=FEED),
        "/comments/feed/": comments,
        "/post/feed/": comments,
    }
    with serve(routes) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    assert site.paths.count("/feed/") == 1
    assert not {"/comments/feed/", "/post/feed/"} & set(site.paths)
    path = database(tmp_path)
    found = query(
        path,
        "SELECT message, finding.line, now FROM finding JOIN page ON page.id = page_id"
        " WHERE page.url LIKE '%/feed/' ORDER BY finding.line, now",
    )
    assert [(line, now) for _, line, now in found] == [
        (8, "http://tea.local/kettles/"),
        (10, "http://localhost:8080/kettle.mp3"),
        (11, "http://127.0.0.1:9/x"),
        (13, "http://tea.local/a.jpg"),
    ]
    assert found[0][0].startswith("The feed link leads to tea.local")
    ((kept,),) = query(path, "SELECT count(*) FROM carrier JOIN page ON page.id = page_id WHERE NOT is_html")
    assert kept == 4
    said = dict(query(path, "SELECT what, count FROM coverage"))
    assert said["Feeds"] == 1
    assert query(path, "SELECT count(*) FROM note WHERE text LIKE 'the page lists a feed%'") == [(2,)]
