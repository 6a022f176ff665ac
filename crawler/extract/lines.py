"""Match each element of the tree with its raw start tag, for its line and the attributes that the tree dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.extract.content_lines import ELEMENTS, lines_of
from crawler.extract.tags import NEEDS_KEY, attributes, first_value
from crawler.items import Heading, Link, UrlReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.extract.tags import Tag, Tags
    from crawler.items import Image


HISTORY = "data-wpil"


@dataclass(slots=True)
class Place:
    """Where something stands that is no item of its own."""

    line: int | None = None


@dataclass(slots=True)
class Block:
    """One block of JSON-LD: its text, what that holds, and what is wrong with it."""

    text: str
    value: Any = None
    fault: tuple[str, int] | None = None
    line: int | None = None  # of its tag, and then of its text


if TYPE_CHECKING:
    Item = Heading | Link | Image | UrlReference | Place | Block
    Asked = tuple[str, str, tuple[Item, ...]]  # name of the tag, its key, the facts that stand on its line


class Lines:
    """Elements of the tree that ask for their line, in document order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._asked: dict[str, list[tuple[str, tuple[Item, ...]]]] = defaultdict(list)
        self.starts: dict[int, int] = {}  # position of a heading -> where its tag begins in the source

    def ask(self, asked: Iterable[Asked]) -> None:
        """Remember which facts came from which elements; an element without a name has no line."""
        for name, key, items in asked:
            if name:
                self._asked[name].append((key, items))

    def answer(self, tags: Tags) -> set[int]:
        """Give each item its line, and each link its history; returns the positions of links that are mere echoes.

        A parser mends broken pages: it moves, drops and doubles elements. So tags and elements are only paired when
        they say the same in the same order, or when as many tags as elements say so; a line is better missing than wrong,
        and a history on the wrong link would be a wrong proposal. An echo is the empty `a` that a parser leaves where one
        written `a` spans a block that it may not span.
        """
        history = HISTORY in tags.source
        echoes: set[int] = set()
        for name, asked in self._asked.items():
            raw = tags.by_name.get(name, [])
            if name in tags.headings:
                raw = [tag for tag in raw if _is_heading(tags.source, tag)]
            pairs: Iterable[tuple[tuple[Item, ...], Tag]]
            if [tag.key for tag in raw] == [key for key, _ in asked]:
                pairs = zip([items for _, items in asked], raw, strict=True)
            else:
                pairs = _by_key(asked, raw, echoes, sure=name in NEEDS_KEY)
            for items, tag in pairs:
                line = tag.line
                for item in items:
                    item.line = line
                    if isinstance(item, Heading):
                        self.starts[item.position] = tag.start
                    elif history and isinstance(item, Link):
                        item.wpil = attributes(tags.source, tag, HISTORY)
                if items and name in ELEMENTS:
                    _inside(items, tags, tag)
        return echoes


def _inside(items: tuple[Item, ...], tags: Tags, tag: Tag) -> None:
    """Give what stands in the element's content, and not in its tag, a line of its own."""
    held = [item for item in items if isinstance(item, UrlReference) and item.href != tag.key]
    for item, line in zip(held, lines_of([item.href for item in held], tags, tag.end), strict=True):
        item.line = line or item.line


def _is_heading(source: str, tag: Tag) -> bool:
    return (first_value(source, tag.start, tag.end, "role") or "").strip().lower() == "heading"


def _by_key(
    asked: list[tuple[str, tuple[Item, ...]]], raw: list[Tag], echoes: set[int], *, sure: bool
) -> list[tuple[tuple[Item, ...], Tag]]:
    """Return what can be paired key by key. `sure`: an empty key was written so, and is evidence as any other."""
    places: dict[str, list[Tag]] = defaultdict(list)
    for tag in raw:
        places[tag.key].append(tag)
    elements: dict[str, list[tuple[Item, ...]]] = defaultdict(list)
    for key, items in asked:
        elements[key].append(items)
    pairs: list[tuple[tuple[Item, ...], Tag]] = []
    for key, found in elements.items():
        tags = places.get(key, [])
        if not tags or not (key or sure):
            continue
        empty = [link.position for items in found if (link := _empty_link(items)) is not None]
        if empty and len(found) - len(tags) == len(empty):
            echoes.update(empty)
            found = [items for items in found if _empty_link(items) is None]  # noqa: PLW2901
        if len(tags) == 1:
            tags = tags * len(found)
        if len(tags) == len(found):
            pairs += zip(found, tags, strict=True)
    return pairs


def _empty_link(items: tuple[Item, ...]) -> Link | None:
    link = next((item for item in items if isinstance(item, Link)), None)
    return None if link is None or link.text or link.has_image or link.label else link
