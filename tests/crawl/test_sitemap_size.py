"""How large a sitemap may be: as the protocol says, and larger than a page."""

from __future__ import annotations

import pytest

from crawler.extract.sitemap import MAX_BYTES
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

LISTED = "<urlset><url><loc>{origin}/listed/</loc></url></urlset>"
XML = (("Content-Type", "application/xml"),)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sitemaps")
    routes = {
        "/": html("<h1>Huts</h1>"),
        "/listed/": html("<h1>Walks</h1>"),
        "/robots.txt": Answer("Sitemap: {origin}/large.xml\nSitemap: {origin}/larger.xml\n"),
        "/large.xml": Answer(LISTED + " " * (17 * 1024**2), headers=XML),
        "/larger.xml": Answer(LISTED + " " * MAX_BYTES, headers=XML),
    }
    with serve(routes) as site:
        done = crawl(folder, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    return database(folder), site.origin


def test_a_sitemap_larger_than_a_page_may_be_is_read(stored):
    path, origin = stored
    assert query(path, "SELECT outcome FROM page WHERE key = ?", f"{origin}/listed/") == [("fetched",)]


def test_a_sitemap_over_50_mb_is_a_finding(stored):
    path, origin = stored
    rows = query(path, "SELECT message FROM finding WHERE rule = 'oversized-sitemap'")
    assert rows == [(f"{origin}/larger.xml is larger than 50 MB",)]
