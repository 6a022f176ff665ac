"""Read the shortcodes of WordPress in posts that WordPress itself shows."""

from __future__ import annotations

import re

from crawler.posts.fences import Fence

# Those that need no attribute; any other is known by one, since brackets are prose as well. Source: https://codex.wordpress.org/Shortcode
_BARE = "caption|wp_caption|gallery|embed|audio|video|playlist|contact-form-7|youtube|vimeo|toc|more|code|sourcecode|quote"
_SHORTCODE = re.compile(
    rf"(?<![\\\[\]!`])\[(?P<closes>/?)(?P<name>(?:{_BARE})(?=[\s\]/])|[a-z][a-z0-9_-]{{1,40}}(?=[\s=][^\[\]\n]{{0,500}}?[\"']|\s*=\s*http))"
    r"(?P<inside>[^\[\]\n]{0,2000})\](?![(\[:])",
)
_CLOSING = re.compile(r"(?<![\\\[\]!`])\[/[a-z][a-z0-9_-]{1,40}\](?![(\[:])")
# Whose words stand below the picture: [caption id="attachment_1"]<img src="tent.jpg"> A tent[/caption]
_CAPTION = re.compile(
    r"\[(?:wp_)?caption(?=[\s\]])[^\[\]\n]{0,2000}\]((?:(?!\[/?(?:wp_)?caption).){0,4000}?)\[/(?:wp_)?caption\]"
)
_EMBED = re.compile(r"\[embed(?:\s[^\[\]\n]{0,300})?\]\s*(https?://[^\s\[\]<>]{1,2000})\s*\[/embed\]")
_LONE = re.compile(r"\s*(https?://[^\s<>{}\[\]]{1,2000})\s*")


def with_shortcodes(text: str) -> str:
    """Return a post with each shortcode as Hugo writes one, which is known further on; every line stays where it was.

    An address that stands alone, which WordPress shows as a player or a card, is one as well.
    Source: https://wordpress.org/documentation/article/embeds/
    """
    if "[" not in text and "://" not in text:
        return text
    kept: list[str] = []
    fence = Fence()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if fence.meets(line) or fence.is_open:
            kept.append(line)
            continue
        beside = (lines[number - 1] if number else "", lines[number + 1] if number + 1 < len(lines) else "")
        alone = _LONE.fullmatch(line) if not any(map(str.strip, beside)) else None
        if alone:
            kept.append(f"{{{{< embed {alone[1]} >}}}}")
            continue
        if "[" in line:
            line = _CAPTION.sub(r"<figcaption>\1</figcaption>", line)  # noqa: PLW2901
            line = _EMBED.sub(r"{{< embed \1 >}}", line)  # noqa: PLW2901
            line = _SHORTCODE.sub(r"{{< \g<closes>\g<name>\g<inside> >}}", line)  # noqa: PLW2901
            line = _CLOSING.sub("{{< /end >}}", line)  # noqa: PLW2901
        kept.append(line)
    return "\n".join(kept)
