"""Phrases with gaps, found in texts without regard to case, accents and quotation marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.text.spaceless import has_open_words
from crawler.text.words import pieces_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

GAP = r"[^.!?。\n]{0,60}?"  # what … stands for
PREFIX = 4  # letters that tell a word well enough
LABELLED = 200  # characters of a text that begins with a label
_MARKS = " []()【】*:.#-–—|_!"
_STRAIGHT = tuple(zip("’‘“”„‑–", '\'\'"""--', strict=True))
_LABEL = re.compile(r"[\[(【*#]\s?([^\])】*:|]{2,40}?)\s?[\])】*:|]|([^:|]{2,30}?)\s?[:|]")
WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase made ready."""

    needle: str  # stands in every text that the pattern finds
    pieces: tuple[str, ...]  # of the needle, which the page's vocabulary holds
    longest: str  # of the pieces
    words: frozenset[str]  # of every such text, whole or their first PREFIX letters
    pattern: re.Pattern[str]
    denials: tuple[str, ...]


def folded(text: str) -> str:
    """Return the text without regard to case, each character in its common form."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def normal(text: str) -> str:
    """Return the text as phrases are compared: small letters, straight quotation marks, single spaces."""
    small = folded(text)
    if not small.isascii():
        # Seven searches of a text cost a tenth of what translate() does, which looks every character up.
        for mark, straight in _STRAIGHT:
            small = small.replace(mark, straight)
    return " ".join(small.split())


def _parts(phrase: str) -> list[str]:
    return [normal(part) for part in phrase.split("…")]


def needle(phrase: str) -> str:
    """Return the longest part of a phrase between its gaps and stars, which every text with it holds."""
    return max((piece.strip() for part in _parts(phrase) for piece in part.split("*")), key=len)


def ready(phrase: str, denials: tuple[str, ...]) -> Phrase:
    """Return the phrase as it is looked for; after or before one of the denials it does not count."""
    parts = _parts(phrase)
    # A star that stands alone is one: "links marked with * are …".
    made = [re.sub(r"(?<=\S)\\\*", r"\\w*", re.escape(part)) for part in parts]
    text = GAP.join(made)
    before = "" if has_open_words(parts[0][:1]) or not parts[0][:1].isalnum() else r"(?<!\w)"
    last = parts[-1][-1:]
    after = "" if has_open_words(last) or not last.isalnum() else r"(?!\w)"
    pieces = pieces_of(needle(phrase))
    return Phrase(
        needle=needle(phrase),
        pieces=pieces,
        longest=pieces[0] if pieces else "",
        words=frozenset(_surely(parts, begins=bool(before), ends=bool(after))),
        pattern=re.compile(f"{before}{text}{after}"),
        denials=tuple(map(normal, denials)),
    )


def _surely(parts: list[str], *, begins: bool, ends: bool) -> Iterator[str]:
    """Yield the words that every text with the phrase has, since they do not touch a gap.

    Of a word before a star the first PREFIX letters.
    """
    for number, part in enumerate(parts):
        for found in WORDS.finditer(part):
            open_start = found.start() == 0 and not (number == 0 and begins)
            open_end = found.end() == len(part) and not (number == len(parts) - 1 and ends)
            starred = part[found.end() : found.end() + 1] == "*"
            if open_start or part[found.start() - 1 : found.start()] == "*" or has_open_words(found[0]):
                continue
            if not (starred or open_end):
                yield found[0]
            elif len(found[0]) >= PREFIX:
                yield found[0][:PREFIX]


def holds(text: str, phrase: Phrase) -> bool:
    """Return whether a normal text says the phrase, and nothing beside turns it round."""
    if phrase.needle not in text:
        return False
    for match in phrase.pattern.finditer(text):
        before = text[max(match.start() - 30, 0) : match.start()].rstrip()
        after = text[match.end() : match.end() + 6].lstrip()
        if not any(_ends(before, word) or _begins(after, word) for word in phrase.denials):
            return True
    return False


def _ends(text: str, word: str) -> bool:
    if not text.endswith(word):
        return False
    return has_open_words(word[:1]) or not text[: -len(word)][-1:].isalnum()


def _begins(text: str, word: str) -> bool:
    """Return whether the denial comes after the phrase, as it does in Korean and Japanese."""
    return has_open_words(word[:1]) and text.startswith(word)


def is_label(text: str, labels: Container[str], tags: Container[str] = ()) -> bool:
    """Return whether a normal text is one of the labels, or begins with one in brackets or before a colon.

    Of `tags` those in brackets alone count: a bare "Sponsored" is what stands over an advertisement.
    """
    if not labels or len(text) > LABELLED:
        return False
    begins = _LABEL.match(text)
    if (alone := text.strip(_MARKS)) in labels:
        return alone not in tags or (begins is not None and begins[1] is not None)
    if begins is None:
        return False
    label = (begins[1] or begins[2]).strip(_MARKS)
    return label in labels and (label not in tags or begins[1] is not None)
