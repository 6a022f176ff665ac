"""Links to a place on their own page that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.items import Page


def lost_fragments(page: Page, tree: LexborHTMLParser) -> list[str]:
    """Return the hrefs `#…` of the page's links for which it has no element; `#` and `#top` lead to its top.

    Source: https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
    """
    asked = dict.fromkeys(link.href for link in page.links if link.href[:1] == "#" and len(link.href) > 1)
    if not asked:
        return []
    there = {node.attributes.get("id") for node in tree.css("[id]")}
    there |= {node.attributes.get("name") for node in tree.css("a[name]")}
    return [
        href
        for href in asked
        if href[1:] not in there and (name := unquote(href[1:])) not in there and name.lower() != "top"
    ]
