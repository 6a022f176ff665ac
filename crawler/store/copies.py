"""Store the table copy: which page's text is mostly on another page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.rows import insert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

_INSERT_COPY = insert("copy", "crawl_id, page_id, other_id, share, sections")


def replace_copies(store: Store, found: Iterable[tuple[int, int, float, str]]) -> None:
    """Store the copies of this crawl in place of those found before: (page, the other page, share, sections)."""
    with store.transaction() as db:
        db.execute("DELETE FROM copy WHERE crawl_id = ?", (store.crawl_id,))
        db.executemany(_INSERT_COPY, [(store.crawl_id, *row) for row in found])
