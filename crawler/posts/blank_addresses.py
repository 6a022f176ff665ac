"""Addresses with blanks, and titles with quotation marks, in Markdown's links, as kramdown (Jekyll) and Python-Markdown read them.

[tea](https://a.example/green tea), [tea](/tea "The "green" one"): CommonMark makes no link of them. Source: kramdown's parser/kramdown/link.rb, which takes all up to the bracket that closes, but for a
title behind a blank; seen with kramdown 2.4 and Python-Markdown 3.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markdown_it import helpers
from markdown_it.common.utils import unescapeAll

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 2_000  # characters of an address
_TITLE = re.compile(r"""(["'])(.{1,1000}?)\1(?=\s*\)|[ \t]*(?:\n|\Z))""")
_STOP = re.compile(r"[()]|\s(?=[\"'])")


def read_blanks(parser: MarkdownIt) -> None:
    """Let the parser take addresses with blanks in the brackets behind a link's text."""
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=_title,
        parseLinkDestination=_destination,
    )


def _title(text: str, start: int, end: int, before: Any = None) -> Any:
    """Return where a title ends and what it is: at the mark before the bracket, or the line's end; CommonMark's ends at the first one."""
    found = helpers.parseLinkTitle(text, start, end, before)
    if before is None and found.ok and text[found.pos : end].lstrip()[:1] not in {"", ")"}:
        whole = _TITLE.match(text, start, end)
        if whole and "](" not in whole[2]:
            found.pos, found.str = whole.end(), unescapeAll(whole[2])
    return found


def _destination(text: str, start: int, end: int) -> SimpleNamespace:
    """Return where an address ends and what it is: with blanks where CommonMark's rule makes no link of it."""
    found = helpers.parseLinkDestination(text, start, end)
    plain = SimpleNamespace(ok=found.ok, pos=found.pos, str=found.str)
    if not text[max(0, start - LONGEST) : start].rstrip().endswith("("):
        return plain  # of a definition
    after = text[found.pos : min(end, found.pos + LONGEST)].lstrip() if found.ok else ""
    if text[start : start + 1] == "<" or after[:1] in {")", '"', "'"}:
        return plain
    depth = 1
    for stop in _STOP.finditer(text, start, min(end, start + LONGEST)):
        depth += {"(": 1, ")": -1}.get(stop[0], 0)
        if depth == 0 or stop[0].isspace():
            address = text[start : stop.start()].strip()
            return SimpleNamespace(ok=True, pos=stop.start(), str=unescapeAll(address)) if address else plain
    return plain
