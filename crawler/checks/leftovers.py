"""Checks of texts for what was left in them: template tokens, placeholders, traces of assistants and of copied pages."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from string import punctuation
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.checks.headings import own
from crawler.checks.speakers import is_speech
from crawler.items import Block
from crawler.text.formulas import is_formula
from crawler.text.page_cache import cached_per_page
from crawler.text.words import pieces_of, vocabulary_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Page

    Places = Iterator[tuple[Page | Heading | Block, dict[str, Any]]]

AROUND = 60  # characters before and after that "now" shows
_ENDS = " .:…»›→>-–—"
# Behind another bracket it is what a Markdown link refers to, [so][1], unless that is a mark as well: [2][3].
_MARK = re.compile(r"(?:(?<=[\w.,;:!?)”\"%])|(?<=\[\d\])|(?<=\[\d\d\]))(\[[1-9]\d{0,2}\])(?![(\w:/-])")
SHOWN = 26  # characters of a placeholder and what follows
LONGEST_NAME = 40  # characters of an array's name
_ARRAY = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,40})\[0\]")
_MARK_ALONE = re.compile(r"\[?\d{1,3}\]?")
_LISTED = re.compile(r"\[1\]\s|\[1\]:|1\] ")
# Before a phrase that a post only speaks of.
_QUOTES = "\"“”„«»‘’'`"


def texts(page: Page) -> Iterator[tuple[Page | Heading | Block, str, dict[str, Any]]]:
    """Yield what readers read, with what a finding there must say of its place: title, description, headings, blocks."""
    for at, text, place in _texts(page):
        yield page if at is None else at, text, place


@cached_per_page
def _texts(page: Page) -> list[tuple[Heading | Block | None, str, dict[str, Any]]]:
    """Return the texts with their places; of the page itself (None) title and description."""
    found: list[tuple[Heading | Block | None, str, dict[str, Any]]] = []
    for part, values in (("title", page.titles), ("description", page.descriptions)):
        line = page.title_line if part == "title" else page.front_matter_lines.get(part)
        found += [(None, text, {"part": part, "line": line}) for text in values[:1]]
    found += [(heading, heading.text, {}) for heading in own(page)]
    found += [(block, block.text, {}) for block in page.blocks if block.kind != "code"]
    return found


class Leftover(NamedTuple):
    """A pattern, with the lower-case marks that a text must contain before the pattern is tried."""

    text: str
    mark: str  # the first ASCII mark in it; empty where it has none
    pieces: tuple[str, ...]  # which the page's vocabulary holds
    pattern: re.Pattern[str]  # what decides


class _Read:
    """The visible texts of one page, shared by the rules that search for words."""

    def __init__(self, page: Page) -> None:
        self._texts, self._blocks = _texts(page), page.blocks
        self._words = vocabulary_text(page)
        self._marks: dict[str, bool] = {"": True}

    @cached_property
    def small(self) -> list[str]:
        """The texts in small letters."""
        return [text.lower() for _, text, _ in self._texts]

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self.small)

    def holds(self, phrase: Leftover) -> bool:
        """Return whether one of the texts holds the phrase."""
        if not self._has(phrase.mark) or not all(map(self._words.__contains__, phrase.pieces)):
            return False
        return phrase.text in self._whole

    def _has(self, mark: str) -> bool:
        if mark not in self._marks:
            self._marks[mark] = mark in self._whole
        return self._marks[mark]

    def explains(self, word: str) -> bool:
        """Return whether the page shows a mark of a template in its code examples, as a post about such marks does."""
        return not word[:1].isalnum() and word in self._code

    def shows(self, text: str, at: int) -> bool:
        """Return whether a text from `at` on stands in the page's code examples as well: it is what the example makes."""
        shown = text[at : at + SHOWN].lower()
        return len(shown) == SHOWN and shown in self._code

    @cached_property
    def _code(self) -> str:
        code = (part for b in self._blocks for part in ((b.text,) if b.kind == "code" else b.code))
        return "\n".join(part for part in code if not is_formula(part)).lower()


_read = cached_per_page(_Read)


def texts_do_not_hold(
    page: Page,
    *,
    patterns: dict,
    quoted: bool = True,
    every: bool = True,
    least: int = 1,
    front_matter: bool = True,
    items: bool = True,
    speech: bool = True,
    running: tuple[str, ...] | list[str] = (),
) -> Places:
    """Yield each text that holds one of the patterns, outside code.

    `patterns` gives for each word that a text must hold, in small letters, the regular expression that decides; an
    empty one means the word itself. `quoted` False passes over what stands in quotation marks or in a quote. `every`
    False tells only the first place of the page. `least`: so many places, or none. `front_matter` False passes over title and
    description of a post, which templates may write into the page as they are; `items` False the items of lists and cells of tables;
    `speech` False what people, or machines, say in an interview or a transcript; `running` names words that do not count
    in headings: TODO begins a list of tasks.
    """
    read = _read(page)
    wanted = [phrase for phrase in _compiled(tuple(patterns.items())) if read.holds(phrase)]
    if not wanted:
        return
    found = []
    for (at, text, place), small in zip(texts(page), read.small, strict=True):
        if at is page and page.source and not front_matter:
            continue
        if not items and getattr(at, "kind", "") in {"item", "cell"}:
            continue
        for phrase in wanted:
            if phrase.text in running and not isinstance(at, Block):
                continue
            match = _first(phrase.pattern, text, getattr(at, "code", ())) if phrase.text in small else None
            if match is None or (
                not quoted and (_is_quoted(at, text, match) or read.shows(text, match.start()))
            ):
                continue
            if read.explains(phrase.text):
                continue
            if not speech and isinstance(at, Block) and is_speech(page, at):
                continue
            found.append((at, {"found": match[0], "now": _around(text, match), **place}))
            break
    if len(found) >= least:
        for at, values in found if every else found[:1]:
            yield at, {**values, "count": len(found)}


@lru_cache(maxsize=100)
def _compiled(patterns: tuple[tuple[str, str], ...]) -> list[Leftover]:
    return [
        Leftover(
            text,
            next((mark for mark in text if mark in punctuation), ""),
            pieces_of(text.casefold()),
            re.compile(pattern or rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE | re.MULTILINE),
        )
        for text, pattern in patterns
    ]


def _first(pattern: re.Pattern[str], text: str, code: tuple[str, ...]) -> re.Match[str] | None:
    """Return the first match that is no part of a text in code."""
    for match in pattern.finditer(text):
        if not any(match[0].strip() in part for part in code):
            return match
    return None


def _is_quoted(at: Page | Heading | Block, text: str, match: re.Match[str]) -> bool:
    if getattr(at, "kind", "") == "quote":
        return True
    before = text[: match.start()].rstrip()
    if before and before[-1] in _QUOTES:
        return True
    # Further inside: "the same challenge at [your company]."
    straight = before.count('"') % 2 == 1 and '"' in text[match.end() :]
    return straight or before.rfind("“") > before.rfind("”")


def _around(text: str, match: re.Match[str]) -> str:
    """Return the match with the words around it."""
    start, end = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(text))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def whole_texts_are_not(page: Page, *, phrases: list[str]) -> Places:
    """Yield each paragraph, list item and caption that is one of the phrases and nothing else, and no link.

    Compared without regard to case and what stands at its end. Not above code (“Source:”), nor in a list of single words.
    """
    known = {phrase.casefold() for phrase in phrases}
    linked: set[str] | None = None
    for block in page.blocks:
        if block.words > 8 or block.kind in {"code", "cell", "summary"}:
            continue
        text = block.text.casefold().strip(_ENDS)
        if text not in known or _names_what_is_beside(page, block):
            continue
        if linked is None:
            linked = {link.text.casefold().strip(_ENDS) for link in page.links}
        if text not in linked:
            yield block, {"text": block.text}


def _names_what_is_beside(page: Page, block: Block) -> bool:
    before, after = page.blocks[: block.position - 1][-1:], page.blocks[block.position :][:1]
    if any(one.kind == "code" for one in after):
        return True
    # “Source:” above the link, or above a list of them.
    if block.text.endswith(":") and any(
        link.text and one.text.startswith(link.text) for one in after for link in page.links
    ):
        return True
    return block.kind == "item" and any(one.kind == "item" and one.words == 1 for one in [*before, *after])


def _word_before(text: str, end: int) -> str:
    found = re.search(r"[A-Za-z_][A-Za-z0-9_]*\Z", text[max(end - LONGEST_NAME, 0) : end])
    return found[0] if found else ""


def citation_marks_have_a_list(page: Page, *, least: int, headings: list[str]) -> Places:
    """Yield the first text with marks as [12] when `least` texts have such and nothing on the page explains them.

    Links, footnotes and a heading of a list of sources explain them; `headings` gives its words. What has a [0] on the page
    is an array, and its other numbers are no marks.
    """
    bracketed = [block for block in page.blocks if "[" in block.text]
    arrays = {name for block in bracketed for name in _ARRAY.findall(block.text)}
    marked = [
        (block, found)
        for block in bracketed
        if block.kind != "code"
        and (found := _first(_MARK, block.text, block.code))
        and not (arrays and _word_before(block.text, found.start()) in arrays)
    ]
    # One mark behind one word, again and again, is a name: Day[9].
    named = {(_word_before(block.text, found.start()), found[1]) for block, found in marked}
    if len(marked) < least or (len(named) == 1 and all(word for word, _ in named)):
        return
    if any(_MARK_ALONE.fullmatch(link.text) for link in page.links):
        return
    if any(_LISTED.match(block.text) for block in page.blocks):
        return
    words = {heading.casefold() for heading in headings}
    names = [heading.text for heading in page.headings] + [b.text for b in page.blocks if b.words <= 4]
    if any(name.casefold().strip(_ENDS) in words for name in names):
        return
    block, found = marked[0]
    count = sum(len(_MARK.findall(block.text)) for block, _ in marked)
    yield block, {"found": found[1], "count": count, "now": _around(block.text, found)}
