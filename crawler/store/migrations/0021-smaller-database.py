"""Nothing is stored twice: what an issue's finding said is read from the finding, a picture and the sizes of its srcset are one row.

Days, spider and target of issues stand once for each crawl, and a page's sketch is one row; what is new is said by the findings alone, and targets are
looked up by a hash. The views affiliate_link and issue_change are new.
"""

from __future__ import annotations

import json
import sys
from array import array
from hashlib import blake2b
from itertools import groupby
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
CREATE TABLE issue_crawl (id INTEGER PRIMARY KEY, spider TEXT NOT NULL, target TEXT NOT NULL, started TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 1);
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
INSERT INTO known_issue (ref, fingerprint, cause, rule, page, first_crawl, last_seen_crawl, last_judged_crawl, state, judged_state, state_crawl,
    before, status, note, subject, finding_id)
    SELECT ref, unhexed(fingerprint), cause, rule, page, first_crawl, last_seen_crawl, last_judged_crawl, state, judged_state, state_crawl,
    CASE before WHEN '' THEN '' ELSE json_insert(json_remove(before, '$[8]', '$[6]'), '$[#]',
        (SELECT id FROM seen WHERE seen.ref = issue.ref AND seen.crawl_id = json_extract(before, '$[5]'))) END,
    status, note, subject, (SELECT id FROM seen WHERE seen.ref = issue.ref AND seen.crawl_id = last_seen_crawl) FROM issue ORDER BY rowid;
INSERT OR IGNORE INTO issue_crawl (id, spider, target, started) SELECT first_crawl, spider, target, first_seen FROM issue;
INSERT OR IGNORE INTO issue_crawl (id, spider, target, started) SELECT last_seen_crawl, spider, target, last_seen FROM issue;
INSERT OR IGNORE INTO issue_crawl (id, spider, target, started) SELECT last_judged_crawl, spider, target, last_judged FROM issue;
INSERT INTO issue_text (ref, key, severity, message, position, line, place, now, should_be, confidence, link)
    SELECT ref, key, severity, message, position, line, place, now, should_be, confidence, link FROM issue
    WHERE ref IN (SELECT ref FROM known_issue WHERE finding_id IS NULL);
DROP TABLE issue;
DROP TABLE temp.seen;
CREATE INDEX issue_cause ON known_issue (cause) WHERE cause <> '';
CREATE TABLE gone_issue (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    ref TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (crawl_id, ref)
) WITHOUT ROWID;
INSERT INTO gone_issue (crawl_id, ref, rule, severity, state) SELECT crawl_id, ref, rule, severity, state FROM issue_change WHERE state IN ('fixed', 'page gone');
UPDATE issue_crawl SET told = 0 WHERE id NOT IN (SELECT crawl_id FROM issue_change);
DROP TABLE issue_change;
"""
_TARGETS = """
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    network TEXT NOT NULL,
    affiliate_id TEXT NOT NULL,
    confidence TEXT NOT NULL,
    destination TEXT NOT NULL,
    host TEXT NOT NULL,
    domain TEXT NOT NULL,
    detail TEXT NOT NULL,
    sub_id TEXT NOT NULL DEFAULT '',
    via TEXT NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    item_id TEXT NOT NULL DEFAULT '',
    product TEXT NOT NULL DEFAULT '',
    hash INTEGER NOT NULL
)
"""
_COLUMNS = "id, crawl_id, url, kind, network, affiliate_id, confidence, destination, host, domain, detail, sub_id, via, fault, item, item_id, product"
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
        href = commonprefix([row[3] for row in run])  # noqa: RUF071 - of texts
        sizes = json.dumps([row[3][len(href) :] for row in run], ensure_ascii=False, separators=(",", ":"))
    return page_id, position, place, href, sizes, url, *where


_HEADINGS = """
CREATE TABLE heading (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    level INTEGER NOT NULL,
    text TEXT NOT NULL,
    own_name TEXT,
    name TEXT GENERATED ALWAYS AS (coalesce(own_name, text)) VIRTUAL,
    region TEXT NOT NULL,
    line INTEGER,
    html_id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    words INTEGER,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID
"""
_SKETCHES = "CREATE TABLE IF NOT EXISTS sketch (page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE, hashes BLOB NOT NULL, headings BLOB NOT NULL)"


def _sketches(rows: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield a row for each page from those of its hashes."""
    for page_id, group in groupby(rows, key=lambda row: row[0]):
        shingles = [(number, heading) for _, number, heading in group]
        highest = max(heading for _, heading in shingles)
        kind = "b" if highest < 1 << 7 else "h" if highest < 1 << 15 else "i"
        columns = (
            array("I", [number for number, _ in shingles]),
            array(kind, [heading for _, heading in shingles]),
        )
        if sys.byteorder == "big":
            for column in columns:
                column.byteswap()
        yield page_id, columns[0].tobytes(), columns[1].tobytes()


def _hash(url: str) -> int:
    return int.from_bytes(blake2b(url.encode("utf-8", "replace"), digest_size=4).digest(), signed=True)


def migrate(db: sqlite3.Connection) -> None:
    """Move what is stored."""
    db.create_function("unhexed", 1, bytes.fromhex, deterministic=True)
    db.create_function("hashed", 1, _hash, deterministic=True)
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
    if "shingle" in tables:
        db.execute(_SKETCHES)
        db.executemany(
            "INSERT OR IGNORE INTO sketch (page_id, hashes, headings) VALUES (?, ?, ?)",
            _sketches(db.execute("SELECT page_id, hash, heading FROM shingle ORDER BY page_id, hash")),
        )
        db.execute("DROP TABLE shingle")
    if "own_name" not in {row[1] for row in db.execute("PRAGMA table_info(heading)")}:
        db.execute("ALTER TABLE heading RENAME TO old_heading")
        db.execute(_HEADINGS)
        db.execute(
            "INSERT INTO heading (page_id, position, level, text, own_name, region, line, html_id, hidden, words)"
            " SELECT page_id, position, level, text, nullif(name, text), region, line, html_id, hidden, words FROM old_heading ORDER BY page_id, position"
        )
        db.execute("DROP TABLE old_heading")
    if "hash" not in {row[1] for row in db.execute("PRAGMA table_info(target)")}:
        # Under its old name other tables would refer to it.
        db.execute(f"CREATE TEMP TABLE old_target AS SELECT {_COLUMNS} FROM target ORDER BY id")
        db.execute("DROP TABLE target")
        db.execute(_TARGETS)
        db.execute(
            f"INSERT INTO target ({_COLUMNS}, hash) SELECT {_COLUMNS}, hashed(url) FROM temp.old_target ORDER BY id"
        )
        db.execute("DROP TABLE temp.old_target")
        db.execute("CREATE INDEX target_hash ON target (hash)")
