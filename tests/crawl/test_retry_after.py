"""A site that asks for time gets it, within bounds; one that refuses everything is left; passwords stay where they belong."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.crawl.middlewares.retry_after import longer
from crawler.http.status import retry_after
from tests.hostile import server as hostile
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, redirect, serve

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60.0),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_raises_or_goes_back_in_time(value: str) -> None:
    assert (retry_after(value, NOW) or 0) >= 0


def busy(times: int, status: int, header: str, then: Answer):
    """Return a route that answers `status` so often, and then the page."""
    left = [times]

    def answer() -> Answer:
        left[0] -= 1
        return then if left[0] < 0 else Answer(b"busy", status, (("Retry-After", header),))

    return answer


def test_a_page_that_was_put_off_is_asked_again_and_read(tmp_path) -> None:
    pages = {"/": busy(2, 503, "0", html("<h1>Home</h1>"))}
    with serve(pages) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "RETRY_TIMES=2")
        assert site.paths.count("/") == 3
    assert done.returncode == 0
    assert query(database(tmp_path), "SELECT outcome, status FROM page") == [("fetched", 200)]


def test_a_site_that_asks_for_too_long_is_not_waited_for_and_not_called_broken(tmp_path) -> None:
    pages = {
        "/": html('<a href="/a/">a</a> <a href="/b/">b</a>'),
        "/a/": Answer(b"busy", 429, (("Retry-After", "3600"),)),
        "/b/": html("<h1>b</h1>"),
    }
    with serve(pages) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "RETRY_TIMES=2")
        assert site.paths.count("/a/") == 1
    assert done.returncode == 0
    ((outcome, reason),) = query(database(tmp_path), "SELECT outcome, reason FROM page WHERE status = 429")
    assert outcome == "refused"
    assert "3,600 seconds" in reason
    assert query(database(tmp_path), "SELECT count(*) FROM finding WHERE rule = 'broken-internal-link'") == [
        (0,)
    ]


def test_a_site_that_refuses_everything_is_left_and_the_same_command_goes_on(tmp_path) -> None:
    links = "".join(f'<a href="/p{chr(97 + n)}/">{n}</a> ' for n in range(12))
    routes = {"/": html(links)}
    with serve(routes) as site:
        for n in range(12):
            site.routes[f"/p{chr(97 + n)}/"] = Answer(b"busy", 503, ())
        line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_GIVE_UP=5")
        done = crawl(tmp_path, *line)
        assert done.returncode == 2
        assert "ended early" in done.stderr
        assert done.stderr.count("\n") <= 3
        assert len([path for path in site.paths if path.startswith("/p")]) < 12
        for n in range(12):
            site.routes[f"/p{chr(97 + n)}/"] = html(f"<h1>{n}</h1>")
        assert crawl(tmp_path, *line).returncode == 0
    states = query(database(tmp_path), "SELECT outcome, count(*) FROM page GROUP BY outcome")
    assert states == [("fetched", 13)]


@pytest.mark.parametrize(
    ("until", "wait", "added"), [(0, 5, 5), (103, 5, 2), (105, 5, 0), (200, 5, 0), (0, 0, 0)]
)
def test_pages_that_wait_side_by_side_wait_once(until: float, wait: float, added: float) -> None:
    assert longer(until, 100, wait) == added


def test_all_waits_together_have_an_end_after_which_the_same_command_goes_on(tmp_path) -> None:
    pages = {f"/p{letter}/": html(f"<h1>{letter}</h1>") for letter in "abcd"}
    links = "".join(f'<a href="{path}">{path}</a>' for path in pages)
    with serve({"/": html(links), **pages}) as site:
        site.routes["/pb/"] = Answer(b"busy", 503, (("Retry-After", "60"),))
        line = ("blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1", "-s", "RETRY_TIMES=2")
        done = crawl(tmp_path, *line, "-s", "AUDIT_MAX_TOTAL_WAIT=59")
        assert done.returncode == 2
        assert "AUDIT_MAX_TOTAL_WAIT=59 seconds were used up" in done.stderr
        assert "/pd/" not in site.paths
        why = "SELECT why FROM coverage WHERE what = 'Pages not reached'"
        assert "AUDIT_MAX_TOTAL_WAIT" in query(database(tmp_path), why)[0][0]
        site.routes["/pb/"] = pages["/pb/"]
        assert crawl(tmp_path, *line).returncode == 0
    assert query(database(tmp_path), why) == []
    states = query(database(tmp_path), "SELECT crawl_id, outcome, count(*) FROM page GROUP BY 1, 2")
    assert states == [(1, "fetched", 5)]


@pytest.mark.parametrize(
    "hang_up", [hostile.reset(b""), hostile.reset(b"HTTP/1.1 200"), lambda connection: connection.close()]
)
def test_a_site_that_hangs_up_on_every_page_is_left_and_the_same_command_goes_on(tmp_path, hang_up) -> None:
    names = [f"/p{letter}/" for letter in "abcdefgh"]
    links = "".join(f"<a href='{name}'>{name}</a>" for name in names)
    with hostile.serve({"/": hostile.answer(f"<h1>Home</h1>{links}".encode())}) as site:
        site.cases.update(dict.fromkeys(names, hang_up))
        line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_GIVE_UP=3", "-s", "CONCURRENT_REQUESTS=1")
        done = crawl(tmp_path, *line)
        assert done.returncode == 2
        assert "the server closed the connection" in done.stderr
        assert "/ph/" not in site.paths
        site.cases.update(dict.fromkeys(names, hostile.answer(b"<h1>x</h1>")))
        assert crawl(tmp_path, *line).returncode == 0
    assert query(database(tmp_path), "SELECT outcome, count(*) FROM page GROUP BY 1") == [("fetched", 9)]


def test_single_pages_that_hang_up_are_rows_and_end_nothing(tmp_path) -> None:
    names = [f"/p{letter}/" for letter in "abcdefgh"]
    links = "".join(f"<a href='{name}'>{name}</a>" for name in names)
    with hostile.serve({"/": hostile.answer(f"<h1>Home</h1>{links}".encode())}) as site:
        site.cases.update({name: hostile.answer(b"<h1>x</h1>") for name in names[1::2]})
        site.cases.update(dict.fromkeys(names[::2], hostile.reset(b"")))
        line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_GIVE_UP=2", "-s", "CONCURRENT_REQUESTS=1")
        assert crawl(tmp_path, *line).returncode == 0
    states = query(database(tmp_path), "SELECT outcome, count(*) FROM page GROUP BY 1 ORDER BY 1")
    assert states == [("failed", 4), ("fetched", 5)]


def test_an_outage_of_robots_txt_on_a_resume_leaves_the_rest_for_later(tmp_path) -> None:
    links = "".join(f'<a href="/p{chr(97 + n)}/">{n}</a> ' for n in range(9))
    with serve({"/": html(links)}) as site:
        for n in range(9):
            site.routes[f"/p{chr(97 + n)}/"] = Answer(b"busy", 503, ())
        line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_GIVE_UP=3")
        assert crawl(tmp_path, *line).returncode == 2
        site.routes["/robots.txt"] = Answer(b"down", 503, ())
        done = crawl(tmp_path, *line)
        assert done.returncode == 2
        assert "robots.txt could not be read" in done.stderr
        site.routes["/robots.txt"] = Answer(b"", 404, ())
        for n in range(9):
            site.routes[f"/p{chr(97 + n)}/"] = html(f"<h1>{n}</h1>")
        assert crawl(tmp_path, *line).returncode == 0
    assert query(database(tmp_path), "SELECT crawl_id, outcome, count(*) FROM page GROUP BY 1, 2") == [
        (1, "fetched", 10)
    ]


def test_a_password_goes_to_the_audited_host_only_and_is_written_nowhere(tmp_path) -> None:
    secret = "canary-5d1c"
    with serve({"/": html("x"), "/sitemap.xml": Answer(b"", 404)}) as other:
        pages = {
            "/": html(f'<a href="/off/">off</a> <a href="{other.origin}/">other</a>'),
            "/off/": redirect(f"{other.origin}/"),
        }
        with serve(pages) as site:
            done = crawl(
                tmp_path, "blog", "-a", f"url={site.origin}/", AUDIT_HTTP_USER="me", AUDIT_HTTP_PASS=secret,
            )  # fmt: skip
            wanted = "Basic " + base64.b64encode(f"me:{secret}".encode()).decode()
            assert {headers.get("Authorization") for _, headers in site.asked} == {wanted}
        assert not any("Authorization" in headers for _, headers in other.asked)
    written = done.stdout + done.stderr
    assert secret not in written
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_a_crawl_delay_beyond_ours_is_said_on_coverage(tmp_path) -> None:
    robots = Answer("User-agent: *\nCrawl-delay: 86400\n", 200, (("Content-Type", "text/plain"),))
    with serve({"/robots.txt": robots, "/": html("<h1>x</h1>")}) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_CRAWL_DELAY=0")
    ((why,),) = query(database(tmp_path), "SELECT why FROM coverage WHERE what LIKE 'Crawl-delay%'")
    assert "86,400 seconds" in why
