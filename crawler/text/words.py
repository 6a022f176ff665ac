"""Collect the words of a page once, so that rules can skip texts that lack a needed word."""

from __future__ import annotations

import re
from string import punctuation
from typing import TYPE_CHECKING

from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from crawler.items import Page

_MARKS = bytes.maketrans(punctuation.encode(), b" " * len(punctuation))
_PIECE = re.compile(rf"[^\s{re.escape(punctuation)}]+")


def words_of(text: str) -> list[bytes]:
    """Return the words of a text without regard to case, in UTF-8; what stands between ASCII marks is a word."""
    return text.casefold().encode("utf-8", "replace").translate(_MARKS).split()


def pieces_of(phrase: str) -> tuple[str, ...]:
    """Return the pieces of a phrase between white space and ASCII marks, the longest first.

    A page that holds the phrase has each of them, whole or in a longer word, in its vocabulary.
    """
    return tuple(sorted(_PIECE.findall(phrase), key=len, reverse=True))


def language_of(lang: str) -> str:
    """Return the language of a tag or code, without script and region: de of de, de-CH and de_CH."""
    return lang.replace("_", "-").partition("-")[0].lower()


def words_for(words: dict[str, list[str]], lang: str) -> list[str]:
    """Return the words for a page's language; those of "" for a page that does not say its own."""
    return words.get(language_of(lang), [])


@cached_per_page
def block_words(page: Page) -> list[list[bytes]]:
    """Return the words of each block of the page's content."""
    return [words_of(block.text) for block in page.blocks]


@cached_per_page
def vocabulary_text(page: Page) -> str:
    """Return the words of the vocabulary as one text, in no order: what a word holds may be looked for in it."""
    return b" ".join(vocabulary(page)).decode()


@cached_per_page
def vocabulary(page: Page) -> set[bytes]:
    """Return the distinct words of title, description, headings, content, footer, what stands around the content, and links."""
    texts = [*page.titles, *page.descriptions, page.footer, page.banner, page.below]
    texts += [heading.text for heading in page.headings]
    texts += [link.text for link in page.links]
    return set().union(words_of("\n".join(texts)), *block_words(page))
