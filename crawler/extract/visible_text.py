"""Addresses that stand in the text that people read, outside links and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.url_references import addresses, leaks
from crawler.items import UrlReference

if TYPE_CHECKING:
    from crawler.extract.state import Reading

WHERE = "visible text"


def read_texts(reading: Reading) -> None:
    """Keep the addresses of the content's text that may be on a development host; a link's own text is the link's."""
    page = reading.page
    for block in page.blocks:
        if "://" not in block.text or block.kind == "code":
            continue
        for href in leaks(addresses(block.text)):
            shown = any(href in code for code in block.code) or any(href in link.text for link in page.links)
            if not shown and reading.room("references", len(page.references)):
                position = len(page.references) + 1
                page.references.append(UrlReference(position, WHERE, href, block.line, block.region))
