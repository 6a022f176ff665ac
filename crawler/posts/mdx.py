"""MDX: Markdown with imports, exports and comments that no reader sees."""

from __future__ import annotations

import re

from crawler.posts.fences import Fence

_ESM = re.compile(r"(?:import|export)[\s{*]")
_HEADING_ID = re.compile(r"\{/\*\s*#[\w:.-]+\s*\*/\}")
_GOES_ON = " \t)}];"  # what a line begins with that belongs to the statement before a blank line
_IMPORT = re.compile(r"""\s*import\s[^\n]{1,300}?\sfrom\s+["'][^"'\n]+["'];?[ \t]*\n""")


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


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("{/*", at)) >= 0 and (end := text.find("*/}", start + 3)) >= 0:
        comment = text[start : end + 3]
        # Docusaurus has the ids of headings in them.
        parts += [text[at:start], comment if _HEADING_ID.fullmatch(comment) else "\n" * comment.count("\n")]
        at = end + 3
    return "".join(parts) + text[at:]
