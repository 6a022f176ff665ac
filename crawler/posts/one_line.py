"""Write a line of Markdown as a block of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock


def push_line(state: StateBlock, first: int, tag: str, text: str, markup: str = "") -> None:
    """Add the line `first` as a paragraph (`tag` p) or heading (h1 …), and go on behind it."""
    kind = "paragraph" if tag == "p" else "heading"
    state.line = first + 1
    opened = state.push(f"{kind}_open", tag, 1)
    inline = state.push("inline", "", 0)
    closed = state.push(f"{kind}_close", tag, -1)
    opened.map = inline.map = [first, state.line]
    opened.markup = closed.markup = markup
    inline.content, inline.children = text, []
