"""Addresses with blanks in Markdown's links, as kramdown (Jekyll) and Python-Markdown read them: [tea](https://a.example/green tea).

CommonMark makes no link of them. Source: kramdown's parser/kramdown/link.rb, which takes all up to the bracket that closes, but for a
title behind a blank; seen with kramdown 2.4 and Python-Markdown 3.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

from markdown_it import helpers
from markdown_it.common.utils import unescapeAll

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 2_000  # characters of an address
_STOP = re.compile(r"[()]|\s(?=[\"'])")


def read_blanks(parser: MarkdownIt) -> None:
    """Let the parser take addresses with blanks in the brackets behind a link's text."""
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=helpers.parseLinkTitle,
        parseLinkDestination=_destination,
    )


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
