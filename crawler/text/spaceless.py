"""Words counted in scripts that do not part them by spaces: Chinese, Japanese, Thai, Lao, Burmese, Khmer."""

from __future__ import annotations

import re

_EAST = "\u3005\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_SPACELESS = re.compile(f"[{_EAST}{_SOUTH_EAST}]")
# Where words are counted by hand, one has about two characters in the east, and with its marks about five in the south.
_MARKS = "\u3000-\u3040\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_WORD = re.compile(f"[{_EAST}]{{1,2}}|[{_SOUTH_EAST}]{{1,5}}|[^\\s{_MARKS}{_EAST}{_SOUTH_EAST}]+")


def count_in(text: str, words: int) -> int:
    """Return how many words the text has, about so where its script does not part them; `words`: as spaces part it."""
    if text.isascii() or not _SPACELESS.search(text):
        return words
    return max(sum(1 for _ in _WORD.finditer(text)), 1)
