"""Look up the properties of structured data: paths through items, and who holds an item."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from crawler.items import ItemRef
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, StructuredItem

    Value = str | int | float | bool | ItemRef

LOOKED_AT = 20  # values of one property: paths through all of many would take for ever
INVERSE = {"mainEntity": "mainEntityOfPage"}  # what the other item says in place of it
_NAMED = {"name", "text"}  # of a text in place of an item …
_OF_ADDRESS = {"url"}  # … and of an address


@cached_per_page
def graph_of(page: Page) -> Graph:
    """Return what the page's items are to one another; they are not changed any more."""
    return Graph(page)


class Graph:
    """The items of one page and what they are to one another."""

    def __init__(self, page: Page) -> None:
        """Take the page's items."""
        self._items = page.items
        self._holders: dict[int, list[tuple[StructuredItem, str]]] = {}
        for item in page.items:
            for name, values in item.properties.items():
                for value in values:
                    if isinstance(value, ItemRef):
                        self._holders.setdefault(value.position, []).append((item, name))

    def holders(self, item: StructuredItem) -> list[tuple[StructuredItem, str]]:
        """Return the items of which this one is a value, each with the property."""
        return self._holders.get(item.position, [])

    def values(self, item: StructuredItem, name: str) -> Iterator[Value | StructuredItem]:
        """Yield the values of a property that say something, items as such."""
        for value in item.properties.get(name, ())[:LOOKED_AT]:
            if isinstance(value, ItemRef):
                yield self._items[value.position - 1]
            elif not isinstance(value, str) or value.strip():
                yield value
        if name in INVERSE:
            holders = self.holders(item)[:LOOKED_AT]
            yield from (holder for holder, via in holders if via == INVERSE[name])

    def items(self, item: StructuredItem, name: str) -> list[StructuredItem]:
        """Return the values of a property that are items."""
        return [self._items[v.position - 1] for v in item.properties.get(name, ()) if isinstance(v, ItemRef)]

    def has(self, item: StructuredItem, path: str) -> bool:
        """Return whether one value at least stands at the end of the path; a text has the name and the text of an item in its place."""
        first, _, rest = path.partition(".")
        for value in self.values(item, first):
            if not rest:
                return True
            if isinstance(value, str):
                if rest in (_OF_ADDRESS if value.startswith(("https://", "http://")) else _NAMED):
                    return True
            elif not isinstance(value, int | float | ItemRef) and self.has(value, rest):
                return True
        return False

    def texts(self, item: StructuredItem, path: str) -> list[str]:
        """Return the texts and numbers at the end of a path; the name of what is an item there."""
        first, _, rest = path.partition(".")
        found: list[str] = []
        for value in self.values(item, first):
            if isinstance(value, str | int | float):
                text = str(value).strip()
                if not rest or (rest in _NAMED and not text.startswith(("https://", "http://"))):
                    found.append(text)
            elif not isinstance(value, ItemRef):
                found += self.texts(value, rest or "name")
        return found

    def text(self, item: StructuredItem, path: str) -> str:
        """Return the first of the texts at the end of a path; empty without one."""
        return next(iter(self.texts(item, path)), "")

    def number(self, item: StructuredItem, path: str) -> float | None:
        """Return the first value at the end of a path as a number; None where it is none."""
        try:
            found = float(self.text(item, path).replace(",", "."))
        except ValueError:
            return None
        return found if math.isfinite(found) else None
