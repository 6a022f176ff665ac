"""Emphasis as kramdown (Jekyll) and Python-Markdown read it: asterisks begin and end it wherever no blank stands inside them.

CommonMark leaves **tea!**and, and **차(tea)**는, as they are. Source: kramdown's parser/kramdown/emphasis.rb, Python-Markdown's
inlinepatterns.py (EM_STRONG_RE and its like).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_inline import emphasis
from markdown_it.rules_inline.state_inline import Delimiter

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


def read_loose_emphasis(parser: MarkdownIt) -> None:
    """Let the parser take asterisks for emphasis beside punctuation and inside words."""
    parser.inline.ruler.at("emphasis", _asterisks)


def _asterisks(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or state.src[start] != "*":
        return emphasis.tokenize(state, silent)
    end = start
    while end < state.posMax and state.src[end] == "*":
        end += 1
    opens = end < state.posMax and not state.src[end].isspace()
    closes = start > 0 and not state.src[start - 1].isspace()
    for _ in range(end - start):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(Delimiter(ord("*"), end - start, len(state.tokens) - 1, -1, opens, closes))
    state.pos = end
    return True
