"""Select elements by many simple selectors at once.

The parser's own select() tries each of the selectors on each element: with the 170 of page.py it takes three times as long.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.extract import dom

# a, [role], a[href], [style*=display i], [data-x=y], .class, #id
_SIMPLE = re.compile(
    r"(?P<tag>[\w-]+)?(?:\[(?P<name>[\w-]+)(?:(?P<how>\*?=)'?(?P<value>[^'\]]+?)'?(?P<case> i)?)?\])?|\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)"
)


class Selection:
    """What a list of simple selectors names."""

    def __init__(self, selector: str) -> None:
        """Prepare the selectors, which commas part. Raises ValueError for one that is not simple."""
        self._tags: set[str] = set()
        self._names: set[str] = set()
        self._names_of: dict[str, set[str]] = defaultdict(set)  # element -> attributes
        self._classes: set[str] = set()
        self._ids: set[str] = set()
        values: dict[str, list[str]] = defaultdict(list)
        for one in selector.split(", "):
            if not (found := _SIMPLE.fullmatch(one)):
                msg = f"{one} is no simple selector"
                raise ValueError(msg)
            tag, name, how, value = found["tag"], found["name"], found["how"], found["value"]
            if found["class"]:
                self._classes.add(found["class"])
            elif found["id"]:
                self._ids.add(found["id"])
            elif not name:
                self._tags.add(tag)
            elif tag:
                self._names_of[tag].add(name)
            elif not how:
                self._names.add(name)
            else:
                text = re.escape(value) if how == "*=" else rf"\A{re.escape(value)}\Z"
                values[name].append(f"(?i:{text})" if found["case"] else text)
        self._values = {name: re.compile("|".join(texts)) for name, texts in values.items()}

    def of(self, tree: dom.Tree) -> list[dom.Element]:
        """Return the elements of a tree that one of the selectors names, in document order."""
        tags, names_of, holds = self._tags, self._names_of, self._holds
        found = []
        for element in tree.elements():
            tag = element.tag
            if tag in tags or (
                (given := element.attrs)
                and (holds(given) or (tag in names_of and not names_of[tag].isdisjoint(given)))
            ):
                found.append(element)
        return found

    def _holds(self, given: Mapping[str, str | list[str] | None]) -> bool:
        for name in given:
            if name == "class":
                if not self._classes.isdisjoint(given[name] or ()):
                    return True
            elif (
                name in self._names
                or (name == "id" and given[name] in self._ids)
                or (name in self._values and self._values[name].search(str(given[name] or "")))
            ):
                return True
        return False


@lru_cache(maxsize=64)
def selection(selector: str) -> Selection:
    """Return the selection, prepared once: a site's pages ask for the same. Raises ValueError as Selection does."""
    return Selection(selector)
