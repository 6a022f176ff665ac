"""Find links to fragments that do not exist on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.urls.parse import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.items import Page


def lost_fragments(page: Page, tree: LexborHTMLParser) -> list[str]:
    """Return the hrefs `#…` of the page's links for which it has no element; `#` and `#top` lead to its top.

    Source: https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
    """
    asked = {link.href: _fragment(link.href) for link in page.links if link.href.lstrip()[:1] == "#"}
    asked = {href: fragment for href, fragment in asked.items() if fragment}
    if not asked:
        return []
    there = {node.attributes.get("id") for node in tree.css("[id]")}
    there |= {node.attributes.get("name") for node in tree.css("a[name]")}
    return [
        href
        for href, fragment in asked.items()
        if fragment not in there and (name := unquote(fragment)) not in there and name.lower() != "top"
    ]


def _fragment(href: str) -> str:
    """Return the fragment as browsers look for it: without blanks at the ends, and without the words of a text fragment.

    Source: https://wicg.github.io/scroll-to-text-fragment/#the-fragment-directive
    """
    return clean(href)[1:].partition(":~:")[0]
