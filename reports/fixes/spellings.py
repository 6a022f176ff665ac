"""The spellings of one URL in a file: plain, or escaped for HTML, JSON or Markdown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may stand before and after an address in HTML, Markdown, JSON or text; anything else makes it a part of a longer one.
_BEFORE = re.compile(r"(?:^|[\"'(<>=\s\\\[,|{`]|&quot;|&\#34;|&\#39;|&apos;|&lt;|u0022|\\u003[cC])$")
_AFTER = re.compile(
    r"$|[\"')<>\s\],|}`]|\\[\"'nrt]|\\u0022|\\u003[cCeE]|&quot;|&\#0?3[49];|&apos;|&lt;|&gt;|[.;:!?]+(?:[\s<\"')]|$)"
)
_LONGEST_MARK = 6  # characters of what may stand before
# Each character that is written in several ways, with all of them.
_WAYS = {
    "/": r"(?:/|\\/|\\u002[fF]|&\#47;|&\#x2[fF];)",
    "&": r"(?:&amp;|&\#0?38;|&\#x26;|\\u0026|&)",
    ":": r"(?::|\\u003[aA]|&\#58;)",
    "=": r"(?:=|\\u003[dD]|&\#61;)",
    "'": r"(?:'|&\#0?39;|&apos;|\\u0027)",
} | {mark: rf"\\?{re.escape(mark)}" for mark in "()_*[]~"}


class Spelt(NamedTuple):
    """One place of a text where an address stands by itself, however it is escaped there."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4_096)
def _pattern(address: str) -> re.Pattern[str]:
    return re.compile("".join(map(_way, address)))


def _way(character: str) -> str:
    if character in _WAYS:
        return _WAYS[character]
    if character.isascii():
        return re.escape(character)
    return rf"(?:{re.escape(character)}|\\u{ord(character):04x}|\\u{ord(character):04X}|&\#{ord(character)};)"


def places(text: str, address: str, start: int, end: int) -> Iterator[Spelt]:
    """Yield the places between `start` and `end` where the address stands by itself, in order."""
    for found in _pattern(address).finditer(text, start, end):
        before = text[max(found.start() - _LONGEST_MARK, 0) : found.start()]
        if _BEFORE.search(before) and _AFTER.match(text, found.end()):
            yield Spelt(found.start(), found.end(), found[0])


def spelt_alike(address: str, model: str) -> str:
    """Return an address escaped in the way that `model`, another one in the file, is."""
    if found := re.search(r"&amp;|&#0?38;|&#x26;|\\u0026", model):
        address = address.replace("&", found[0])
    if "\\/" in model:
        address = address.replace("/", "\\/")
    elif found := re.search(r"\\u002[fF]", model):
        address = address.replace("/", found[0])
    return address
