"""A post's file as text that can be changed byte for byte: its lines, and what of it is example code or front matter."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 2_000_000  # characters of a file that is mended
_FENCES = {"---": r"(?:---|\.\.\.)", "+++": r"\+\+\+", "{": r"\}"}
_FENCES |= dict.fromkeys(("---toml", "---yaml", "---json", "---js"), "---")
_KEY = re.compile(
    r"[A-Za-z][\w-]{0,50}:(?:\s|$)"
)  # Pelican's and Hexo's front matter may begin without a fence
# What shows its content as it is, in HTML and in template languages; a comment is seen by nobody, but for those of
# WordPress's blocks, whose addresses the editor reads.
_CODE = re.compile(
    r"<(pre|code|kbd|samp|tt|xmp)(?=[\s>])(?:[^<]++|<(?!/\1[\s>]))*+</\1\s*>"
    r"|<!--(?!\s*/?wp:)(?:[^-]++|-(?!->))*+-->"
    r"|\{%-?\s*(highlight|raw|codeblock|verbatim)\b[^%]{0,500}%\}.{0,100000}?\{%-?\s*end\2\s*-?%\}"
    r"|\{\{[<%]\s*highlight\b.{0,100000}?\{\{[<%]\s*/highlight\s*[>%]\}\}",
    re.IGNORECASE | re.DOTALL,
)
_TICKS = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_BLOCKS = MarkdownIt("commonmark", {"html": True}).enable("table").disable("inline")
_MDX = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["inline", "code"])


class Edit(NamedTuple):
    """What to write in place of some characters of a text."""

    start: int
    end: int
    new: str


class Post:
    """One post's file. Characters that are not UTF-8 stand as lone surrogates, and are written as they were."""

    def __init__(self, raw: bytes, name: str, form: str) -> None:
        """Take the file's bytes, its name, and how the crawl read it: html, markdown or text."""
        self.text = raw.decode("utf-8", "surrogateescape")
        self.form = form
        self.is_mdx = name.lower().endswith(".mdx")
        self.is_html_file = name.lower().endswith((".html", ".htm"))
        self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line_of(self, position: int) -> int:
        """Return the line of a character, from 1."""
        return bisect_right(self._starts, position)

    def start_of(self, line: int) -> int:
        """Return where a line begins; the text's end behind the last."""
        return self._starts[line - 1] if 0 < line <= len(self._starts) else len(self.text)

    @cached_property
    def body(self) -> int:
        """Where the body begins, behind the front matter."""
        first = self.text.removeprefix("\ufeff").split("\n", 1)[0].rstrip()
        if first in _FENCES:
            ends = rf"\n{_FENCES[first]}[ \t\r]*(?:\n|$)"
        elif _KEY.match(first):
            ends = r"\n(?:-{3,})?[ \t\r]*(?:\n|$)"
        else:
            return 0
        found = re.compile(ends).search(self.text)
        return found.end() if found else 0

    @cached_property
    def code(self) -> list[tuple[int, int]]:
        """Start and end of each piece of the body that shows code or is a comment, in order; pieces may overlap."""
        found = [found.span() for found in _CODE.finditer(self.text, self.body)]
        if self.form == "markdown":
            found += self._markdown_code()
        return sorted(found)

    def _markdown_code(self) -> list[tuple[int, int]]:
        first = self.line_of(self.body)
        found = []
        parser = _MDX if self.is_mdx else _BLOCKS
        for token in parser.parse(self.text[self.body :].replace("\r", " ")):
            if not token.map:
                continue
            start, end = (self.start_of(first + row) for row in token.map)
            if token.type in {"fence", "code_block"}:
                found.append((start, end))
            elif token.type == "inline":
                found += [ticks.span() for ticks in _TICKS.finditer(self.text, start, end)]
        return found

    def shows(self, start: int, end: int) -> bool:
        """Return whether no part of a piece is code or in a comment."""
        return not any(a < end and start < b for a, b in self.code)


def read_post(folder: Path, source: str, form: str) -> Post | None:
    """Return a post of the folder; None where it is not there any more, leads out of the folder, or is none that git can patch."""
    path = folder / source
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return None
        raw = path.read_bytes()
    except OSError:
        return None
    # Of UTF-16 git sees no lines.
    if len(raw) > LONGEST or raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        return None
    return Post(raw, source, form)


def applied(text: str, edits: list[Edit]) -> str:
    """Return the text with the edits made; they do not overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:]])
