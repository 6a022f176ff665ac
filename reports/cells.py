"""Convert database values to spreadsheet values; every text here is untrusted."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reports.cell_limits import LINK_LIMIT, TEXT_LIMIT, fitted, units

if TYPE_CHECKING:
    Value = str | int | float | datetime | None

ERROR_TEXTS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
MOST_EXACT = 2**53  # a spreadsheet's numbers are doubles: a larger integer would change

# XML 1.0 has no way to write these; lxml and openpyxl raise on them, and the whole workbook would be lost.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet reads _x000D_ as the character U+000D (ECMA-376, ST_Xstring), so an underscore that starts one is escaped.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What RFC 3986 allows, and at most one fragment: Excel calls a file damaged when a link's address is no URI.
_LINKABLE = re.compile(
    r"https?://[A-Za-z0-9.-]+(:\d+)?([/?][A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*)?(#[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?",
    re.IGNORECASE,
)


def safe(value: object) -> Value:
    """Return `value` as a cell shows it: numbers unchanged, text without what breaks a file, cut at TEXT_LIMIT.

    Control characters, lone surrogates, U+FFFE and U+FFFF become U+FFFD; line ends become a line feed; empty text and
    NULL become None, which writes no cell. Text stays text, also when it looks like a number.
    """
    if isinstance(value, str):
        return _safe_text(value) if value else None
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, int) and abs(value) <= MOST_EXACT:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    return _safe_text(str(value))


def _safe_text(text: str) -> str:
    # The usual text needs none of this; the tests below cost less than the replacements.
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNWRITABLE.sub("�", text)
    return fitted(text)


def escaped(text: str) -> str:
    """Return a safe text as it is written into the file, for a writer that does not escape it itself: _x000D_ is text here.

    openpyxl counts the escapes as part of the text, and cuts what is longer; such a text is cut before.
    """
    if "_x" not in text:
        return text
    made, room = _ESCAPE.sub("_x005F_", text), units(text)
    while (over := len(made) - TEXT_LIMIT) > 0:
        room -= over
        made = _ESCAPE.sub("_x005F_", fitted(text, room))
    return made


def needs_text_mark(text: str) -> bool:
    """Return whether openpyxl would take this text for a formula or an error unless it is told that it is text.

    `+`, `-` and `@` need nothing: in an .xlsx file the type of a cell is written down, and only what stands in a formula
    element is one. They are dangerous in CSV, where the reader guesses.
    """
    return text[0] == "=" or text in ERROR_TEXTS


def link_address(text: str) -> str:
    """Return the address that a cell's text may link to: its first word if that is an http(s) URL, else "".

    The first word, since a URL holds no space and a cell may go on after it ("https://blog.example/ … and 3 more pages").
    """
    address = text.partition(" ")[0]
    return address if len(address) <= LINK_LIMIT and _LINKABLE.fullmatch(address) else ""


def moment(text: str) -> datetime | None:
    """Return an ISO 8601 text as a UTC moment without a time zone, which is how a spreadsheet keeps it; None for other text."""
    try:
        when = datetime.fromisoformat(text)
        when = when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    except (ValueError, OverflowError):
        return None
    return when if when.year > 1900 else None  # where a spreadsheet's calendar begins
