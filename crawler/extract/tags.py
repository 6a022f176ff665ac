"""The raw start tags of a page: on which line they stand, and every attribute that they repeat.

A parsed tree has neither: it knows no source positions, and of duplicate attributes it keeps the first.
"""

from __future__ import annotations

import html
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from html.entities import html5
from typing import NamedTuple

# The attribute that tells tags of one name apart; of all others it is the id.
KEYS = {"a": "href", "area": "href", "object": "data", "form": "action", "meta": "content", "link": "href"}
KEYS |= {"base": "href", "frame": "src", "input": "src", "button": "formaction", "table": "background"}
KEYS |= dict.fromkeys(("img", "iframe", "embed", "video", "audio", "source", "track", "script"), "src")
KEYS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "title", "style", "textarea", "pre", "code"), "id")
NEEDS_KEY = {"a", "area"}  # without an href they are no links, and no element of the tree asks for them
MOST_TOLD = 5_000  # tags remembered with what they tell: a template writes the same ones on every page
_TOLD: dict[str, tuple[str, bool, str]] = {}
LONG = 512  # characters from which on a tag's attributes are counted

_VALUE = r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
# Possessive throughout, so that no page can make it go back. What is not closed runs to the end, as in browsers.
_ANY = (
    r"""(?:([a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)*+(>?+)"""
    r"|!--(?:-?>|((?:[^-]++|-(?!-!?>))*+)(?:--!?>)?+)|[!?][^>]*+)"
)
_TOKEN = re.compile("<" + _ANY)
# The same without the tags that tell nothing here, half of a page's: of these elements, written as nearly always. That is
# shorter than LONG, and without a < in a value, which would be taken for the next tag.
_TELLING = re.compile(
    r"<(?!/)(?!(?:p|li|div|span|strong|td|tr|ul|b|br|em|figure)"
    rf"""(?:>|\s[^<>=]{{0,24}}+(?:="[^"<>]{{0,130}}+"[^<>="]{{0,24}}+){{0,3}}+>)){_ANY}"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?+)?+""")
_RAW = {
    name: re.compile(rf"(?:[^<]++|<(?!/{name}[\s/>]))*+", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_TEMPLATE = re.compile(r"<(/?)template(?=[\s/>])", re.IGNORECASE)
_ANY_ROLE = re.compile(r"""=\s{0,9}["']?\s{0,9}heading""", re.IGNORECASE)
_ROLE = re.compile(r"""<([a-zA-Z][^\s/>]*+)[^<>]*?\srole\s{0,9}=\s{0,9}["']?\s{0,9}heading""", re.IGNORECASE)
# An entity in an attribute; without its semicolon it is none before = or a letter or digit (HTML standard, 13.2.5.73).
_ENTITY = re.compile(r"&(?:#\d++;?|#x[0-9a-f]++;?|([a-z][a-z0-9]{0,40}+)(;|(?![a-z0-9=])))", re.IGNORECASE)


class Tag(NamedTuple):
    """One raw start tag."""

    key: str  # the value that tells it from others of its name, decoded
    line: int
    start: int
    end: int


class Tags:
    """What one scan of a page's source finds: the start tags that matter, by name, and a few things besides."""

    def __init__(self, source: str, marker: str) -> None:
        """Scan the source once.

        With `marker`, comments `<!--{marker}N-->` say that what follows stands on line N.
        """
        self.source = source
        self.by_name: dict[str, list[Tag]] = defaultdict(list)
        self.long: list[tuple[int, int]] = []  # start and end of the tags that are longer than LONG
        self.blocks: list[tuple[int, str]] = []  # line and text of WordPress's block comments
        self.marks: list[tuple[int, int]] = [(0, 1)]  # where a marker ends, and the line that it says
        self.headings: set[str] = set()  # names of other elements that have the role of a heading
        if _ANY_ROLE.search(source):
            self.headings = {found[1].lower() for found in _ROLE.finditer(source)} - KEYS.keys()
        self._counted = (0, 1)  # the last answer of line_at
        self._scan(marker)

    def _scan(self, marker: str) -> None:
        source, by_name, headings, count = self.source, self.by_name, self.headings, self.source.count
        line, counted = 1, 0  # the line of the character `counted`
        # Any element may be a heading by its role; where one is, all are looked at.
        pattern = _TOKEN if headings else _TELLING
        tokens = pattern.finditer(source)
        while (found := next(tokens, None)) is not None:
            start, position = found.span()
            name = found[1]
            if name is None:
                comment = found[3]
                if not comment:
                    continue
                if marker and comment.startswith(marker) and (number := comment[len(marker) :]).isdecimal():
                    line, counted = int(number[:9]), position
                    self.marks.append((position, line))
                elif comment.lstrip()[:3] == "wp:":
                    line, counted = line + count("\n", counted, start), start
                    self.blocks.append((line, comment))
                continue
            if not found[2]:
                break  # a tag that the page's end cut off is none
            raw = source[start:position]
            if (told := _TOLD.get(raw)) is None:
                told = _told(raw, name)
                if position - start > LONG:
                    self.long.append((start, position))
                else:
                    if len(_TOLD) >= MOST_TOLD:
                        _TOLD.clear()
                    _TOLD[raw] = told
            name, asked, key = told
            if asked:
                line, counted = line + count("\n", counted, start), start
                by_name[name].append(Tag(key, line, start, position))
                if name not in _RAW:
                    continue
            elif name in headings:
                key = first_value(source, start, position, "id") or ""
                line, counted = line + count("\n", counted, start), start
                by_name[name].append(Tag(key, line, start, position))
            if name in _RAW:
                tokens = pattern.finditer(source, _RAW[name].match(source, position).end())  # type: ignore[union-attr]
            elif name == "template":
                tokens = pattern.finditer(source, _after_template(source, position))

    def line_at(self, position: int) -> int:
        """Return the line of a character of the source."""
        start, line = self.marks[0]
        if len(self.marks) > 1:
            start, line = self.marks[bisect_right(self.marks, (position, sys.maxsize)) - 1]
        if start <= self._counted[0] <= position:
            start, line = self._counted
        line += self.source.count("\n", start, position)
        self._counted = (position, line)
        return line


def _told(raw: str, written: str) -> tuple[str, bool, str]:
    """Return a raw tag's name, whether an element of the tree asks for it, and its key."""
    name = written.lower()
    attribute = KEYS.get(name)
    if attribute is None:
        return name, False, ""
    key = first_value(raw, 0, len(raw), attribute)
    return name, key is not None or name not in NEEDS_KEY, key or ""


def _after_template(source: str, position: int) -> int:
    """Return where the template that begins before `position` ends; what is in it is not on the page."""
    depth = 1
    for found in _TEMPLATE.finditer(source, position):
        depth += -1 if found[1] else 1
        if not depth:
            return found.end()
    return len(source)


_FIRST: dict[str, re.Pattern[str]] = {
    name: re.compile(
        rf"""<[^\s/>]++(?:[\s/"']*+(?!{name}[\s=/>])[^\s=/>]++{_VALUE})*+[\s/"']*+{name}(?![^\s=/>])"""
        r"""(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?+)?+""",
        re.IGNORECASE,
    )
    for name in {*KEYS.values(), "role"}
}


def first_value(source: str, start: int, end: int, name: str) -> str | None:
    """Return the decoded value of the tag's first attribute of that name, as a tree would hold it; None without one."""
    found = _FIRST[name].match(source, start, end)
    return None if found is None else decode(found[1] or found[2] or found[3] or "")


def attributes(source: str, tag: Tag, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return every attribute of the raw tag whose name begins with `prefix`, duplicates too, in source order."""
    if source.find(prefix, tag.start, tag.end) < 0:
        return ()
    begin = _TOKEN.match(source, tag.start)
    after_name = tag.start + 1 + len(begin[1]) if begin is not None else tag.end
    return tuple(
        (found[1].lower(), decode(found[2] or found[3] or found[4] or ""))
        for found in _ATTRIBUTE.finditer(source, after_name, tag.end)
        if found[1].lower().startswith(prefix)
    )


def count_attributes(source: str, start: int, end: int) -> int:
    """Return how many attributes the tag has, about."""
    return sum(1 for _ in _ATTRIBUTE.finditer(source, start, end)) - 1


def decode(value: str) -> str:
    """Return an attribute's raw value as a parser reads it."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in value:
        value = _ENTITY.sub(_character, value)
    return value.replace("\0", "\ufffd")


def _character(entity: re.Match[str]) -> str:
    if entity[1] is None:
        return html.unescape(entity[0][:12])
    return html5.get(entity[1] + entity[2], entity[0])
