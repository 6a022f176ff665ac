"""Read a page's structured data: JSON-LD blocks and microdata, as items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.json_ld import LIMIT, broken, read_json_ld
from crawler.extract.microdata import read_microdata
from crawler.extract.ratings import look_for_ratings
from crawler.extract.structured_items import Items

if TYPE_CHECKING:
    from crawler.extract.state import Reading


def read_items(reading: Reading, html: str) -> None:
    """Fill the page with its blocks of JSON-LD and the items of both; a page without any costs nothing."""
    page = reading.page
    microdata = "itemscope" in html or "ITEMSCOPE" in html
    if not reading.blocks and not microdata:
        return
    items = Items(page)
    for number, block in enumerate(reading.blocks):
        page.jsonld.append(block.text)
        page.jsonld_lines.append(block.line)
        if block.fault is not None:
            page.broken_jsonld.append(broken(page, number, block.fault))
        if len(block.text) > LIMIT:
            page.notes.append(f"a JSON-LD block of {len(block.text):,} characters was not read")
        if block.value is not None:
            read_json_ld(items, number, block.value)
    if microdata:
        read_microdata(items, page, reading)
    items.resolve()
    look_for_ratings(page, html)
