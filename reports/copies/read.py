"""One copy of the workbook: .xlsx by openpyxl, .ods by calamine; its tables are known by their headers, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reports.copies.bounds import Unreadable, check
from reports.copies.ods import ods_rows
from reports.copies.xlsx import FORMULA, xlsx_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

READERS = {".xlsx": xlsx_rows, ".xlsm": xlsx_rows, ".ods": ods_rows}
HEADER_ROWS = 20  # of a sheet, among which its headers are looked for
MOST_ROWS = 2_000_000  # of one file
NOTE_LENGTH = 10_000  # characters that are kept of a note
STATUS_LENGTH = 100
_REF = re.compile(r"[a-z0-9]{6,26}")
_NUMBER = re.compile(r"\d{1,15}(?:\.0+)?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a copy says of one Ref; None where it has no such column, or the cell could not be read."""

    ref: str
    edition: int | None
    status: str | None
    note: str | None


@dataclass(slots=True)
class Read:
    """What was read of one copy."""

    who: str  # who saved it, as it says
    at: str  # when: ISO 8601, UTC
    cells: list[Cell] = field(default_factory=list)
    formulas: int = 0  # cells that are not read, since only a spreadsheet knows what they say


def read_copy(path: Path) -> Read:
    """Return the statuses and notes of a copy. Raises Unreadable, a few words, when it is none that can be read, OSError."""
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise Unreadable(f"only {', '.join(READERS)} can be read")
    check(path)
    saved = min(path.stat().st_mtime, datetime.now(UTC).timestamp())
    at = datetime.fromtimestamp(saved, UTC).isoformat(timespec="seconds")
    read = Read("", at)
    left = MOST_ROWS
    try:
        with reader(path) as (who, sheets):
            read.who = clean(who)[:STATUS_LENGTH]
            for rows in sheets:
                left = _sheet(rows, read, left)
    except (Unreadable, OSError, MemoryError):
        raise
    except Exception as error:  # whatever a library says of a file that somebody made by hand
        raise Unreadable("it is no workbook, or a damaged one") from error
    return read


def _sheet(rows: Iterable[tuple[Any, ...]], read: Read, left: int) -> int:
    """Read one sheet, if it has the headers; return how many rows may still be read."""
    places: dict[str, int] = {}
    for number, row in enumerate(rows):
        left -= 1
        if left < 0:
            raise Unreadable(f"it has more than {MOST_ROWS:,} rows")
        if not places:
            found = {
                str(cell).strip().casefold(): index for index, cell in reversed(list(enumerate(row))) if cell
            }
            if "ref" in found and {"status", "note"} & set(found):
                places = found
            elif number >= HEADER_ROWS:
                break
            continue
        ref = _text(row, places["ref"])
        if ref is None or not _REF.fullmatch(ref := ref.strip().casefold()):
            continue
        edition = (_text(row, places["edition"]) or "").strip() if "edition" in places else ""
        said: dict[str, str | None] = {}
        for name, length in (("status", STATUS_LENGTH), ("note", NOTE_LENGTH)):
            said[name] = None
            if name in places:
                text = _text(row, places[name])
                if text is None:
                    read.formulas += 1
                else:
                    said[name] = clean(text)[:length]
        issued = int(float(edition)) if _NUMBER.fullmatch(edition) else None
        read.cells.append(Cell(ref, issued, said["status"], said["note"]))
    return left


def _text(row: tuple[Any, ...], place: int) -> str | None:
    """Return a cell as text, empty for an empty one; None for a formula."""
    value = row[place] if place < len(row) else None
    if value is FORMULA:
        return None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def clean(text: str) -> str:
    """Return a text as it is kept: without what no cell can hold, line ends as line feeds, no blanks at its ends."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("�", text).strip()
