"""Find the line of a text by searching the source, because a parsed tree has no source positions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.extract.state import Reading

# What stands in the source as in the text: no character that is often written as an entity.
_WRITTEN = re.compile(r"[A-Za-z0-9 ,.:;()\[\]/*#%+=_!?-]+")
LONG = 60  # characters that are looked for
BEFORE = 80  # characters of source before a text in which its tag ends
SURE = 12  # shorter texts are looked for near by only: they may stand anywhere
NEAR = 2_000
TRIES = 20
MOST_IN_VAIN = 50_000_000  # characters gone through for texts that are not there; some 30 ms
LONGEST = 9  # characters that one is written with: &hellip;


class Places:
    """Finds one text after the other, each behind the one before."""

    def __init__(self, reading: Reading) -> None:
        """Begin at the page's top."""
        self._left = MOST_IN_VAIN
        self._lines = reading.lines
        self._source = reading.lines.source
        self._at = max(self._source.find("<body"), 0)

    def under(self, position: int) -> None:
        """Go on behind the heading with this position."""
        self._at = max(self._at, self._lines.starts.get(position, 0))

    def line(self, text: str) -> int | None:
        """Return the line of a text that a tag or a comment comes before; None where that is not certain."""
        start = len(text) - len(text.lstrip()) if text[:1].isspace() else 0
        written = _WRITTEN.search(text, start, start + LONG)
        needle = written[0].rstrip() if written is not None else ""
        if written is None or not needle or self._left < 0:
            return None
        source, at = self._source, self._at
        end = len(source) if len(needle) >= SURE else at + NEAR
        for _ in range(TRIES):
            before, at = at, source.find(needle, at, end)
            if at < 0:
                self._left -= min(end, len(source)) - before
                return None
            if source[at - 1] == ">" or self._begins(at, after=written.start() - start):
                self._at = at + len(needle)
                return self._lines.line_at(at)
            at += 1
        return None

    def _begins(self, at: int, *, after: int) -> bool:
        """Return whether nothing stands between a tag's end and here but white space and `after` characters.

        These may be written otherwise: a quotation mark as &ldquo;, a space as &nbsp;.
        """
        tag_end = self._source.rfind(">", max(at - BEFORE, 0), at)
        if tag_end < 0 and at >= BEFORE:
            return False
        between = self._source[tag_end + 1 : at].split()
        return not between or (after > 0 and len(between) == 1 and len(between[0]) < after * LONGEST)
