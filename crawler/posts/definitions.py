"""Footnotes and the definitions of links, line by line, as kramdown, Python-Markdown and Redcarpet read them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from crawler.posts.one_line import push_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

# [^1]: what stands at the end of the page, as kramdown, goldmark, remark and GitHub read it.
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,200}\]:")
_DEFINITION = re.compile(r" {0,3}\[[^\^\[\]\n][^\[\]\n]{0,200}\]:[ \t]*\S")


def read_definitions(parser: MarkdownIt, *, each_line: bool) -> None:
    """Let the parser read footnotes; with `each_line`, each definition of a link for itself."""
    footnote = partial(_footnote, definitions=each_line)
    parser.block.ruler.before("reference", "footnote", footnote, {"alt": ["paragraph", "reference"]})
    if each_line:
        parser.block.ruler.after("reference", "broken_definition", _broken_definition)


def _footnote(state: StateBlock, first: int, end: int, silent: bool, *, definitions: bool) -> bool:
    """Read a footnote's text as a block of its own; CommonMark takes it for the address of a link called ^1.

    With `definitions`, as kramdown and Python-Markdown have it, the definition of a link on the next line ends the text.
    """
    start = state.bMarks[first] + state.tShift[first]
    found = _FOOTNOTE.match(state.src, start, state.eMarks[first])
    if found is None or state.is_code_block(first):
        return False
    if silent:
        return True
    was = (state.bMarks[first], state.tShift[first], state.sCount[first], state.blkIndent, state.parentType)
    text = state.skipSpaces(found.end())
    # What goes on below is indented by four; the text's own line counts as that.
    state.blkIndent += 4
    state.bMarks[first], state.tShift[first] = found.end(), text - found.end()
    state.sCount[first] = state.blkIndent
    state.parentType = "footnote"
    token = state.push("footnote_open", "div", 1)
    below = state.lineMax
    if definitions:
        end = state.lineMax = _definition_line(state, first + 1, end)
    state.md.block.tokenize(state, first, end)
    state.lineMax = below
    token.map = [first, state.line]
    state.push("footnote_close", "div", -1)
    state.bMarks[first], state.tShift[first], state.sCount[first], state.blkIndent, state.parentType = was
    return True


def _broken_definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read a line that would define a link, but for its title, as a paragraph of its own where definitions go on below.

    kramdown, Python-Markdown and Redcarpet read each line for itself; for CommonMark it begins a paragraph, and that takes all of them.
    """
    for line in (first, first + 1):
        if line >= end or not _DEFINITION.match(state.src, state.bMarks[line], state.eMarks[line]):
            return False
    if silent:
        return True
    text = state.src[state.bMarks[first] : state.eMarks[first]].strip()
    push_line(state, first, "p", text)
    return True


def _definition_line(state: StateBlock, first: int, end: int) -> int:
    """Return the line of the paragraph going on at `first` that defines a link; `end` where none does."""
    for line in range(first, end):
        if state.isEmpty(line):
            break
        if _DEFINITION.match(state.src, state.bMarks[line], state.eMarks[line]):
            return line
    return end
