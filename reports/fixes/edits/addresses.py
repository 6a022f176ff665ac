"""Addresses in place of others, wherever a post holds them: links, images, embeds, structured data, front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.fixes.post import Edit
from reports.fixes.spellings import places, spelt_alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.fixes.edits import Fault
    from reports.fixes.post import Post
    from reports.fixes.spellings import Spelt

SPREAD = 20  # lines that one tag may be spread over
BEFORE = 40  # characters before an address that tell what it is
# Before the address of a link: of an a, of Markdown's [text](…) and <…>.
_LINKS = re.compile(r"(?:\bhref\s*=\s*\\?[\"']?\s*|\]\(\s*<?|<)\Z", re.IGNORECASE)


def addresses(post: Post, faults: Sequence[Fault]) -> Iterator[Edit]:
    """Yield an edit for each fault whose address stands where it was read, or soon after, when its tag is spread.

    Code and comments are passed over. The same address twice on a line is two faults, each mended in its own place.
    """
    taken: set[int] = set()
    for fault in faults:
        found = _place(post, fault, taken)
        if found is not None:
            taken.add(found.start)
            yield Edit(found.start, found.end, spelt_alike(fault.should_be, found.text))
            # What prose says twice in one paragraph is one fault.
            for other in _beside(post, fault, found) if fault.subject == "carrier" else ():
                if other.start not in taken:
                    taken.add(other.start)
                    yield Edit(other.start, other.end, spelt_alike(fault.should_be, other.text))


def _place(post: Post, fault: Fault, taken: set[int]) -> Spelt | None:
    line = fault.line or 1
    start, end = post.start_of(line), post.start_of(line + SPREAD)
    free = [
        place
        for place in places(post.text, fault.now, start, end)
        if place.start not in taken and post.shows(place.start, place.end)
    ]
    wanted = fault.subject == "link"
    fitting = [place for place in free if _is_link(post, place) is wanted]
    if fitting or free:
        return (fitting or free)[0]
    # [name]: address stands anywhere, and may have been mended for another link that uses it.
    named = places(post.text, fault.now, post.body, len(post.text)) if wanted else ()
    return next((p for p in named if p.start not in taken and _is_definition(post, p)), None)


def _beside(post: Post, fault: Fault, found: Spelt) -> Iterator[Spelt]:
    """Yield the other places of the line where the same address stands and is no link."""
    line = post.line_of(found.start)
    for place in places(post.text, fault.now, found.end, post.start_of(line + 1)):
        if post.shows(place.start, place.end) and not _is_link(post, place):
            yield place


def _is_link(post: Post, place: Spelt) -> bool:
    return bool(_LINKS.search(post.text, max(place.start - BEFORE, 0), place.start))


def _is_definition(post: Post, place: Spelt) -> bool:
    line = post.text.rfind("\n", 0, place.start) + 1
    found = re.fullmatch(r" {0,3}\[[^\]\n]{1,99}\]:\s*<?", post.text[line : place.start])
    return bool(found) and post.shows(place.start, place.end)
