"""What an issue's finding said is read from the finding; days, spider and target of issues stand once for each crawl. The view affiliate_link is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

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


def migrate(db: sqlite3.Connection) -> None:
    """Move what is stored."""
    db.create_function("unhexed", 1, bytes.fromhex, deterministic=True)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "issue" in tables:
        for statement in _ISSUES.split(";\n"):
            if statement.strip():
                db.execute(statement)
