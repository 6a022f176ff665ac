"""Headings without a blank behind their signs, as Python-Markdown (Pelican, MkDocs, Nikola) and Redcarpet read them: ##Tea.

CommonMark leaves them as they are, and takes a no-break blank for none. Source: Python-Markdown's blockprocessors.py
(HashHeaderProcessor), Redcarpet's markdown.c (is_atxheader).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.posts.one_line import push_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_HEADING = re.compile(r"(#{1,6})(?![# \t])([^\n]+)")


def read_tight_headings(parser: MarkdownIt) -> None:
    """Let the parser take lines that begin with number signs for headings."""
    parser.block.ruler.before("heading", "tight_heading", _heading, {"alt": ["paragraph", "reference"]})


def _heading(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    start = state.bMarks[first]
    found = None if state.tShift[first] else _HEADING.match(state.src, start, state.eMarks[first])
    text = found[2].rstrip().rstrip("#").strip() if found else ""
    if found is None or not text:
        return False
    if silent:
        return True
    push_line(state, first, f"h{len(found[1])}", text, found[1])
    return True
