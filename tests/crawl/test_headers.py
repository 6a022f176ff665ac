"""Response headers from the wire to the database, over unchanged pages and through a rule of one's own."""

from __future__ import annotations

import gzip
import json

from openpyxl import load_workbook

from crawler.extract.headers import LENGTH
from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, serve

HTML = ("Content-Type", "text/html; charset=utf-8")
PAGE = b"<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><p>Words.</p></main>"
RULE = """
severity = "notice"
title = "Missing X-Content-Type-Options"
why = "Because."
fix = "Send it."
check = "header_present"
options = { name = "x-content-type-options" }
sources = ["live"]
message = "The page comes without {name}"
"""


def headers(out, crawl_id=1, path="/"):
    found = query(
        database(out), "SELECT facts FROM page WHERE crawl_id = ? AND key LIKE ?", crawl_id, f"%:_____{path}"
    )
    return json.loads(found[0][0])["headers"]


def run(out, site, *more):
    done = crawl(out, "blog", "-a", f"url={site.origin}/", *more)
    assert done.returncode == 0, done.stderr
    return done


def test_headers_are_kept_as_they_were_sent_and_cookies_are_not(tmp_path):
    sent = (
        HTML, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"), ("Link", "</a.css>; rel=preload"), ("Link", "</b.css>; rel=preload"),
        ("Set-Cookie", "session=secret"), ("Server-Timing", "x" * 10_000), ("Referrer-Policy", "caf\xe9 =1+1"),
    )  # fmt: skip
    with serve({"/": Answer(gzip.compress(PAGE), 200, sent)}) as site:
        run(tmp_path, site)
    assert headers(tmp_path) == {
        "content-encoding": ["gzip"], "vary": ["Accept-Encoding"], "link": ["</a.css>; rel=preload", "</b.css>; rel=preload"],
        "server-timing": ["x" * LENGTH + "…"], "referrer-policy": ["caf%E9 =1+1"],
    }  # fmt: skip
    assert query(database(tmp_path), "SELECT title FROM page") == [("A page",)], (
        "it was unpacked all the same"
    )


def test_an_answer_without_such_headers_is_known_to_have_none_and_a_post_has_no_answer(tmp_path):
    with serve({"/": Answer(PAGE, 200, (HTML,))}) as site:
        run(tmp_path / "live", site)
    assert headers(tmp_path / "live") == {}
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("# Words")
    assert crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}").returncode == 0
    assert query(database(tmp_path / "out"), "SELECT json_type(facts, '$.headers') FROM page") == [(None,)]


def test_an_unchanged_page_keeps_its_headers_and_takes_those_that_came_with_the_304(tmp_path):
    tag = ("ETag", '"1"')
    later: list[tuple[str, str]] = []

    def answer():
        if site.asked[-1][1].get("If-None-Match"):
            return Answer(b"", 304, (tag, *later))
        return Answer(
            gzip.compress(PAGE),
            200,
            (HTML, tag, ("Content-Encoding", "gzip"), ("Vary", "Accept"), ("Age", "1")),
        )

    with serve({"/": answer}) as site:
        run(tmp_path, site)
        run(tmp_path, site)
        later += [("Age", "7"), ("Strict-Transport-Security", "max-age=600"), ("Content-Encoding", "br")]
        run(tmp_path, site)
    first = {"content-encoding": ["gzip"], "vary": ["Accept"], "age": ["1"]}
    assert headers(tmp_path, 1) == headers(tmp_path, 2) == first
    assert headers(tmp_path, 3) == {**first, "age": ["7"], "strict-transport-security": ["max-age=600"]}
    assert query(database(tmp_path), "SELECT unchanged FROM page WHERE crawl_id = 3") == [(2,)]


def test_a_rule_on_a_header_is_one_file_and_its_finding_one_row_of_the_worklist(tmp_path):
    (tmp_path / "rules").mkdir()
    examples = '[[example]]\nname = "none"\nhtml = "<p>x"\nfindings = ["*"]\n'
    (tmp_path / "rules" / "missing-nosniff.toml").write_text(RULE + examples)
    page = Answer(PAGE + b"<a href=/b/>b</a><a href=/c/>c</a>", 200, (HTML,))
    fine = Answer(PAGE, 200, (HTML, ("X-Content-Type-Options", "nosniff")))
    with serve({"/": page, "/b/": page, "/c/": fine}) as site:
        docs = ("-s", "AUDIT_DOCS=https://wiki.example/audit")
        run(tmp_path / "out", site, "-s", f"AUDIT_RULES={tmp_path / 'rules'}", *docs)
    path = database(tmp_path / "out")
    found = query(path, "SELECT message, place FROM finding WHERE rule = 'missing-nosniff'")
    assert found == [("The page comes without x-content-type-options", "header x-content-type-options")] * 2
    book = load_workbook(path.with_name("audit.xlsx"))
    names, *rows = book["Worklist"].values
    places = [row[names.index("Element")] for row in rows if row[names.index("Current")] == found[0][0]]
    assert places == ["response headers of 2 pages"]
    header, *rules = book["Rules"].rows
    at = [cell.value for cell in header].index("Learn more")
    learned = {row[0].value: row[at] for row in rules}
    page = "https://wiki.example/audit/rules/long-title.md"
    assert (learned["long-title"].value, learned["long-title"].hyperlink.target) == (page, page)
    assert learned["missing-nosniff"].value is None, "a rule of one's own has no page"
