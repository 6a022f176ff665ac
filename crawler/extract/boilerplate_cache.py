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

    from crawler.extract import dom
    from crawler.extract.context import Context
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

Key = tuple[str, "Context", str]
Read = list[tuple[int, list[Any]]]  # which element of the block, counted from 0, and the facts that it tells


@dataclass(slots=True)
class Boilerplate:
    """The facts of one block by its elements, and how many elements the block covers.

    Each fact is its class, its values and, of a link below or around one of the block's headings, which of them that is.
    """

    rows: list[tuple[int, list[tuple[type[Any], tuple[Any, ...], int | None]]]]
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

    def key(self, node: dom.Element, context: Context, selector: str) -> Key | None:
        """Return what a block is known by, on pages of which the same is asked; None for one that must be read anew each time."""
        text = node.html
        key = (text, context, selector)
        # What is known was found fit when it was remembered.
        if key not in self._known and (len(text) > MOST_TEXT or any(word in text for word in _OUTWARD)):
            return None
        return key

    def get(self, key: Key) -> Boilerplate | None:
        """Return the block, if it was read before."""
        return self._known.get(key)

    def put(self, key: Key, read: Read, elements: int) -> None:
        """Remember a block that was just read."""
        if len(self._known) >= MOST_BLOCKS:
            self._known.pop(next(iter(self._known)))
        headings = (item.position for _, items in read for item in items if isinstance(item, Heading))
        own = {position: number for number, position in enumerate(headings, 1)}
        rows = [
            (
                index,
                [
                    (type(item), _VALUES[type(item)](item), own.get(getattr(item, "heading", None) or 0))
                    for item in items
                ],
            )
            for index, items in read
        ]
        self._known[key] = Boilerplate(rows, elements)


def again(block: Boilerplate, reading: Reading) -> Iterator[tuple[int, list[Any]]]:
    """Keep the block's facts in the page that is read now, and yield them by their elements."""
    page, under = reading.page, reading.under
    kept: dict[type[Any], list[Any]] = {
        Link: page.links, Heading: page.headings, Image: page.images, UrlReference: page.references,
    }  # fmt: skip
    before = len(page.headings)
    for index, rows in block.rows:
        items = []
        for kind, values, own in rows:
            facts = kept[kind]
            item = kind(len(facts) + 1, *values)
            if kind is Link:
                item.heading = under.get(item.region) if own is None else before + own
            elif kind is Heading:
                under[item.region] = item.position
            elif kind is Image and item.link:
                item.link = len(page.links)  # that which comes before it, as where it was read
            facts.append(item)
            items.append(item)
        yield index, items
