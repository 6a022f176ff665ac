"""Keep lines of an HTML <code> element in a post from being read as headings of Markdown."""

from __future__ import annotations

import re

from crawler.posts.fences import Fence

_SPAN = re.compile(r"`[^`]+`")  # `<Code>` is spoken of


def with_code_lines(text: str) -> str:
    """Return a post in which comments of a script, # Step 1 inside <code> and </code>, begin no heading.

    An empty line ends the paragraph that the element stands in, and with it the element. kramdown asks for an empty line
    before a heading, and WordPress knows no Markdown. Every line stays where it was.
    """
    if "<code" not in text.lower():
        return text
    kept: list[str] = []
    fence, inside = Fence(), False
    for line in text.split("\n"):
        if fence.meets(line) or fence.is_open or not line.strip():
            kept.append(line)
            inside = False
            continue
        kept.append(line.replace("#", "&#35;", 1) if inside and line.lstrip()[:1] == "#" else line)
        written = (_SPAN.sub("", line) if "`" in line else line).lower()
        opened, closed = written.rfind("<code"), written.rfind("</code")
        inside = opened > closed or (inside and closed < 0)
    return "\n".join(kept)
