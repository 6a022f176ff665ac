"""The items of one page's structured data while they are read: their limits, and which of them are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import ItemRef, StructuredItem

if TYPE_CHECKING:
    from crawler.items import Page

MOST_ITEMS = 2_000  # of one page
MOST_NAMES = 200  # properties of one item
MOST_VALUES = 500  # of one property
LONGEST = 5_000  # characters of one value
_PREFIXES = ("https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:")  # fmt: skip


def plain_name(name: str) -> str:
    """Return the name of a type or property as schema.org has it, without its address."""
    name = name.strip()[:200]
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :].strip("/#")
    return name


class Items:
    """The items of one page."""

    def __init__(self, page: Page) -> None:
        """Begin with those that the page has already."""
        self._page = page
        self._by_id: dict[str, StructuredItem] = {}
        self._refers: list[tuple[list[str | int | float | bool | ItemRef], int, str]] = []

    def room(self) -> bool:
        """Return whether one more item is kept; a page without room gets a note."""
        if len(self._page.items) < MOST_ITEMS:
            return True
        note = f"it has more than {MOST_ITEMS:,} items of structured data; the rest was not read"
        if note not in self._page.notes:
            self._page.notes.append(note)
        return False

    def add(self, syntax: str, types: tuple[str, ...], item_id: str, parent: int, via: str) -> StructuredItem:
        """Return the item with this id, made where there is none yet, as a value of its parent's property."""
        item_id = self._absolute(item_id)
        item = self._by_id.get(item_id) if item_id else None
        if item is None:
            item = StructuredItem(len(self._page.items) + 1, syntax, types, item_id, parent=parent, via=via)
            self._page.items.append(item)
            if item_id:
                self._by_id[item_id] = item
        else:
            item.types = tuple(dict.fromkeys((*item.types, *types)))[:10]
        if not parent:
            item.top = True
        else:
            self._put(self._page.items[parent - 1], via, ItemRef(item.position))
        return item

    def value(self, item: StructuredItem, name: str, value: str | float | bool | ItemRef) -> None:
        """Keep a value of a property, once."""
        self._put(item, name, value[:LONGEST] if isinstance(value, str) else value)

    def refer(self, item: StructuredItem, name: str, item_id: object) -> None:
        """Keep what the value of a property refers to by its @id, which may come later, or be no item of this page."""
        if isinstance(item_id, str) and item_id:
            item_id = self._absolute(item_id[:LONGEST])
            self._put(item, name, item_id)
            values = item.properties.get(name, [])
            if values and values[-1] == item_id:
                self._refers.append((values, len(values) - 1, item_id))

    def resolve(self) -> None:
        """Let each reference be the item that it names, where the page has it."""
        for values, index, item_id in self._refers:
            if (found := self._by_id.get(item_id)) is not None:
                values[index] = ItemRef(found.position)
        self._refers.clear()

    def _put(self, item: StructuredItem, name: str, value: str | float | bool | ItemRef) -> None:
        properties = item.properties
        if name not in properties and len(properties) >= MOST_NAMES:
            return
        values = properties.setdefault(name, [])
        if len(values) < MOST_VALUES and value not in values[-20:]:
            values.append(value)

    def _absolute(self, item_id: str) -> str:
        return self._page.url.partition("#")[0] + item_id if item_id.startswith("#") else item_id
