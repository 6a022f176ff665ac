"""Sheets in, one .xlsx file out: rows are streamed, Excel's limits split sheets or drop link styles but never a row."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from reports import style
from reports.errors import ReportError
from reports.frames import frames, rows
from reports.table import Columns, Tally

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from reports.frames import Crawls
    from reports.layout import Column, Sheet

    Note = tuple[str, int, str, str]  # what, count, example, why: a row of the sheet that has own_notes


@dataclass(frozen=True, slots=True)
class Limits:
    """Excel's limits of one worksheet."""

    rows: int = 1_048_576
    links: int = 65_530


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a sheet come from."""

    connection: sqlite3.Connection
    crawls: Crawls

    def rows(self, sheet: Sheet, sql: str, columns: tuple[Column, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one query of a sheet. Raises ReportError, naming the sheet's file, when it fails."""
        try:
            for frame in frames(self.connection, sql, columns, self.crawls):
                yield from rows(frame)
        except ReportError as error:
            raise ReportError(f"{sheet.id}.toml: {error}") from error


def write(path: Path, source: Source, sheets: list[Sheet], limits: Limits) -> dict[str, int]:
    """Write the workbook to `path`, replacing it only when it is whole; return the number of rows of each sheet.

    Raises ReportError when a query fails or the file cannot be written; the old file then stays as it was.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "affiliate-seo-audit"
    counts: dict[str, int] = {}
    notes: list[Note] = []
    last: list[tuple[int, Sheet]] = []
    try:
        for sheet in sheets:
            counts[sheet.title] = 0  # keeps the order of the workbook
            index = len(book.worksheets)
            if sheet.own_notes:
                last.append((index, sheet))
            elif sheet.block:
                counts[sheet.title] = _stack(book, sheet, source)
            else:
                found = source.rows(sheet, sheet.sql, sheet.column)
                counts[sheet.title] = _table(book, sheet, index, found, limits, notes)
        # The sheet that says what the workbook had to cut comes to know it last, wherever it stands.
        for index, sheet in reversed(last):
            found = chain(source.rows(sheet, sheet.sql, sheet.column), list(notes))
            counts[sheet.title] = _table(book, sheet, index, found, limits, notes)
        _save(book, path)
    except OSError as error:
        why = error.strerror or error
        raise ReportError(
            f"{path}: the workbook cannot be written ({why}); close it if it is open elsewhere, or name another file."
        ) from error
    return counts


def _table(
    book: Workbook, sheet: Sheet, index: int, found: Iterable[tuple[Any, ...]], limits: Limits, notes: list[Note]
) -> int:
    """Write one table on as many worksheets as it needs, note what met a limit, and return the number of rows."""
    tally = Tally()
    count = parts = on_page = 0
    page: WriteOnlyWorksheet | None = None
    for row in found:
        if page is None or on_page == limits.rows:
            if page is not None:
                _end(page, sheet, on_page)
            page, columns = _begin(book, sheet, index + parts, parts + 1, limits, tally)
            parts, on_page = parts + 1, 1
        page.append(columns.row(row))
        on_page += 1
        count += 1
    if page is None:
        page, _ = _begin(book, sheet, index, 1, limits, tally)
        remark = style.remark(page)
        remark.value = sheet.empty
        page.append([remark])
        on_page = 1
    _end(page, sheet, on_page)
    if parts > 1:
        why = f"a worksheet holds {limits.rows:,} rows; the rest is on “{sheet.title} (2)” and so on, no row is lost"
        notes.append((f"{sheet.title}: rows beyond the first worksheet", count - limits.rows + 1, "", why))
    if tally.unlinked:
        why = f"a worksheet holds {limits.links:,} links; further addresses are there as text that cannot be clicked"
        notes.append((f"{sheet.title}: addresses without a link", tally.unlinked, tally.unlinked_example, why))
    if tally.cut:
        why = "a cell holds 32,767 characters; the whole text is in the database"
        notes.append((f"{sheet.title}: texts cut", tally.cut, tally.cut_example, why))
    return count


def _begin(
    book: Workbook, sheet: Sheet, index: int, part: int, limits: Limits, tally: Tally
) -> tuple[WriteOnlyWorksheet, Columns]:
    title = sheet.title if part == 1 else f"{sheet.title} ({part})"
    page = book.create_sheet(title, index)
    style.page_setup(page, header=True)
    for number, column in enumerate(sheet.column, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    tally.links = 0
    columns = Columns(page, sheet.column, limits.links, tally)
    page.append(columns.header())
    return page, columns


def _end(page: WriteOnlyWorksheet, sheet: Sheet, rows_on_page: int) -> None:
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.column))}{rows_on_page}"


def _stack(book: Workbook, sheet: Sheet, source: Source) -> int:
    """Write a sheet's blocks below each other on one worksheet that reads as a page; return the number of rows."""
    page = book.create_sheet(sheet.title)
    style.page_setup(page, header=False)
    for position in range(max(len(block.column) for block in sheet.block)):
        width = max(block.column[position].width for block in sheet.block if position < len(block.column))
        page.column_dimensions[get_column_letter(position + 1)].width = width
    heading, remark = style.heading(page), style.remark(page)
    count = 0
    for block in sheet.block:
        found = list(source.rows(sheet, block.sql, block.column))
        count += len(found)
        if block.heading:
            heading.value = block.heading
            page.append([])
            page.append([heading])
            if not found:
                remark.value = block.empty
                page.append([remark])
        columns = Columns(page, block.column, 0, Tally())
        if found and any(column.header for column in block.column):
            page.append(columns.header())
        for row in found:
            page.append(columns.row(row))
    return count


def _save(book: Workbook, path: Path) -> None:
    """Write beside the target and rename: a reader sees the old workbook or the new one, never half of one."""
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            book.save(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink()
