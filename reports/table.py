"""The columns of one table on one worksheet: a row of the database in, a row of cells out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from reports import cells, style
from reports.cell_limits import TEXT_LIMIT, is_cut
from reports.layout import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.format import Format

    from reports.bare import BareSheet
    from reports.layout import Column
    from reports.style import Looks

    Writer = Callable[[int, int, Any], None]  # row and column from 0, and a value of the database


@dataclass(slots=True)
class Tally:
    """What a sheet's rows met: Excel's limits, with the first text that met each."""

    links: int = 0  # on the present worksheet
    cut: int = 0
    cut_example: str = ""
    unlinked: int = 0
    unlinked_example: str = ""


@dataclass(slots=True)
class Room:
    """How many links still fit: each is kept in memory until the file is written."""

    left: int


class Columns:
    """Writes rows of cells into one worksheet."""

    def __init__(
        self,
        sheet: BareSheet,
        looks: Looks,
        columns: Sequence[Column],
        tally: Tally,
        *,
        links: int = 0,
        room: Room | None = None,
        plain: bool = False,
    ) -> None:
        """Prepare a writer for each column; `links`: how many the worksheet may have, `room`: those of all worksheets.

        `plain`: no cell has a look or a link, and shows the address itself in place of a shorter text that would lead there.
        """
        self._sheet, self._looks, self._columns, self._tally = sheet, looks, columns, tally
        self._links, self._room = links, room or Room(links)
        self._lines = 1
        self._bare = plain
        there = keys(columns)
        self._shown = [
            there.index(column.to if column.to and column.format == "link" else column.key)
            for column in columns
        ]
        # How each cell is written, whether also an empty one, and which of a row's values says where it leads.
        self._writers = [
            (
                self._writer(column),
                column.format in style.FILLED_IN,
                there.index(column.to) if column.to else -1,
            )
            for column in columns
        ]

    def header(self, row: int) -> None:
        """Write the header."""
        for number, column in enumerate(self._columns):
            self._sheet.write_string(row, number, column.header, self._looks.header(column))

    def row(self, row: int, values: Sequence[Any]) -> None:
        """Write one row."""
        self._lines = 1
        if self._bare:
            found = [values[place] for place in self._shown] if len(values) > len(self._shown) else values
            self._sheet.write_bare(row, found, self._safe)
            return
        for number, (write, empty, to) in enumerate(self._writers):
            value = values[number]
            if to >= 0:
                write(row, number, (value, values[to]))
            elif empty or (value is not None and value != ""):
                write(row, number, value)

    def height(self) -> float | None:
        """Return how high the last row has to be, in points; None when the usual height will do."""
        return style.height(self._lines)

    def _writer(self, column: Column) -> Writer:
        look = None if self._bare else self._looks.of(column)
        plain = self._plain(look, column.width if column.format == "wrap" else 0)
        if column.format == "link":
            return self._link_to(plain) if column.to else self._link(plain)
        if column.format == "file":
            return self._file(plain)
        if column.format == "severity":
            return self._severity(self._looks.severities(), plain)
        if column.format == "date":
            return self._date(look, plain)
        if column.format in style.FILLED_IN:
            blank = self._sheet.write_blank
            return lambda row, number, value: (
                plain(row, number, value) if value else blank(row, number, "", look)
            )
        return plain

    def _safe(self, value: object) -> cells.Value:
        made = cells.safe(value)
        if isinstance(made, str) and len(made) > TEXT_LIMIT // 3 and is_cut(made):
            self._tally.cut += 1
            self._tally.cut_example = self._tally.cut_example or str(made)[:100]
        return made

    def _plain(self, look: Format | None, wrap_at: int = 0) -> Writer:
        text, number, safe = self._sheet.write_string, self._sheet.write_number, self._safe

        def write(row: int, column: int, value: object) -> None:
            made = safe(value)
            if isinstance(made, str):
                if wrap_at:
                    self._wrap(made, wrap_at)
                text(row, column, made, look)
            elif isinstance(made, int | float):
                number(row, column, made, look)

        return write

    def _wrap(self, text: str, width: int) -> None:
        # A width is counted in digits; letters of words are a tenth narrower.
        room = width * 1.1
        if len(text) > room or "\n" in text:
            lines = sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))
            self._lines = max(self._lines, lines)

    def _date(self, look: Format | None, plain: Writer) -> Writer:
        def write(row: int, column: int, value: object) -> None:
            when = cells.moment(value) if isinstance(value, str) else value
            if isinstance(when, datetime):
                self._sheet.write_datetime(row, column, when, look)
            else:
                plain(row, column, value)

        return write

    def _severity(self, by_name: dict[str, Format], other: Writer) -> Writer:
        def write(row: int, column: int, value: object) -> None:
            if isinstance(value, str) and value in by_name:
                self._sheet.write_string(row, column, value, by_name[value])
            else:
                other(row, column, value)

        return write

    def _link(self, plain: Writer) -> Writer:
        def write(row: int, column: int, value: object) -> None:
            made = self._safe(value)
            address = cells.link_address(made) if isinstance(made, str) else ""
            self._linked(row, column, address, str(made)) if address else plain(row, column, value)

        return write

    def _link_to(self, plain: Writer) -> Writer:
        def write(row: int, column: int, pair: Any) -> None:
            value, to = pair
            made = self._safe(value)
            if made is None:
                return
            address = cells.place_in_workbook(to or "") or cells.link_address(to or "")
            self._linked(row, column, address, str(made)) if address else plain(row, column, value)

        return write

    def _file(self, plain: Writer) -> Writer:
        def write(row: int, column: int, pair: Any) -> None:
            value, to = pair
            address, made = cells.file_address(to or ""), self._safe(value)
            self._linked(row, column, address, str(made)) if address and made else plain(row, column, value)

        return write

    def _linked(self, row: int, column: int, address: str, text: str) -> None:
        """Write a link, or its text where no more links fit."""
        tally = self._tally
        if tally.links >= self._links or not self._room.left:
            tally.unlinked += 1
            tally.unlinked_example = tally.unlinked_example or address
            self._sheet.write_string(row, column, text, self._looks.look())
            return
        tally.links += 1
        self._room.left -= 1
        self._sheet.write_url(row, column, address, self._looks.look(**style.LINKED), text)
