"""A sketch of a text: the smallest hashes of its word sequences, by which texts are compared.

Own code instead of `datasketch`, which needs scipy (100 MB): the smallest hashes are a sample of the text, and two samples
share as much as the texts do (bottom-k sketch; Cohen and Kaplan 2007).
"""

from __future__ import annotations

from bisect import bisect_right
from hashlib import blake2b
from itertools import compress
from typing import TYPE_CHECKING
from zlib import crc32

from crawler.text.spaceless import is_spaceless, letters_of
from crawler.text.words import block_words, vocabulary

if TYPE_CHECKING:
    from crawler.items import Page

LENGTH = 5  # words of a sequence
SIZE = 100  # sequences kept of a page
LEAST = 60  # words of a page that is compared at all
# Which places begin a sequence is chosen by their word, so that the same text has the same places everywhere: one in
# sixteen, and where these give too few, one in four. The hashes of the first kind are the smaller ones, always.
_SELDOM, _OFTEN = 15, 3
_LATER = 1 << 31


def text_hash(page: Page) -> str:
    """Return a hash of the page's text, the same for the same words; empty for a page with few."""
    if page.words < LEAST:
        return ""
    # Piece by piece, since most are ASCII, of which the case is folded twenty times as fast.
    parts = [block.text.casefold() for block in page.blocks]
    # An archive says what it has to say in its headings.
    if sum([block.words for block in page.blocks]) < LEAST:
        parts += [
            heading.text.casefold()
            for heading in page.headings
            if heading.region == "main" and not heading.hidden
        ]
    text = "\n".join(parts)
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest() if page.blocks else ""


def sketch(page: Page) -> list[tuple[int, int]]:
    """Return the smallest hashes of the text's word sequences, each with the index of the heading that it stands under."""
    if page.words < LEAST:
        return []
    words: list[bytes] = []
    starts: list[int] = []  # of each block, in words
    headings: list[int] = []
    # What stands between two marks is a whole clause there: an excerpt without its line breaks would have no word in common.
    spaceless = any(is_spaceless(block.text) for block in page.blocks)
    for block, said in zip(page.blocks, block_words(page), strict=True):
        if block.kind != "code":
            starts.append(len(words))
            headings.append(block.heading)
            words += letters_of(block.text) if spaceless else said
    # Of the whole page, title and footer too: what is not in the text is not found there.
    distinct = set(words) if spaceless else vocabulary(page)
    seldom = {word for word in distinct if not crc32(word) & _SELDOM}
    places = _sequences(words, seldom, 0)
    if len(places) < SIZE:
        often = {word for word in distinct if not crc32(word) & _OFTEN}
        places |= _sequences(words, often - seldom, _LATER)
    return [(number, headings[bisect_right(starts, places[number]) - 1]) for number in sorted(places)[:SIZE]]


def _sequences(words: list[bytes], chosen: set[bytes], least: int) -> dict[int, int]:
    """Return the hashes, from `least` on, of the sequences that begin with one of these words, and where each comes first."""
    places = list(compress(range(len(words) - LENGTH + 1), map(chosen.__contains__, words)))
    # Multiplied, since a checksum's order says something of the text.
    return {
        least | (crc32(b" ".join(words[place : place + LENGTH])) * 0x9E3779B1 & 0xFFFFFFFF) >> 1: place
        for place in reversed(places)
    }
