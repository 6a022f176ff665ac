"""Checks of quotation marks that stand alone, with which words may have been lost."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.checks.truncated_text import is_card_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Block, Page

AROUND = 80  # characters of a text that "now" shows
_MARKS = '“”„"«»'
# What editors make of a closing mark behind a digit, and two single marks for a double one.
_ALIKE = str.maketrans({"″": "”", "‟": "“", "〝": "“", "〞": "”", "＂": '"'})
_MARK = re.compile(f"[{_MARKS}]")
_BEFORE = " \u00a0\u202f([{—–-/|‘'’“„«»\"¡¿*_"  # what may stand before a mark that opens
# Of HTML or JSON that a text shows, and that an editor gave typographic marks: class=”x”, “name”:[], @”x”; and a mark that is spoken of: (“).
_ATTRIBUTE = re.compile(r"\w=[\"“”]|[\"“”]:\s?[\"“”\[{]|@[\"“”]|\([\"“”„«»]\)")
# A page's title behind another one, as Japanese and English blogs link to each other: "Tents « Lena's huts".
_SITE_BEHIND = re.compile(
    r"[^:\s]\s«\s(?:[^.!?«»]{1,80}\Z|[^«»]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^«»]*\s«\s"
)
_LOST = re.compile(r"(?<![\w/.?=&-])[A-Za-z]{1,12}\?(?:t|s|re|ve|ll|m|d)(?![\w=/&?])")  # don?t
_AFTER_SENTENCE = re.compile(r"[.!?]\s+\Z")
_STOP = re.compile(r"[-,;:]|\.(?:\s|\Z)")  # what no quotation begins with
_CUT = ("…", "...", "[…]", "[...]")
_SPACELESS = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]"
)  # letters and stops of scripts without spaces
_STARTS = tuple(_MARKS)


class Mark(NamedTuple):
    """One quotation mark: +1 opens, -1 closes, 0 may do either."""

    at: int
    side: int


class Count(NamedTuple):
    """The balance of a text's quotation marks, and the first mark without a partner."""

    surplus: int
    either: int
    alone: int

    @property
    def unbalanced(self) -> bool:
        """Return whether no reading of the doubtful marks makes pairs."""
        return abs(self.surplus) > self.either


@dataclass
class _Section:
    """The blocks under one heading, by their number on the page."""

    blocks: list[int]
    first_opening: int = sys.maxsize  # number of the first block with an opening mark too many
    last_closing: int = -1  # … and of the last with a closing one


def quotes_are_closed(page: Page, *, least: int) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield each paragraph of `least` words with a double quotation mark that has no partner.

    A quotation over several paragraphs, each of which may open it again, is whole; so are inches, seconds and marks that a
    language uses on both sides. A paragraph with code, and one that is cut with …, is not judged.
    """
    counts = {block.position: _count(_alike(block.text)) for block in page.blocks if _has_mark(block.text)}
    if not counts:
        return
    sections = _sections(page.blocks, counts)
    for number, block in enumerate(page.blocks):
        found = counts.get(block.position)
        if found is None or not found.unbalanced or block.kind not in {"paragraph", "quote"}:
            continue
        # U+FFFD, or a question mark where letters go on, may be the mark that is looked for: that it was lost is another rule's.
        if (
            block.words < least
            or block.code
            or "\ufffd" in block.text
            or _LOST.search(block.text)
            or _ATTRIBUTE.search(block.text)
            or block.text.endswith(_CUT)
        ):
            continue
        if is_card_text(page, block):
            continue
        # "He said: “then what follows is a quote, a list or a formula of its own:
        if found.surplus > 0 and block.text.endswith((":", "：")):
            continue
        section = sections[block.heading]
        if found.surplus > 0:
            at = bisect_right(section.blocks, number)
            # A verse may stand between two paragraphs of what is quoted.
            again = any(page.blocks[later].text.startswith(_STARTS) for later in section.blocks[at : at + 2])
            partner = section.last_closing > number
        else:
            again, partner = False, section.first_opening < number
        if not again and not partner:
            start = found.alone if found.surplus > 0 else max(found.alone - AROUND // 2, 0)
            shown = block.text[start : start + AROUND]
            yield block, {"text": shown, "now": block.text[max(start - 20, 0) : start + AROUND]}


def _sections(blocks: list[Block], counts: dict[int, Count]) -> dict[int, _Section]:
    """Return of each heading the blocks under it, and where marks without a partner stand in them."""
    found: dict[int, _Section] = {}
    for number, block in enumerate(blocks):
        section = found.setdefault(block.heading, _Section([]))
        section.blocks.append(number)
        surplus = counts[block.position].surplus if block.position in counts else 0
        # A mark that may stand on either side and has no partner here closes what an earlier text opened, or the other way round.
        doubtful = surplus == 0 and block.position in counts and counts[block.position].either % 2 == 1
        if surplus < 0 or doubtful:
            section.last_closing = number
        if surplus > 0 or doubtful:
            section.first_opening = min(section.first_opening, number)
    return found


def _alike(text: str) -> str:
    """Return the text with the marks that a language has besides as those that are counted."""
    return text if text.isascii() else text.translate(_ALIKE).replace("‘‘", "“").replace("’’", "”")


def _has_mark(text: str) -> bool:
    return '"' in text if text.isascii() else bool(_MARK.search(text))


def _count(text: str) -> Count:
    """Return how the marks of a text pair up."""
    open_: list[int] = []
    late: list[int] = []
    either = 0
    for at, side in _marks(text):
        # A quotation of several lines opens again after a sentence.
        if side == 0 or (side > 0 and open_ and _AFTER_SENTENCE.search(text, max(at - 4, 0), at)):
            either += side == 0
        elif side > 0:
            open_.append(at)
        elif open_:
            open_.pop()
        else:
            late.append(at)
    alone = open_[-1] if open_ else late[0] if late else 0
    return Count(len(open_) - len(late), either, alone)


def _marks(text: str) -> Iterator[Mark]:
    """Yield the quotation marks of one kind: curly ones where there are any, else « », else straight ones."""
    found = [(at.start(), at[0]) for at in _MARK.finditer(text)]
    kinds = {mark for _, mark in found}
    low = "„" in kinds
    if kinds & {"“", "”", "„"}:
        opened = low or any(mark == "“" and _opens(text, at) for at, mark in found)
        # ”så här” and “so“ have one mark for both sides.
        twice = not low and (not opened or (kinds & {"“", "”"} == {"“"} and _even(found)))
        for at, mark in found:
            if mark not in "«»":
                yield Mark(at, 0 if twice else _curly(text, at, mark, low=low))
    elif {"«", "»"} <= kinds:
        first = found[0][1] if found[0][1] in "«»" else next(m for _, m in found if m in "«»")
        for at, mark in found:
            if mark in "«»":
                yield Mark(at, 0 if _measures(text, at) else 1 if mark == first else -1)
    elif "«" in kinds and not _SITE_BEHIND.search(text):
        # At the start it is an ornament or a line of dialogue, alone at the end an arrow.
        for at, mark in found:
            if mark == "«" and 0 < at < len(text) - 2 and not _measures(text, at):
                yield Mark(at, 1)
    elif '"' in kinds:
        for at, _ in found:
            opens, closes = _opens(text, at), _closes(text, at)
            # Neither: "no"s, is"not, a mark between two spaces, and “ "-tents” behind a blank too many.
            doubtful = _measure(text, at) or opens == closes or (opens and _STOP.match(text, at + 1))
            yield Mark(at, 0 if doubtful else 1 if opens else -1)


def _even(found: list[tuple[int, str]]) -> bool:
    return sum(mark == "“" for _, mark in found) % 2 == 0


def _curly(text: str, at: int, mark: str, *, low: bool) -> int:
    """Return which side a curly mark, or a straight one among them, stands on."""
    if mark == '"' or _measure(text, at):
        return 0
    if mark == "„":
        return 1
    opens, closes = _opens(text, at), _closes(text, at)
    if mark == "“":
        if opens and at and not text[at - 1].isspace() and _STOP.match(text, at + 1):
            return -1  # “so“. as German blogs write it
        if not low and not opens and not closes and 0 < at < len(text) - 1:
            return 0  # a blank too many on one of its sides
        return -1 if low and not opens else 1 if opens or not closes else 0
    # Generators turn each mark behind a Chinese or Japanese letter or stop: 标记为”Common”属性.
    turned = not opens and not closes and bool(_SPACELESS.match(text, at - 1))
    return 0 if turned or (opens and not closes) else -1


def _opens(text: str, at: int) -> bool:
    """Return whether a mark stands where one opens: after a space and before a word."""
    return (at == 0 or text[at - 1] in _BEFORE) and at + 1 < len(text) and not text[at + 1].isspace()


def _closes(text: str, at: int) -> bool:
    """Return whether a mark stands where one closes: after a word and before a space or a stop."""
    after = text[at + 1 : at + 2]
    return at > 0 and not text[at - 1].isspace() and not (after.isalnum() or after in {"$", "#", "@"})


def _measure(text: str, at: int) -> bool:
    """Return whether a mark may say inches or seconds: 6", 5 ½”."""
    return text[at - 1 : at].isnumeric()


def _measures(text: str, at: int) -> bool:
    """Return whether a « or » stands where inches stood: WordPress writes 27.2" so in Spanish and French, after a blank too."""
    return text[max(at - 2, 0) : at].rstrip()[-1:].isnumeric()
