"""A weekly crawl of an unchanged site downloads nothing, and its workbook says the same."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from crawler.items import Page
from crawler.store import Store
from crawler.store.unchanged import validators
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, redirect

HTML = ("Content-Type", "text/html; charset=utf-8")
LONG = " ".join(f"word{n}" for n in range(400))
PAGES = {
    "/": "<title>Home</title><h1>Home</h1><a href='/a/'>a</a><a href='http://blog.local/a/'>x</a>",
    "/a/": f"<title>Same</title><h1>A</h1><main><h2>One</h2><h4>Two</h4><p>{LONG}</p><a href='/b/#x'>b</a>"
    "<a href='https://www.amazon.com/dp/B000000000?tag=me-20'>Tent</a><img src=/x.png></main>",
    "/b/": f"<title>Same</title><h1>B</h1><main><p>{LONG}</p><iframe src='https://www.youtube.com/embed/dQw4w9WgXcQ'></iframe></main>",
}
COMPARED = (
    "SELECT key, outcome, status, title, depth, words, text_hash FROM page WHERE crawl_id = ? ORDER BY key",
    "SELECT key, state, role FROM frontier WHERE crawl_id = ? ORDER BY key",
    (
        "SELECT page.key, link.position, target.url, target.network, link.text, link.line FROM page JOIN link ON page_id = page.id"
        " JOIN target ON target.id = target_id WHERE page.crawl_id = ? AND target.crawl_id = page.crawl_id ORDER BY 1, 2"
    ),
    (
        "SELECT page.key, carrier.position, target.url FROM page JOIN carrier ON page_id = page.id"
        " JOIN target ON target.id = target_id WHERE page.crawl_id = ? AND target.crawl_id = page.crawl_id ORDER BY 1, 2"
    ),
    "SELECT key, position, place, href, url FROM own_resource WHERE crawl_id = ? ORDER BY 1, 2",
    "SELECT page.key, position, text, heading.words FROM page JOIN heading ON page_id = page.id WHERE crawl_id = ? ORDER BY 1, 2",
    "SELECT page.key, position, src FROM page JOIN image ON page_id = page.id WHERE crawl_id = ? ORDER BY 1, 2",
    (
        "SELECT rule, page.key, message, place, should_be, finding.confidence FROM finding LEFT JOIN page ON page.id = page_id"
        " WHERE finding.crawl_id = ? ORDER BY 1, 2, 3, 4"
    ),
    (
        "SELECT page.key, other.key, share FROM copy JOIN page ON page.id = page_id JOIN page AS other ON other.id = other_id"
        " WHERE copy.crawl_id = ? ORDER BY 1, 2"
    ),
    "SELECT what, count, why FROM coverage WHERE crawl_id = ? ORDER BY 1, 3",
)


class Unchanging:
    """Routes that answer 304 to whoever knows the page's tag already."""

    def __init__(self, site) -> None:
        self.site, self.bodies = site, 0
        for path in PAGES:
            site.routes[path] = lambda path=path: self.answer(path)

    def answer(self, path: str) -> Answer:
        path_asked, headers = self.site.asked[-1]
        assert path_asked == path
        tag = f'"{hash(PAGES[path])}"'
        if headers.get("If-None-Match") == tag:
            return Answer(b"", 304, (("ETag", tag),))
        self.bodies += 1
        return Answer(PAGES[path], 200, (HTML, ("ETag", tag)))


@pytest.fixture
def site():
    from tests.support.web import serve

    with serve({}) as site:
        site.unchanging = Unchanging(site)
        yield site


def run(tmp_path, site, *more: str):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1", *more)
    assert done.returncode == 0, done.stderr
    return done


def test_the_second_crawl_downloads_no_page_and_comes_to_the_same(tmp_path, site) -> None:
    run(tmp_path, site)
    assert site.unchanging.bodies == len(PAGES)
    run(tmp_path, site)
    run(tmp_path, site)
    assert site.unchanging.bodies == len(PAGES), "nothing was downloaded again"
    audit = database(tmp_path)
    for sql in COMPARED:
        first = query(audit, sql, 1)
        assert query(audit, sql, 2) == first, sql
        assert query(audit, sql, 3) == first, sql
    assert query(audit, "SELECT DISTINCT unchanged FROM page WHERE crawl_id = 3 AND status = 200") == [(2,)]
    rows = load_workbook(audit.with_name("audit.xlsx"))["Pages"].iter_rows(values_only=True)
    column = next(rows).index("Unchanged")
    assert [row[column] for row in rows].count("yes") == len(PAGES)


@pytest.mark.parametrize(
    "more",
    [
        ("-a", "fresh=yes"),
        ("-s", "AUDIT_DISABLE=long-title"),
        ("-s", 'AUDIT_SEVERITY={"long-title": "error"}'),
    ],
)
def test_other_settings_or_a_fresh_start_read_everything_anew(tmp_path, site, more) -> None:
    run(tmp_path, site)
    run(tmp_path, site, *more)
    assert site.unchanging.bodies == 2 * len(PAGES)


def test_a_page_that_changed_is_read_and_the_others_are_not(tmp_path, site, monkeypatch) -> None:
    run(tmp_path, site)
    monkeypatch.setitem(PAGES, "/b/", "<title>New</title><h1>New</h1>")
    run(tmp_path, site)
    assert site.unchanging.bodies == len(PAGES) + 1
    titles = query(
        database(tmp_path),
        "SELECT title, unchanged FROM page WHERE crawl_id = 2 AND status = 200 ORDER BY key",
    )
    assert titles == [("Home", 1), ("Same", 1), ("New", 0)]


def test_what_a_redirect_of_the_site_leads_to_today_counts(tmp_path, site, monkeypatch) -> None:
    monkeypatch.setitem(
        PAGES, "/", "<title>Home</title><h1>Home</h1><a href='/go/'>Tent</a> <a href='/a/'>a</a>"
    )
    site.routes["/go/"] = redirect("https://www.amazon.com/dp/B000000000?tag=me-20", 302)
    run(tmp_path, site)
    site.routes["/go/"] = redirect("/b/", 302)
    run(tmp_path, site)
    cloaked = "SELECT network FROM target WHERE crawl_id = ? AND url LIKE '%/go/'"
    assert query(database(tmp_path), cloaked, 1) == [("amazon-associates",)]
    assert query(database(tmp_path), cloaked, 2) == [("",)]


def test_copies_are_still_found_after_settings_went_to_and_fro(tmp_path, site) -> None:
    run(tmp_path, site)
    run(tmp_path, site, "-s", "AUDIT_DISABLE=long-title")
    run(tmp_path, site)
    counts = query(database(tmp_path), "SELECT crawl_id, count(*) FROM copy GROUP BY crawl_id")
    assert len({count for _, count in counts}) == 1
    assert [crawl_id for crawl_id, _ in counts] == [1, 2, 3]


def test_a_server_that_says_unchanged_wrongly_is_found_out_in_time(tmp_path, site, monkeypatch) -> None:
    few = ("-s", "AUDIT_FULL_EVERY=2", "-s", "AUDIT_KEEP_CRAWLS=1")
    run(tmp_path, site, *few)
    # The tags stay those of the first crawl, whatever the page says.
    wrong = f'"{hash(PAGES["/b/"])}"'

    def lying() -> Answer:
        if site.asked[-1][1].get("If-None-Match") == wrong:
            return Answer(b"", 304, (("ETag", wrong),))
        return Answer("<title>New</title><h1>New</h1>", 200, (HTML, ("ETag", wrong)))

    site.routes["/b/"] = lying
    title = "SELECT crawl_id, title, unchanged FROM page WHERE key LIKE '%/b/' ORDER BY crawl_id"
    run(tmp_path, site, *few)
    assert query(database(tmp_path), title) == [(2, "Same", 1)]
    run(tmp_path, site, *few)
    assert query(database(tmp_path), title) == [(3, "New", 0)]


@pytest.mark.parametrize(
    ("full_every", "asked"), [(0, True), (1, False), (2, False), (3, False), (4, True), (10, True)]
)
def test_how_often_a_page_is_downloaded_in_full_is_a_setting(tmp_path, full_every, asked) -> None:
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", "https://x.example/", "https://x.example")
    store.save_page(
        Page(url="https://x.example/", key="https://x.example/", status=200, is_html=True, etag='"a"')
    )
    store.connection.execute("UPDATE page SET unchanged = 2")
    headers = validators(store, store.crawl_id, "https://x.example/", full_every=full_every)
    store.close()
    assert bool(headers) == asked
