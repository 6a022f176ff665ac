"""Links that are written otherwise than Markdown's: [[Tea]] of Obsidian, {% post_link tea 'Tea' %} and {% link … %} of Hexo."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from crawler.posts.fences import Fence
from crawler.posts.tags import arguments_of

if TYPE_CHECKING:
    from crawler.posts.neighbours import Neighbours

WIKI = "wiki:"  # before what [[…]] names, while the post is read
# [[Tea]], [[drinks/Tea#Green|green tea]]; source: https://help.obsidian.md/links
_WIKI = re.compile(
    r"(?<![\w\[`\\!])\[\[(?P<name>[^\[\]|#\n]{1,200}?)(?P<hash>#[^\[\]|\n]{1,200}?)?(?:\\?\|(?P<shown>[^\[\]\n]{1,300}))?\]\](?![(\[`])"
)
# {% post_link slug 'Title' %}, {% link "Text" https://… %}; source: https://hexo.io/docs/tag-plugins
_HEXO = re.compile(r"(?<!`)\{%-?\s*(?P<inside>(?:post_link|link)\s[^%{}\n]{1,500}?)\s*-?%\}")


def with_markdown_links(text: str, neighbours: Neighbours) -> str:
    """Return Markdown with those links as Markdown's own, outside code fences; `wiki:` stands before what [[…]] names.

    [[…]] is a link where the folder is an Obsidian vault, or has a post of that name.
    """
    if "[[" not in text and not ("{%" in text and "link" in text):
        return text
    fence = Fence()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if fence.meets(line) or fence.is_open:
            continue
        if "[[" in line:
            line = _WIKI.sub(lambda found: _wiki(found, neighbours), line)  # noqa: PLW2901
        if "{%" in line and "link" in line:
            line = _HEXO.sub(lambda found: _hexo(found, neighbours), line)  # noqa: PLW2901
        lines[number] = line
    return "\n".join(lines)


def _wiki(found: re.Match[str], neighbours: Neighbours) -> str:
    name = found["name"].strip()
    if neighbours.called(name) is None and not neighbours.knows_all("vault"):
        return found[0]
    return f"[{found['shown'] or name}](<{WIKI}{name}{found['hash'] or ''}>)"


def _hexo(found: re.Match[str], neighbours: Neighbours) -> str:
    """Return Hexo's link as Markdown's; Jekyll's {% link %}, which is an address alone, as it is."""
    said = arguments_of(found["inside"])
    values = [value for value in said.values if value not in {"true", "false"}]
    shown = (
        str if "false" in said.values else html.escape
    )  # post_link shows tags of its title unless it is told not to
    if said.name == "post_link" and values:
        title = shown(" ".join(values[1:])) or neighbours.title(values[0]) or values[0].partition("#")[0]
        return f"[{title}]({{% post_path {values[0]} %}})"
    at = next((n for n, value in enumerate(values) if n and re.match(r"https?://|/", value)), 0)
    return f"[{' '.join(values[:at])}](<{values[at]}>)" if at and said.name == "link" else found[0]
