"""What the posts of a folder have for a title: whether they write their own h1, so that their template shows none, or have no title at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.posts.decoding import decode
from crawler.posts.fences import without_fences
from crawler.posts.front_matter import split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.posts.front_matter import FrontMatter

HEAD = 96 * 1024  # bytes of a post that are looked at
SAMPLE = 40  # posts that are, of all parts of the folder
LEAST = 5  # posts with a title that show a habit …
MANY = 10  # posts without one that do …
SHARE = 0.8  # … where so many of them have it
# The first heading, as Markdown or HTML writes it.
_FIRST = re.compile(r"^ {0,3}(#{1,6})[ \t]+\S|<h([1-6])[\s>]", re.MULTILINE | re.IGNORECASE)


def write_their_h1(posts: Sequence[Path]) -> bool:
    """Return whether nearly all of these posts that have a title begin with a heading of the first level."""
    step = max(len(posts) // SAMPLE, 1)
    said = [one for path in posts[::step][:SAMPLE] if (one := _begins_with_h1(path)) is not None]
    return len(said) >= LEAST and sum(said) >= SHARE * len(said)


def leave_out_titles(posts: Sequence[Path]) -> bool:
    """Return whether nearly all of these posts say no title in their front matter."""
    step = max(len(posts) // SAMPLE, 1)
    said = [_has_title(path) for path in posts[::step][:SAMPLE]]
    return len(said) >= MANY and len(said) - sum(said) >= SHARE * len(said)


def head_of(path: Path) -> FrontMatter | None:
    """Return the beginning of a post, parted; None where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return split(decode(file.read(HEAD)).text)
    except OSError:
        return None


def _has_title(path: Path) -> bool:
    """Return whether a post's front matter has a title, or its text begins with one; a file that cannot be read has."""
    head = head_of(path)
    return (
        head is None
        or any(head.values.get(key) for key in ("title", "headline", "name"))
        or _h1_comes_first(head.body)
    )


def _begins_with_h1(path: Path) -> bool | None:
    """Return whether a post's first heading is an h1; None for a post without a title."""
    head = head_of(path)
    return _h1_comes_first(head.body) if head is not None and head.values.get("title") else None


def _h1_comes_first(text: str) -> bool:
    found = _FIRST.search(without_fences(text))
    return found is not None and (found[2] or str(len(found[1]))) == "1"
