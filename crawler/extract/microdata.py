"""Read microdata (itemscope, itemprop, itemref) into items. Source: HTML standard, section 5; and what Google documents beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.structured_items import LONGEST, plain_name
from crawler.items import ItemRef
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from crawler.extract.state import Reading
    from crawler.extract.structured_items import Items
    from crawler.items import Page, StructuredItem

SELECTOR = "[itemscope], [itemprop]"
MOST_TEXT = (
    500_000  # characters of the page's text that are read as values, since they may stand in one another
)
UNREAD = "…"  # the value of a property whose text is not read any more
_VOCABULARY = re.compile(r"https?://(?:www\.)?schema\.org/", re.IGNORECASE)
_ADDRESS = dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src")
_ADDRESS |= {"a": "href", "area": "href", "link": "href", "object": "data"}

Attributes = dict[str, "str | None"]


def read_microdata(items: Items, page: Page, reading: Reading) -> None:
    """Add the items of the page's elements; those of another vocabulary than schema.org's are left alone."""
    nodes: dict[int, tuple[dom.Element, Attributes]] = {
        dom.number(node): (node, dom.attributes(node)) for node in reading.tree.css(SELECTOR)
    }
    scopes: dict[int, StructuredItem | None] = {}
    referred: dict[str, int] = {}  # id of an element outside a scope -> the scope that names it
    for number, (node, attributes) in nodes.items():
        if "itemscope" not in attributes:
            continue
        if not items.room():
            break
        if (item := _scope(items, attributes)) is not None and (span := dom.span_of_tag(node)):
            item.line = item.line or reading.lines.line_at(span[0])
        scopes[number] = item
        for name in (attributes.get("itemref") or "").split()[:50]:
            referred.setdefault(name, number)
    holders = _Holders(scopes, referred)
    left = MOST_TEXT
    for number, (node, attributes) in nodes.items():
        names = [plain_name(name) for name in (attributes.get("itemprop") or "").split()]
        inner, holder = scopes.get(number), holders.of(node) if names else None
        if inner is not None and not (names and holder):
            inner.top = True
        if not names or holder is None or (number in scopes and inner is None):
            continue
        if inner is not None:
            if inner is holder:
                continue
            if not inner.parent and not inner.top:
                inner.parent, inner.via = holder.position, names[0]
            value: str | ItemRef = ItemRef(inner.position)
        else:
            value, read = _value(page, node, attributes, left)
            left -= read
        for name in names:
            items.value(holder, name, value)


def _scope(items: Items, attributes: Attributes) -> StructuredItem | None:
    """Return the item of an element with itemscope; None where its types are of another vocabulary."""
    written = (attributes.get("itemtype") or "").split()
    types = tuple(plain_name(_VOCABULARY.sub("", name)) for name in written if _VOCABULARY.match(name))
    if written and not types:
        return None
    item = items.add("microdata", types[:10], (attributes.get("itemid") or "").strip(), 0, "")
    item.top = False
    return item


class _Holders:
    """Answers which item the properties of an element belong to; each ancestor is looked at once."""

    def __init__(self, scopes: dict[int, StructuredItem | None], referred: dict[str, int]) -> None:
        self._scopes, self._referred = scopes, referred
        self._known: dict[int, StructuredItem | None] = {}

    def of(self, node: dom.Element) -> StructuredItem | None:
        """Return the item around an element, or the one that names the element or one around it in its itemref."""
        path: list[int] = []
        found: StructuredItem | None = None
        around: dom.Element | None = node
        while around is not None:
            number = dom.number(around)
            if around is not node and number in self._scopes:
                found = self._scopes[number]
                break
            if number in self._known:
                found = self._known[number]
                break
            if number not in self._scopes:
                path.append(number)
            if self._referred and (name := dom.attribute(around, "id")) in self._referred:
                found = self._scopes[self._referred[name or ""]]
                break
            around = dom.parent(around)
        self._known.update(dict.fromkeys(path, found))
        return found


def _value(page: Page, node: dom.Element, attributes: Attributes, left: int) -> tuple[str, int]:
    """Return the value of a property, and how many characters of the page's text were read for it."""
    # Google lets any element say by content what it does not show.
    if (content := attributes.get("content")) is not None:
        return content.strip(), 0
    tag = node.tag
    if tag in _ADDRESS:
        href = (attributes.get(_ADDRESS[tag]) or "").strip()
        return (absolute(href, page.base) or href) if href else "", 0
    if tag in {"data", "meter"} and (written := attributes.get("value")) is not None:
        return written.strip(), 0
    if tag == "time" and (written := attributes.get("datetime")) is not None:
        return written.strip(), 0
    if left <= 0:
        return UNREAD, 0
    text = dom.text(node)
    return " ".join(text[: LONGEST * 2].split()), len(text)
