"""A site that is down is no crawl: run the same command later to continue, and nothing is compared with what was not there."""

from __future__ import annotations

import socket

from openpyxl import load_workbook

from tests.hostile.server import answer, reset, serve, silent
from tests.support.crawling import crawl, database, query

PLAIN = "text/plain"
TAG = 'ETag: "one"'
BUSY = answer(b"busy", PLAIN, "503 Service Unavailable")
MANY = answer(b"busy", PLAIN, "429 Too Many Requests", "Retry-After: 9000")
UP = {
    "/": answer(b"<title>Home</title><h1>Home</h1><a href='/a/'>a</a>", "text/html", "200 OK", TAG),
    "/a/": answer(b"<title>A</title><h1>A</h1>", "text/html", "200 OK", TAG),
    "/robots.txt": answer(b"", PLAIN, "404 Not Found"),
    "/sitemap.xml": answer(b"", PLAIN, "404 Not Found"),
}
SAME = {**UP, **dict.fromkeys(["/", "/a/"], answer(b"", "text/html", "304 Not Modified", TAG))}


def run(tmp_path, site, cases, *more):
    """Crawl the site while it answers so."""
    site.cases.clear()
    site.cases.update(cases)
    line = ("blog", "-a", f"url={site.origin}/", "-s", "DOWNLOAD_TIMEOUT=1.5")
    return crawl(tmp_path, *line, *more)


DOWN = (
    ({**UP, "/": MANY, "/sitemap.xml": BUSY}, "429 Too Many Requests"),
    ({**UP, "/": silent(b"")}, "did not respond in time"),
    (dict.fromkeys(UP, reset(b"")), "robots.txt could not be read"),
)


def test_a_crawl_that_read_nothing_is_not_finished_and_is_taken_up(tmp_path):
    with serve({}) as site:
        assert run(tmp_path, site, UP).returncode == 0
        audit = database(tmp_path)
        for down, said in DOWN:
            done = run(tmp_path, site, down, "-s", "AUDIT_KEEP_CRAWLS=1")
            assert (done.returncode, said in done.stderr) == (2, True), done.stderr
            assert "run the same command later to continue" in done.stderr
            assert query(audit, "SELECT id, finished IS NULL FROM crawl") == [(1, 0), (2, 1)]
            told = query(audit, "SELECT why FROM coverage WHERE crawl_id = 2 AND what = 'Pages not reached'")
            assert said in told[0][0]
        site.paths.clear()
        done = run(tmp_path, site, SAME)
        assert done.returncode == 0, done.stderr
        assert "/sitemap.xml" in site.paths
    assert query(audit, "SELECT id, finished IS NULL FROM crawl") == [(1, 0), (2, 0)]
    # What did not change is copied from the crawl before the outage, and Start here has that one beside this one.
    assert query(audit, "SELECT key, outcome, unchanged > 0 FROM page WHERE crawl_id = 2 ORDER BY id") == [
        (f"{site.origin}/", "fetched", 1),
        (f"{site.origin}/a/", "fetched", 1),
    ]
    assert query(audit, "SELECT * FROM coverage WHERE crawl_id = 2 AND what = 'Pages not reached'") == []
    rows = load_workbook(audit.with_name("audit.xlsx"))["Start here"].iter_rows(values_only=True)
    read = [row[2] for row in rows if "complete" in row]
    assert read == [2, 2], "two pages now, and two before"


def test_a_refused_connection_is_an_outage_too(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = crawl(tmp_path, "blog", "-a", f"url=http://127.0.0.1:{port}/")
    assert done.returncode == 2
    assert "refused the connection" in done.stderr
    assert query(database(tmp_path), "SELECT finished FROM crawl") == [(None,)]


def test_a_start_page_that_is_gone_will_not_heal_by_waiting(tmp_path):
    with serve({}) as site:
        assert run(tmp_path, site, {**UP, "/": answer(b"gone", PLAIN, "404 Not Found")}).returncode == 2
    assert query(database(tmp_path), "SELECT finished IS NULL FROM crawl") == [(0,)]


def test_a_list_of_which_one_host_is_down_is_finished_and_one_of_which_all_are_is_not(tmp_path):
    with serve(dict(UP)) as up, serve({"/": BUSY, "/robots.txt": BUSY}) as down:
        for name, sites in (("some", (down, up)), ("all", (down,))):
            (tmp_path / f"{name}.txt").write_text("\n".join(f"{site.origin}/" for site in sites))
        line = ("urls", "-a", f"file={tmp_path}/some.txt")
        assert crawl(tmp_path / "some", *line).returncode == 0
        done = crawl(tmp_path / "all", "urls", "-a", f"file={tmp_path}/all.txt")
        assert done.returncode == 2
    assert query(database(tmp_path / "some"), "SELECT finished IS NULL FROM crawl") == [(0,)]
    assert query(database(tmp_path / "all"), "SELECT finished IS NULL FROM crawl") == [(1,)]
