"""HTML in Markdown as kramdown (Jekyll) and Python-Markdown (Pelican, MkDocs, Nikola) read it: element by element.

Source: https://kramdown.gettalong.org/syntax.html#html-blocks
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it.rules_block import html_block

from crawler.extract.elements import VOID

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

MOST_WORK = 20_000_000  # characters looked at for end tags, in one text
# Elements of running text, which begin a paragraph.
_SPANS = {
    "a", "abbr", "acronym", "b", "bdo", "big", "br", "button", "cite", "code", "del", "dfn", "em", "font", "i", "img", "input",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "select", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var",
}  # fmt: skip
# A tag that says that Markdown stands inside, wherever in the element it is.
MARKDOWN_INSIDE = re.compile(
    r"<[A-Za-z][^<>\n]{0,500}\smarkdown=[\"']?(?:1|block|span|true)\b[^<>\n]{0,500}>", re.IGNORECASE
)
_OPENS = re.compile(r"<(/?)([A-Za-z][\w-]*)(?=[\s/>]|$)")


def whole_html_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read an HTML element up to its end tag as one block; one without end tag as CommonMark does."""
    start = state.bMarks[first] + state.tShift[first]
    found = _OPENS.match(state.src, start, state.eMarks[first])
    if found is None:
        return html_block(state, first, end, silent)
    name = found[2].lower()
    if name in _SPANS:
        return False
    if found[1] or name in VOID or silent or state.blkIndent or state.is_code_block(first):
        return html_block(state, first, end, silent)
    last = _closing_line(state, first, end, name)
    if last is None:
        return html_block(state, first, end, silent)
    state.line = _markdown_line(state, first, last + 1)
    token = state.push("html_block", "", 0)
    token.map = [first, state.line]
    token.content = state.getLines(first, state.line, state.blkIndent, True)
    return True


def _markdown_line(state: StateBlock, first: int, end: int) -> int:
    """Return the line before which the HTML that begins on the line `first` goes over to Markdown; `end` where it does not."""
    found = MARKDOWN_INSIDE.search(state.src, state.bMarks[first], state.eMarks[end - 1])
    if found is None:
        return end
    line = first + state.src.count("\n", state.bMarks[first], found.start())
    alone = not state.src[state.bMarks[line] : found.start()].strip()
    return line if alone and line > first else min(line + 1, end)


def _closing_line(state: StateBlock, first: int, end: int, name: str) -> int | None:
    """Return the line on which the element that begins on the line `first` ends; None where nothing ends it."""
    at, depth = state.bMarks[first], 0
    for tag in _tags(name).finditer(state.src, at, state.eMarks[end - 1]):
        depth += -1 if tag[0][1] == "/" else 1
        if depth == 0:
            return first + state.src.count("\n", at, tag.start())
        state.env["html"] = work = state.env.get("html", 0) + 20
        if work > MOST_WORK:
            return None
    state.env["html"] = state.env.get("html", 0) + state.eMarks[end - 1] - at
    return None


@cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"</?{re.escape(name)}(?=[\s/>])", re.IGNORECASE)
