"""Decide for each post whether it is HTML, Markdown or plain text.

WordPress exports and sites that inject the body raw have HTML in files called .md. Read as CommonMark, every indented
tag of theirs turns into a code block: on a real export of 271 posts 1,952 links were found that way, of 6,325.
So each post is parsed as Markdown, and what that reading makes of it is weighed against the HTML that it would hide.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from crawler.posts.dialect import COMMON, Dialect
from crawler.posts.render import is_too_long, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_TAG = re.compile(
    r"</?(?:a|abbr|address|area|article|aside|audio|b|blockquote|body|br|button|center|cite|code|dd|del|details|div|dl|dt"
    r"|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|ins|kbd|li|link|main|mark|meta"
    r"|nav|object|ol|p|picture|pre|q|s|script|section|small|source|span|strong|style|sub|summary|sup|table|tbody|td|tfoot"
    r"|th|thead|title|tr|u|ul|video)(?=[\s/>])[^<>]{0,20000}>",
    re.IGNORECASE,
)
MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"}
# What parts one text from the next in HTML.
_PARTS = re.compile(
    r"<(?:p|div|ul|ol|li|br|h[1-6]|table|blockquote|section|article|body)[\s/>]", re.IGNORECASE
)
# What a reading must not lose.
_WORTH = re.compile(r"<(?:a\s[^<>]*?\bhref|h[1-6][\s>]|img\s|iframe\s)", re.IGNORECASE)
_MADE = {"heading_open": "headings", "link_open": "links", "image": "images"}
_MARKS = _MADE | {"strong_open": "bold", "fence": "code fences", "table_open": "tables"}
# People write these in plain text, too.
_SLIGHT = {"bullet_list_open": "lists", "ordered_list_open": "lists", "blockquote_open": "quotes"}
_SLIGHT |= {"em_open": "emphasis", "code_inline": "code", "hr": "rules"}


class Form(NamedTuple):
    """How to read a post, and what decided."""

    name: str  # html / markdown / text
    reason: str


def decide(body: str, ending: str, dialect: Dialect = COMMON) -> Form:
    """Return how to read `body`; `ending` is its file's, lower case."""
    if ending in {".html", ".htm"}:
        return Form("html", f"the file ends in {ending}")
    if is_too_long(body):
        tags, links = len(_TAG.findall(without_comments(body))), body.count("](")
        name = "html" if tags > links else "markdown" if links else "text"
        return Form(name, f"{tags} HTML tags and {links} Markdown links; it is too long for a closer look")
    tokens = parse(body, dialect).tokens
    tags, hidden = _html(tokens)
    marks = _marks(tokens, _MARKS)
    slight = _marks(tokens, _SLIGHT) if ending != ".txt" else Counter()
    made = sum(marks[name] for name in _MADE.values())
    said = ", ".join(f"{count} {name}" for name, count in (marks + slight).items())
    if not tags:
        if said:
            return Form("markdown", f"Markdown marks ({said}) and no HTML tags")
        if ending in MARKDOWN:  # its &amp; is a character, and a line break ends nothing
            return Form("markdown", f"the file ends in {ending}, and holds no HTML tags")
        return Form("text", "neither HTML tags nor Markdown marks")
    if not said:
        return Form("html", f"{tags} HTML tags and no Markdown marks")
    both = f"{tags} HTML tags and Markdown marks ({said}); "
    if made != hidden:
        name = "markdown" if made > hidden else "html"
        return Form(
            name, f"{both}as Markdown {hidden} links, images and headings would be lost, as HTML {made}"
        )
    # A list whose points hold links in HTML is one paragraph when it is read as HTML: nothing else parts them.
    unparted = slight["lists"] and not _PARTS.search(body)
    # One **word** in a Markdown file is bold, however much HTML stands around it, unless that reading makes code of tags.
    meant = bool(marks) and ending in MARKDOWN and not _is_coded(tokens)
    name = "markdown" if unparted or meant or (marks + slight).total() * 4 > tags else "html"
    return Form(
        name, f"{both}{'nothing is' if not made else 'as much is'} lost either way, and {name} prevails"
    )


def _marks(tokens: Sequence[Token], names: dict[str, str]) -> Counter[str]:
    """Return how many there are of each mark, in paragraphs too."""
    found: Counter[str] = Counter()
    for token in tokens:
        if token.type in names:
            found[names[token.type]] += 1
        if token.type == "inline":
            found += _marks(token.children or [], names)
    return found


def _is_coded(tokens: Sequence[Token]) -> bool:
    """Return whether indented HTML was taken for code."""
    return any(token.type == "code_block" and _TAG.search(token.content) for token in tokens)


def _html(tokens: Sequence[Token]) -> tuple[int, int]:
    """Return how many HTML tags a text has outside example code, and how many that matter Markdown takes for text."""
    tags = hidden = 0
    for token in tokens:
        if token.type in {"html_block", "code_block", "text"}:
            content = without_comments(token.content)
            tags += len(_TAG.findall(content))
            hidden += len(_WORTH.findall(content)) if token.type != "html_block" else 0
        elif token.type == "inline" and "<" in token.content:
            children = token.children or []
            code = [child.content for child in children if child.type == "code_inline"]
            seen = [child.content for child in children if child.type == "html_inline"]
            tags += _count(_TAG, [token.content]) - _count(_TAG, code)
            hidden += max(_count(_WORTH, [token.content]) - _count(_WORTH, code + seen), 0)
    return tags, hidden


def _count(pattern: re.Pattern[str], texts: list[str]) -> int:
    return sum(len(pattern.findall(text)) for text in texts)


def without_comments(text: str) -> str:
    """Return the text without its closed HTML comments."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join(parts) + text[at:]
