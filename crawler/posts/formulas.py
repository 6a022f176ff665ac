"""Formulas in Markdown: no mark of Markdown counts inside them.

kramdown, Hugo's passthrough, remark-math and the scripts that set formulas in the browser (MathJax, KaTeX) read them first.
Source: https://kramdown.gettalong.org/syntax.html#math-blocks, https://gohugo.io/content-management/mathematics/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.text.formulas import formula_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST = 5_000  # characters of a formula that stands alone
_COMMAND = re.compile(r"\\[A-Za-z]{2}|[\^_]")  # what escaped brackets have not: \[see\]


def has_formulas(text: str) -> bool:
    """Return whether a formula may stand in the text: most have none, and looking at each sign takes time."""
    return "$" in text or "\\(" in text or "\\[" in text


def read_formulas(parser: MarkdownIt) -> None:
    """Let the parser keep formulas as they are written."""
    parser.inline.ruler.before("escape", "formula", _inline)
    parser.block.ruler.before(
        "fence", "formula", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _inline(state: StateInline, silent: bool) -> bool:
    start = state.pos
    sign = state.src[start]
    if sign not in "$\\":
        return False
    # \\( of which Markdown leaves \(, and \( as Hugo passes it on.
    doubled = state.src.startswith(("\\\\(", "\\\\["), start)
    found = "" if doubled else formula_at(state.src, start)
    if doubled:
        closes = "\\\\" + {"(": ")", "[": "]"}[state.src[start + 2]]
        end = state.src.find(closes, start + 3, start + LONGEST)
        found = state.src[start : end + 3] if end > 0 else ""
    if not found or start + len(found) > state.posMax or (sign == "\\" and not _COMMAND.search(found)):
        return False
    if not silent:
        state.pending += found.replace("\\\\(", "\\(").replace("\\\\)", "\\)") if doubled else found
    state.pos = start + len(found)
    return True


def _block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read $$, all up to the line that ends with the next $$, as code, of which no text is read."""
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("$$", start) or state.is_code_block(first):
        return False
    close = state.src.find("$$", start + 2, min(state.eMarks[end - 1], start + LONGEST))
    if close < 0:
        return False
    last = first + state.src.count("\n", start, close)
    if last >= end or state.src[close + 2 : state.eMarks[last]].strip():
        return False
    if silent:
        return True
    state.line = last + 1
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(first, state.line, state.blkIndent, True)
    token.map = [first, state.line]
    return True
