"""What an earlier crawl has read is used again only when the whole job is the same; a crawl that was stopped is always taken up."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from crawler.store import Store
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

TAG = '"the only one"'
KINDS = (
    "SELECT kind FROM link JOIN target ON target.id = target_id JOIN page ON page.id = page_id"
    " WHERE page.crawl_id = (SELECT max(id) FROM crawl) AND key LIKE '%/list/' ORDER BY position"
)
BODIES = "SELECT count(*) FROM page WHERE crawl_id = (SELECT max(id) FROM crawl) AND outcome = 'fetched' AND NOT unchanged"


@pytest.fixture
def site():
    """Serve pages that never change, and a list whose first link leads to this very server under its other name."""

    def steady(page: Answer) -> Answer:
        if site.asked[-1][1].get("If-None-Match") == TAG:
            return Answer(b"", 304, (("ETag", TAG),))
        return page._replace(headers=(*page.headers, ("ETag", TAG)))

    with serve({}) as site:
        port = site.origin.rpartition(":")[2]
        listed = html(
            f"<h1>List</h1><a href='http://localhost:{port}/other/'>other</a><a href='http://tea.local/'>x</a>"
        )
        site.routes |= {
            "/list/": lambda: steady(listed),
            "/": lambda: steady(html("<h1>Home</h1><a href='/list/'>The list of everything</a>")),
            "/other/": lambda: steady(html("<h1>Other</h1>")),
        }
        site.port = port
        yield site


def audit(tmp_path, site, *more, spider="blog"):
    """Crawl with loopback's other name allowed; returns how many pages were downloaded."""
    source = ("-a", f"url={site.origin}/") if spider == "blog" else ("-a", f"file={tmp_path / 'urls.txt'}")
    netlocs = f"localhost:{site.port},127.0.0.1:{site.port}"
    done = crawl(tmp_path / "out", spider, *source, *more, AUDIT_ALLOW_NETLOCS=netlocs)
    assert done.returncode == 0, done.stderr
    return query(database(tmp_path / "out"), BODIES)[0][0]


def kinds(tmp_path):
    return [kind for (kind,) in query(database(tmp_path / "out"), KINDS)]


def test_a_host_added_to_a_list_is_the_site_on_pages_that_did_not_change(tmp_path, site):
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{site.origin}/list/\n")
    audit(tmp_path, site, spider="urls")
    assert audit(tmp_path, site, spider="urls") == 0, "the same job downloads nothing"
    assert kinds(tmp_path) == ["dev-host", "dev-host"]
    urls.write_text(f"{site.origin}/list/\nhttp://localhost:{site.port}/other/\n")
    audit(tmp_path, site, spider="urls")
    assert kinds(tmp_path) == ["internal", "dev-host"]
    urls.write_text(f"{site.origin}/list/\nhttp://localhost:{site.port}/other/\n{site.origin}/\n")
    assert audit(tmp_path, site, spider="urls") == 1, (
        "a page more of the same hosts changes nothing on the others"
    )
    assert kinds(tmp_path) == ["internal", "dev-host"]


@pytest.mark.parametrize(
    "more",
    [
        ("-a", "site=http://localhost:{port}"),
        ("-s", "AUDIT_OWN_HOSTS=tea.local"),
        ("-s", "AUDIT_OLD_HOSTS=tea.local"),
        ("-s", "AUDIT_CONTENT_SELECTOR=h1"),
        ("-s", "AUDIT_DISCLOSURES=we are paid"),
        ("-s", "DOWNLOAD_MAXSIZE=100000"),
    ],
)
def test_another_site_or_setting_reads_a_list_anew_and_says_what_a_fresh_crawl_says(tmp_path, site, more):
    (tmp_path / "urls.txt").write_text(f"{site.origin}/list/\n")
    more = [part.replace("{port}", site.port) for part in more]
    audit(tmp_path, site, spider="urls")
    assert audit(tmp_path, site, *more, spider="urls") == 1
    said = kinds(tmp_path)
    audit(tmp_path, site, *more, "-a", "fresh=yes", spider="urls")
    assert kinds(tmp_path) == said


def test_a_limit_changes_nothing_that_is_said_of_a_page(tmp_path, site):
    audit(tmp_path, site)
    assert audit(tmp_path, site, "-s", "AUDIT_MAX_PAGES=500", "-s", "AUDIT_MAX_DEPTH=9") == 0


def test_another_program_reads_everything_anew(tmp_path, site):
    audit(tmp_path, site)
    with closing(sqlite3.connect(database(tmp_path / "out"))) as db, db:
        db.execute("UPDATE crawl SET settings = json_set(settings, '$.judged_as', 'of another version')")
    assert audit(tmp_path, site) == 2


def stopped(tmp_path, site, settings):
    """Leave a crawl of the site that was stopped with its list read, as a program that kept `settings` with it did."""
    folder = tmp_path / "out" / f"127.0.0.1-{site.port}"
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / "audit.sqlite")
    url = f"{site.origin}/"
    store.open_crawl("blog", url, site.origin, version="0.0.9", settings=json.dumps(settings))
    store.enqueue([url, f"{url}list/"], role="page", found_by="start", depth=0)
    with store.transaction() as db:
        db.execute(
            "INSERT INTO page (crawl_id, key, url, source, outcome, reason, redirect_to, content_type, is_html, indexable, format,"
            " format_reason, title, titles, description, descriptions, canonical, robots, lang, viewport, charset, h1, words,"
            " etag, last_modified, facts) VALUES (1, ?1, ?1, '', 'fetched', '', '', '', 1, 1, '', '', '', 0, '', 0, '', '', '',"
            " '', '', '', 0, ?2, '', '{}')",
            (f"{url}list/", TAG),
        )
        db.execute("UPDATE frontier SET state = 'done' WHERE key LIKE '%/list/'")
    store.close()


def test_a_crawl_that_an_older_version_began_is_taken_up_and_nobody_goes_on_from_it(tmp_path, site):
    stopped(tmp_path, site, {"AUDIT_MAX_PAGES": "10000"})
    done = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    assert "resuming the unfinished crawl; 1 page was audited before" in done.stderr
    assert site.paths.count("/list/") == 0
    audit_file = database(tmp_path / "out")
    assert query(audit_file, "SELECT id, finished IS NOT NULL FROM crawl") == [(1, 1)]
    mixed = "SELECT count, example FROM coverage WHERE what = 'Pages audited with other settings'"
    assert query(audit_file, mixed) == [(1, f"{site.origin}/list/")]
    assert audit(tmp_path, site) == 2, "what two versions judged is no base"
    assert query(audit_file, f"{mixed} AND crawl_id = 2") == []


def test_a_crawl_of_this_very_job_is_taken_up_without_a_word(tmp_path, site):
    audit(tmp_path, site)
    ((kept,),) = query(database(tmp_path / "out"), "SELECT settings FROM crawl")
    database(tmp_path / "out").unlink()
    stopped(tmp_path, site, json.loads(kept))
    netlocs = f"localhost:{site.port},127.0.0.1:{site.port}"
    done = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/", AUDIT_ALLOW_NETLOCS=netlocs)
    assert "resuming the unfinished crawl; -a fresh=yes starts over" in done.stderr
    mixed = "SELECT count(*) FROM coverage WHERE what LIKE 'Pages judged otherwise%'"
    assert query(database(tmp_path / "out"), mixed) == [(0,)]


def test_a_crawl_that_was_stopped_before_its_first_page_begins_as_today_has_it(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl(
        "blog", "https://a.example/", "https://a.example", settings='{"judged_as": "old", "asked_as": "old"}'
    )
    today = '{"judged_as": "new", "asked_as": "new"}'
    assert store.open_crawl("blog", "https://a.example/", "https://a.example", version="2", settings=today)
    assert store.meta()["settings"] == json.loads(today)
    assert store.meta()["version"] == "2"
    assert store.judged_before() == 0
    store.close()


def test_a_feed_that_an_unchanged_page_named_is_not_said_to_be_unread(tmp_path, site):
    named = "<link rel=alternate type='application/rss+xml' href='/feed/'>"
    site.routes["/feed/"] = Answer("<rss/>", headers=(("Content-Type", "application/rss+xml"),))
    home = html("<h1>Home</h1><a href='/a/'>a</a>", named)._replace(
        headers=(("Content-Type", "text/html"), ("ETag", TAG))
    )
    deep = html("<h1>Deep</h1>", named)

    def start() -> Answer:
        return Answer(b"", 304, (("ETag", TAG),)) if site.asked[-1][1].get("If-None-Match") else home

    site.routes |= {"/": start, "/a/": html("<h1>A</h1><a href='/b/'>b</a>"), "/b/": deep}
    for downloaded in (4, 3):
        assert audit(tmp_path, site, "-s", "CONCURRENT_REQUESTS=1") == downloaded
        assert query(
            database(tmp_path / "out"), "SELECT count(*) FROM note WHERE text LIKE 'it names a feed%'"
        ) == [(0,)]
