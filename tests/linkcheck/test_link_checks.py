"""Links to other sites: each asked once, by a GET that stops at the headers; what is remembered, and what is never asked."""

from __future__ import annotations

import signal
import subprocess
import time
from email.utils import formatdate

import pytest

from tests.hostile import server as hostile
from tests.support.crawling import ROOT, command, crawl, database, environment, query
from tests.support.web import Answer, html, redirect, serve

OTHER = {
    "/ok": html("<p>Fine"),
    "/gone": Answer("gone", 404),
    "/moved": redirect("/moved-on"),
    "/moved-on": redirect("{origin}/ok"),
    "/deep/product": redirect("/", 302),
    "/": html("<p>Home"),
    "/refused": Answer("no", 403, (("Server", "cloudflare"), ("Cf-Mitigated", "challenge"))),
    "/linkedin": Answer("no", 999),
    "/busy": Answer("", 500),
    "/zip": Answer(b"not gzip at all", 200, (("Content-Encoding", "gzip"), ("Content-Type", "text/html"))),
    "/circle": redirect("/circle"),
    "/inside": redirect("http://10.0.0.1/secret"),
    "/private/x": html("<p>Secret"),
    "/to-shop": redirect("https://www.amazon.com/dp/B0ABCDEF12?tag=other-20", 302),
    "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n", 200, (("Content-Type", "text/plain"),)),
}
QUICK = ("-s", "AUDIT_CHECK_DELAY=0")


def page(other, *paths):
    """Return a page that links to the paths of the other site."""
    return html(
        "<h1>Home</h1>" + "".join(f"<p><a href='{other.origin}{path}'>To {path}</a>" for path in paths)
    )


def check(out, site, other, *arguments):
    """Crawl the site and ask its links; the other one is named as a neighbour that may be asked."""
    netloc = other.origin.removeprefix("http://")
    url = ("-a", f"url={site.origin}/", "-a", "check_links=external")
    return crawl(out, "blog", *url, *QUICK, *arguments, AUDIT_ALLOW_NETLOCS=netloc)


def verdicts(out, columns="verdict"):
    """Return {path: what the newest crawl says of it}."""
    rows = query(
        database(out), f"SELECT url, {columns} FROM link_check WHERE crawl_id = (SELECT max(id) FROM crawl)"
    )
    return {"/" + url.split("/", 3)[3]: row[0] if len(row) == 1 else tuple(row) for url, *row in rows}


def findings(out):
    return query(
        database(out),
        "SELECT rule, severity, now FROM finding WHERE crawl_id = (SELECT max(id) FROM crawl) AND rule LIKE '%link%'"
        " AND rule <> 'dev-host-link' ORDER BY rule, now",
    )


@pytest.fixture
def other():
    with serve(dict(OTHER)) as other:
        yield other


def test_every_link_gets_its_verdict_and_each_address_is_asked_once(other, tmp_path):
    paths = [path for path in OTHER if path not in {"/moved-on", "/", "/robots.txt"}]
    with serve({"/": page(other, *paths, "/ok", "/ok#part"), "/b/": page(other, "/ok")}) as site:
        done = check(tmp_path, site, other)
    assert done.returncode == 0, done.stderr
    assert verdicts(tmp_path) == {
        "/ok": "ok",
        "/gone": "broken",
        "/moved": "redirected",
        "/deep/product": "soft-404",
        "/refused": "blocked",
        "/linkedin": "blocked",
        "/busy": "temporary",
        "/zip": "ok",
        "/circle": "blocked",
        "/inside": "not checked",
        "/private/x": "not checked",
        "/to-shop": "redirected",
    }
    asked = [path for path in other.paths if path != "/busy"]
    # "/ok" and "/" also stand at the end of a redirect; an error that may heal is asked twice.
    assert sorted(asked) == sorted(
        ["/robots.txt", "/ok", "/ok", "/gone", "/moved", "/moved-on", "/deep/product", "/", "/refused", "/linkedin",
         "/zip", "/circle", "/inside", "/to-shop"]
    )  # fmt: skip
    assert other.paths.count("/busy") == 2


def test_the_evidence_is_kept(other, tmp_path):
    with serve({"/": page(other, "/refused", "/moved", "/private/x", "/inside")}) as site:
        check(tmp_path, site, other)
    said = verdicts(tmp_path, "status, evidence, final_url, hops, reason")
    assert said["/refused"][:2] == (403, "cf-mitigated: challenge")
    assert said["/moved"][2:4] == (
        f"{other.origin}/ok",
        f"301 → {other.origin}/moved-on; 301 → {other.origin}/ok",
    )
    assert said["/private/x"][4] == "blocked by robots.txt"
    assert "private network" in said["/inside"][4]
    coverage = query(database(tmp_path), "SELECT what, why FROM coverage")
    assert ("External links not checked", "blocked by robots.txt") in coverage
    assert any(what == "External links without a result" for what, _ in coverage)


def test_a_broken_link_is_an_error_only_when_it_is_broken_on_another_day_too(other, tmp_path):
    with serve({"/": page(other, "/gone", "/ok")}) as site:
        check(tmp_path, site, other)
        gone = f"{other.origin}/gone"
        assert findings(tmp_path) == [("first-seen-broken-link", "warning", gone)]
        check(tmp_path, site, other)
        assert findings(tmp_path) == [("first-seen-broken-link", "warning", gone)], "the same day counts once"
        assert other.paths.count("/gone") == 1
        yesterday(tmp_path)
        check(tmp_path, site, other)
        assert findings(tmp_path) == [("broken-external-link", "error", gone)]
        assert other.paths.count("/gone") == 2
        assert other.paths.count("/ok") == 1, "its answer is good for a week"
        yesterday(tmp_path)
        other.routes["/gone"] = html("<p>Here again")
        check(tmp_path, site, other)
        assert findings(tmp_path) == []


def yesterday(out):
    """Make every answer one day older."""
    import sqlite3

    with sqlite3.connect(database(out)) as db:
        db.execute(
            "UPDATE link_check SET checked = strftime('%Y-%m-%dT%H:%M:%S+00:00', checked, '-1 day'),"
            " broken_since = coalesce(date(nullif(broken_since, ''), '-1 day'), ''),"
            " broken_last = coalesce(date(nullif(broken_last, ''), '-1 day'), '')"
        )
    db.close()


def test_an_answer_is_not_reused_when_today_more_may_be_asked(other, tmp_path):
    with serve({"/": page(other, "/to-shop", "/ok")}) as site:
        check(tmp_path, site, other)
        check(tmp_path, site, other, "-s", "AUDIT_DISABLE=long-title")
        assert other.paths.count("/ok") == 1, "a rule more or less changes no answer"
        assert "not followed" in verdicts(tmp_path, "reason")["/to-shop"]
        own = other.origin.removeprefix("http://")
        check(tmp_path, site, other, "-s", "ROBOTSTXT_OBEY=0")
        assert other.paths.count("/to-shop") == 2
        check(tmp_path, site, other, "-s", f"AUDIT_OWN_HOSTS={own}")
        assert "/ok" not in verdicts(tmp_path), "it is the site itself now"


def test_answers_are_not_reused_when_the_owner_says_so(other, tmp_path):
    with serve({"/": page(other, "/ok")}) as site:
        for _ in range(2):
            check(tmp_path, site, other, "-s", "AUDIT_CHECK_DAYS=0")
    assert other.paths.count("/ok") == 2


def test_no_more_links_than_the_limit_are_asked_and_the_next_crawl_goes_on(other, tmp_path):
    with serve({"/": page(other, "/ok", "/moved-on", "/gone")}) as site:
        check(tmp_path, site, other, "-s", "AUDIT_MAX_CHECKS=1")
        assert sorted(verdicts(tmp_path).values()) == ["not checked", "not checked", "ok"]
        check(tmp_path, site, other, "-s", "AUDIT_MAX_CHECKS=2")
        assert sorted(verdicts(tmp_path).values()) == ["broken", "ok", "redirected"]


def test_a_host_that_asks_us_to_wait_long_is_left_alone(other, tmp_path):
    other.routes["/a"] = Answer("", 429, (("Retry-After", "3600"),))
    with serve({"/": page(other, "/a", "/ok", "/gone")}) as site:
        check(tmp_path, site, other)
    assert verdicts(tmp_path) == {"/a": "blocked", "/ok": "not checked", "/gone": "not checked"}
    assert other.paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize("value", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_host_whose_wait_is_over_is_asked_again_and_so_is_what_waits_behind(other, tmp_path, value):
    other.routes["/a"] = lambda: (
        html("<p>Fine") if other.paths.count("/a") > 1 else Answer("", 429, (("Retry-After", value),))
    )
    with serve({"/": page(other, "/a", "/ok")}) as site:
        check(tmp_path, site, other)
    assert verdicts(tmp_path) == {"/a": "ok", "/ok": "ok"}
    assert sorted(other.paths) == ["/a", "/a", "/ok", "/robots.txt"]


def test_a_host_that_answers_nothing_is_left_alone_after_five_requests(tmp_path):
    links = [f"/{number}" for number in range(8)]
    with (
        hostile.serve(dict.fromkeys(links, hostile.reset(b""))) as other,
        serve({"/": page(other, *links)}) as site,
    ):
        check(tmp_path, site, other)
        asked = [path for path in other.paths if path in links]
    assert len(asked) == 5
    rows = query(database(tmp_path), "SELECT verdict, reason FROM link_check")
    assert len(rows) == len(links)
    left = [reason for verdict, reason in rows if verdict == "not checked"]
    assert left
    assert all("did not respond 5 times in a row" in reason for reason in left)


def test_a_date_far_ahead_is_a_long_wait(other, tmp_path):
    later = formatdate(time.time() + 3600, usegmt=True)
    other.routes["/a"] = Answer("", 503, (("Retry-After", later),))
    with serve({"/": page(other, "/a", "/ok")}) as site:
        check(tmp_path, site, other)
    assert verdicts(tmp_path) == {"/a": "temporary", "/ok": "not checked"}
    assert other.paths == ["/robots.txt", "/a"]
    ((summary,),) = query(database(tmp_path), "SELECT reason FROM link_check WHERE verdict = 'not checked'")
    assert summary.endswith("asked to wait; the next crawl checks again")


def test_links_that_earn_are_not_asked_and_nothing_is_asked_when_the_owner_says_no(other, tmp_path):
    with serve({"/": html("<a href='https://www.amazon.com/dp/B0ABCDEF12?tag=me-20'>Tent</a>")}) as site:
        check(tmp_path, site, other)
        ((verdict, reason),) = query(database(tmp_path), "SELECT verdict, reason FROM link_check")
        assert verdict == "not checked"
        assert "click" in reason
    with serve({"/": page(other, "/ok")}) as site:
        crawl(tmp_path / "b", "blog", "-a", f"url={site.origin}/", "-a", "check_links=no", *QUICK)
    assert query(database(tmp_path / "b"), "SELECT count(*) FROM link_check") == [(0,)]
    assert other.asked == []


def test_posts_are_checked_only_when_asked_to(other, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(f"# Tents\n\n[Tent]({other.origin}/gone)\n")
    netloc = other.origin.removeprefix("http://")
    for out, more, asked in (("no", (), 0), ("yes", ("-a", "check_links=external", *QUICK), 1)):
        done = crawl(tmp_path / out, "posts", "-a", f"path={folder}", *more, AUDIT_ALLOW_NETLOCS=netloc)
        assert done.returncode == 0, done.stderr
        assert other.paths.count("/gone") == asked


def test_a_crawl_that_was_killed_asks_only_what_was_not_answered(other, tmp_path):
    paths = [f"/n/{number}" for number in range(12)]
    for path in paths:
        other.routes[path] = html("<p>Fine")
    netloc = other.origin.removeprefix("http://")
    with serve({"/": page(other, *paths)}) as site:
        arguments = command(
            tmp_path,
            "blog",
            "-a",
            f"url={site.origin}/",
            "-a",
            "check_links=external",
            "-s",
            "AUDIT_CHECK_DELAY=0.2",
        )
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=environment(AUDIT_ALLOW_NETLOCS=netloc), stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while len(other.asked) < 6 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = sum(verdict == "ok" for verdict in verdicts(tmp_path).values())
        assert 0 < before < len(paths)
        done = check(tmp_path, site, other)
    assert done.returncode == 0, done.stderr
    assert "resuming" in done.stderr
    assert verdicts(tmp_path) == dict.fromkeys(paths, "ok")
    asked = [path for path in other.paths if path != "/robots.txt"]
    assert len(asked) <= len(paths) + 2, "the answers that were stored are not asked for again"
    assert site.paths.count("/") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check_links=all",), "check_links=all: should be no or external."),
        (("check_links=no", "check_affiliate=yes"), "check_affiliate=yes: has no effect without"),
    ],
)
def test_a_mistake_in_the_arguments_is_one_sentence(arguments, said, tmp_path):
    given = [part for argument in arguments for part in ("-a", argument)]
    done = crawl(tmp_path, "blog", "-a", "url=http://127.0.0.1:1/", *given)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_demo_blog_asks_nobody(tmp_path):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-a", "check_links=external")
    assert done.returncode == 2
    assert "offline" in done.stderr
