"""What an older version stored in sentences gets its codes: the step to version 4."""

import json
import runpy
import sqlite3
from pathlib import Path

import pytest

from crawler.items import Cause, because
from crawler.store import rows

STORE = Path(rows.__file__).parent
STEP = runpy.run_path(str(STORE / "migrations" / "0004-codes.py"))
# What the step reads and writes, as version 3 had it.
OLD = """
CREATE TABLE crawl (id INTEGER PRIMARY KEY, reason TEXT NOT NULL DEFAULT '');
CREATE TABLE frontier (id INTEGER PRIMARY KEY, reason TEXT NOT NULL DEFAULT '');
CREATE TABLE page (id INTEGER PRIMARY KEY, outcome TEXT NOT NULL DEFAULT 'failed', reason TEXT NOT NULL DEFAULT '', redirects TEXT NOT NULL DEFAULT '');
CREATE TABLE target (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE link_check (
    id INTEGER PRIMARY KEY, reason TEXT NOT NULL DEFAULT '', verdict TEXT NOT NULL DEFAULT 'not checked', youtube TEXT NOT NULL DEFAULT ''
);
CREATE TABLE coverage (
    crawl_id INTEGER NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL, example TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (crawl_id, what, why)
) WITHOUT ROWID;
"""
REASONS = {
    "404 Not Found": because("http-status", status=404),
    "418 I'm a Teapot": because("http-status", status=418),
    "299 (not a registered status)": because("http-status", status=299),
    "503 Service Unavailable; the site asked for 9,000 seconds, so it was not checked": because("put-off", status=503, seconds=9000.0),
    "302 Found, without saying where to": because("no-location", status=302),
    "the server did not answer in time": because("no-answer"),
    "robots.txt forbids it": because("robots-forbids"),
    "robots.txt could not be read (HTTP 503), so the site was left alone, as RFC 9309 asks": because(
        "robots-status", answer=because("http-code", status=503)
    ),
    "robots.txt could not be read (the server refused the connection), so the site was left alone": because(
        "robots-unreadable", answer=because("no-connection")
    ),
    "more than AUDIT_MAX_DEPTH=25 clicks deep": because("limit-depth", limit=25),
    "the limit of AUDIT_MAX_PAGES=10,000 pages was reached": because("limit-pages", limit=10_000),
    "more than 1,000 addresses of the pattern /shop?a=…&b=…, which may have no end; AUDIT_MAX_PER_PATTERN allows more": because(
        "limit-pattern", limit=1000, pattern="/shop?a=…&b=…"
    ),
    "a feed; only its addresses were read": because("feed"),
    "it was not read: one of its tags has 3,000 attributes": because("page-attributes", number=3000),
    "application/pdf": because("content-type", type="application/pdf"),
    "a PDF file stands here under the type text/html": because("disguised-file", file=because("file-pdf"), type="text/html"),
    "it is a draft: its front matter says draft: true": because("draft", mark="draft: true"),
    "it answers 404 Not Found": because("answers", status=404),
    "it answers 999 to programs; look at it in a browser": because("answers-programs", status=999),
    "shop.com asked us to wait; the next crawl asks again": because("host-waits", host="shop.com"),
    "something that no version said": because("other", text="something that no version said"),
    "": Cause(),
}  # fmt: skip
DETAILS = {  # kind and detail: via, fault, item, item_id
    ("external", "wrapped by Google"): ("wrapped", "", "", ""),
    ("youtube", "wrapped by YouTube"): ("wrapped", "", "", ""),
    ("affiliate", "an ad click of Google Ads; the tag may be missing"): ("ad-click", "", "", ""),
    ("affiliate", "copied from the address bar after a click of Awin (awc)"): ("copied", "", "", ""),
    ("internal", "the site's own redirect to shop.com"): ("own-redirect", "", "", ""),
    ("internal", "missing scheme"): ("", "missing-scheme", "", ""),
    ("malformed", "mistyped scheme “htp”"): ("", "mistyped-scheme", "", ""),
    ("dev-host", "loopback address"): ("", "", "", ""),
    ("youtube", "video wZy89qsM2Rc"): ("", "", "video", "wZy89qsM2Rc"),
    ("youtube", "embed with a malformed id: wZy 89"): ("", "malformed-id", "embed", "wZy 89"),
    ("youtube", "playlist without an id"): ("", "no-id", "playlist", ""),
    ("youtube", "handle without a name"): ("", "no-name", "handle", ""),
    ("youtube", "channel My page"): ("", "", "channel", "My page"),
    ("youtube", "home page"): ("", "", "home page", ""),
    ("youtube", "image"): ("", "", "image", ""),
}
CHAINS = {  # hops, loop, permanent
    "301 → https://a.example/ 308 → https://b.example/": (2, 0, 1),
    "301 → https://a.example/ 302 → https://b.example/": (2, 0, 0),
    "301 → https://a.example/ 301 → https://b.example/ and round again: a loop": (2, 1, 1),
    "": (0, 0, 0),
}
COVERAGE = [
    ("Pages skipped", 9, "more than AUDIT_MAX_DEPTH=25 clicks deep", ("pages-skipped", "", because("limit-depth", limit=25))),
    ("Rule long-title crashed", 1, "a fault of the rule; its answer is missing there", ("rule-crashed", "long-title", because("rule-fault"))),
    ("Sitemap addresses off the site (dev-host)", 2, "a sitemap speaks for its own site only",
     ("sitemap-addresses-off-site", "dev-host", because("sitemap-foreign"))),
    ("Sitemaps not read to the end", 1, "404 Not Found", ("sitemaps-cut", "", because("other", text="404 Not Found"))),
    ("Links to other sites without a verdict", 3, "the crawl was stopped before; run the same command again",
     ("links-without-verdict", "", because("check-waiting"))),
    ("Pages not reached", 4, ("https://a.example: robots.txt could not be read (HTTP 500), so the site was left alone, as RFC 9309 asks;"
     " the same command goes on later."),
     ("pages-not-reached", "", because(
         "robots-outage", site="https://a.example", answer=because("robots-status", answer=because("http-code", status=500))))),
]  # fmt: skip
ENDS = {
    "finished": "finished",
    "abandoned": "abandoned",
    "": "",
    "page limit of 200 reached": "page-limit",
    "the site refuses": "site-refuses",
}


@pytest.fixture
def old():
    db = sqlite3.connect(":memory:")
    db.executescript(OLD)
    for table in ("frontier", "page", "link_check"):
        db.executemany(f"INSERT INTO {table} (reason) VALUES (?)", [(reason,) for reason in REASONS])
    db.executemany(
        "INSERT INTO page (outcome, redirects) VALUES ('redirected', ?)", [(chain,) for chain in CHAINS]
    )
    db.executemany("INSERT INTO target (kind, detail) VALUES (?, ?)", DETAILS)
    db.executemany("INSERT INTO crawl (reason) VALUES (?)", [(end,) for end in ENDS])
    db.executemany("INSERT INTO coverage VALUES (1, ?, ?, 'x', ?)", [row[:3] for row in COVERAGE])
    waiting = [
        "channel UCabcdefghijklmnopqrstuv",
        "wrapped by YouTube",
        "video with a malformed id: x",
        "video wZy89qsM2Rc",
    ]
    db.executemany(
        "INSERT INTO link_check (verdict, youtube) VALUES ('waiting', ?)", [(one,) for one in waiting]
    )
    STEP["migrate"](db)
    yield db
    db.close()


@pytest.mark.parametrize("table", ["frontier", "page", "link_check"])
def test_each_reason_gets_the_cause_that_would_be_stored_today(old, table):
    found = old.execute(f"SELECT reason, cause, cause_values FROM {table}").fetchall()
    for reason, *cause in found[: len(REASONS)]:
        assert tuple(cause) == rows.why(REASONS[reason])[:2], reason
        assert rows.cause_of(*cause) == REASONS[reason]


def test_targets_crawls_and_chains_get_their_codes(old):
    assert [tuple(row) for row in old.execute("SELECT via, fault, item, item_id FROM target")] == list(
        DETAILS.values()
    )
    assert dict(old.execute("SELECT reason, cause FROM crawl")) == ENDS
    chains = old.execute(
        "SELECT redirects, redirect_hops, redirect_loop, redirect_permanent FROM page WHERE outcome = 'redirected'"
    )
    assert {redirects: tuple(row) for redirects, *row in chains} == CHAINS


def test_of_what_waits_to_be_asked_only_videos_and_playlists_are_asked_of_oembed(old):
    assert [one for (one,) in old.execute("SELECT youtube FROM link_check WHERE verdict = 'waiting'")] == [
        "",
        "",
        "",
        "video wZy89qsM2Rc",
    ]


def test_coverage_gets_its_codes_and_keeps_its_words(old):
    found = {
        (what, count, why): (code, subject, rows.cause_of(cause, values))
        for what, count, why, code, subject, cause, values in old.execute(
            "SELECT what, count, why, code, subject, cause, cause_values FROM coverage"
        )
    }
    assert found == {row[:3]: row[3] for row in COVERAGE}


def test_the_step_may_be_run_again_and_makes_what_a_new_database_has(old):
    STEP["migrate"](old)
    new = sqlite3.connect(":memory:")
    new.executescript((STORE / "schema.sql").read_text(encoding="utf-8"))

    def columns(db, table):
        return {row[1]: row[2:] for row in db.execute(f"PRAGMA table_info({table})")}

    for table, name, _ in STEP["COLUMNS"]:
        assert columns(new, table)[name] == columns(old, table)[name], (table, name)
    assert columns(new, "coverage") == columns(old, "coverage")
    new.close()


def test_a_cause_is_the_same_after_it_was_stored():
    cause = because("robots-status", answer=because("http-code", status=503), text="“é”\ud800")
    assert rows.cause_of(*rows.why(cause)[:2]) == cause
    assert json.loads(rows.why(cause)[1])["answer"] == ["http-code", '{"status":503}']
