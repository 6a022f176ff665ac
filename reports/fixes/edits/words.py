"""Words in place of others in what readers read; addresses, code and front matter stay as they are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from reports.fixes.post import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.fixes.edits import Fault
    from reports.fixes.post import Post

# An address, or anything in a tag but the texts that readers get to hear or see.
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://[^\s\"'<>]+|\]\(\s*<?[^\s)]+|^ {0,3}\[[^\]\n]+\]:.*$", re.I | re.M
)
_TAG = re.compile(r"""<[a-z/!?](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)
_PROGRAM = re.compile(r"<(script|style)(?=[\s>])(?:[^<]++|<(?!/\1[\s>]))*+", re.IGNORECASE)
_SHOWN = re.compile(r"""\s(?:alt|title|aria-label)\s*+=\s*+(?:"[^"]*+"|'[^']*+')""", re.IGNORECASE)
_UNBROKEN = "\xa0"  # what the second half of à, and of a space that does not break, is read as


def words(post: Post, faults: Sequence[Fault]) -> Iterator[Edit]:
    """Yield an edit for each word that a fault names, wherever the body shows it."""
    wanted = dict.fromkeys((old, new) for fault in faults for old, new in json.loads(fault.edits or "[]"))
    kept = [*post.code, *_unshown(post.text, post.body)] if wanted else []
    taken: list[tuple[int, int]] = []
    # The longest first: a word may be a part of another.
    for old, new in sorted(wanted, key=lambda pair: -len(pair[0])):
        for found in _pattern(old).finditer(post.text, post.body):
            start, end = found.span()
            if not any(a < end and start < b for a, b in (*kept, *taken)):
                taken.append((start, end))
                yield Edit(start, end, new)


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word; one of a single letter only where the damage shows that it is half of what was there."""
    half = rf"(?:{_UNBROKEN}(?=\s))?" if word.endswith("Ã") else ""
    behind = r"(?=\s|&nbsp;|$)" if word in {"Â", "Ã"} else ""
    before = r"(?<![^\s>])" if word in {"Â", "Ã"} else ""
    return re.compile(before + r"\s+".join(map(re.escape, word.split(" "))) + half + behind)


def _unshown(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each address and of what nobody reads of each tag."""
    for pattern in (_ADDRESS, _PROGRAM):
        yield from (found.span() for found in pattern.finditer(text, start))
    for tag in _TAG.finditer(text, start):
        at = tag.start()
        for shown in _SHOWN.finditer(text, *tag.span()):
            yield at, shown.start()
            at = shown.end()
        yield at, tag.end()
