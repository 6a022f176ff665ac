"""Empty headings taken out, where nothing else of the post changes by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from reports.fixes.post import Edit, applied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.fixes.edits import Fault
    from reports.fixes.post import Post

LONGEST = 300_000  # characters of a post that is rendered to see whether it stays the same
# Nothing that readers see, hear or can be led to: no image, no link, no id.
_NOTHING = (
    r"(?:\s|&nbsp;|&\#160;|&\#x[aA]0;|&\#8203;|&\#x200[bB];|&ZeroWidthSpace;|[\u200b\u200c\u2060\ufeff]|<!--(?:(?!-->).)*-->"
    r"|</?(?:b|strong|i|em|u|s|del|ins|small|mark|font|span|sup|sub|br|wbr)(?=[\s/>])(?:(?!\s(?:id|name)\s*=)[^<>])*>)*+"
)
_ELEMENT = re.compile(rf"<h([1-6])(?=[\s>])[^<>]*>{_NOTHING}</h\1\s*>", re.IGNORECASE | re.DOTALL)
_ATX = re.compile(r" {0,3}#{1,6}(?:[ \t]+#*)?[ \t]*(?=\r?(?:\n|\Z))")
# The comments that WordPress's editor keeps a heading in; one without its heading would be a broken block.
_OPENS = re.compile(r"<!--\s*wp:heading(?:\s(?:[^-]++|-(?!->))*+)?-->\s*\Z")
_CLOSES = re.compile(r"\s*<!--\s*/wp:heading\s*-->")
_RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
_COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)
_SPACE = re.compile(r"\s+")


def headings(post: Post, faults: Sequence[Fault]) -> Iterator[Edit]:
    """Yield an edit for each fault whose heading is found empty on its line, and whose post reads the same without it."""
    taken: set[int] = set()
    for fault in faults:
        found = _find(post, fault.line or 0, taken)
        edit = _way(post, *found) if found is not None else None
        if found is not None and edit is not None:
            taken.add(found[0])
            yield edit


def _find(post: Post, line: int, taken: set[int]) -> tuple[int, int] | None:
    """Return start and end of the heading that begins on a line, its editor's comments included."""
    start, end = post.start_of(line), post.start_of(line + 1)
    if not line or start < post.body:
        return None
    if post.form == "markdown" and (atx := _ATX.match(post.text, start)) and post.shows(*atx.span()):
        return atx.span()
    for found in _ELEMENT.finditer(post.text, start):
        if found.start() >= end:
            return None
        first, last = found.span()
        opens = _OPENS.search(post.text, max(first - 500, post.body), first)
        closes = _CLOSES.match(post.text, last)
        if opens and closes:
            first, last = opens.start(), closes.end()
        elif opens or closes:
            continue
        if first not in taken and post.shows(*found.span()):
            return first, last
    return None


def _way(post: Post, start: int, end: int) -> Edit | None:
    """Return how the heading goes: its line left empty or taken out, or the heading alone; None where that would change more."""
    line, next_line = post.text.rfind("\n", 0, start) + 1, post.text.find("\n", end) + 1
    alone = not (post.text[line:start] + post.text[end : next_line or None]).strip()
    if not alone:
        ways = [Edit(start, end, "")]
    else:
        # A quotation's or a list's mark before it stays, and with it the line.
        empty = "\r\n" if post.text[:next_line].endswith("\r\n") else "\n"
        whole = Edit(line, next_line or len(post.text), "")
        ways = [whole] if post.is_html_file else [whole._replace(new=empty if next_line else ""), whole]
    return next((way for way in ways if post.is_html_file or _reads_the_same(post, way)), None)


def _reads_the_same(post: Post, edit: Edit) -> bool:
    if len(post.text) > LONGEST:
        return False
    return _rendered(post.text[post.body :]) == _rendered(applied(post.text, [edit])[post.body :])


def _rendered(body: str) -> str:
    """Return Markdown as HTML without comments, empty headings, and differences of white space."""
    rendered = _RENDERER.render(body.encode("utf-8", "replace").decode())
    return (
        _SPACE.sub(" ", _ELEMENT.sub("", _COMMENT.sub("", rendered)))
        .replace("> <", "><")
        .replace(" </p>", "</p>")
        .strip()
    )
