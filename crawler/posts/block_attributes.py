"""Lines of attributes for the block above or below: {: #lead .big}, {:toc}, {.note}. Readers see none of them.

Source: https://kramdown.gettalong.org/syntax.html#block-ials, https://python-markdown.github.io/extensions/attr_list/,
https://gohugo.io/content-management/markdown-attributes/
"""

from __future__ import annotations

import re

from crawler.posts.fences import Fence

_LINE = re.compile(r"\s{0,12}(?:>\s?)*\{:(?::(?P<name>\w+))?(?P<inside>[^{}\n]{0,500})\}\s*")
_ATTRIBUTE = r"""(?:[.#][A-Za-z][\w:.-]*|[A-Za-z][\w:-]*=(?:"[^"{}]*"|'[^'{}]*'|[\w-]+))"""
_HUGO = re.compile(rf"\s{{0,12}}\{{\s?(?P<inside>{_ATTRIBUTE}(?:\s{_ATTRIBUTE})*)\s?\}}\s*")
_GIVEN = re.compile(r"(?:^|\s)(?:#([\w:.-]+)|id=[\"']?([\w:.-]+))")
_TOC = re.compile(r"\s{0,3}(?:[*+-]|\d+\.)\s")


def without_block_attributes(text: str) -> tuple[str, set[str]]:
    """Return Markdown with nothing on the lines of attributes, and the ids that they give; kramdown's comments go, too."""
    if "{:" not in text and "{." not in text and "{#" not in text:
        return text, set()
    kept: list[str] = []
    ids: set[str] = set()
    fence, comment = Fence(), False
    for line in text.split("\n"):
        if fence.meets(line) or fence.is_open:
            kept.append(line)
            continue
        found = _LINE.fullmatch(line) or _HUGO.fullmatch(line)
        if comment:
            comment = not re.fullmatch(r"\s*\{:/(?:comment)?\}\s*", line)
            kept.append("")
        elif found is None:
            kept.append(line)
        else:
            inside = found["inside"]
            ids.update(next(filter(None, one.groups())) for one in _GIVEN.finditer(inside))
            comment = "name" in found.groupdict() and found["name"] == "comment"
            # "* TOC" above {:toc} stands for the table of contents.
            if inside.strip() == "toc" and kept and _TOC.match(kept[-1]):
                kept[-1] = ""
            kept.append("")
    return "\n".join(kept), ids
