"""Find the line of a URL inside a script or style sheet; its tag only gives the line where the element starts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.extract.lines import Lines

ELEMENTS = {"script", "style"}
LIMIT = 1_000_000  # characters of one element that are looked through
_END = re.compile(r"</(?:script|style)[\s/>]", re.IGNORECASE)
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
# What goes on behind an address is another, longer one; a string followed by a colon is a key of JSON.
_ENDS = re.compile(r"""[ \t]*(?:$|[\n\r<>)\]},;]|\\?["'](?!\s*:))""")
_CONTEXT = re.compile(r'"@context"\s*:\s*\[?\s*$')
BEFORE = 40  # characters before an address that tell whether it names a vocabulary


def lines_of(addresses: Iterable[str], lines: Lines, start: int) -> Iterator[int | None]:
    """Yield the line of each address, in the order of the source; None where it is not found as a whole.

    `start` is where the element's content begins. The same address twice is told twice, one place after the other.
    """
    found = _END.search(lines.source, start, start + LIMIT)
    text = lines.source[start : found.start() if found else start + LIMIT]
    first = lines.line_at(start)
    if "\n" not in text:
        yield from (first for _ in addresses)
        return
    text = _plain(text)
    behind: dict[str, int] = {}
    for address in addresses:
        at = _find(text, address, behind.get(address, 0))
        if at < 0:
            yield None
            continue
        behind[address] = at + len(address)
        yield first + text.count("\n", 0, at)


def _plain(text: str) -> str:
    """Return the text with JSON's escapes undone; its lines stay as they are, since no string holds a line end."""
    text = text.replace("\\/", "/")
    return _UNICODE.sub(_character, text) if "\\u" in text else text


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)).replace("\n", " ")


def _find(text: str, address: str, start: int) -> int:
    at = text.find(address, start) if address else -1
    while at >= 0:
        if _ENDS.match(text, at + len(address)) and not _CONTEXT.search(text, max(at - BEFORE, 0), at - 1):
            return at
        at = text.find(address, at + 1)
    return -1
