"""Check for words that are written twice: "the the"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress, islice
from operator import eq
from typing import TYPE_CHECKING, Any

from crawler.checks.leftovers import texts
from crawler.checks.speakers import is_speech
from crawler.items import Block
from crawler.text.words import block_words, words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Page

_INSIDE = re.compile(r"[\w,;'’]\s+\Z")  # before a word that begins no sentence
# "My favourite of this this year"
_WHEN = re.compile(
    r"this\s+this\s+(?:year|month|week|weekend|morning|evening|afternoon|spring|summer|autumn|fall|winter|season|time|quarter|term)\b",
    re.IGNORECASE,
)
# "You look at at least a double"
_AT_LEAST = re.compile(r"at\s+at\s+(?:least|most|best|worst|first|last|once)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
AROUND = 40  # characters before and after that "now" shows


def words_are_not_doubled(
    page: Page, *, words: dict
) -> Iterator[tuple[Page | Heading | Block, dict[str, Any]]]:
    """Yield each text in which one of the words stands twice in a row, outside code; `words` gives them by language.

    "" holds those that no other language doubles, for a page that does not say its own. What people said, and what is quoted, is left alone.
    """
    known = words_for(words, page.lang)
    if not known:
        return
    pattern, looked_up = _twice(tuple(known))
    said = block_words(page)
    for at, text, place in texts(page):
        row = said[at.position - 1] if isinstance(at, Block) and text.isascii() else _words(text)
        # The pattern, which tries each of its words at each place, takes ten times as long.
        if looked_up and looked_up.isdisjoint(compress(row, map(eq, row, islice(row, 1, None)))):
            continue
        found = pattern.search(text)
        if (
            found is None
            or _WHEN.match(text, found.start())
            or _AT_LEAST.match(text, found.start())
            or _is_meant(text, found, getattr(at, "code", ()))
        ):
            continue
        if isinstance(at, Block) and (at.kind == "quote" or is_speech(page, at)):
            continue
        # "The The" is a band's name, and so is "And" in "The And and the Or".
        capital = found[1][0].isupper() and _INSIDE.search(text, max(found.start() - 4, 0), found.start())
        if (capital or found[2][0].isupper()) and not text.isupper():
            continue
        start, end = max(found.start() - AROUND, 0), found.end() + AROUND
        yield at, {"word": found[1], "found": found[0], "now": text[start:end], **place}


def _words(text: str) -> list[bytes]:
    """Return the words of a text in small letters, without the marks that may stand beside them."""
    return [word.encode("utf-8", "replace") for word in _WORD.findall(text.lower())]


def _is_meant(text: str, found: re.Match[str], code: tuple[str, ...]) -> bool:
    """Return whether one of the two is code ("`or` or `and`"), or the word is stammered: three times, or with dots behind."""
    first, second = found[1].casefold(), found[2].casefold()
    if any(
        found[0] in one or first in one.casefold().split() or second in one.casefold().split() for one in code
    ):
        return True
    before = text[max(found.start() - len(first) - 2, 0) : found.start()].casefold()
    after = text[found.end() : found.end() + len(first) + 2].casefold()
    return first in {before.strip(" ,"), after.strip(" ,.…")} or after.lstrip(" ,").startswith(("…", ".."))


@lru_cache(maxsize=50)
def _twice(words: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[bytes]]:
    """Return what finds one of the words twice, and the words as `block_words` has them, none where one of them is more than a word.

    A mark, a hyphen or a digit at either side makes it another word.
    """
    pattern = re.compile(
        rf"(?<![\w'’.@/+&-])({'|'.join(map(re.escape, words))})[ \u00a0]((?i:\1))(?![\w'’@/+&(-]|\.\w)",
        re.IGNORECASE,
    )
    whole = all(map(_WORD.fullmatch, words))
    return pattern, frozenset(word.lower().encode() for word in words if whole)
