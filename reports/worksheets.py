"""The worksheets of a workbook: rows are streamed; Excel's limits split a sheet or drop link styles, but never a row."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from reports import style
from reports.cells import TEXT_LIMIT
from reports.common.statuses import STATUSES
from reports.table import Columns, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from openpyxl import Workbook

    from reports.layout import Column, Sheet, SheetPart


@dataclass(frozen=True, slots=True)
class Limits:
    """Excel's limits of one worksheet."""

    rows: int = 1_048_576
    links: int = 65_530


class Page:
    """One worksheet that is being written from the top."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        index: int,
        columns: Iterable[Column],
        *,
        header: bool,
        frozen: int = 0,
    ) -> None:
        """Begin a worksheet at this place among the book's; the widest of several columns at one place counts."""
        # openpyxl's stubs know only a part of what a write-only worksheet has.
        self.sheet: Any = book.create_sheet(title, index)
        self.rows = 0
        style.page_setup(self.sheet, header=header, frozen=frozen)
        for number, column in enumerate(columns, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width

    def add(self, row: list[Any], height: float | None = None) -> None:
        """Write one row, `height` points high when that is given."""
        self.rows += 1
        if height is None:
            self.sheet.append(row)
            return
        self.sheet.row_dimensions[self.rows].height = height
        self.sheet.append(row)
        del self.sheet.row_dimensions[
            self.rows
        ]  # is written by now; a million of them would not fit into memory

    def add_line(self, cell: Any, text: str, lines: float = 1) -> None:
        """Write a row with one text."""
        cell.value = text
        cell.data_type = "s"
        self.add([cell], style.height(lines))


@dataclass
class Book:
    """A workbook that is being written, and the notes on what Excel's limits did to it; a context that tidies up."""

    book: Workbook
    limits: Limits
    notes: list[tuple[str, int, str, str]] = field(default_factory=list)  # what, count, example, why

    def __enter__(self) -> Self:
        """Name the program that makes it."""
        self.book.properties.creator = "affiliate-seo-audit"
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was begun and not saved: openpyxl's streams complain on the terminal when they are left open."""
        for sheet in self.book.worksheets:
            with suppress(Exception):
                sheet.close()

    def size(self) -> int:
        """Return the number of worksheets begun so far."""
        return len(self.book.worksheets)

    def table(self, sheet: Sheet, found: Iterable[tuple[Any, ...]], index: int) -> int:
        """Write one table on as many worksheets as it needs, the first at `index`; return its number of rows."""
        tally = Tally()
        page, columns = self._begin(sheet, index, 1, tally)
        count, parts = 0, 1
        for row in found:
            if page.rows == self.limits.rows:
                _end(page, sheet)
                page, columns = self._begin(sheet, index + parts, parts + 1, tally)
                parts += 1
            cells = columns.row(row)
            page.add(cells, columns.height())
            count += 1
        _end(page, sheet)
        if not count:
            page.add_line(style.remark(page.sheet), sheet.empty)
        if parts > 1:
            rest = count - (self.limits.rows - 1)
            self._note(
                f"{sheet.title}: rows on further worksheets", rest, f"{sheet.title} (2)",
                f"a worksheet holds {self.limits.rows:,} rows; the others follow on the next ones, none is lost",
            )  # fmt: skip
        if tally.unlinked:
            self._note(
                f"{sheet.title}: addresses without a link", tally.unlinked, tally.unlinked_example,
                f"a worksheet holds {self.limits.links:,} links; the other addresses are there as plain text",
            )  # fmt: skip
        if tally.cut:
            self._note(
                f"{sheet.title}: texts cut", tally.cut, tally.cut_example,
                f"a cell holds {TEXT_LIMIT:,} characters; the whole text is in the database",
            )  # fmt: skip
        return count

    def _note(self, what: str, count: int, example: str, why: str) -> None:
        self.notes.append((what, count, example, why))

    def _begin(self, sheet: Sheet, index: int, part: int, tally: Tally) -> tuple[Page, Columns]:
        title = sheet.title if part == 1 else f"{sheet.title} ({part})"
        page = Page(self.book, title, index, sheet.column, header=True, frozen=sheet.frozen)
        tally.links = 0
        columns = Columns(page.sheet, sheet.column, self.limits.links, tally)
        page.add(columns.header())
        return page, columns

    def stack(self, sheet: Sheet, found: Iterable[tuple[SheetPart, list[tuple[Any, ...]]]]) -> int:
        """Write a sheet's blocks below each other on one worksheet that reads as a page; return the number of rows."""
        widest: list[Column] = []
        for position in range(max(len(block.column) for block in sheet.block)):
            there = [block.column[position] for block in sheet.block if position < len(block.column)]
            widest.append(max(there, key=lambda column: column.width))
        page = Page(self.book, sheet.title, self.size(), widest, header=False)
        count = 0
        for block, rows in found:
            count += len(rows)
            if block.heading:
                page.add([])
                page.add_line(style.heading(page.sheet), block.heading, 1.4)
                if not rows:
                    page.add_line(style.remark(page.sheet), block.empty)
            columns = Columns(page.sheet, block.column, 0, Tally())
            if rows and any(column.header for column in block.column):
                page.add(columns.header())
            for row in rows:
                cells = columns.row(row)
                page.add(cells, style.line_height(block.column) or columns.height())
        return count


def _end(page: Page, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.column, 1):
        if column.format == "status":
            style.choices(page.sheet, number, page.rows, STATUSES)
    page.sheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.column))}{page.rows}"
