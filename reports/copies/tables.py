"""The tables of a file that a spreadsheet or a web service wrote: CSV in any encoding, a workbook, or a ZIP of such files."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from reports.copies.bounds import Unreadable, check
from reports.copies.ods import ods_rows
from reports.copies.xlsx import FORMULA, xlsx_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BOOKS = {".xlsx": xlsx_rows, ".xlsm": xlsx_rows, ".ods": ods_rows}
TEXTS = (".csv", ".tsv", ".txt")
TABLES = (*TEXTS, ".zip", *BOOKS)
MOST_BYTES = 50_000_000  # of a text
MOST_ROWS = 200_000  # of a file
MOST_COLUMNS = 100
MOST_TABLES = 50
LONGEST = 5_000  # characters of a cell
LONGEST_LINE = 1_000_000
_SAMPLE = 50  # lines by which the separator is told
_SEPARATORS = "\t;,"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_tables(path: Path) -> list[list[tuple[Any, ...]]]:
    """Return the tables of a file, each as its rows; a formula is an empty cell. Raises Unreadable, a few words, and OSError."""
    ending = path.suffix.casefold()
    try:
        if ending in BOOKS:
            return _book(path, ending)
        if ending == ".zip":
            return _archive(path)
        if ending in TEXTS:
            if path.stat().st_size > MOST_BYTES:
                raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
            return [_text(path.read_bytes(), MOST_ROWS)]
    except (Unreadable, OSError, MemoryError):
        raise
    except Exception as error:  # whatever a library says of a file that somebody made by hand
        raise Unreadable("it is damaged") from error
    raise Unreadable(f"only {', '.join(TABLES)} can be read")


def _book(path: Path, ending: str) -> list[list[tuple[Any, ...]]]:
    check(path)
    found: list[list[tuple[Any, ...]]] = []
    left = MOST_ROWS
    with BOOKS[ending](path) as (_, sheets):
        for _, rows in zip(range(MOST_TABLES), sheets, strict=False):
            found.append(_bounded(rows, left))
            left -= len(found[-1])
    return found


def _archive(path: Path) -> list[list[tuple[Any, ...]]]:
    check(path, "ZIP archive")
    found: list[list[tuple[Any, ...]]] = []
    left, rows_left = MOST_BYTES, MOST_ROWS
    with ZipFile(path) as archive:
        for part in archive.infolist():
            name = part.filename
            if part.is_dir() or name.startswith("__MACOSX/") or not name.casefold().endswith(TEXTS):
                continue
            if len(found) == MOST_TABLES:
                raise Unreadable(f"it has more than {MOST_TABLES} tables")
            with archive.open(part) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise Unreadable(f"it unpacks to more than {MOST_BYTES // 1_000_000} MB")
            found.append(_text(data, rows_left))
            rows_left -= len(found[-1])
    return found


def _text(data: bytes, most: int) -> list[tuple[Any, ...]]:
    """Return the rows of a text: its encoding is told by its mark, else by what it can be, its separator by the widest table."""
    text = _decoded(data)
    if max(map(len, text.split("\n"))) > LONGEST_LINE:  # a line of separators is as many cells
        raise Unreadable("it is no table")
    lines = text.split("\n", _SAMPLE)[:_SAMPLE]
    separator = max(_SEPARATORS, key=lambda sign: _width(lines, sign))
    try:
        return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator), most)
    except csv.Error as error:
        raise Unreadable("it is no table") from error


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:1_000]
    if (
        head.count(0) * 3 > len(head) > 0
    ):  # UTF-16 without its mark: every other byte of a digit or an address is 0
        return data.decode(
            "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be", "replace"
        )
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _width(lines: list[str], sign: str) -> tuple[int, int]:
    """Return how many lines have as many columns as most of those with several have, and how many columns these are."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
    except csv.Error:
        return 0, 0
    several = [width for width in widths if width > 1]
    usual = max(set(several), key=several.count, default=0)
    return several.count(usual), usual


def _bounded(rows: Iterable[Iterable[Any]], most: int) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for row in rows:
        if len(found) >= most:
            raise Unreadable(f"it has more than {MOST_ROWS:,} rows")
        cells = [_cell(value) for value in list(row)[:MOST_COLUMNS]]
        while cells and cells[-1] is None:  # a workbook's rows are filled up with nothing
            cells.pop()
        found.append(tuple(cells))
    return found


def _cell(value: Any) -> Any:
    if value is FORMULA:
        return None
    return value[:LONGEST] if isinstance(value, str) else value
