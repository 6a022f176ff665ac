"""Store text sketches and the table copy: which page's text is mostly on another page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.rows import insert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

_INSERT_COPY = insert("copy", "crawl_id, page_id, other_id, share, sections")


def forget_sketches(store: Store) -> None:
    """Delete the sketches of older crawls; those of the newest are copied for pages that do not change."""
    with store.transaction() as db:
        db.execute(
            "DELETE FROM shingle WHERE page_id IN (SELECT id FROM page WHERE crawl_id < ?)", (store.crawl_id,)
        )


def pages_with_the_same_sequences(store: Store, *, common: int, least: int) -> list[tuple[int, int, int]]:
    """Return pairs of pages whose sketches share at least `least` sequences, and how many: (page, later page, shared).

    A sequence that more than `common` pages have is the template's, and does not count.
    """
    with store.transaction() as db:
        db.execute("DROP TABLE IF EXISTS temp.seen")
        # Most sequences stand on one page only: what is paired are the few that others have as well.
        db.execute(
            "CREATE TEMP TABLE seen AS WITH sample AS (SELECT shingle.hash, shingle.page_id FROM shingle"
            " JOIN own_page AS page ON page.id = shingle.page_id WHERE page.crawl_id = :crawl AND page.indexable)"
            " SELECT hash, page_id FROM sample"
            " WHERE hash IN (SELECT hash FROM sample GROUP BY hash HAVING count(*) BETWEEN 2 AND :common)",
            {"crawl": store.crawl_id, "common": common},
        )
        db.execute("CREATE INDEX temp.seen_hash ON seen (hash, page_id)")
        pairs = db.execute(
            "SELECT a.page_id, b.page_id, count(*) AS shared FROM seen AS a JOIN seen AS b ON b.hash = a.hash AND b.page_id > a.page_id"
            " GROUP BY a.page_id, b.page_id HAVING shared >= ?",
            (least,),
        ).fetchall()
        db.execute("DROP TABLE temp.seen")
    return pairs


def sequences_of_many(store: Store, *, share: int | None, least: int) -> frozenset[int]:
    """Return the sequences that stand on more than one in `share` of the pages with a sketch, and on more than `least`."""
    sample = "FROM shingle JOIN own_page AS page ON page.id = shingle.page_id WHERE page.crawl_id = ?"
    db = store.connection
    (pages,) = db.execute(f"SELECT count(DISTINCT shingle.page_id) {sample}", (store.crawl_id,)).fetchone()
    many = max(pages // share, least) if share else least
    found = db.execute(f"SELECT hash {sample} GROUP BY hash HAVING count(*) > ?", (store.crawl_id, many))
    return frozenset(number for (number,) in found)


def replace_copies(store: Store, found: Iterable[tuple[int, int, float, str]]) -> None:
    """Store the copies of this crawl in place of those found before: (page, the other page, share, sections)."""
    with store.transaction() as db:
        db.execute("DELETE FROM copy WHERE crawl_id = ?", (store.crawl_id,))
        db.executemany(_INSERT_COPY, [(store.crawl_id, *row) for row in found])
