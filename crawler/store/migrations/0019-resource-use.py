"""The site's own resources move from carrier and target to the table resource_use; a row of resource tells the first place where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_TABLE = """
CREATE TABLE resource_use (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    href TEXT NOT NULL,
    url TEXT,
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID
"""
_COLUMNS = ("page_id INTEGER", "position INTEGER", "pages INTEGER NOT NULL DEFAULT 0")
_FILES = (
    "CREATE TEMP TABLE used AS SELECT page.crawl_id, page.key, page.outcome, carrier.*, target.url,"
    " substr(page.url, 1, instr(substr(page.url, 9) || '/', '/') + 7) AS origin, target.kind FROM page"
    " CROSS JOIN carrier ON carrier.page_id = page.id CROSS JOIN target ON target.id = carrier.target_id"
    " WHERE page.source = '' AND target.kind IN ('internal', 'subdomain')"
)
_MOVED = (
    "INSERT INTO resource_use (page_id, position, place, href, url, region, line, in_code)"
    " SELECT page_id, position, place, coalesce(href, url), CASE WHEN href IS NULL OR href LIKE '/%' AND url = origin || href THEN NULL ELSE url END,"
    " region, line, in_code FROM temp.used WHERE kind = 'internal' ORDER BY page_id, position"
)
_LEFT = (
    "DELETE FROM carrier WHERE EXISTS"
    " (SELECT 1 FROM resource_use AS use WHERE use.page_id = carrier.page_id AND use.position = carrier.position)"
)
_UNUSED = "DELETE FROM target WHERE kind = 'internal' AND id NOT IN ({used})"
_USING = {
    "part_link": ("target_id",),
    "carrier": ("target_id",),
    "rendered_link": ("target_id", "raw_target_id"),
}
_FIRST = (
    "UPDATE resource SET page_id = first.page_id, position = first.position, pages = first.pages FROM ("
    " SELECT crawl_id, substr(url, 1, instr(url || '#', '#') - 1) AS url, page_id, position, count(DISTINCT page_id) AS pages,"
    " min((place IN ('og', 'twitter', 'jsonld')) || key || printf(' %09d', position))"
    " FROM temp.used WHERE outcome = 'fetched' AND NOT in_code GROUP BY 1, 2) AS first"
    " WHERE resource.crawl_id = first.crawl_id AND resource.url = first.url"
)


def migrate(db: sqlite3.Connection) -> None:
    """Move what is stored. Tables that came after the file's version are made after the last step, and hold nothing yet."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.execute(_TABLE)
    used = " UNION ".join(
        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
        for table, columns in _USING.items()
        if table in tables
        for column in columns
    )
    for statement in (_FILES, _MOVED, _LEFT, _UNUSED.format(used=used)):
        db.execute(statement)
    if "resource" in tables:
        for column in _COLUMNS:
            db.execute(f"ALTER TABLE resource ADD COLUMN {column}")
        db.execute(_FIRST)
    db.execute("DROP TABLE temp.used")
