"""Front matter without an opening fence: lines as Pelican, Nikola and Hexo have them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from crawler.posts.front_matter_values import MAX_VALUES, Repeated, load

MOST = 200  # lines before a fence that closes what nothing opened
# ".. title: Tents", also in a comment; source: https://getnikola.com/handbook.html#metadata-fields
_NIKOLA = re.compile(r"\.\. ([a-z][\w-]{0,50}):(?:\s+(.*))?")
# "Title: Tents"; source: https://docs.getpelican.com/en/stable/content.html#file-metadata
# A blank behind the colon is usual, and not needed (Status:hidden); https://a.example is an address.
_PELICAN = re.compile(r"([A-Za-z][\w-]{0,50}):(?!//)\s*(.*)")
# Source: https://python-markdown.github.io/extensions/meta_data/ (a line that begins with --- or ... ends the lines)
_DASHES = re.compile(r"(?:-{3,}|\.{3})\s*")
# Source: https://github.com/hexojs/hexo-front-matter ("Prefixing separators are optional"; ;;; closes JSON)
_HEXO = {"-": "yaml", ";": "json"}
_BESIDE_TITLE = {
    "author", "authors", "categories", "category", "comments", "cover", "date", "description", "draft", "excerpt", "image",
    "keywords", "lang", "layout", "modified", "permalink", "published", "slug", "status", "subtitle", "summary", "tags",
    "template", "thumbnail", "toc", "type", "updated", "url",
}  # fmt: skip


class Header(NamedTuple):
    """What lines before the body say, and the index of the body's first line."""

    values: dict[str, Any]
    lines: dict[str, int]  # the file's line of each key
    body: int
    repeated: tuple[Repeated, ...] = ()  # keys that are written twice, with the file's line of the second


def header_of(lines: list[str]) -> Header | None:
    """Return the front matter that is lines of `key: value`, up to the first empty one or to a row of dashes; else None."""
    return _closed_by_fence(lines) or _of_lines(lines)


def _closed_by_fence(lines: list[str]) -> Header | None:
    """Return what Hexo reads above the first --- or ;;;, as YAML or as JSON without its braces."""
    first = lines[0]
    if not (_PELICAN.fullmatch(first.rstrip()) or first.startswith('"')):
        return None
    end = next(
        (n for n, line in enumerate(lines[1:MOST], 1) if re.fullmatch(r"-{3,}|;{3,}", line.rstrip())), None
    )
    if end is None:
        return None
    language = _HEXO[lines[end][0]]
    head = "\n".join(lines[:end])
    try:
        values, repeated = load("{" + head + "}" if language == "json" else head, language)
    except Exception:  # then it is no Hexo's, and may be Pelican's
        return None
    if not isinstance(values, dict) or not _is_known(values):
        return None
    where: dict[str, int] = {}
    for number, line in enumerate(lines[:end], 1):
        if (name := line.partition(":")[0].strip('"')) in values:
            where.setdefault(name, number)
    return Header(values, where, end + 1, tuple(repeated))


def _of_lines(lines: list[str]) -> Header | None:
    comment = lines[0].strip() == "<!--"
    pattern = _NIKOLA if comment or lines[0].startswith(".. ") else _PELICAN
    if not comment and not pattern.fullmatch(lines[0]):
        return None
    values: dict[str, Any] = {}
    where: dict[str, int] = {}
    repeated: list[Repeated] = []
    first = number = int(comment)
    key = ""
    for number, line in enumerate(lines[first:MAX_VALUES], first):
        if not line.strip() or (comment and line.strip() == "-->"):
            break
        if number and pattern is _PELICAN and _DASHES.fullmatch(line):
            break
        if found := pattern.fullmatch(line.rstrip()):
            key = found[1].lower()
            if key in where:
                repeated.append(Repeated(key, number + 1))
            where[key], values[key] = number + 1, (found[2] or "").strip()
        elif key and pattern is _PELICAN and line.startswith("    "):
            values[key] = f"{values[key]} {line.strip()}".strip()
        else:
            return None
    known = "title" in values if pattern is _NIKOLA else _is_known(values)
    if not known or (comment and lines[number].strip() != "-->"):
        return None
    # Both write a new post with all their keys, of which most stay empty.
    kept = {name: value for name, value in values.items() if value}
    return Header(kept, where, number + 1, tuple(repeated))


def _is_known(values: dict[str, Any]) -> bool:
    """Return whether the keys are a post's: prose begins with a word and a colon, too."""
    names = {name.lower() for name in values}
    return "title" in names and not _BESIDE_TITLE.isdisjoint(names)
