"""How much one cell of a spreadsheet holds, counted as Excel counts it, whoever writes the file."""

from __future__ import annotations

# Source: https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
TEXT_LIMIT = 32_767  # UTF-16 units in one cell: what is beyond U+FFFF, an emoji, counts twice
LINK_LIMIT = 2_079  # characters of a hyperlink's address; Excel "repairs" a file with a longer one
CUT_MARK = " … [cut]"


def units(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text) + (0 if text.isascii() else sum(character > "\uffff" for character in text))


def fitted(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text as a cell holds it: whole, or cut with a mark at its end so that no character is halved."""
    if len(text) * 2 <= limit or units(text) <= limit:
        return text
    room = limit - len(CUT_MARK)
    end = min(len(text), room)
    while (over := units(text[:end]) - room) > 0:
        end -= -(-over // 2)  # a character takes two units at most
    return text[:end] + CUT_MARK


def is_cut(text: str) -> bool:
    """Return whether `fitted` had to cut this text; one unit may have been left, where a character did not fit in it."""
    return text.endswith(CUT_MARK) and units(text) >= TEXT_LIMIT - 1
