"""Which product each affiliate link leads to, told once for rules and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.links.shops import product
from crawler.store.conclusions import save_products

if TYPE_CHECKING:
    from crawler.store import Store


def fill_products(store: Store) -> None:
    """Give the address of each link that was found to be an affiliate's after it was stored its product, where it tells one."""
    rows = store.connection.execute(
        "SELECT id, url, destination FROM target WHERE crawl_id = ? AND kind = 'affiliate' AND product = ''",
        (store.crawl_id,),
    ).fetchall()
    save_products(store, [(number, product(url, destination)) for number, url, destination in rows])
