"""Find the places of a page that links may lead to, and links to fragments that do not exist on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.extract import dom
from crawler.urls.parse import clean, page_address, resolve

if TYPE_CHECKING:
    from crawler.items import Page


MOST_IDS = 20_000  # characters that are kept of a page's ids


def lost_fragments(page: Page, tree: dom.Tree) -> list[str]:
    """Return the hrefs of the page's links to a place on itself for which it has no element; `#` and `#top` lead to its top.

    Takes the page's ids as well. A link may write the page's own address in front of the `#`.

    Source: https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
    """
    there = {dom.attribute(node, "id") for node in tree.css("[id]")}
    there |= {dom.attribute(node, "name") for node in tree.css("a[name]")}
    page.ids = _kept(there)
    return [
        href
        for href in dict.fromkeys(link.href for link in page.links if "#" in link.href)
        if leads_to_itself(page, href)
        and (fragment := fragment_of(href))
        and fragment not in there
        and (name := unquote(fragment)) not in there
        and name.lower() != "top"
    ]


def leads_to_itself(page: Page, href: str) -> bool:
    """Return whether a link with a fragment stays on its page: `#…`, or the page's own address before it."""
    written, _, _ = href.partition("#")
    if not written.strip():
        return True
    return bool(page.url) and page_address(resolve(clean(written), page.base)) == page.url.partition("#")[0]


def _kept(ids: set[str | None]) -> str:
    """Return the ids as one text, in which each has a blank on both sides; one with a blank inside is kept as it is."""
    kept = f" {' '.join(sorted(filter(None, ids)))} " if ids else ""
    return kept if len(kept) <= MOST_IDS else ""


def fragment_of(href: str) -> str:
    """Return the fragment as browsers look for it: without blanks at the ends, and without the words of a text fragment.

    Source: https://wicg.github.io/scroll-to-text-fragment/#the-fragment-directive
    """
    return clean(href).partition("#")[2].partition(":~:")[0]
