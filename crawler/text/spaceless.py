"""Count words in scripts without spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer."""

from __future__ import annotations

import re

# Source: Unicode's blocks. Signs such as 々, half-width kana and the supplementary ideographs are of these scripts, too.
_EAST = "\u3005\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_SPACELESS = re.compile(f"[{_EAST}{_SOUTH_EAST}]")
_OPEN = re.compile(f"[{_EAST}{_SOUTH_EAST}{_HANGUL}]")
# Where words are counted by hand, one has about two characters in the east, and with its marks about five in the south.
_MARKS = "\u3000-\u3040\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_WORD = re.compile(f"[{_EAST}]{{1,2}}|[{_SOUTH_EAST}]{{1,5}}|[^\\s{_MARKS}{_EAST}{_SOUTH_EAST}]+")

_LETTER_OR_WORD = re.compile(f"[{_EAST}{_SOUTH_EAST}]|[^\\W_{_EAST}{_SOUTH_EAST}]+")


def letters_of(text: str) -> list[bytes]:
    """Return the letters of spaceless scripts, each as a word, and the other words of a text; without regard to case, in UTF-8."""
    return [found.encode("utf-8", "replace") for found in _LETTER_OR_WORD.findall(text.casefold())]


def is_spaceless(text: str) -> bool:
    """Return whether some of the text is in a script that does not part words, so that their number is a guess."""
    return not text.isascii() and _SPACELESS.search(text) is not None


def has_open_words(text: str) -> bool:
    """Return whether spaces do not show where a word of the text ends.

    That is so in every spaceless script, and in Korean, which parts words but writes particles and short verbs onto them.
    """
    return not text.isascii() and _OPEN.search(text) is not None


def count_in(text: str, words: int) -> int:
    """Return how many words the text has, about so where its script does not part them; `words`: as spaces part it."""
    if not is_spaceless(text):
        return words
    return max(sum(1 for _ in _WORD.finditer(text)), 1)
