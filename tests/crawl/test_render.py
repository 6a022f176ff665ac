"""With render=yes both pages are read: what Scrapy fetched stays what is judged, and what scripts change is told."""

import json
import os
import signal
import subprocess
import threading

import openpyxl
import pytest

from tests.support import warm
from tests.support.browser import browser_or_skip, processes_with
from tests.support.crawling import FAST, ROOT, command, database, environment, query
from tests.support.web import Answer, html, serve

browser_or_skip()

TENT = "https://www.amazon.com/dp/B000000000?tag=blog-20"
AGENT = "affiliate-seo-audit/"


def script(text: str) -> Answer:
    return Answer(text, headers=(("Content-Type", "text/javascript"),))


ROUTES = {
    "/robots.txt": Answer("User-agent: *\nDisallow: /private/", headers=(("Content-Type", "text/plain"),)),
    "/": html(
        "<h1>Home</h1><p>Tents for rain.</p><a href=/app/>App</a> <a href=/moves/>Old</a> <a href=/lacks/>Lacks</a> <a href=/away>Away</a>"
        "<div id=box></div><script src=/app.js></script><script src=https://cdn.example/x.js></script>"
    ),
    "/app.js": script(
        f"document.title = 'Written'; box.innerHTML = '<a href=\"{TENT}\">Tent</a> <a href=/only/>Only</a>';"
    ),
    "/app/": Answer("<!doctype html><html lang=en><title>App</title><div id=root></div><script type=module src=/spa.js></script>"),
    "/spa.js": script(
        "const said = await (await fetch('/said.json')).json();"
        "root.innerHTML = '<main><h1>' + said.title + '</h1><p>' + 'tea and cups '.repeat(30) + '</p><a href=/deep/>Deep</a></main>';"
    ),
    "/said.json": Answer('{"title": "From data"}', headers=(("Content-Type", "application/json"),)),
    "/moves/": html("<h1>Old</h1><p>Text that stays.</p><script>if (window.top) location.replace('/on' + 'ly/')</script>"),
    "/lacks/": html("<h1>Lacks</h1><script>document.head.append(Object.assign(document.createElement('script'), {src: '/gone.js'}))</script><script src=/private/x.js></script><script src=/app.js></script>"),
    "/away": Answer(b"", 301, (("Location", "/only/"),)),
    "/only/": html("<h1>Only</h1><script src=/app.js></script><div id=box></div>"),
}  # fmt: skip


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """One crawl, its site and what it left; a script of another host, which the owner names, is had from there."""
    out = tmp_path_factory.mktemp("render")
    lib = script("document.querySelector('h1').textContent = 'Named host'")
    with serve({"/lib.js": lib}) as other:
        elsewhere = f"localhost:{other.origin.rpartition(':')[2]}"
        deep = {"/deep/": html(f"<h1>Deep</h1><script src=http://{elsewhere}/lib.js></script>")}
        with serve(ROUTES | deep) as site:
            line = (
                "blog", f"{site.origin}/", "--render", "yes", "--check-links", "no", *FAST, "-s", f"AUDIT_OUT={out}",
                "-s", "AUDIT_RENDER_HOSTS=localhost", "-s", f"AUDIT_ALLOW_NETLOCS={elsewhere}",
            )  # fmt: skip
            done = warm.run("crawler.cli.main", line, ROOT, environment(TMPDIR=str(out)), timeout=120)
    assert "Traceback" not in done.stderr
    return site, database(out), out


def test_scripts_of_a_host_that_the_owner_names_are_had_too(audited):
    assert of(audited, "/deep/", "shown.raw_h1, shown.h1, failed, blocked") == ("Deep", "Named host", "[]", "[]")  # fmt: skip


def of(audited, path, columns):
    site, base, _ = audited
    (row,) = query(
        base, f"SELECT {columns} FROM page JOIN page_rendered AS shown ON page_id = page.id WHERE key = ?", site.origin + path
    )  # fmt: skip
    return row


def test_the_page_as_sent_is_judged_and_both_are_kept(audited):
    columns = (
        "page.title, shown.raw_title, shown.title, settled, judged, shown.affiliate_links, failed, blocked"
    )
    assert of(audited, "/", columns) == ("A page", "A page", "Written", 1, 0, 1, "[]", '["cdn.example"]')


def test_a_page_without_text_is_judged_as_rendered_with_data_of_its_own_host(audited):
    assert of(audited, "/app/", "page.h1, page.words, judged, raw_words") == ("From data", 93, 1, 0)
    lines = "SELECT count(line) FROM heading JOIN page ON page.id = page_id WHERE key LIKE '%/app/'"
    assert query(audited[1], lines) == [(0,)]


def test_only_differences_of_links_are_kept(audited):
    site, base, _ = audited
    rows = "SELECT state, target.url FROM rendered_link JOIN page ON page.id = page_id JOIN target ON target.id = target_id WHERE key = ?"
    assert sorted(query(base, rows, f"{site.origin}/")) == [
        ("added", f"{site.origin}/only/"),
        ("added", TENT),
    ]


def test_what_only_scripts_link_to_is_crawled_too(audited):
    pages = {key for (key,) in query(audited[1], "SELECT key FROM page WHERE outcome = 'fetched'")}
    assert {f"{audited[0].origin}/only/", f"{audited[0].origin}/deep/"} <= pages


def test_an_affiliate_link_of_a_script_counts_marked_so_and_is_judged(audited):
    site, base, _ = audited
    assert query(base, "SELECT affiliate_links, disclosure FROM page WHERE key = ?", f"{site.origin}/") == [(1, "absent")]  # fmt: skip
    rules = {rule for (rule,) in query(base, "SELECT rule FROM finding JOIN page ON page.id = page_id WHERE key = ?", f"{site.origin}/")}  # fmt: skip
    assert {"unmarked-affiliate-link", "missing-disclosure", "script-written-affiliate-link", "script-written-title"} <= rules  # fmt: skip


def test_redirect_rows_stay_and_a_script_redirect_is_told(audited):
    site, base, _ = audited
    away = "SELECT outcome, status FROM page WHERE key = ?"
    assert query(base, away, f"{site.origin}/away") == [("redirected", 301)]
    assert of(audited, "/moves/", "settled, moved_to") == (0, f"{site.origin}/only/")
    assert query(base, "SELECT message FROM finding WHERE rule = 'script-redirected-page'") == [(f"A script redirects to {site.origin}/only/",)]  # fmt: skip


def test_a_page_that_lacks_files_says_so_and_is_compared_with_nothing(audited):
    site, base, _ = audited
    failed = {url.removeprefix(site.origin): cause for url, _, cause, _ in json.loads(of(audited, "/lacks/", "failed")[0])}  # fmt: skip
    assert failed == {"/gone.js": "http-status", "/private/x.js": "robots-forbids"}
    found = {rule for (rule,) in query(base, "SELECT rule FROM finding JOIN page ON page.id = page_id WHERE key LIKE '%/lacks/'")}  # fmt: skip
    assert {"broken-script-file", "robots-blocked-script"} <= found
    assert "script-written-title" not in found
    assert query(base, "SELECT count FROM coverage WHERE code = 'pages-rendered-in-part'") == [(1,)]


def test_the_site_hears_the_crawler_alone_and_each_script_is_asked_for_once(audited):
    site = audited[0]
    assert all(headers["User-Agent"].startswith(AGENT) for _, headers in site.asked)
    assert site.paths.count("/app.js") == 1
    assert "/private/x.js" not in site.paths


def test_the_workbook_says_what_was_rendered(audited):
    book = openpyxl.load_workbook(audited[1].with_name("audit.xlsx"), read_only=True)
    pages = list(book["Pages"].iter_rows(values_only=True))
    header = next(row for row in pages if "Read as" in row)
    read_as = {row[0]: row[header.index("Read as")] for row in pages}
    assert read_as["/app/"] == "rendered"
    assert not read_as["/"]
    states = {row[1] for row in book["JavaScript"].iter_rows(values_only=True)}
    assert {"Settled", "Settled without some files", "Redirected by a script"} <= states
    placed = [row for row in book["Affiliate links"].iter_rows(values_only=True) if TENT in row]
    assert placed
    assert all("link that only scripts write" in row for row in placed)


def test_no_process_is_left_behind(audited):
    assert processes_with(f"TMPDIR={audited[2]}\0") == []


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_crawl_that_is_stopped_leaves_no_browser_and_its_page_waits(tmp_path, stop, code):
    """It is stopped while the browser is busy with a page that never ends: the page's own picture of that is its script."""
    busy = threading.Event()

    def asked() -> Answer:
        busy.set()
        return script("for (;;) {}")

    mark = f"TMPDIR={tmp_path}\0"
    with serve({"/": html("<h1>Busy</h1><script src=/busy.js></script>"), "/busy.js": asked}) as site:
        line = command(tmp_path, "blog", "-a", f"url={site.origin}/", "-a", "render=yes")
        running = subprocess.Popen(
            line, cwd=ROOT, env=environment(TMPDIR=str(tmp_path)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        assert busy.wait(60)
        assert len(processes_with(mark)) > 2, "the crawl, the driver and the browser"
        # Ctrl-C goes to every process of the terminal, so also to the browser's driver.
        (os.killpg if stop == signal.SIGINT else os.kill)(running.pid, stop)
        assert running.wait(60) == code
        quiet = threading.Event()
        for _ in range(100):
            if not (left := processes_with(mark)):
                break
            quiet.wait(0.1)
        assert left == []
    states = query(database(tmp_path), "SELECT state FROM frontier WHERE role = 'page'")
    assert states == [("queued",)], "the next run renders it"
