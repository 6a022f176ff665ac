"""MDX: Markdown with imports, exports and comments that no reader sees, and with tags whose attributes may be JavaScript."""

from __future__ import annotations

import html
import itertools
import re

from crawler.extract.elements import KNOWN, VOID
from crawler.posts.fences import Fence

_ESM = re.compile(r"(?:import|export)[\s{*]")
_HEADING_ID = re.compile(r"\{/\*\s*#[\w:.-]+\s*\*/\}")
_GOES_ON = " \t)}];"  # what a line begins with that belongs to the statement before a blank line
_IMPORT = re.compile(r"""\s*import\s[^\n]{1,300}?\sfrom\s+["'][^"'\n]+["'];?[ \t]*\n""")

# JavaScript to the brace that closes it, five deep; a quotation mark that stands alone is an apostrophe.
_STRING = r"""\"[^\"\n]*+\"|'[^'\n]*+'|`[^`]*+`"""
_SCRIPT = rf"(?:[^{{}}\"'`]++|{_STRING}|[\"'`])*+"
for _ in range(4):
    _SCRIPT = rf"(?:[^{{}}\"'`]++|{_STRING}|[\"'`]|\{{{_SCRIPT}\}})*+"
_TAG = re.compile(
    r"(?<!`)(?P<ticks>`++)[^\n]{0,300}?(?<!`)(?P=ticks)(?!`)"  # code shows a tag
    r"|(?P<tag><[A-Za-z][\w.:-]*+(?:\s++(?:[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'"
    rf"|\{{{_SCRIPT}\}}|[^\s\"'=<>`{{}}]++))?+|\{{{_SCRIPT}\}}))*+\s*+/?>)"
)
_VALUE = re.compile(rf"(?P<quoted>\"[^\"]*+\"|'[^']*+')|(?P<equals>=\s*+)?\{{(?P<script>{_SCRIPT})\}}")
_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
# HTML's elements that have content: whoever opens one has to close it.
_ELEMENTS = (KNOWN | {"meter", "optgroup", "output", "progress"}) - VOID
_LAST_LINE = re.compile(r"(?<=\n)[ \t]*>\Z")
_LITERAL = re.compile(r"""\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)'|`([^`\\$\n]*)`)\s*""")


def is_mdx(body: str, ending: str) -> bool:
    """Return whether a post is MDX; Docusaurus reads .md as MDX, too, which shows where one begins with an import."""
    return ending == ".mdx" or (ending in {".md", ".markdown"} and _IMPORT.match(body) is not None)


def without_esm(text: str) -> str:
    """Return MDX without its import and export statements and its comments, every other line where it was.

    A statement begins after a blank line and runs to the next one, or further while its brackets are open.
    Source: https://mdxjs.com/docs/what-is-mdx/
    """
    kept: list[str] = []
    fence, inside, blank, depth = Fence(), False, True, 0
    for line in _without_comments(text).split("\n"):
        empty = not line.strip()
        if inside and blank and not empty:
            inside = depth > 0 and line[0] in _GOES_ON
        if not inside and not fence.is_open and blank and _ESM.match(line):
            inside, depth = True, 0
        if inside:
            depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        else:
            fence.meets(line)
        kept.append("" if inside else line)
        # One statement may follow another without a blank line between.
        blank = empty or (inside and depth <= 0 and line.rstrip().endswith((";", "'", '"')))
    return "\n".join(kept)


def with_quoted_attributes(text: str) -> str:
    """Return MDX with the JavaScript of attributes as HTML's quoted values, every line where it was.

    Markdown and HTML end a tag at the > of `onClick={() => buy()}`. A value that is nothing but a string is that string.
    A tag whose > stands at the beginning of a line keeps it as `_>`, since Markdown reads a quotation there.
    Source: https://mdxjs.com/docs/what-is-mdx/#jsx
    """
    fence = Fence()
    runs = itertools.groupby(text.split("\n"), lambda line: fence.meets(line) or fence.is_open)
    parts = [(shown, "\n".join(lines)) for shown, lines in runs]
    return "\n".join([part if shown else _TAG.sub(_quoted_tag, part) for shown, part in parts])


def _quoted_tag(found: re.Match[str]) -> str:
    if not found["tag"]:
        return found[0]
    return _closed(_LAST_LINE.sub("_>", _VALUE.sub(_quoted_value, found["tag"])))


def _closed(tag: str) -> str:
    """Return a tag that closes itself so that HTML does not take all that follows for its content.

    `<iframe … />` gets its end tag; a component called as an element is, `<Button … />`, gets a name that no element has.
    """
    named = _NAME.match(tag)
    if named is None or not tag.endswith("/>") or (name := named[1]).lower() not in _ELEMENTS:
        return tag
    if name[0].isupper():
        return f"<{name}Component{tag[named.end() :]}"
    return f"{tag[:-2].rstrip()}></{name}>"


def _quoted_value(found: re.Match[str]) -> str:
    if found["quoted"]:
        return found[0]
    literal = _LITERAL.fullmatch(found["script"])
    value = (
        next(part for part in literal.groups() if part is not None) if literal else f"{{{found['script']}}}"
    )
    # No line of it begins a list or ends a paragraph.
    first, *others = html.escape(value).split("\n")
    # {...props}: HTML has a name before each value.
    return "\n.".join([f'{found["equals"] or "data-jsx="}"{first}', *[""] * len(others)]) + '"'


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("{/*", at)) >= 0 and (end := text.find("*/}", start + 3)) >= 0:
        comment = text[start : end + 3]
        # Docusaurus has the ids of headings in them.
        parts += [text[at:start], comment if _HEADING_ID.fullmatch(comment) else "\n" * comment.count("\n")]
        at = end + 3
    return "".join(parts) + text[at:]
