"""What each kind of repair writes: functions from a post and its faults to edits. A repair's file names one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.fixes.post import Edit, Post


class Fault(NamedTuple):
    """One place of a post that a repair mends, as the crawl found it."""

    source: str  # the post's path in its folder
    form: str  # how the post was read: html, markdown or text
    line: int | None
    subject: str  # link, carrier, heading, block …
    now: str
    should_be: str
    href: str  # of a link, as written
    edits: str  # JSON: words and what they become
    attribute_list: (
        str  # how attributes behind a link begin, {: or {; empty: the site generator reads none; ?: who knows
    )


class Mend(Protocol):
    """A function that makes edits; those of what it does not find in the file are left out."""

    def __call__(self, post: Post, faults: Sequence[Fault]) -> Iterator[Edit]:
        """Yield the edits of one post."""
