"""The site's own images, styles and scripts, each asked for once by HEAD; and the probes that tell how a site is set up."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, redirect, serve

OFF = ("-s", "AUDIT_ENABLE=redirected-resource,blocked-resource")  # until asked for
ON = ("-s", "AUDIT_MAX_RESOURCES=1000", "-s", "AUDIT_PROBES=1", *OFF)


def file(kind: str, size: int = 10, **more: str) -> Answer:
    headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
    return Answer(b"x" * size, 200, tuple(headers.items()))


HEAD = '<link rel=stylesheet href="/site.css"><script src="/app.js?v=1"></script><meta property="og:image" content="{origin}/preview.jpg">'
LOGO = '<img alt="Logo" src="/logo.png" width=1 height=1>'
ROUTES = {
    "/": html(f'{LOGO}<a href="/tents/">Tents</a> <a href="/photo.png">Photo</a><img alt="" src="/photo.png">', HEAD),
    "/tents/": html(
        f"""{LOGO}
<img alt="" src="/fine.png"><img alt="" data-src="/lazy.webp" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<img alt="" src="/huge.jpg">
<img alt="" src="/shy.png" srcset="/small.png 480w, /no-head.png 960w">
<img alt="" src="/moved.png"><img alt="" src="/inside.png"><img alt="" src="/away.png">
<img alt="" src="/private/x.png"><img alt="" src="/busy.png"><img alt="" src="/empty.png"><img alt="" src="/page.png">
<img alt="" src="/counter?page=1"><img alt="" src="/{{{{ image }}}}.png"><img alt="" src="/lies.png">
<img alt="" src="http://shop.example/other.png"><video src="/film.mp4" poster="/poster.png"></video>""",
        HEAD,
    ),
    "/site.css": file("text/css", X_Content_Type_Options="nosniff"),
    "/app.js?v=1": file("text/html"),
    "/preview.jpg": file("image/jpeg", 50_000),
    "/photo.png": file("image/png", 70),
    "/fine.png": file("image/png", 100),
    "/huge.jpg": file("image/jpeg", 300_000),
    "/lazy.webp": Answer(b"no", 410),
    "/no-head.png": file("image/png", 1234),
    "/small.png": file("image/png"),
    "/moved.png": redirect("/fine.png"),
    "/inside.png": redirect("http://10.0.0.1/secret.png"),
    "/away.png": redirect("https://www.amazon.com/dp/B0ABCDEF12?tag=me-20"),
    "/private/x.png": file("image/png"),
    "/busy.png": Answer("", 503),
    "/empty.png": Answer("", 200, (("Content-Type", "image/png"),)),
    "/page.png": html("<p>Sign up"),
    "/counter?page=1": html(""),
    "/lies.png": file("image/png", Content_Length="9" * 400),
    "/film.mp4": file("video/mp4", 3_000_000),
    "/robots.txt": Answer(
        "User-agent: *\nDisallow: /private/\n\nUser-agent: Googlebot\nDisallow: /site.css\n", 200, (("Content-Type", "text/plain"),)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def first(site, out):
    """Return how often each file was asked for by HEAD in the first crawl."""
    return Counter(site.heads)


@pytest.fixture(scope="module")
def again(site, out, first, tmp_path_factory):
    """Return the folder of the same crawl and one after it, in which the pages have not changed, and what that asked for."""
    copy = tmp_path_factory.mktemp("again") / "audits"
    shutil.copytree(out, copy)
    done = crawl(copy, "blog", "-a", f"url={site.origin}/", *ON)
    assert done.returncode == 0, done.stderr
    return copy, Counter(site.heads) - first


@pytest.fixture(scope="module")
def site():
    with serve(dict(ROUTES)) as site:
        site.no_heads |= {"/no-head.png", "/empty.png"}
        site.routes["/shy.png"] = lambda: (
            file("image/png") if site.paths[-1:] == ["/shy.png"] else Answer("", 404)
        )
        home = site.routes["/"]._replace(headers=(("Content-Type", "text/html"), ("ETag", '"1"')))
        site.routes["/"] = lambda: Answer("", 304) if site.asked[-1][1].get("If-None-Match") else home
        yield site


@pytest.fixture(scope="module")
def out(site, tmp_path_factory):
    """Return the folder of the one crawl that most tests look at."""
    out = tmp_path_factory.mktemp("resources")
    done = crawl(out, "blog", "-a", f"url={site.origin}/", *ON)
    assert done.returncode == 0, done.stderr
    return out


def told(out, columns="verdict"):
    """Return {path: what the newest crawl says of it}."""
    rows = query(
        database(out), f"SELECT url, {columns} FROM resource WHERE crawl_id = (SELECT max(id) FROM crawl)"
    )
    return {"/" + url.split("/", 3)[3]: row[0] if len(row) == 1 else tuple(row) for url, *row in rows}


def test_every_file_of_the_site_gets_its_verdict(out):
    assert told(out, "kind, verdict") == {
        "/site.css": ("style", "ok"),
        "/app.js?v=1": ("script", "broken"),
        "/preview.jpg": ("preview", "ok"),
        "/logo.png": ("image", "broken"),
        "/photo.png": ("image", "ok"),
        "/fine.png": ("image", "ok"),
        "/lazy.webp": ("image", "broken"),
        "/huge.jpg": ("image", "ok"),
        "/shy.png": ("image", "ok"),
        "/small.png": ("image", "ok"),
        "/no-head.png": ("image", "ok"),
        "/moved.png": ("image", "redirected"),
        "/inside.png": ("image", "not checked"),
        "/away.png": ("image", "redirected"),
        "/private/x.png": ("image", "not checked"),
        "/busy.png": ("image", "temporary"),
        "/empty.png": ("image", "broken"),
        "/page.png": ("image", "broken"),
        "/counter?page=1": ("image", "ok"),
        "/lies.png": ("image", "ok"),
        "/film.mp4": ("media", "ok"),
        "/poster.png": ("image", "broken"),
    }


def test_each_file_is_asked_for_once_by_head_and_by_get_only_where_that_tells_too_little(out, site):
    asked = [path for path in site.heads if path not in {"/busy.png", "/fine.png"}]
    assert sorted(asked) == sorted(set(asked)), "each once, however many pages use it"
    assert site.heads.count("/fine.png") == 2, "a redirect ends there, too"
    assert site.heads.count("/busy.png") == 2, "an error that may heal is asked twice"
    doubted = {
        "/app.js?v=1",
        "/logo.png",
        "/lazy.webp",
        "/shy.png",
        "/no-head.png",
        "/empty.png",
        "/page.png",
        "/poster.png",
    }
    files = {f"/{path.lstrip('/')}" for path in told(out)}
    assert {path for path in site.paths if path in files} == doubted | {"/photo.png"}
    assert site.paths.count("/photo.png") == 1, "a link leads to it as well, so its answer is known"
    assert "/photo.png" not in site.heads
    ranges = {path: headers.get("Range") for path, headers in site.asked if path in doubted}
    assert set(ranges.values()) == {"bytes=0-0"}


def test_what_is_not_asked_and_why(out, site):
    assert not {"/private/x.png", "/{{ image }}.png", "/other.png"} & {*site.heads, *site.paths}
    reasons = told(out, "reason")
    assert reasons["/private/x.png"] == "blocked by robots.txt"
    assert "private network" in reasons["/inside.png"]
    assert reasons["/away.png"].startswith("not followed")
    lines = query(database(out), "SELECT what, count, why FROM coverage")
    assert ("Images, styles and scripts of the site not checked", 1, "blocked by robots.txt") in lines
    assert any(what.endswith("without a result") for what, _, _ in lines)


def test_what_the_server_says_of_a_file_is_kept_and_a_length_that_no_file_has_is_not(out):
    facts = told(out, "size, content_type, nosniff, googlebot")
    assert facts["/site.css"] == (10, "text/css", 1, 0)
    assert facts["/huge.jpg"] == (300_000, "image/jpeg", 0, 1)
    assert facts["/no-head.png"] == (1234, "image/png", 0, 1)
    assert facts["/photo.png"] == (70, "image/png", 0, 1)
    assert facts["/lies.png"] == (None, "image/png", 0, 1)


def test_one_finding_a_file_names_a_page_a_line_and_how_many_use_it(out, site):
    found = query(
        database(out),
        "SELECT rule, message, page.key, line, now FROM finding JOIN page ON page.id = page_id WHERE rule LIKE '%-image' OR rule LIKE '%-resource' ORDER BY rule, message",
    )
    here = site.origin
    tents = f"{here}/tents/"
    gone, web = "it returns 404 Not Found", "it returns a web page in place of the file"
    assert [row for row in found if row[0] != "insecure-resource"] == [
        (
            "broken-image",
            f"The image {here}/empty.png is broken: it returns an empty file",
            tents,
            6,
            "/empty.png",
        ),
        (
            "broken-image",
            f"The image {here}/lazy.webp is broken: it returns 410 Gone",
            tents,
            2,
            "/lazy.webp",
        ),
        (
            "broken-image",
            f"The image {here}/logo.png is broken: {gone}; 2 pages use it",
            f"{here}/",
            1,
            "/logo.png",
        ),
        ("broken-image", f"The image {here}/page.png is broken: {web}", tents, 6, "/page.png"),
        ("broken-image", f"The image {here}/poster.png is broken: {gone}", tents, 8, "/poster.png"),
        (
            "broken-resource",
            f"The script {here}/app.js?v=1 is broken: {web}; 2 pages use it",
            f"{here}/",
            1,
            "/app.js?v=1",
        ),
        ("heavy-image", f"The image {here}/huge.jpg has 300 KB", tents, 3, "/huge.jpg"),
        (
            "redirected-resource",
            f"The image {here}/moved.png redirects to {here}/fine.png",
            tents,
            5,
            "/moved.png",
        ),
    ]
    blocked = query(database(out), "SELECT message FROM finding WHERE rule = 'blocked-resource'")
    assert blocked == [(f"robots.txt blocks Googlebot from 1 style sheet, such as {here}/site.css",)]


def test_the_probes_ask_for_an_address_that_cannot_exist_and_for_twins(out, site):
    probes = dict(query(database(out), "SELECT kind, verdict FROM probe"))
    assert probes == {"missing": "broken", "index": "broken", "slash": "broken"}, (
        "an address with a port has no twin of host or scheme"
    )
    assert site.paths.count("/index.html") == site.paths.count("/tents") == 1


def test_the_next_crawl_asks_only_for_what_was_at_fault_or_large(out, again):
    folder, asked = again
    assert query(database(folder), "SELECT count(*) FROM page WHERE crawl_id = 2 AND unchanged") == [(1,)]
    assert told(folder) == told(out)
    count = "SELECT count(*), sum(rule LIKE 'broken-%') FROM finding WHERE crawl_id = ?"
    assert query(database(folder), count, 2) == query(database(folder), count, 1)
    assert not {"/site.css", "/preview.jpg", "/small.png", "/no-head.png"} & set(asked)
    assert {"/logo.png", "/huge.jpg", "/moved.png"} <= set(asked)
    assert {
        state for (state,) in query(database(folder), "SELECT state FROM issue WHERE rule LIKE 'broken-%'")
    } == {"still"}


def test_a_crawl_that_was_killed_asks_only_for_what_was_not_answered_and_a_limit_leaves_the_rest(again, site):
    folder, _ = again
    with closing(sqlite3.connect(database(folder))) as db, db:
        db.execute("UPDATE crawl SET finished = NULL, cause = '' WHERE id = 2")
        db.execute("DELETE FROM unreported")
        db.execute(
            "UPDATE resource SET verdict = 'waiting', reason = '', cause = '', checked = '' WHERE crawl_id = 2 AND url LIKE '%/fine.png'"
        )
        db.execute("DELETE FROM resource WHERE crawl_id = 2 AND url LIKE '%/huge.jpg'")
        db.execute("DELETE FROM probe WHERE crawl_id = 2 AND kind = 'index'")
    heads, gets = len(site.heads), len(site.paths)
    done = crawl(
        folder,
        "blog",
        "-a",
        f"url={site.origin}/",
        "-s",
        "AUDIT_MAX_RESOURCES=10",
        "-s",
        "AUDIT_PROBES=1",
        *OFF,
    )
    assert "resuming" in done.stderr
    assert site.heads[heads:] == ["/fine.png"]
    assert [path for path in site.paths[gets:] if path != "/robots.txt"] == ["/index.html"]
    assert told(folder, "verdict, reason")["/huge.jpg"] == (
        "not checked",
        "the limit of AUDIT_MAX_RESOURCES=10 was reached; the next crawl checks the rest",
    )
    states = dict(
        query(
            database(folder),
            "SELECT rule, state FROM issue WHERE rule IN ('heavy-image', 'redirected-resource')",
        )
    )
    assert states == {"heavy-image": "not checked", "redirected-resource": "still"}, (
        "what was not asked is not fixed"
    )
