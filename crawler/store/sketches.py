"""The table sketch: a sample of each page's sequences of words, by which texts are compared."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Any

from crawler.store.rows import insert
from crawler.text.shingles import SIZE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.store import Store

SLICE = 500_000  # hashes that are counted at once
READ = 1_000  # sketches that are unpacked together
INSERT_SKETCH = insert("sketch", "page_id, hashes, headings")
_OWN = "FROM sketch JOIN own_page AS page ON page.id = sketch.page_id WHERE page.crawl_id = ?"


def sketch_row(page_id: int | None, shingles: Sequence[tuple[int, int]]) -> tuple[Any, ...]:
    """Return a page's row: its hashes in their order, and the heading of each in as many bytes as the highest needs."""
    shingles = sorted(shingles)
    highest = max(heading for _, heading in shingles)
    headings = array("b" if highest < 1 << 7 else "h" if highest < 1 << 15 else "i", [h for _, h in shingles])
    return page_id, _bytes(array("I", [number for number, _ in shingles])), _bytes(headings)


def shingles_of(hashes: bytes, headings: bytes) -> list[tuple[int, int]]:
    """Return what a row holds: each hash with its heading."""
    size = len(headings) * 4 // len(hashes) if hashes else 1
    places = array({1: "b", 2: "h", 4: "i"}[size], headings)
    numbers = array("I", hashes)
    if sys.byteorder == "big":
        numbers.byteswap()
        places.byteswap()
    return list(zip(numbers, places, strict=True))


def _bytes(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def sketch_of(db: sqlite3.Connection, page_id: int) -> dict[int, int]:
    """Return a page's hashes in their order, each with its heading; empty where it has no sketch."""
    row = db.execute("SELECT hashes, headings FROM sketch WHERE page_id = ?", (page_id,)).fetchone()
    return dict(shingles_of(*row)) if row else {}


def sketches_of(store: Store, page_ids: Iterable[int]) -> Iterator[tuple[int, set[int]]]:
    """Yield the sketch of each of these pages that has one."""
    for page_id in page_ids:
        if found := sketch_of(store.connection, page_id):
            yield page_id, set(found)


def forget_sketches(store: Store) -> None:
    """Delete the sketches of older crawls; those of the newest are copied for pages that do not change."""
    with store.transaction() as db:
        db.execute(
            "DELETE FROM sketch WHERE page_id IN (SELECT id FROM page WHERE crawl_id < ?)", (store.crawl_id,)
        )


def pages_with_the_same_sequences(store: Store, *, common: int, least: int) -> list[tuple[int, int, int]]:
    """Return pairs of pages whose sketches share at least `least` sequences, and how many: (page, later page, shared).

    A sequence that more than `common` pages have is the template's, and does not count.
    """
    with store.transaction() as db:
        db.execute("DROP TABLE IF EXISTS temp.seen")
        db.execute(
            "CREATE TEMP TABLE seen (hash INTEGER, page_id INTEGER, PRIMARY KEY (hash, page_id)) WITHOUT ROWID"
        )
        # Most sequences stand on one page only: what is paired are the few that others have as well.
        for hashes, pages, counts in _counted(db, store.crawl_id, "AND page.indexable"):
            kept = (counts >= 2) & (counts <= common)
            rows = zip(hashes[kept].tolist(), pages[kept].tolist(), strict=True)
            db.executemany("INSERT INTO seen (hash, page_id) VALUES (?, ?)", rows)
        pairs = db.execute(
            "SELECT a.page_id, b.page_id, count(*) AS shared FROM seen AS a JOIN seen AS b ON b.hash = a.hash AND b.page_id > a.page_id"
            " GROUP BY a.page_id, b.page_id HAVING shared >= ?",
            (least,),
        ).fetchall()
        db.execute("DROP TABLE temp.seen")
    return pairs


def sequences_of_many(
    store: Store, *, share: int, least: int, few: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the sequences that stand on more than one in `share` of the pages with a sketch and on more than `least`, and those on more than `few`."""
    db = store.connection
    (pages,) = db.execute(f"SELECT count(*) {_OWN}", (store.crawl_id,)).fetchone()
    often: set[int] = set()
    several: set[int] = set()
    for hashes, _, counts in _counted(db, store.crawl_id, ""):
        often.update(hashes[counts > max(pages // share, least)].tolist())
        several.update(hashes[counts > few].tolist())
    return frozenset(often), frozenset(several)


def _counted(db: sqlite3.Connection, crawl: int, which: str) -> Iterator[tuple[Any, Any, Any]]:
    """Yield arrays of numpy, a slice of all hashes after the other: hashes of pages' own texts, the page of each, and how many pages have it."""
    (pages,) = db.execute(f"SELECT count(*) {_OWN} {which}", (crawl,)).fetchone()
    if pages < 2:
        return
    import numpy as np  # pandas needs it anyway; here, where a crawl without texts does not load it

    slices = 1 + pages * SIZE // SLICE
    for number in range(slices):
        found, owners = [], []
        rows = db.execute(f"SELECT page_id, hashes {_OWN} {which} ORDER BY page_id", (crawl,))
        while some := rows.fetchmany(READ):
            hashes = np.frombuffer(b"".join([packed for _, packed in some]), dtype="<u4")
            owner = np.repeat([page for page, _ in some], [len(packed) // 4 for _, packed in some])
            here = hashes % slices == number
            found.append(hashes[here])
            owners.append(owner[here])
        hashes, owner = np.concatenate(found), np.concatenate(owners)
        order = np.argsort(hashes, kind="stable")
        hashes, owner = hashes[order], owner[order]
        begins = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] + 1)) if len(hashes) else order
        times = np.diff(begins, append=len(hashes))
        yield hashes, owner, np.repeat(times, times)
