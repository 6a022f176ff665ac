"""The segment of each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store


def addresses(store: Store) -> list[tuple[int, str, str]]:
    """Return id, address and file of each page of the open crawl."""
    return store.connection.execute(
        "SELECT id, url, source FROM page WHERE crawl_id = ?", (store.crawl_id,)
    ).fetchall()


def save_segments(store: Store, found: Iterable[tuple[int, str]]) -> None:
    """Save the segment of pages, given as page id and name, in place of those of an earlier close."""
    with store.transaction() as db:
        db.execute("UPDATE page SET segment = '' WHERE crawl_id = ? AND segment <> ''", (store.crawl_id,))
        db.executemany("UPDATE page SET segment = ? WHERE id = ?", [(name, page) for page, name in found])
