"""`scrapy crawl …` from outside: a real process, a real server, exit codes, files and sentences."""

import json
import os
import signal
import subprocess
import time

import openpyxl
import pytest

from tests.support.crawling import ROOT, command, crawl, database, environment, query
from tests.support.web import Answer, html, redirect, serve

PAGES = {
    "/": html("<h1>Home</h1><p><a href='/a/'>A</a> <a href='/old/'>Old</a> <a href='/gone/'>Gone</a>"),
    "/a/": html(
        "<h1>A</h1><p><a href='/b/'>B</a> <a href='https://www.amazon.com/dp/B0ABCDEF12?tag=me-20'>Buy</a>"
    ),
    "/b/": html("<h1>B</h1><p><a href='/'>Home</a> <a href='/photo.jpg'>Photo</a> <a href='/secret/'>S</a>"),
    "/old/": redirect("/older/"),
    "/older/": redirect("/a/", 302),
    "/photo.jpg": Answer(b"\xff\xd8\xff" * 1000, 200, (("Content-Type", "image/jpeg"),)),
    "/secret/": html("<h1>Secret</h1>"),
    "/only-in-sitemap/": html("<h1>Only in the sitemap</h1>"),
    "/robots.txt": Answer(
        "User-agent: *\nDisallow: /secret/\nSitemap: {origin}/map.xml\n",
        200,
        (("Content-Type", "text/plain"),),
    ),
    "/map.xml": Answer(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{origin}/only-in-sitemap/</loc></url>"
        "<url><loc>https://elsewhere.example/x</loc></url></urlset>",
        200,
        (("Content-Type", "application/xml"),),
    ),
}


@pytest.fixture
def site():
    with serve(dict(PAGES)) as site:
        yield site


def pages(out):
    """Return {path: (outcome, status, depth)} of the newest crawl."""
    rows = query(
        database(out),
        "SELECT key, outcome, status, depth FROM page WHERE crawl_id = (SELECT max(id) FROM crawl)",
    )
    return {"/" + key.split("/", 3)[3]: rest for key, *rest in rows}


def test_a_crawl_visits_links_redirects_and_sitemaps_once_and_obeys_robots(site, tmp_path):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    assert pages(tmp_path) == {
        "/": ["fetched", 200, 0],
        "/a/": ["fetched", 200, 1],
        "/b/": ["fetched", 200, 2],
        "/old/": ["redirected", 301, 1],
        "/older/": ["redirected", 302, 1],
        "/gone/": ["failed", 404, 1],
        "/photo.jpg": ["fetched", 200, 3],
        "/secret/": ["refused", None, 3],
        "/only-in-sitemap/": ["fetched", 200, None],
    }
    assert "/secret/" not in site.paths
    assert len(site.paths) == len(set(site.paths)), "every address is asked for once"
    chain = query(database(tmp_path), "SELECT final_url, redirects FROM page WHERE key LIKE '%/old/'")
    assert chain == [(f"{site.origin}/a/", f"301 → {site.origin}/older/ 302 → {site.origin}/a/")]


def test_the_workbook_is_written_and_the_end_is_told(site, tmp_path):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    (workbook,) = tmp_path.glob("*/audit.xlsx")
    sheets = openpyxl.load_workbook(workbook, read_only=True).sheetnames
    assert sheets[:2] == ["Start here", "Issues"]
    assert str(workbook) in done.stdout
    assert not list(tmp_path.glob("*/*.tmp"))


def test_no_terminal_no_control_characters(site, tmp_path):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    said = done.stdout + done.stderr
    assert "known pages" in said
    assert all(character.isprintable() or character == "\n" for character in said)


def test_findings_decide_the_exit_code_only_when_asked(site, tmp_path):
    assert crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "--fail-on", "notice").returncode == 1
    assert crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "--fail-on", "never").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["blog"], "url="),
        (["blog", "-a", "url=not an address"], "is not a URL"),
        (["blog", "-a", "url=ftp://blog.example/"], "is not a URL"),
        (["blog", "-a", "url=https://user:pass@blog.example/"], "user name or password"),
        (["blog", "-a", "url=https://blog.example/", "-a", "depth=3"], "unknown argument"),
        (["blog", "-a", "url=https://blog.example/", "-a", "fresh=perhaps"], "yes or no"),
        (["posts", "-a", "path=/no/such/folder"], "is not a folder"),
        (["urls", "-a", "file=/no/such/file.txt"], "cannot be read"),
        (["nothing"], "known spiders"),
        (
            ["posts", "-a", "path=tests", "-a", "site=https://blog.example/blog/"],
            "belongs to permalink=/blog/{slug}/",
        ),
        (
            ["blog", "-a", "url=demo", "-s", "AUDIT_MAX_PAGES=many"],
            "AUDIT_MAX_PAGES=many: should be a whole number",
        ),
        (["blog", "-a", "url=demo", "-s", "AUDIT_MAX_PAGES=0"], "at least 1"),
        (["blog", "-a", "url=demo", "-s", "AUDIT_DELAY=-1"], "AUDIT_DELAY=-1: should be a number"),
        (["blog", "-a", "url=demo", "-s", "AUDIT_KEEP_CRAWLS=1.5"], "should be a whole number"),
        (["blog", "-a", "url=demo", "-s", "AUDIT_CONTENT_SELECTOR=main >"], "is not a valid CSS selector"),
        (["blog", "-a", "url=https://blog.example/", "-s", "AUDIT_DISABLE=no-such-rule"], "no-such-rule"),
        (["blog", "-a", "url=https://blog.example/", "-s", "AUDIT_SEVERITY=[1]"], "JSON object"),
        (
            ["blog", "-a", "url=https://blog.example/", "-s", 'AUDIT_AFFILIATE_IDS={"x": ["y"]}'],
            "unknown network 'x'",
        ),
        (
            ["blog", "-a", "url=https://blog.example/", "-s", 'AUDIT_AFFILIATE_IDS={"awin": "y"}'],
            "should be a list",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(tmp_path, arguments, says):
    done = crawl(tmp_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_setting_from_the_environment_that_is_none_is_told_as_well(tmp_path):
    done = crawl(tmp_path, "blog", "-a", "url=demo", AUDIT_DELAY="soon")
    assert (done.returncode, done.stderr) == (2, "AUDIT_DELAY=soon: should be a number, at least 0.\n")


def test_the_facts_can_be_had_as_a_feed(site, tmp_path):
    feed = tmp_path / "pages.jsonl"
    done = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/", "-O", str(feed))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in feed.read_text().splitlines()]
    home = next(row for row in rows if row["key"] == f"{site.origin}/")
    assert [link["href"] for link in home["links"]] == ["/a/", "/old/", "/gone/"]


def test_a_start_page_that_does_not_answer_is_said_and_exits_2(tmp_path):
    with serve({}) as gone:
        origin = gone.origin
    done = crawl(tmp_path, "blog", "-a", f"url={origin}/")
    assert done.returncode == 2
    assert "robots.txt could not be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*/audit.xlsx")), "the workbook says so too"


def test_a_listed_page_is_audited_and_nothing_else(site, tmp_path):
    listing = tmp_path / "urls.txt"
    listing.write_text(f"# pages\n{site.origin}/a/\n\n{site.origin}/old/\n")
    done = crawl(tmp_path / "out", "urls", "-a", f"file={listing}")
    assert done.returncode == 0, done.stderr
    assert set(pages(tmp_path / "out")) == {"/a/", "/old/", "/older/"}


def test_a_bad_line_of_a_list_is_named(tmp_path):
    listing = tmp_path / "urls.txt"
    listing.write_text("https://blog.example/\nblog.example/page\n")
    done = crawl(tmp_path / "out", "urls", "-a", f"file={listing}")
    assert done.returncode == 2
    assert "urls.txt:2" in done.stderr


def test_redirects_to_other_sites_are_told_and_not_followed(tmp_path):
    with serve({"/": html("elsewhere")}) as other:
        routes = {
            "/": html("<h1>H</h1><a href='/go/shop'>Shop</a>"),
            "/go/shop": redirect(f"{other.origin}/", 302),
        }
        with serve(routes) as site:
            crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        assert other.asked == []
    assert pages(tmp_path)["/go/shop"] == ["redirected", 302, 1]


def test_a_second_crawl_of_the_same_site_says_so_and_stops(site, tmp_path):
    first = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert first.returncode == 0
    import fcntl

    with (next(tmp_path.glob("*/audit.lock"))).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 75
    assert "another crawl of this site is running" in done.stderr


def test_the_content_is_where_the_selector_says_and_pages_without_any_are_told(tmp_path):
    routes = {
        "/": html("<h1>Start</h1><div class=post><h2>One</h2><p>two words</p><h4>Deep</h4></div><h2>More</h2><a href=/b/>b</a>"),
        "/b/": Answer("<html><body><div class=canvas><h1>B</h1><h4>Guessed</h4><p>Some words of its own.</p></div>"),
    }  # fmt: skip
    with serve(routes) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", AUDIT_CONTENT_SELECTOR=".post")
        assert done.returncode == 0, done.stderr
        headings = "SELECT text, region, heading.words FROM heading JOIN page ON page.id = page_id WHERE key = ? ORDER BY position"
        assert query(database(tmp_path), headings, f"{site.origin}/") == [
            ("Start", "other", None),
            ("One", "main", 2),
            ("Deep", "main", 0),
            ("More", "other", None),
        ]
    skipped = "SELECT message FROM finding WHERE rule = 'skipped-heading-level' ORDER BY 1"
    assert query(database(tmp_path), skipped) == [
        ("Heading “Deep” is an h4 directly after an h2",),
        ("Heading “Guessed” is an h4 directly after an h1",),
    ]
    told = query(
        database(tmp_path),
        "SELECT code, count, example, why FROM coverage WHERE code LIKE '%content%' OR code LIKE '%region%' ORDER BY 1",
    )
    assert [row[:3] for row in told] == [
        ("content-in-doubt", 1, f"{site.origin}/"),
        ("pages-without-region", 1, f"{site.origin}/b/"),
    ]
    assert "AUDIT_CONTENT_SELECTOR=.canvas covers nearly all the text of 1 of them" in told[1][3]
    assert (
        "Content not found for sure on 2 of 2 pages: set AUDIT_CONTENT_SELECTOR=.canvas and crawl again"
        in done.stdout
    )
    book = openpyxl.load_workbook(database(tmp_path).with_name("audit.xlsx"))
    first = next(book["Start here"].values)[0]
    assert first.startswith("CONTENT NOT FOUND FOR SURE on 2 of 2 pages. Set AUDIT_CONTENT_SELECTOR=.canvas")
    (header, *rows) = book["Pages"].values
    assert [row[header.index("Content found by")] for row in rows] == [
        "AUDIT_CONTENT_SELECTOR (low confidence: without the h1)",
        "body, less what the site repeats (low confidence)",
    ]


def test_the_page_limit_is_kept_and_told(site, tmp_path):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_PAGES=2")
    assert done.returncode == 0, done.stderr
    assert len(pages(tmp_path)) == 2
    causes = query(database(tmp_path), "SELECT what, why FROM coverage")
    assert "beyond a limit; the sheets Start here and Coverage say which." in done.stdout
    (first, *_), *_ = openpyxl.load_workbook(database(tmp_path).with_name("audit.xlsx"))["Start here"].values
    assert first.startswith("NOT THE WHOLE SITE: ")
    assert first.endswith(" over the number of pages (AUDIT_MAX_PAGES). See Coverage.")
    assert ("Pages skipped", "the limit of AUDIT_MAX_PAGES=2 pages was reached") in causes


def test_the_user_agent_is_honest_and_names_the_contact(site, tmp_path):
    crawl(tmp_path, "blog", "-a", f"url={site.origin}/", AUDIT_CONTACT="https://blog.example/bot")
    agents = {headers["User-Agent"] for _, headers in site.asked}
    assert len(agents) == 1
    assert agents.pop().endswith("(+https://blog.example/bot)")


# --- stopped, killed, resumed -----------------------------------------------------------------------------------


def chain_of_pages(count: int) -> dict[str, Answer]:
    """Return a site whose page N links to the next five."""
    links = lambda n: "".join(f"<a href='/{m}/'>page {m}</a> " for m in range(n + 1, min(n + 6, count)))  # noqa: E731
    routes = {f"/{n}/": html(f"<h1>Page {n}</h1><h3>Skipped</h3>{links(n)}") for n in range(1, count)}
    routes["/"] = html(f"<h1>Start</h1>{links(0)}")
    routes["/robots.txt"] = Answer("", 200, (("Content-Type", "text/plain"),))
    return routes


def tables(path):
    """Return what a crawl found, without ids and times."""
    crawl_id = query(path, "SELECT max(id) FROM crawl")[0][0]
    return {
        "pages": query(
            path,
            "SELECT key, outcome, status, depth, title, h1 FROM page WHERE crawl_id = ? ORDER BY key",
            crawl_id,
        ),
        "links": query(
            path,
            "SELECT page.key, position, target.url, kind FROM link JOIN page ON page.id = page_id"
            " JOIN target ON target.id = target_id WHERE page.crawl_id = ? ORDER BY 1, 2",
            crawl_id,
        ),
        "findings": query(
            path,
            "SELECT page.key, rule, message, subject, position FROM finding JOIN page ON page.id = page_id"
            " WHERE finding.crawl_id = ? ORDER BY 1, 2, 3, 5",
            crawl_id,
        ),
        "frontier": query(path, "SELECT key, state FROM frontier WHERE crawl_id = ? ORDER BY key", crawl_id),
    }


def wait_for(condition, process, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the crawl ended before it could be stopped"
        assert time.monotonic() < end, "the crawl did not get going"
        os.sched_yield()


def test_a_killed_crawl_is_reported_as_incomplete_and_resumes_to_the_same_result(tmp_path):
    with serve(chain_of_pages(60)) as site:
        whole = tmp_path / "whole"
        assert crawl(whole, "blog", "-a", f"url={site.origin}/").returncode == 0
        expected = tables(database(whole))
        out = tmp_path / "killed"
        for stop_at in (10, 30):
            asked = len(site.asked)
            process = subprocess.Popen(
                command(out, "blog", "-a", f"url={site.origin}/"),
                cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            wait_for(lambda: len(site.asked) - asked >= stop_at - 9, process)  # noqa: B023
            process.kill()
            process.wait()
        report = subprocess.run(
            [os.sys.executable, "-m", "reports", str(database(out)), "-o", str(tmp_path / "killed.xlsx")],
            cwd=ROOT, env=environment(), capture_output=True, text=True,
        )  # fmt: skip
        assert report.returncode == 2
        summary = openpyxl.load_workbook(tmp_path / "killed.xlsx", read_only=True)["Start here"]
        assert any("INCOMPLETE" in str(cell) for row in summary.values for cell in row)
        done = crawl(out, "blog", "-a", f"url={site.origin}/")
        assert done.returncode == 0, done.stderr
        assert "resuming the unfinished crawl" in done.stderr
        assert tables(database(out)) == expected
        assert query(database(out), "SELECT count(*) FROM crawl") == [(1,)]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_one_interrupt_stops_in_order_and_the_same_command_goes_on(tmp_path, stop):
    with serve(chain_of_pages(60)) as site:
        process = subprocess.Popen(
            command(tmp_path, "blog", "-a", f"url={site.origin}/"),
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        wait_for(lambda: len(site.asked) >= 10, process)
        process.send_signal(stop)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        assert "resume with the same command" in out
        assert "Traceback" not in err
        assert list(tmp_path.glob("*/audit.xlsx"))
        left = query(database(tmp_path), "SELECT count(*) FROM frontier WHERE state = 'queued'")[0][0]
        assert left > 0
        assert crawl(tmp_path, "blog", "-a", f"url={site.origin}/").returncode == 0
        assert len(pages(tmp_path)) == 60


def test_the_settings_kept_with_a_crawl_hold_no_secrets(site, tmp_path):
    crawl(tmp_path, "blog", "-a", f"url={site.origin}/", AUDIT_CONTACT="canary-contact", AUDIT_MAX_PAGES="7")
    (kept,) = query(database(tmp_path), "SELECT settings FROM crawl")[0]
    kept = json.loads(kept)
    assert all(len(kept.pop(name)) == 24 for name in ("judged_as", "asked_as")), (
        "fingerprints, of which nothing is read"
    )
    assert kept == {
        "AUDIT_MAX_PAGES": "7",
        "AUDIT_MAX_DEPTH": "10000",
        "AUDIT_MAX_PER_PATTERN": "200",
        "docs": "",  # where "Learn more" leads
        "own_rules": [],
    }


def test_a_fault_of_our_own_costs_one_row_and_not_the_crawl(monkeypatch):
    from scrapy.http import HtmlResponse, Request

    from crawler.crawl import response as live

    def broken(*arguments, **options):
        raise RuntimeError("a fault")

    monkeypatch.setattr(live, "read_response", broken)
    request = Request(
        "https://blog.example/a", meta={"key": "https://blog.example/a", "role": "page", "depth": 1}
    )
    page = live.item_of(HtmlResponse("https://blog.example/a", request=request, body=b"<p>x"))
    assert (page.key, page.outcome) == ("https://blog.example/a", "failed")
    assert page.cause.code == "unread-fault"
