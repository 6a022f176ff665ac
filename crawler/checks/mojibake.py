"""Checks of texts whose characters were broken on the way: read in a wrong encoding, or lost."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import ftfy

from crawler.checks.leftovers import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, Place

AROUND = 30  # characters before and after that a finding shows
WINDOW = 400  # characters that are compared
# What ftfy does not take for broken when it stands alone, and what it surely was.
ALONE = {
    "â„¢": "™",
    "Â®": "®",
    "Â©": "©",
    "Â°": "°",
    "â€™": "’",
    "â€œ": "“",
    "â€“": "–",
    "â€”": "—",
    "â€¦": "…",
}


# What a first and a second byte of UTF-8 look like when they are read as Windows-1252, Latin-1, Mac Roman or
# Windows-1251: without such a pair a text need not be given to ftfy, which takes fifty times as long.
_SUSPECT = re.compile(r"[\x80-\x9f]|Ã |[√‚][^\x00-\x7f]|[Â-ïðВГРСвгрс][\x80-\xbf‘-†•…‰‹›€™ŒœŠšŽžŸˆ˜–—ÄƒЀ-ӿ¬]")


def texts_are_read_right(page: Page) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield each text that was written in UTF-8 and read as something else, with the repaired one as proposal.

    Titles, descriptions, headings, the content, alternative texts, and the front matter's own texts are looked at.
    Source: https://ftfy.readthedocs.io/
    """
    for at, text, place in _everything(page):
        if text.isascii() or not _SUSPECT.search(text):
            continue
        fixed = repaired(text)
        if fixed != text:
            now, should_be, places = _first_difference(text, fixed)
            yield (
                at,
                {
                    "text": now,
                    "now": now,
                    "places": places,
                    "should_be": should_be,
                    "method": "the same bytes read as UTF-8",
                    "confidence": "high",
                    **place,
                },
            )


def repaired(text: str) -> str:
    """Return the text as it was before it was read in a wrong encoding; the same text where nothing tells that it was."""
    fixed = ftfy.fix_encoding(text)
    if "â" in fixed or "Â" in fixed:
        for wrong, right in ALONE.items():
            fixed = fixed.replace(wrong, right)
    return fixed


def _everything(page: Page) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    yield from texts(page)
    for image in page.images:
        if image.alt:
            yield image, image.alt, {}
    said = {*page.titles[:1], *page.descriptions[:1]}
    for key, value in page.front_matter.items():
        if isinstance(value, str) and " ".join(value.split()) not in said:
            yield page, value, {"part": key, "line": page.front_matter_lines.get(key)}


def _first_difference(text: str, fixed: str) -> tuple[str, str, int]:
    """Return the first place where both differ, with some characters around it, in either; and how many there are."""
    start = next((n for n, (a, b) in enumerate(zip(text, fixed, strict=False)) if a != b), 0)
    start = max(start - AROUND, 0)
    left, right = text[start : start + WINDOW], fixed[start : start + WINDOW]
    changes = [
        op for op in SequenceMatcher(None, left, right, autojunk=False).get_opcodes() if op[0] != "equal"
    ]
    if not changes:
        return left[: AROUND * 3], right[: AROUND * 3], 1
    _, _, a, _, b = changes[0]
    before, after = "…" if start else "", "…"
    return (
        f"{before}{left[: a + AROUND].strip()}{after if start + a + AROUND < len(text) else ''}",
        f"{before}{right[: b + AROUND].strip()}{after if start + b + AROUND < len(fixed) else ''}",
        len(changes),
    )
