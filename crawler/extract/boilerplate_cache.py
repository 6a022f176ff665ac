"""Read a repeated header, navigation, sidebar or footer once and reuse its facts on every page.

On a blog four links of five stand in such blocks. A block is known by its tree, written out: what is the same to the
letter, in the same surroundings, holds the same elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from crawler.items import Heading, Image, Link, UrlReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from crawler.extract.context import Context
    from crawler.extract.lines import Asked
    from crawler.extract.state import Reading

# These reach beyond their block: to ids elsewhere in the page, to its regions, or to what the page is as a whole.
_OUTWARD = (
    "aria-labelledby", "<main", "<article", "role=", "<title", "<meta", "<base", "<link", "<style", "<script",
    "<textarea", "<code", "<pre", "<dialog",
)  # fmt: skip
MOST_BLOCKS = 64  # remembered at once; a template has a handful
MOST_TEXT = 100_000  # characters of one block
MOST_FACTS = (
    5_000  # of one kind on a page that still takes its blocks from memory, far below what is kept of a page
)

Key = tuple[str, "Context", frozenset[str]]


@dataclass(slots=True)
class Boilerplate:
    """What asks for lines in one block, each fact as its class and values, and how many elements the block covers."""

    asked: list[tuple[str, str, list[tuple[type[Any], tuple[Any, ...]]]]]
    elements: int


_KINDS: tuple[type[Any], ...] = (Heading, Link, Image, UrlReference)
_VALUES: dict[type[Any], attrgetter[Any]] = {
    kind: attrgetter(*kind.__slots__[1:]) for kind in _KINDS
}  # no position


class Blocks:
    """Remembers blocks from page to page; what is new pushes out what was remembered first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[Key, Boilerplate] = {}

    def key(self, node: LexborNode, context: Context, data: set[str]) -> Key | None:
        """Return what a block is known by; None for one that must be read anew each time."""
        text = node.html or ""
        key = (text, context, frozenset(data))
        # What is known was found fit when it was remembered.
        if key not in self._known and (len(text) > MOST_TEXT or any(word in text for word in _OUTWARD)):
            return None
        return key

    def get(self, key: Key) -> Boilerplate | None:
        """Return the block, if it was read before."""
        return self._known.get(key)

    def put(self, key: Key, asked: list[Asked], elements: int) -> None:
        """Remember a block that was just read."""
        if len(self._known) >= MOST_BLOCKS:
            self._known.pop(next(iter(self._known)))
        rows = [
            (name, tag_key, [(type(item), _VALUES[type(item)](item)) for item in items])
            for name, tag_key, items in asked
        ]
        self._known[key] = Boilerplate(rows, elements)


def again(block: Boilerplate, reading: Reading) -> Iterator[Asked]:
    """Keep the block's facts in the page that is read now, and yield what asks for lines."""
    page, under = reading.page, reading.under
    kept: dict[type[Any], list[Any]] = {
        Link: page.links, Heading: page.headings, Image: page.images, UrlReference: page.references,
    }  # fmt: skip
    for name, tag_key, rows in block.asked:
        items = []
        for kind, values in rows:
            facts = kept[kind]
            item = kind(len(facts) + 1, *values)
            if kind is Link:
                item.heading = under.get(item.region)
            elif kind is Heading:
                under[item.region] = item.position
            facts.append(item)
            items.append(item)
        yield name, tag_key, tuple(items)
