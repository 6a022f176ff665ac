"""Where a page says that its links earn money, and how far from the first of them; the words are data, by language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import punctuation
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import Disclosure
from crawler.rules.schema import RuleFileError, read_folder
from crawler.vocabulary import vocabulary_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from crawler.items import Page

FOLDER = Path(__file__).parent / "rules" / "disclosures"
GAP = r"[^.!?。\n]{0,60}?"  # what … stands for
PREFIX = 4  # letters that tell a word well enough
LABELLED = 200  # characters of a text that begins with a label
NAME = 80  # characters of a link's text that may be called as a disclosure
_MARKS = " []()【】*:.#-–—|_!"
_STRAIGHT = str.maketrans("’‘“”„‑–", '\'\'"""--')
_AMAZON = ("amazon", "アソシエイト", "亚马逊", "亞馬遜", "아마존")
_LABEL = re.compile(r"[\[(【*#]\s?([^\])】*:|]{2,40}?)\s?[\])】*:|]|([^:|]{2,30}?)\s?[:|]")
_WORDS = re.compile(r"\w+")
_NO_MARKS = re.compile(rf"[^\s{re.escape(punctuation)}]+")
# Scripts that put no space between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what it is: disclosure, amazon (Amazon's own sentence, which is both), or nothing."""

    text: str
    found: str


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says it: `…` stands for some words, `*` for the rest of a word."""

    id: str
    name: str
    source: str
    phrases: tuple[str, ...]
    labels: tuple[str, ...]  # say it only where they stand alone, or in brackets before a text
    denials: tuple[str, ...]  # before a phrase they turn it round: "no affiliate links"
    amazon: tuple[str, ...]  # the sentence that Amazon asks for
    example: tuple[Example, ...]

    def __post_init__(self) -> None:
        """Refuse a phrase that would be found everywhere."""
        for phrase in (*self.phrases, *self.amazon):
            if len(_needle(phrase)) < 2:
                msg = f"phrase {phrase!r} has no word of its own"
                raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase made ready."""

    needle: str  # stands in every text that the pattern finds
    pieces: tuple[str, ...]  # of the needle, between spaces and marks
    words: frozenset[str]  # of every such text, whole or their first PREFIX letters
    pattern: re.Pattern[str]
    denials: tuple[str, ...]


class Said(NamedTuple):
    """What is looked for in a text."""

    phrases: list[Phrase]
    labels: dict[str, frozenset[str]]  # each with its words


class Disclosures:
    """Knows the phrases of all languages, and the owner's own."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """Read the files. Raises RuleFileError when one is wrong."""
        languages = languages_of(FOLDER)
        # Of all languages: "affiliate link" is said in many.
        denials = tuple(sorted({word for one in languages.values() for word in one.denials}))
        self._phrases = [_ready(text, denials) for one in languages.values() for text in one.phrases]
        self._phrases += [_ready(text, denials) for text in own]
        self._amazon = [_ready(text, ()) for one in languages.values() for text in one.amazon]
        self._phrases += self._amazon
        labels = {normal(label) for one in languages.values() for label in one.labels}
        self._all = Said(self._phrases, {label: frozenset(_WORDS.findall(label)) for label in labels})

    def discloses(self, text: str) -> bool:
        """Return whether the text says that links earn money, or that it is advertising."""
        return _says(text, self._all)

    def is_amazon(self, text: str) -> bool:
        """Return whether the text holds the sentence that Amazon asks for, or one much like it."""
        folded = normal(text)
        return any(_holds(folded, phrase) for phrase in self._amazon)

    def has_amazon_sentence(self, page: Page) -> bool:
        """Return whether the sentence that Amazon asks for stands in the page's content, footer or sidebar."""
        words = vocabulary_text(page)
        if not any(name in words for name in _AMAZON):
            return False
        texts = [*(block.text for block in page.blocks), page.footer]
        whole = "\n".join(texts).casefold()
        return any(name in whole for name in _AMAZON) and any(map(self.is_amazon, texts))

    def of(self, page: Page) -> Disclosure | None:
        """Return where the page discloses; None for a page whose content has no link that surely is an affiliate's."""
        places = [
            link.words_before
            for link in page.links
            if link.words_before is not None
            and link.to is not None
            and (link.to.kind, link.to.confidence) == ("affiliate", "certain")
            and not (link.in_code or link.hidden)
        ]
        if not places:
            return None
        first = min(places)
        content = list(_content(page))
        names = list(dict.fromkeys(link.text for link in page.links if link.text and len(link.text) < NAME))
        said = self._within(page)
        for start, end, text in content:
            if _says(text, said):
                # A text with both the words and the link is near enough, whichever comes first.
                words, before = (
                    (0, 0) if start <= first <= end else (first - start, sum(p < start for p in places))
                )
                return Disclosure("content", words, before, first, len(places))
        where = "absent"
        if _says(page.footer, said):
            where = "footer"
        elif any(_says(name, said) for name in names):
            where = "link"
        return Disclosure(where, None, len(places), first, len(places))

    def _within(self, page: Page) -> Said:
        """Return what the page can say at all, by its words: of hundreds of phrases a few, on most pages none."""
        words = normal(vocabulary_text(page))
        # The vocabulary is without ASCII marks: in such a text nothing but words stands between the spaces.
        bare = words.isascii() and words.isprintable()
        found = set(words.split() if bare else _WORDS.findall(words))
        labels = {label: parts for label, parts in self._all.labels.items() if parts <= found}
        found |= {word[:PREFIX] for word in found}
        phrases = [
            one
            for one in self._all.phrases
            if one.words <= found and all(piece in words for piece in one.pieces)
        ]
        return Said(phrases, labels)


def _says(text: str, said: Said) -> bool:
    if not said.phrases and (not said.labels or len(text) > LABELLED):
        return False
    folded = normal(text)
    return _is_label(folded, said.labels) or any(_holds(folded, phrase) for phrase in said.phrases)


def _is_label(folded: str, labels: Container[str]) -> bool:
    if not labels or len(folded) > LABELLED:
        return False
    if folded.strip(_MARKS) in labels:
        return True
    begins = _LABEL.match(folded)
    return begins is not None and (begins[1] or begins[2]).strip(_MARKS) in labels


def _content(page: Page) -> Iterator[tuple[int, int, str]]:
    """Yield the texts of the content with the words before each and up to its end, headings too."""
    read, heading = 0, -1
    for block in page.blocks:
        for number in range(heading + 1, block.heading + 1):
            if page.headings[number].region == "main":
                yield read, read, page.headings[number].text
        heading = max(heading, block.heading)
        yield read, read + block.words, block.text
        read += block.words


@cache
def languages_of(folder: Path) -> dict[str, Language]:
    """Return the languages by their code."""
    return read_folder(folder, Language)


def normal(text: str) -> str:
    """Return the text as phrases are compared: small letters, straight quotation marks, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).casefold().split())


def _parts(phrase: str) -> list[str]:
    return [normal(part) for part in phrase.split("…")]


def _needle(phrase: str) -> str:
    return max((piece.strip() for part in _parts(phrase) for piece in part.split("*")), key=len)


def _ready(phrase: str, denials: tuple[str, ...]) -> Phrase:
    parts = _parts(phrase)
    # A star that stands alone is one: "links marked with * are …".
    made = [re.sub(r"(?<=\S)\\\*", r"\\w*", re.escape(part)) for part in parts]
    text = GAP.join(made)
    before = "" if _UNSPACED.match(parts[0][:1]) or not parts[0][:1].isalnum() else r"(?<!\w)"
    last = parts[-1][-1:]
    after = "" if _UNSPACED.match(last) or not last.isalnum() else r"(?!\w)"
    return Phrase(
        needle=_needle(phrase),
        pieces=tuple(_NO_MARKS.findall(_needle(phrase))),
        words=frozenset(_surely(parts, begins=bool(before), ends=bool(after))),
        pattern=re.compile(f"{before}{text}{after}"),
        denials=tuple(map(normal, denials)),
    )


def _surely(parts: list[str], *, begins: bool, ends: bool) -> Iterator[str]:
    """Yield the words that every text with the phrase has, since they do not touch a gap.

    Of a word before a star the first PREFIX letters.
    """
    for number, part in enumerate(parts):
        for found in _WORDS.finditer(part):
            open_start = found.start() == 0 and not (number == 0 and begins)
            open_end = found.end() == len(part) and not (number == len(parts) - 1 and ends)
            starred = part[found.end() : found.end() + 1] == "*"
            if open_start or part[found.start() - 1 : found.start()] == "*" or _UNSPACED.search(found[0]):
                continue
            if not (starred or open_end):
                yield found[0]
            elif len(found[0]) >= PREFIX:
                yield found[0][:PREFIX]


def _holds(folded: str, phrase: Phrase) -> bool:
    if phrase.needle not in folded:
        return False
    for match in phrase.pattern.finditer(folded):
        before = folded[max(match.start() - 30, 0) : match.start()].rstrip()
        after = folded[match.end() : match.end() + 6].lstrip()
        if not any(_ends(before, word) or _begins(after, word) for word in phrase.denials):
            return True
    return False


def _ends(text: str, word: str) -> bool:
    if not text.endswith(word):
        return False
    return bool(_UNSPACED.match(word)) or not text[: -len(word)][-1:].isalnum()


def _begins(text: str, word: str) -> bool:
    """Return whether the denial comes after the phrase, as it does in Korean and Japanese."""
    return bool(_UNSPACED.match(word)) and text.startswith(word)
