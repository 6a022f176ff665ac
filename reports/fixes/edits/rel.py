"""rel="sponsored" on links: in the tag of an a, or in the attribute list behind a Markdown link where its generator reads one."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from reports.fixes.post import Edit
from reports.fixes.spellings import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.fixes.edits import Fault
    from reports.fixes.post import Post

VALUE = "sponsored"
SPREAD = 3  # lines that a Markdown link may be broken over
_TAG = re.compile(
    r"""<a(?=[\s/])(?:[^<>"'{}]++|"[^"]*+"|'[^']*+'|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+>""", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|\{(?:[^{}]++|\{[^{}]*+\})*+\}|[^\s>"'{]++))?+"""
)
_BEHIND = re.compile(r"""\s*>?(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)""")
_BEFORE = re.compile(r"\]\(\s*<?\Z")
_LIST = re.compile(r"\{:?[ ]*[^{}\n]*\}")
_EVIDENCE = re.compile(r"""\]\([^()\s]{1,2000}\)\{:[ ]*[\w.#-]+(?:=["'\w]|[ }])""")
_REL = re.compile(r"""(?<![\w-])rel=(?:"([^"]*)"|'([^']*)'|([^\s"'{}]+))""")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,200})\]:\s*<?", re.MULTILINE)
_USE = re.compile(r"\[([^\[\]]{0,500})\](?:\[([^\[\]]{0,200})\])?(?![\[(:])")


def rel(post: Post, faults: Sequence[Fault]) -> Iterator[Edit]:
    """Yield an edit for each fault whose link is found on its line: an a in any post, a Markdown link where lists are read."""
    taken: set[int] = set()
    for fault in faults:
        found = _of_tag(post, fault, taken)
        if found is None and post.form == "markdown" and not post.is_mdx:
            found = _of_markdown(post, fault, taken)
        if found is not None:
            yield found


def _of_tag(post: Post, fault: Fault, taken: set[int]) -> Edit | None:
    start, end = post.start_of(fault.line or 1), post.start_of((fault.line or 1) + 1)
    for tag in _TAG.finditer(post.text, start):
        if tag.start() >= end:
            return None
        if tag.start() in taken or not post.shows(*tag.span()):
            continue
        attributes = {name.lower(): (value, at) for name, value, at in _attributes(tag)}
        href, at = attributes.get("href", ("", 0))
        if _plain(href) != fault.href.strip():
            continue
        value, place = attributes.get("rel", (None, 0))
        if value is not None and (value[:1] == "{" or _is_marked(value)):
            continue
        taken.add(tag.start())
        if value is None:
            return Edit(at + len(href), at + len(href), f' rel="{VALUE}"')
        return Edit(place, place + len(value), f'"{" ".join([*_plain(value).split(), VALUE])}"')
    return None


def _attributes(tag: re.Match[str]) -> Iterator[tuple[str, str, int]]:
    """Yield name, value with its quotes, and where that stands, the last of each name first: the first one counts."""
    found = [m for m in _ATTRIBUTE.finditer(tag.string, tag.start() + 2, tag.end() - 1) if m[2]]
    yield from ((m[1], m[2], m.start(2)) for m in reversed(found))


def _plain(value: str) -> str:
    return html.unescape(value.strip("\"'")).strip()


def _is_marked(value: str) -> bool:
    return not {"sponsored", "nofollow"}.isdisjoint(_plain(value).lower().replace(",", " ").split())


def _of_markdown(post: Post, fault: Fault, taken: set[int]) -> Edit | None:
    opens = fault.attribute_list
    if opens == "?":
        # Nobody knows the site generator; a post that has such a list already tells that they are read.
        opens = "{:" if _EVIDENCE.search(post.text, post.body) else ""
    if not opens:
        return None
    line = fault.line or 1
    start, end = post.start_of(line), post.start_of(line + SPREAD)
    for behind in [*_behind_inline(post, fault, start, end), *_behind_named(post, fault, start, end)]:
        if behind in taken or not post.shows(behind - 1, behind):
            continue
        edit = _in_list(post.text, behind, opens)
        if edit is not None:
            taken.add(behind)
            return edit
    return None


def _behind_inline(post: Post, fault: Fault, start: int, end: int) -> Iterator[int]:
    """Yield where each [text](address) and <address> of the fault ends."""
    for place in places(post.text, fault.href, start, end):
        if _BEFORE.search(post.text, max(place.start - 9, 0), place.start):
            if closes := _BEHIND.match(post.text, place.end):
                yield closes.end()
        elif post.text[place.start - 1 : place.start] == "<" and post.text[place.end : place.end + 1] == ">":
            yield place.end + 1


def _behind_named(post: Post, fault: Fault, start: int, end: int) -> Iterator[int]:
    """Yield where each [text][name] ends whose name stands for the fault's address."""
    names = {
        _folded(found[1])
        for found in _DEFINITION.finditer(post.text, post.body)
        if next(places(post.text, fault.href, found.end(), found.end() + len(fault.href) * 6), None)
        and post.text.startswith(fault.href, found.end())
    }
    for use in _USE.finditer(post.text, start, end) if names else ():
        if _folded(use[2] or use[1]) in names:
            yield use.end()


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _in_list(text: str, behind: int, opens: str) -> Edit | None:
    """Return the edit that gives the attribute list behind a link its rel; None where it says so already."""
    last = behind
    while found := _LIST.match(text, last):
        if (said := _REL.search(found[0])) is not None:
            value = said[1] or said[2] or said[3] or ""
            if _is_marked(value):
                return None
            at = found.start() + said.start()
            return Edit(at, at + len(said[0]), f'rel="{" ".join([*value.split(), VALUE])}"')
        last = found.end()
    return Edit(last, last, f'{opens}rel="{VALUE}"}}')
