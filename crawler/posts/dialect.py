"""The Markdown dialect of a post, which its file and its site generator determine."""

from __future__ import annotations

from typing import NamedTuple


class Dialect(NamedTuple):
    """A dialect of Markdown; the default is CommonMark with GitHub's tables and bare addresses."""

    mdx: bool = False
    bare: bool = True  # bare addresses are links
    # As kramdown and Python-Markdown have it: an HTML element goes on to its end tag, and <a>, <em> and the like begin
    # no block, where CommonMark ends a block at an empty line and lets any tag alone on its line begin one.
    whole_html: bool = False
    blanks: bool = False  # an address may hold blanks: [tea](/green tea)
    tight_headings: bool = (
        False  # ##Tea without a blank is a heading, as Python-Markdown and Redcarpet read it
    )
    loose: bool = False  # asterisks are emphasis beside punctuation, too: **tea!**and


COMMON = Dialect()
