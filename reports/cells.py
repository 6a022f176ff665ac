"""Convert database values to spreadsheet values; every text here is untrusted."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reports.cell_limits import LINK_LIMIT, fitted

if TYPE_CHECKING:
    Value = str | int | float | datetime | None

MOST_EXACT = 2**53  # a spreadsheet's numbers are doubles: a larger integer would change

# XML 1.0 has no way to write these; a file with one of them is damaged.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
        text = UNWRITABLE.sub("�", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter takes such a text for XML of its own and writes it as it is
    # XlsxWriter escapes _x000D_ itself, and cuts in silence what is longer than Excel's limit.
    return fitted(text)


_PLACE = re.compile(r"#'?[A-Za-z][A-Za-z0-9 ()-]{0,30}'?![A-Z]{1,3}[1-9][0-9]{0,6}")


def place_in_workbook(text: str) -> str:
    """Return what a link to a place of the workbook is written as, for "#Worklist!A2"; "" for another text."""
    return f"internal:{text[1:]}" if _PLACE.fullmatch(text) else ""


_FILE = re.compile(r"(?:(?:\.\.|[\w .-]+)/)*[\w .-]+\.(?:xlsx|html)")


def file_address(text: str) -> str:
    """Return what a link to a file beside the workbook is written as; "" for what is no plain path of a workbook or an HTML page."""
    return f"external:{text}" if len(text) <= 200 and _FILE.fullmatch(text) else ""


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
