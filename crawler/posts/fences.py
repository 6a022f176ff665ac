"""Track Markdown code fences line by line, because code holds no imports, tags or URLs of the post."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(```+|~~~+)")


class Fence:
    """Knows, line after line, whether a code fence is open."""

    def __init__(self) -> None:
        """Begin outside."""
        self._mark = ""

    @property
    def is_open(self) -> bool:
        """Return whether the line after the last one stands in a fence."""
        return bool(self._mark)

    def meets(self, line: str) -> bool:
        """Take the next line, and return whether it is the fence's own."""
        found = _FENCE.match(line)
        if found is None:
            return False
        if not self._mark:
            self._mark = found[1]
        elif found[1].startswith(self._mark) and line.strip() == found[1]:
            self._mark = ""
        return True


def without_fences(text: str) -> str:
    """Return Markdown with nothing in its code fences, every other line where it was."""
    fence = Fence()
    return "\n".join(["" if fence.meets(line) or fence.is_open else line for line in text.split("\n")])
