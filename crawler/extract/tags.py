"""The raw start tags of a page: on which line they stand, and every attribute that they repeat.

A parsed tree has neither: it knows no source positions, and of duplicate attributes it keeps the first.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache

# Comments and raw text first, so that what looks like a tag inside them is passed over. Both end at the end of the
# page when nothing closes them, as browsers have it; that also keeps the scan linear.
_TOKEN = (
    r"<(?:!--(?P<comment>.*?)(?:-->|\Z)"
    r"|(?P<raw>script|style|textarea|xmp|noembed|noframes)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])|\Z)"
    r"|(?P<tag>a|area|h[1-6]|img|iframe|title{more})(?=[\s/>]))"
)
_NEWLINE = re.compile("\n")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_UNSURE = re.compile(r"[&<>\"'\s\x00\ufffd]")
WINDOW = 20_000  # characters of a start tag that are looked at
LOOKAHEAD = 50  # raw tags passed over in search of the one that a parsed element came from


@lru_cache(maxsize=64)
def _scanner(more: frozenset[str]) -> re.Pattern[str]:
    names = "".join(f"|{re.escape(name)}" for name in sorted(more))
    return re.compile(_TOKEN.replace("{more}", names), re.IGNORECASE | re.DOTALL)


class Tags:
    """The raw start tags of one page, handed out in document order."""

    def __init__(self, source: str, marker: str, more: frozenset[str]) -> None:
        """Scan the source once for links, headings, images and the tags named in `more`.

        With `marker`, comments `<!--{marker}N-->` say that what follows stands on line N.
        """
        self._source = source
        self._places: dict[str, list[int]] = defaultdict(list)
        self._next: dict[str, int] = defaultdict(int)
        self._marks: list[tuple[int, int]] = []
        self._present: dict[str, bool] = {}  # which attribute prefixes the page has at all
        for found in _scanner(more).finditer(source):
            if tag := found["tag"]:
                self._places[tag.lower()].append(found.start())
            elif found["raw"]:
                self._places[found["raw"].lower()].append(found.start())
            elif marker and (comment := found["comment"]) and comment.startswith(marker):
                number = comment[len(marker) :]
                if number.isdigit():
                    self._marks.append((found.end(), int(number)))
        self._newlines = [found.start() for found in _NEWLINE.finditer(source)]

    def line(self, place: int) -> int:
        """Return the line, from 1, of a position in the source."""
        before = bisect_right(self._newlines, place - 1)
        nearest = bisect_right(self._marks, (place, 1 << 60)) - 1
        if nearest < 0:
            return before + 1
        start, number = self._marks[nearest]
        return number + before - bisect_right(self._newlines, start - 1)

    def find(self, tag: str, value: str | None, *, inside: bool = False) -> int | None:
        """Return where the next raw tag of this name stands that holds `value`; None when that is not sure.

        With `inside` the value is looked for between start and end tag, else in the start tag.

        A page whose tree was mended by the parser has tags that the tree has not, or in another order: so each is
        compared, and what cannot be found again is left without a line rather than given a wrong one.
        """
        places, first = self._places[tag], self._next[tag]
        for number in range(first, min(first + LOOKAHEAD, len(places))):
            if self._holds(places[number], value, f"</{tag}" if inside else ""):
                self._next[tag] = number + 1
                return places[number]
        return None

    def _holds(self, place: int, value: str | None, close: str) -> bool:
        # Up to the first character that may be written otherwise: an entity, white space that the parser touched.
        plain = _UNSURE.split(value, maxsplit=1)[0][:200] if value else ""
        if not plain:
            return True
        found = self._source.find(plain, place, place + WINDOW)
        if found < 0:
            return False
        if not close:
            # No > on the way means inside the tag; only else the quotes must be counted.
            return self._source.find(">", place, found) < 0 or found < self._end(place)
        end = self._source.find(close, place, place + WINDOW)
        return end < 0 or found < end

    def _end(self, place: int) -> int:
        """Return where the start tag ends: its > outside quotes."""
        position, limit = place, min(place + WINDOW, len(self._source))
        while position < limit:
            close = self._source.find(">", position, limit)
            if close < 0:
                return limit
            quotes = self._source[position:close]
            if '"' not in quotes and "'" not in quotes:
                return close
            inside = ""
            for offset, character in enumerate(self._source[position:limit], position):
                if inside:
                    inside = "" if character == inside else inside
                elif character in "\"'" and self._source[offset - 1 : offset] in {"=", " ", "\n", "\t"}:
                    inside = character
                elif character == ">":
                    return offset
            return limit
        return limit

    def attributes(self, place: int, prefix: str) -> tuple[tuple[str, str], ...]:
        """Return every attribute of the raw tag whose name begins with `prefix`, duplicates too, in source order."""
        if prefix not in self._present:
            self._present[prefix] = prefix in self._source
        if not self._present[prefix]:
            return ()
        tag = self._source[place : self._end(place)]
        return tuple(
            (found[1].lower(), html.unescape(found[2] or found[3] or found[4] or ""))
            for found in _ATTRIBUTE.finditer(tag)
            if found[1].lower().startswith(prefix)
        )
