"""Find the places of a page that links may lead to, and links to fragments that do not exist on their page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.extract import dom
from crawler.urls.parse import clean, page_address, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.items import Page


# What a script answers to that opens something in place of a jump: a dialog, a tab, more of the text.
_OPENS = re.compile(
    r"\Ajs[-_](?!.*(?:scroll|anchor))|modal|popup|pop-up|popover|lightbox|fancybox|trigger|toggle|quick-?view|dropdown"
)
_ROLES = frozenset({"button", "tab", "menuitem", "switch"})
_SCRIPTED = frozenset({"onclick", "aria-haspopup", "aria-expanded", "aria-controls"})
MOST_CLASSES = 500  # characters of a class attribute that are looked at
MOST_IDS = 20_000  # characters that are kept of a page's ids


def lost_fragments(page: Page, tree: dom.Tree) -> list[str]:
    """Return the hrefs of the page's links to a place on itself for which it has no element; `#` and `#top` lead to its top.

    Takes the page's ids as well. What only scripts answer, a button that opens a dialog, leads nowhere and is none. A link may write the page's own address in front of the `#`.

    Source: https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
    """
    there = {dom.attribute(node, "id") for node in tree.css("[id]")}
    there |= {dom.attribute(node, "name") for node in tree.css("a[name]")}
    page.ids = _kept(there)
    lost = [
        href
        for href in dict.fromkeys(link.href for link in page.links if "#" in link.href)
        if leads_to_itself(page, href)
        and (fragment := fragment_of(href))
        and fragment not in there
        and (name := unquote(fragment)) not in there
        and name.lower() != "top"
    ]
    if not lost:
        return lost
    answered: dict[str, bool] = {}
    for node in tree.css("a[href*='#']"):
        href = clean(dom.attribute(node, "href") or "")
        answered[href] = answered.get(href, True) and _opens(dom.attributes(node))
    return [href for href in lost if not answered.get(clean(href))]


def _opens(attributes: Mapping[str, str | None]) -> bool:
    """Return whether a link's attributes say that a script answers a click on it, and with what."""
    if not _SCRIPTED.isdisjoint(attributes) or (attributes.get("role") or "").strip().lower() in _ROLES:
        return True
    if any(name.startswith("data-") and _OPENS.search(name, 5) for name in attributes):
        return True
    classes = (attributes.get("class") or "")[:MOST_CLASSES].lower()
    return any(_OPENS.search(name) for name in classes.split())


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
