"""Copy pages that did not change from an earlier crawl, with all that stands on them: many at once, by one statement a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.extract.indexing import says_noindex
from crawler.store import rows
from crawler.store.parts import LINK, last_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from crawler.items import Page

# What stands on a page and names no target.
_PLAIN = ("heading", "image", "note", "sketch", "structured_item", "resource_use")
_ROLE = {"role", "variant_of"}
_CHAIN = {"final_url", "final_fragment", "redirects", "redirect_hops", "redirect_loop", "redirect_permanent"}
_RESOLVED = {"network", "affiliate_id", "confidence", "destination", "detail", "sub_id", "via"}
# Rows of the earlier crawl and of this one: the pages of a batch, the parts that it is the first to have, and of all batches parts and targets.
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS held (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, elapsed_ms INTEGER, depth INTEGER);
CREATE TEMP TABLE IF NOT EXISTS fresh_part (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS asked_target (old INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS copied_part (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS copied_target (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
"""
_FRESH_PARTS = """
INSERT INTO temp.fresh_part SELECT part_id, :last + row_number() OVER () FROM (
    SELECT DISTINCT part_id FROM temp.held CROSS JOIN page_part ON page_id = held.old WHERE part_id NOT IN (SELECT old FROM temp.copied_part)
)
"""
_ASKED_TARGETS = """
INSERT INTO temp.asked_target SELECT target_id FROM (
    SELECT target_id FROM temp.fresh_part CROSS JOIN part_link ON part_id = fresh_part.old
    UNION SELECT target_id FROM temp.held CROSS JOIN carrier ON page_id = held.old
) WHERE target_id NOT IN (SELECT old FROM temp.copied_target)
"""
_COPIED_TARGETS = """
INSERT INTO temp.copied_target SELECT asked_target.old, fresh.id FROM temp.asked_target CROSS JOIN target AS stale ON stale.id = asked_target.old
CROSS JOIN target AS fresh ON fresh.hash = stale.hash AND fresh.crawl_id = ? AND fresh.url = stale.url AND fresh.kind = stale.kind
"""
_PAGE_PARTS = """
INSERT INTO page_part (page_id, position, part_id, heading, line) SELECT held.new, position, copied_part.new, heading, line
FROM temp.held CROSS JOIN page_part ON page_id = held.old CROSS JOIN temp.copied_part ON copied_part.old = part_id
"""


def forget_copies(db: sqlite3.Connection) -> None:
    """Forget what was copied so far, since another crawl begins."""
    for table in ("held", "fresh_part", "asked_target", "copied_part", "copied_target"):
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def copy_pages(db: sqlite3.Connection, crawl_id: int, before: int, pages: Iterable[Page]) -> None:
    """Copy pages from the crawl `before`, each with its depth, time and headers of today, and mark them as done."""
    for statement in filter(str.strip, _TABLES.split(";\n")):
        db.execute(statement)
    today = {rows.text(page.key): page for page in pages}
    db.executemany("DELETE FROM page WHERE crawl_id = ? AND key = ?", [(crawl_id, key) for key in today])
    last = last_id(db, "page")
    db.execute("DELETE FROM temp.held")
    db.executemany(
        "INSERT INTO temp.held SELECT id, ?, ?, ? FROM page WHERE crawl_id = ? AND key = ?",
        [
            (last + n, page.elapsed_ms, page.depth, before, key)
            for n, (key, page) in enumerate(today.items(), 1)
        ],
    )
    names = _columns(db, "page", {"id", "crawl_id", "elapsed_ms", "unchanged", "depth", *_CHAIN, *_ROLE})
    db.execute(
        f"INSERT INTO page (id, crawl_id, elapsed_ms, depth, unchanged, {_listed(names)}) SELECT held.new, ?, held.elapsed_ms, held.depth,"
        f" unchanged + 1, {_listed(names, 'page')} FROM temp.held CROSS JOIN page ON page.id = held.old",
        (crawl_id,),
    )
    for table in _PLAIN:
        names = _columns(db, table, {"page_id"})
        db.execute(
            f"INSERT INTO {table} (page_id, {_listed(names)}) SELECT held.new, {_listed(names, table)}"
            f" FROM temp.held CROSS JOIN {table} ON page_id = held.old"
        )
    _copy_links(db, crawl_id)
    names = _columns(db, "finding", {"id", "crawl_id", "page_id", "mend_at", "ref", "state"})
    db.execute(
        f"INSERT INTO finding (crawl_id, page_id, {_listed(names)}) SELECT ?, held.new, {_listed(names, 'finding')}"
        " FROM temp.held CROSS JOIN finding ON page_id = held.old ORDER BY held.new, finding.id",
        (crawl_id,),
    )
    _renew_headers(db, today)
    db.executemany(
        "UPDATE frontier SET state = 'done', cause = '', cause_values = '', reason = '' WHERE crawl_id = ? AND key = ?",
        [(crawl_id, key) for key in today],
    )


def _copy_links(db: sqlite3.Connection, crawl_id: int) -> None:
    """Copy the targets, parts and carriers of the pages that are held."""
    db.execute("DELETE FROM temp.fresh_part")
    db.execute("DELETE FROM temp.asked_target")
    db.execute(_FRESH_PARTS, {"last": last_id(db, "part")})
    db.execute(_ASKED_TARGETS)
    names = _columns(db, "target", {"id", "crawl_id"})
    # What stands at the end of the site's own redirects is filled in when the crawl closes, and may be another today.
    values = [f"CASE via WHEN 'own-redirect' THEN '' ELSE {n} END" if n in _RESOLVED else n for n in names]
    db.execute(
        f"INSERT INTO target (crawl_id, {_listed(names)}) SELECT :crawl, {_listed(values)}"
        " FROM temp.asked_target CROSS JOIN target ON id = asked_target.old WHERE NOT EXISTS (SELECT 1 FROM target AS fresh"
        " WHERE fresh.hash = target.hash AND fresh.crawl_id = :crawl AND fresh.url = target.url AND fresh.kind = target.kind)",
        {"crawl": crawl_id},
    )
    db.execute(_COPIED_TARGETS, (crawl_id,))
    db.execute("INSERT INTO part (id, crawl_id) SELECT new, ? FROM temp.fresh_part", (crawl_id,))
    db.execute(
        f"INSERT INTO part_link (part_id, target_id, {_listed(LINK)}) SELECT fresh_part.new, copied_target.new, {_listed(LINK, 'part_link')}"
        " FROM temp.fresh_part CROSS JOIN part_link ON part_id = fresh_part.old"
        " CROSS JOIN temp.copied_target ON copied_target.old = target_id"
    )
    db.execute("INSERT INTO temp.copied_part SELECT * FROM temp.fresh_part")
    db.execute(_PAGE_PARTS)
    names = _columns(db, "carrier", {"page_id", "target_id"})
    db.execute(
        f"INSERT INTO carrier (page_id, target_id, {_listed(names)}) SELECT held.new, copied_target.new, {_listed(names, 'carrier')}"
        " FROM temp.held CROSS JOIN carrier ON page_id = held.old CROSS JOIN temp.copied_target ON copied_target.old = target_id"
    )


def _renew_headers(db: sqlite3.Connection, today: dict[str, Page]) -> None:
    """Let the headers of the answer "unchanged" take the place of those that came with the page (RFC 9111 section 3.2)."""
    stored = db.execute(
        "SELECT page.id, key, robots, indexable, json_extract(facts, '$.headers') FROM temp.held CROSS JOIN page ON page.id = held.new"
    ).fetchall()
    for page_id, key, robots, indexable, packed in stored:
        page = today[key]
        new = {name: values for name, values in page.headers.items() if name != "content-encoding"}
        # None: an older version stored the page, and which headers it came with is not known.
        held = json.loads(packed) if packed else None
        if held is not None and (held | new) != held:
            db.execute(
                "UPDATE page SET facts = json_set(facts, '$.headers', json(?)) WHERE id = ?",
                (json.dumps(held | new), page_id),
            )
        if page.x_robots:  # what a server that will not send the page again says of it to search engines
            said = ", ".join(dict.fromkeys([*filter(None, robots.split(", ")), *page.x_robots]))
            db.execute(
                "UPDATE page SET robots = ?, indexable = ? WHERE id = ?",
                (said, indexable and not says_noindex(page.x_robots), page_id),
            )


def _columns(db: sqlite3.Connection, table: str, but: set[str]) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in but]


def _listed(names: Iterable[str], table: str = "") -> str:
    shown: Iterator[str] = (f"{table}.{name}" if table else name for name in names)
    return ", ".join(shown)
