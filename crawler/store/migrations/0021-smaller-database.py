"""Nothing is stored twice: what an issue's finding said is read from the finding, a picture and the sizes of its srcset are one row.

Days, spider and target of issues stand once for each crawl. The view affiliate_link is new.
"""

from __future__ import annotations

import json
from os.path import commonprefix
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_ISSUES = """
CREATE TABLE known_issue (
    ref TEXT PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    cause TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL,
    page TEXT NOT NULL,
    first_crawl INTEGER NOT NULL,
    last_seen_crawl INTEGER NOT NULL,
    last_judged_crawl INTEGER NOT NULL,
    state TEXT NOT NULL,
    judged_state TEXT NOT NULL,
    state_crawl INTEGER NOT NULL,
    before TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'Open',
    note TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    finding_id INTEGER
);
CREATE TABLE issue_crawl (id INTEGER PRIMARY KEY, spider TEXT NOT NULL, target TEXT NOT NULL, started TEXT NOT NULL);
CREATE TABLE issue_text (
    ref TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    position INTEGER,
    line INTEGER,
    place TEXT NOT NULL,
    now TEXT NOT NULL,
    should_be TEXT NOT NULL,
    confidence TEXT NOT NULL,
    link TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE seen AS SELECT ref, crawl_id, max(id) AS id FROM finding WHERE ref <> '' GROUP BY ref, crawl_id;
CREATE UNIQUE INDEX temp.seen_ref ON seen (ref, crawl_id);
INSERT INTO known_issue SELECT ref, unhexed(fingerprint), cause, rule, page, first_crawl, last_seen_crawl, last_judged_crawl, state, judged_state, state_crawl,
    CASE before WHEN '' THEN '' ELSE json_insert(json_remove(before, '$[8]', '$[6]'), '$[#]',
        (SELECT id FROM seen WHERE seen.ref = issue.ref AND seen.crawl_id = json_extract(before, '$[5]'))) END,
    status, note, subject, (SELECT id FROM seen WHERE seen.ref = issue.ref AND seen.crawl_id = last_seen_crawl) FROM issue ORDER BY rowid;
INSERT OR IGNORE INTO issue_crawl SELECT first_crawl, spider, target, first_seen FROM issue;
INSERT OR IGNORE INTO issue_crawl SELECT last_seen_crawl, spider, target, last_seen FROM issue;
INSERT OR IGNORE INTO issue_crawl SELECT last_judged_crawl, spider, target, last_judged FROM issue;
INSERT INTO issue_text SELECT ref, key, severity, message, position, line, place, now, should_be, confidence, link FROM issue
    WHERE ref IN (SELECT ref FROM known_issue WHERE finding_id IS NULL);
DROP TABLE issue;
DROP TABLE temp.seen;
CREATE INDEX issue_cause ON known_issue (cause) WHERE cause <> '';
"""
_USES = """
CREATE TABLE resource_use (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    href TEXT NOT NULL,
    sizes TEXT,
    url TEXT,
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID
"""
_OLD_USES = "SELECT page_id, position, place, href, url, region, line, in_code FROM old_resource_use ORDER BY page_id, position"


def _with_sizes(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of resource_use, those of a srcset as sizes of the row that they follow."""
    run: list[tuple[Any, ...]] = []
    for row in rows:
        page_id, position, place, _, url, *where = row
        if run:
            before_page, before, _, _, told, *there = run[-1]
            follows = place == "srcset" and (page_id, position) == (before_page, before + 1)
            if not (follows and where == there and url is None and told is None):
                yield _one(run)
                run = []
        run.append(row)
    if run:
        yield _one(run)


def _one(run: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    page_id, position, place, href, url, *where = run[0]
    sizes = None
    if len(run) > 1:
        href = commonprefix([row[3] for row in run])
        sizes = json.dumps([row[3][len(href) :] for row in run], ensure_ascii=False, separators=(",", ":"))
    return page_id, position, place, href, sizes, url, *where


def migrate(db: sqlite3.Connection) -> None:
    """Move what is stored."""
    db.create_function("unhexed", 1, bytes.fromhex, deterministic=True)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "issue" in tables:
        for statement in _ISSUES.split(";\n"):
            if statement.strip():
                db.execute(statement)
    if "sizes" not in {row[1] for row in db.execute("PRAGMA table_info(resource_use)")}:
        db.execute("ALTER TABLE resource_use RENAME TO old_resource_use")
        db.execute(_USES)
        db.executemany(
            "INSERT INTO resource_use (page_id, position, place, href, sizes, url, region, line, in_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _with_sizes(db.execute(_OLD_USES)),
        )
        db.execute("DROP TABLE old_resource_use")
