"""Keep the rows of the view affiliate_link for as long as many rules ask for them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.store import Store


@contextmanager
def kept_affiliate_links(store: Store) -> Iterator[None]:
    """Put a temporary table of the open crawl's rows before the view of the same name: SQLite looks among temporary tables first."""
    with store.transaction() as db:
        db.execute("DROP TABLE IF EXISTS temp.affiliate_link")
        db.execute(
            "CREATE TEMP TABLE affiliate_link AS SELECT * FROM main.affiliate_link WHERE crawl_id = ?",
            (store.crawl_id,),
        )
    try:
        yield
    finally:
        with store.transaction() as db:
            db.execute("DROP TABLE temp.affiliate_link")
