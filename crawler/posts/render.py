"""A post's body as HTML in which the file's line numbers are marked."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Blocks before which a marker stands; inside a table only before a row, since a comment elsewhere would be moved out.
_MARKED = {"heading_open", "paragraph_open", "html_block", "inline", "fence", "code_block", "blockquote_open"}
_ESM = re.compile(r"^(?:import|export)\s[^\n]*$|^\{/\*.*?\*/\}", re.MULTILINE | re.DOTALL)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    # What the author wrote is what is audited: javascript: and C:\ links are seen, and no character is rewritten.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def markdown_to_html(text: str, line: int = 1, marker: str = "") -> str:
    """Return Markdown as HTML; with `marker`, comments `<!--{marker}N-->` say on which line of the file what follows stands.

    `line` is the file's line of the text's first line. Source: https://spec.commonmark.org/ and GFM tables.
    """
    parser = _parser()
    tokens = parser.parse(text)
    if marker:
        tokens = list(_with_markers(tokens, line, marker))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _with_markers(tokens: Sequence[Token], line: int, marker: str) -> Iterator[Token]:
    for token in tokens:
        if token.type in _MARKED and token.map:
            # The text of a fence begins on the line after it.
            at = line + token.map[0] + (token.type == "fence")
            yield Token("html_block", "", 0, content=f"<!--{marker}{at}-->")
        yield token


def text_to_html(text: str, line: int, marker: str) -> str:
    """Return plain text as paragraphs, one for each run of lines, nothing in it taken for markup."""
    parts, open_ = [f"<!--{marker}{line}-->"], False
    for row in text.splitlines():
        if row.strip() and not open_:
            parts.append("<p>")
        elif not row.strip() and open_:
            parts.append("</p>")
        open_ = bool(row.strip())
        parts.append(html.escape(row, quote=False) + "\n")
    return "".join(parts)


def without_esm(text: str) -> str:
    """Return MDX without its import and export lines and comments, every other line where it was."""
    return _ESM.sub(lambda found: "\n" * found[0].count("\n"), text)
