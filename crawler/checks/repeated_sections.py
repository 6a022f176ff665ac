"""Checks for what stands twice in one page."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import plain, said, sections, where
from crawler.text.words import block_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.checks.outline import Section
    from crawler.items import Heading, Page

LENGTH = 5  # words of one shingle
_DUMMY = frozenset((b"lorem", b"ipsum"))
LONG = 8  # letters of a word that is rare enough to look sections up by
_PROSE = {"paragraph", "quote"}
MOST_PLACES = 20  # sections that have the same three words; what more of them have says nothing
HINTS = 2  # long words in the same company before two sections are compared in full …
RARE = 0.02  # … and how many of the shorter one's words that must be at least
WITH_CODE = 0.95  # share of sections with code
MOST_SECTIONS = 500  # compared on one page
MOST_WORDS = 50_000  # of all of them


def sections_are_not_repeated(
    page: Page, *, least_words: int, share: float, share_of_namesakes: float
) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each section of at least `least_words` whose word sequences stand to `share` in an earlier one as well.

    For sections whose headings say the same `share_of_namesakes` is enough. Compared by shingles of five words, so that a changed word here and there hides nothing.
    """
    texts: list[tuple[Section, list[bytes]]] = []
    said_in = block_words(page)
    left = MOST_WORDS
    dummy = _DUMMY.issubset(vocabulary(page))
    for section in sections(page)[:MOST_SECTIONS]:
        if section.words >= least_words:
            words: list[bytes] = []
            for block in section.blocks:
                if block.kind in _PROSE:  # lists of links, ingredients and data are alike by their nature
                    words += said_in[block.position - 1]
            left -= len(words)
            if dummy and _DUMMY.issubset(words):
                continue  # placeholder-text says so
            if len(words) >= least_words and left >= 0:
                texts.append((section, words))
    candidates = _candidates([words for _, words in texts])
    shingles: dict[int, set[int]] = {}
    for later, earlier in sorted(candidates):
        for number in (later, earlier):
            if number not in shingles:
                words = texts[number][1]
                shingles[number] = {
                    hash(tuple(words[at : at + LENGTH])) for at in range(len(words) - LENGTH + 1)
                }
    found: set[int] = set()
    for later, earlier in sorted(candidates):
        if later in found:
            continue
        common = len(shingles[later] & shingles[earlier]) / min(len(shingles[later]), len(shingles[earlier]))
        namesakes = plain(said(texts[later][0].heading)) == plain(said(texts[earlier][0].heading))
        if namesakes:
            wanted = share_of_namesakes
        else:
            # The same steps with other commands are instructions for another system.
            wanted = max(share, WITH_CODE) if _has_code(texts[later][0]) else share
        if common >= wanted:
            found.add(later)
            here, first = texts[later][0].heading, texts[earlier][0].heading
            yield (
                here,
                {
                    "text": said(here),
                    "first": said(first),
                    "here": where(page, here),
                    "where": where(page, first),
                    "percent": round(100 * common),
                    "how": "is the same as under"
                    if common > 0.99
                    else f"is {round(100 * common)} % the same as under",
                },
            )


def _has_code(section: Section) -> bool:
    return any(block.kind == "code" for block in section.blocks)


def _candidates(texts: list[list[bytes]]) -> set[tuple[int, int]]:
    """Return pairs (later, earlier) of texts that share long words with the two words after: a cheap look before the full one."""
    if len(texts) < 2:
        return set()
    threes = [
        {
            (word, second, third)
            for word, second, third in zip(words, words[1:], words[2:], strict=False)
            if len(word) >= LONG
        }
        for words in texts
    ]
    if sum(map(len, threes)) - len(set().union(*threes)) < HINTS:
        return set()  # as on most pages: nothing stands twice
    seen: set[tuple[bytes, bytes, bytes]] = set()
    often: set[tuple[bytes, bytes, bytes]] = set()
    for here in threes:
        often |= here & seen
        seen |= here
    at: dict[tuple[bytes, bytes, bytes], list[int]] = defaultdict(list)
    for number, here in enumerate(threes):
        for three in here & often:
            at[three].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for places in at.values():
        if len(places) <= MOST_PLACES:
            shared.update((later, earlier) for n, later in enumerate(places) for earlier in places[:n])
    return {
        (later, earlier)
        for (later, earlier), count in shared.items()
        if count >= max(HINTS, min(len(texts[later]), len(texts[earlier])) * RARE)
    }
