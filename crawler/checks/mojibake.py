"""Checks of texts whose characters were broken on the way: read in a wrong encoding, or lost."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from string import punctuation
from typing import TYPE_CHECKING, Any

import ftfy
from ftfy.badness import is_bad

from crawler.checks.leftovers import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, Place

AROUND = 30  # characters before and after that a finding shows
WINDOW = 400  # characters that are compared
MOST = 200  # words of one text that its repair changes
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
SPACE = "Â"  # beside a space: one that does not break
_HALF_SPACE = re.compile(rf"{SPACE}(?=\s|$)")
# What a repair may have guessed wrong: signs that hardly any text has, and half a character that was left as it was.
_UNLIKELY = set("†‡ˆ˜‰‹›ƒ¤¨¸´¯¬¦¶¢\xad")
_LEFT = re.compile(r"[ÂÃâ](?!\w)")
_SUSPECT = re.compile(r"[\x80-\x9f]|Ã |[√‚][^\x00-\x7f]|[Â-ïðВГРСвгрс][\x80-\xbf‘-†•…‰‹›€™ŒœŠšŽžŸˆ˜–—ÄƒЀ-ӿ¬]")


def texts_are_read_right(page: Page) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield each text that was written in UTF-8 and read as something else, with the repaired one as proposal.

    Titles, descriptions, headings, the content, alternative texts, and the front matter's own texts are looked at. No
    proposal where the repaired text is not clean: what was lost on the way cannot be guessed.
    Source: https://ftfy.readthedocs.io/
    """
    for at, text, place in _everything(page):
        if text.isascii() or not _SUSPECT.search(text):
            continue
        code = [part for part in getattr(at, "code", ()) if not part.isascii()]
        fixed = _beside_code(text, repaired(text), code)
        if fixed != text:
            now, should_be, places = _first_difference(text, fixed)
            mended: dict[str, Any] = {}
            if is_clean(text, _without(fixed, code)):
                mended = {
                    # A space that does not break is one that nobody sees; a cell of the workbook shows it as one.
                    "should_be": should_be.replace("\xa0", " "),
                    "method": "the same bytes read as UTF-8",
                    "confidence": "high",
                    "edits": changed_words(text, fixed),
                }
            yield at, {"text": now, "now": now, "places": places, **mended, **place}


def repaired(text: str) -> str:
    """Return the text as it was before it was read in a wrong encoding; the same text where nothing tells that it was."""
    fixed = ftfy.fix_encoding(text)
    if "â" in fixed or "Â" in fixed:
        for wrong, right in ALONE.items():
            fixed = fixed.replace(wrong, right)
    # Alone it may be a letter; beside other damage it is what stands before a space that does not break.
    return _HALF_SPACE.sub("", fixed) if fixed != text else fixed


def is_clean(text: str, fixed: str) -> bool:
    """Return whether a repaired text may be proposed: nothing broken is left in it, and the repair wrote what people write."""
    written = set(fixed) - set(text)
    return (
        written.isdisjoint(_UNLIKELY)
        and "\ufffd" not in fixed
        and not is_bad(fixed)
        and not any(unicodedata.category(character) in {"Cc", "Co", "Cn"} for character in fixed)
        and not _LEFT.search(fixed)
        and repaired(fixed) == fixed
    )


def _beside_code(text: str, fixed: str, code: list[str]) -> str:
    """Return the repaired text without what the repair changes in code alone: what code shows is meant."""
    if not code or fixed == text:
        return fixed
    for old, new in changed_words(text, fixed):
        if text.count(old) > sum(part.count(old) for part in code):
            text = text.replace(old, new)
    return text


def _without(text: str, code: list[str]) -> str:
    for part in code:
        text = text.replace(part, "")
    return text


def changed_words(text: str, fixed: str) -> list[tuple[str, str]]:
    """Return each word that the repair changes, with what it becomes; at most MOST different ones.

    A space that does not break was read as the letter Â and a space: what stays of it beside other spaces becomes "".
    """
    before, after = text.split(), fixed.split()
    pairs: dict[tuple[str, str], None] = {}
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        old, new = before[a:b], after[c:d]
        if len(old) != len(new) and SPACE in old:
            pairs[SPACE, ""] = None
            old = [word for word in old if word != SPACE]
        if len(old) == len(new):
            pairs |= dict.fromkeys(_bare(*pair) for pair in zip(old, new, strict=True) if pair[0] != pair[1])
        else:
            pairs[" ".join(old), " ".join(new)] = None
    return list(pairs)[:MOST]


def _bare(old: str, new: str) -> tuple[str, str]:
    """Return both words without the marks of ASCII that begin and end them: “tents,” may stand before a full stop as well."""
    first = len(old) - len(old.lstrip(punctuation))
    last = len(old.rstrip(punctuation)) - len(old)
    if old[:first] != new[:first] or old[last or len(old) :] != new[last or len(new) :]:
        return old, new
    return old[first : last or None], new[first : last or None]


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
