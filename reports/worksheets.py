"""The worksheets of a workbook: rows are streamed; Excel's limits split a sheet or drop link styles, but never a row."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from reports import style
from reports.bare import BareSheet
from reports.cell_limits import TEXT_LIMIT
from reports.charts import draw
from reports.common.statuses import STATUSES
from reports.sameness import PROPERTY
from reports.table import Columns, Room, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self

    from xlsxwriter.format import Format

    from reports.files import Steady
    from reports.layout import Column, Sheet, SheetPart


@dataclass(frozen=True, slots=True)
class Limits:
    """Excel's limits of one worksheet, and what memory allows."""

    rows: int = 1_048_576
    links: int = 65_530
    all_links: int = 40_000  # of the workbook: each takes about a kilobyte until the file is written
    looks: int = 5_000  # rows beyond which a sheet is written without links and colours, so that it is quick to write and to open


class Page:
    """One worksheet that is being written from the top."""

    def __init__(
        self, book: Workbook, title: str, columns: Sequence[Column], *, header: bool, frozen: int = 0
    ) -> None:
        """Begin a worksheet; the widest of several columns at one place counts."""
        self.sheet: BareSheet = book.add_worksheet(title, BareSheet)
        self.rows = 0
        style.page_setup(self.sheet, header=header, frozen=frozen)
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)

    def line(self, text: str, look: Format, lines: float = 1) -> None:
        """Write a row with one text."""
        self.sheet.write_string(self.rows, 0, text, look)
        self.end_row(style.height(lines))

    def end_row(self, height: float | None) -> None:
        """Go to the next row; the one that was written is `height` points high when that is given."""
        if height is not None:
            self.sheet.set_row(self.rows, height)
        self.rows += 1


class Book:
    """A workbook that is being written, and the notes on what Excel's limits did to it; a context that tidies up."""

    def __init__(self, file: IO[bytes] | Steady, folder: Path, limits: Limits) -> None:
        """Write to `file`, by way of temporary files in `folder`."""
        self.limits = limits
        self.notes: list[tuple[str, int, str, str]] = []  # what, count, example, why
        self.book = Workbook(file, {"constant_memory": True, "tmpdir": str(folder), "use_zip64": True})
        self.looks = style.Looks(self.book)
        self._room = Room(limits.all_links)
        self.book.set_properties({"author": "affiliate-seo-audit"})

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the temporary files of a workbook that was not saved: on a full disk they complain on the terminal when they are left open."""
        for sheet in self.book.worksheets():
            with suppress(OSError):
                sheet._opt_close()

    def save(self, fingerprint: str) -> None:
        """Write the file; `fingerprint`: of what its cells are made from. Raises OSError."""
        self.book.set_custom_property(PROPERTY, fingerprint)
        try:
            self.book.close()
        except XlsxFileError as error:
            raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error

    def table(self, sheet: Sheet, found: Iterable[Sequence[Any]], expected: int = 0) -> int:
        """Write one table on as many worksheets as it needs; return its number of rows, of which `expected` are known of before.

        A row has the values of the sheet's columns, and then those that say where they lead: `layout.keys`.
        """
        tally = Tally()
        plain = expected > self.limits.looks
        page, columns = self._begin(sheet, 1, tally, plain=plain)
        count, parts = 0, 1
        for row in found:
            if page.rows == self.limits.rows:
                self._end(page, sheet)
                parts += 1
                page, columns = self._begin(sheet, parts, tally, plain=plain)
            columns.row(page.rows, row)
            page.rows += 1
            count += 1
        self._end(page, sheet)
        if not count:
            page.line(sheet.empty, self.looks.look(**style.REMARK))
        if parts > 1:
            rest = count - (self.limits.rows - 1)
            self._note(
                f"{sheet.title}: rows on further worksheets", rest, f"{sheet.title} (2)",
                f"a worksheet holds {self.limits.rows:,} rows; the others follow on the next ones, none is lost",
            )  # fmt: skip
        if tally.unlinked:
            self._note(
                f"{sheet.title}: addresses without a link", tally.unlinked, tally.unlinked_example,
                f"a worksheet holds {self.limits.links:,} links, a workbook of ours {self.limits.all_links:,}; the other addresses"
                " are there as plain text",
            )  # fmt: skip
        if plain and any(column.format == "link" for column in sheet.column):
            self._note(
                f"{sheet.title}: addresses without a link", count, "",
                f"a sheet of more than {self.limits.looks:,} rows has no links and no colours, so that it is quick to open",
            )  # fmt: skip
        if tally.cut:
            self._note(
                f"{sheet.title}: texts cut", tally.cut, tally.cut_example,
                f"a cell holds {TEXT_LIMIT:,} characters; the whole text is in the database",
            )  # fmt: skip
        return count

    def _note(self, what: str, count: int, example: str, why: str) -> None:
        self.notes.append((what, count, example, why))

    def _begin(self, sheet: Sheet, part: int, tally: Tally, *, plain: bool) -> tuple[Page, Columns]:
        title = sheet.title if part == 1 else f"{sheet.title} ({part})"
        page = Page(self.book, title, sheet.column, header=True, frozen=sheet.frozen)
        tally.links = 0
        columns = Columns(
            page.sheet, self.looks, sheet.column, tally, links=self.limits.links, room=self._room, plain=plain
        )
        columns.header(page.rows)
        page.end_row(style.HEADER_HEIGHT)
        return page, columns

    def _end(self, page: Page, sheet: Sheet) -> None:
        for number, column in enumerate(sheet.column):
            if column.format == "status":
                style.choices(page.sheet, number, page.rows, STATUSES)
        if (shown := style.printed(sheet.column)) < len(sheet.column):
            page.sheet.print_area(0, 0, max(page.rows - 1, 0), shown - 1)
        page.sheet.autofilter(0, 0, max(page.rows - 1, 0), len(sheet.column) - 1)

    def stack(self, sheet: Sheet, found: Iterable[tuple[SheetPart, list[Sequence[Any]]]]) -> int:
        """Write a sheet's blocks below each other on one worksheet that reads as a page; return the number of rows."""
        widest: list[Column] = []
        for position in range(max(len(block.column) for block in sheet.block)):
            there = [block.column[position] for block in sheet.block if position < len(block.column)]
            widest.append(max(there, key=lambda column: column.width))
        page = Page(self.book, sheet.title, widest, header=False)
        count = 0
        for block, rows in found:
            count += len(rows)
            if block.heading and (rows or block.empty):
                page.rows += 1
                page.line(block.heading, self.looks.look(**style.HEADING), 1.4)
                if not rows:
                    page.line(block.empty, self.looks.look(**style.REMARK))
            columns = Columns(page.sheet, self.looks, block.column, Tally(), links=self.limits.links)
            if rows and any(column.header for column in block.column):
                columns.header(page.rows)
                page.end_row(None)
            draw(self.book, page.sheet, block, rows, page.rows)
            for row in rows:
                columns.row(page.rows, row, style.line_height(block.column))
                page.rows += 1
        return count
