"""The tables export, export_page and export_id: the numbers of files that the owner gave to a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.store.rows import insert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Export
    from crawler.store import Store

_PAGE = ("clicks", "impressions", "position", "sessions", "key_events")
_ID = ("clicks", "orders", "earnings")
_INSERT = insert(
    "export", "crawl_id, kind, name, file, since, until, told_by, lines, matched, unread, is_full, example"
)
# The page itself comes before the address that redirects to it: the first of a key counts.
_ADDRESSES = """
SELECT coalesce(ending.id, page.id), CASE page.url WHEN '' THEN page.key ELSE page.url END
FROM page LEFT JOIN page AS ending ON page.outcome = 'redirected' AND ending.crawl_id = page.crawl_id AND ending.key = page.final_url
WHERE page.crawl_id = ? ORDER BY page.outcome <> 'fetched', page.outcome = 'redirected', page.id
"""


class Kept(NamedTuple):
    """What is kept of one export."""

    export: Export
    name: str  # of its kind
    pages: dict[int, dict[str, float]]  # id of the page -> numbers
    ids: dict[str, dict[str, float]]  # tracking id -> numbers
    matched: int  # rows that are about a page of the crawl
    example: str  # an address of no page


def addresses_of(store: Store) -> list[tuple[int, str]]:
    """Return each address of the open crawl with the page that it shows, redirects followed."""
    return store.connection.execute(_ADDRESSES, (store.crawl_id,)).fetchall()


def replace_exports(store: Store, kept: Iterable[Kept]) -> None:
    """Store the exports of the open crawl in place of those of an earlier close."""
    with store.transaction() as db:
        db.execute("DELETE FROM export WHERE crawl_id = ?", (store.crawl_id,))
        for one in kept:
            export = one.export
            row = (
                store.crawl_id, export.kind, one.name, text(export.file), export.since, export.until, export.told_by,
                len(export.rows), one.matched, export.unread, export.full, text(one.example),
            )  # fmt: skip
            number = db.execute(_INSERT, row).lastrowid
            db.executemany(
                insert("export_page", f"export_id, page_id, {', '.join(_PAGE)}"),
                [(number, page, *map(numbers.get, _PAGE)) for page, numbers in one.pages.items()],
            )
            db.executemany(
                insert("export_id", f"export_id, tracking_id, {', '.join(_ID)}"),
                [(number, name, *map(numbers.get, _ID)) for name, numbers in one.ids.items()],
            )


def has_exports(store: Store, what: str) -> bool:
    """Return whether the open crawl was given numbers of "searches" or of "tracking-ids"."""
    table, more = ("export_id", "") if what == "tracking-ids" else ("export_page", "AND clicks IS NOT NULL")
    found = store.connection.execute(
        f"SELECT 1 FROM export JOIN {table} ON export_id = export.id WHERE crawl_id = ? {more} LIMIT 1",
        (store.crawl_id,),
    )
    return found.fetchone() is not None


class ExportRow(NamedTuple):
    """One row of the table export."""

    name: str
    file: str
    since: str
    until: str
    lines: int
    matched: int
    unread: int
    example: str
    told_by: str
    by_page: bool


def exports_of(store: Store) -> list[ExportRow]:
    """Return the exports of the open crawl."""
    rows = store.connection.execute(
        "SELECT name, file, since, until, lines, matched, unread, example, told_by,"
        " NOT EXISTS (SELECT 1 FROM export_id WHERE export_id = export.id) FROM export WHERE crawl_id = ? ORDER BY id",
        (store.crawl_id,),
    )
    return [ExportRow(*row) for row in rows]
