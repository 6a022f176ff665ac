"""Give each fact the line on which it stands, and each link the history that its raw tag repeats."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.extract import dom
from crawler.extract.content_lines import ELEMENTS, lines_of
from crawler.items import Heading, Link, UrlReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    line: int | None = None  # on which it begins


if TYPE_CHECKING:
    Item = Heading | Link | Image | UrlReference | Place | Block


class Lines:
    """The lines of one page's source, and what was placed on them."""

    def __init__(self, tree: dom.Tree, marker: str) -> None:
        """Count from 1 or, with `marker`, from the nearest comment `<!--{marker}N-->` before: what follows stands on line N."""
        self.source = tree.source
        self.starts: dict[int, int] = {}  # position of a heading -> where its tag begins in the source
        self._links: dict[tuple[int, int], list[Link]] = {}  # by where their tag begins
        self._history = HISTORY in tree.source
        self._counted = (0, 1)  # the last answer of line_at, in lines of the source
        self._marks: list[
            tuple[int, int, int]
        ] = []  # line and column behind a marker, and what to add after it
        if marker:
            for found in re.finditer(rf"<!--{re.escape(marker)}([0-9]{{1,9}})-->", tree.source):
                line = self._count(found.end())
                column = found.end() - 1 - tree.source.rfind("\n", 0, found.end())
                self._marks.append((line, column, int(found[1]) - line))
            self._counted = (0, 1)

    def place(self, element: dom.Element, items: Iterable[Item]) -> None:
        """Give the facts of an element the line of its tag."""
        start = dom.start_of(element)
        if start is None:
            return
        line = self._marked(*start) if self._marks else start[0]
        for item in items:
            item.line = line
            if isinstance(item, Link):
                self._links.setdefault(start, []).append(item)
                if self._history and self._has_history(element) and (span := dom.span_of_tag(element)):
                    item.wpil = dom.every_attribute(self.source[slice(*span)], HISTORY)
            elif isinstance(item, Heading) and (span := dom.span_of_tag(element)):
                self.starts[item.position] = span[0]
            elif isinstance(item, Block) and (span := dom.span_of_tag(element)):
                item.line = self.line_at(span[1])  # its text, which may begin lines below its tag
        if element.tag in ELEMENTS and (span := dom.span_of_tag(element)):
            self._inside(element, items, span[1])

    @staticmethod
    def _has_history(element: dom.Element) -> bool:
        return any(name.startswith(HISTORY) for name in dom.attributes(element))

    def _inside(self, element: dom.Element, items: Iterable[Item], start: int) -> None:
        """Give what stands in the element's content, and not in its tag, a line of its own."""
        own = dom.attribute(element, "src") or ""
        held = [item for item in items if isinstance(item, UrlReference) and item.href != own]
        if not held:
            return
        for item, line in zip(held, lines_of([item.href for item in held], self, start), strict=True):
            item.line = line or item.line

    def echoes(self) -> set[int]:
        """Return the positions of the empty links that a parser leaves where one written `a` spans a block that it may not span."""
        found = set()
        for links in self._links.values():
            if len(links) > 1:
                empty = {link.position for link in links if not (link.text or link.has_image or link.label)}
                if len(empty) < len(links):
                    found |= empty
        return found

    def blocks(self, tree: dom.Tree) -> Iterator[tuple[int, str]]:
        """Yield line and text of each of WordPress's block comments."""
        if "wp:" not in self.source:
            return
        at = 0
        for comment in tree.comments():
            if comment.lstrip()[:3] == "wp:" and (found := self.source.find(f"<!--{comment}", at)) >= 0:
                yield self.line_at(found), comment
                at = found + len(comment)

    def line_at(self, position: int) -> int:
        """Return the line of a character of the source."""
        line = self._count(position)
        return (
            self._marked(line, position - 1 - self.source.rfind("\n", 0, position)) if self._marks else line
        )

    def _count(self, position: int) -> int:
        before, line = self._counted if position >= self._counted[0] else (0, 1)
        line += self.source.count("\n", before, position)
        self._counted = (position, line)
        return line

    def _marked(self, line: int, column: int) -> int:
        mark = bisect_right(self._marks, (line, column, sys.maxsize)) - 1
        return line + self._marks[mark][2] if mark >= 0 else line
