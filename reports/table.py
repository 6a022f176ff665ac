"""The columns of one table on one worksheet: a row of the database in, a row of cells out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from reports import cells, style
from reports.bare import blank_cell, number_cell, style_of, text_cell
from reports.cell_limits import TEXT_LIMIT, is_cut
from reports.layout import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.bare import BareSheet
    from reports.layout import Column
    from reports.style import Looks

    Maker = Callable[
        [int, int, Any], str
    ]  # of row and column from 0 and a value of the database a cell; "" for none


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
        self._unlinked, self._link_look = style_of(looks.look()), style_of(looks.look(**style.LINKED))
        # How each cell is made, whether also an empty one, and which of a row's values says where it leads.
        self._makers = [
            (
                self._maker(column),
                column.format in style.FILLED_IN,
                there.index(column.to) if column.to else -1,
            )
            for column in ([] if plain else columns)
        ]

    def header(self, row: int) -> None:
        """Write the header."""
        for number, column in enumerate(self._columns):
            self._sheet.write_string(row, number, column.header, self._looks.header(column))

    def row(self, row: int, values: Sequence[Any], height: float | None = None) -> None:
        """Write one row, `height` points high, or as its wrapped texts need it."""
        if self._bare:
            found = [values[place] for place in self._shown] if len(values) > len(self._shown) else values
            self._sheet.write_bare(row, found, self._safe)
            return
        self._lines = 1
        made = []
        for number, (make, empty, to) in enumerate(self._makers):
            value = values[number]
            if to >= 0:
                made.append(make(row, number, (value, values[to])))
            elif empty or (value is not None and value != ""):
                made.append(make(row, number, value))
            else:
                made.append("")
        self._sheet.write_cells(row, made, height or style.height(self._lines))

    def _maker(self, column: Column) -> Maker:
        look = style_of(self._looks.of(column))
        plain = self._plain(look, column.width if column.format == "wrap" else 0)
        if column.format == "link":
            return self._link_to(plain) if column.to else self._link(plain)
        if column.format == "file":
            return self._file(plain)
        if column.format == "severity":
            looks = {name: style_of(look) for name, look in self._looks.severities().items()}
            return self._severity(looks, plain)
        if column.format == "date":
            return self._date(look, plain)
        if column.format in style.FILLED_IN:
            blank = blank_cell(look)
            return lambda row, number, value: plain(row, number, value) if value else blank
        return plain

    def _safe(self, value: object) -> cells.Value:
        made = cells.safe(value)
        if isinstance(made, str) and len(made) > TEXT_LIMIT // 3 and is_cut(made):
            self._tally.cut += 1
            self._tally.cut_example = self._tally.cut_example or str(made)[:100]
        return made

    def _plain(self, look: str, wrap_at: int = 0) -> Maker:
        safe = self._safe

        def make(row: int, column: int, value: object) -> str:
            made = safe(value)
            if isinstance(made, str):
                if wrap_at:
                    self._wrap(made, wrap_at)
                return text_cell(look, made)
            return number_cell(look, made) if isinstance(made, int | float) else ""

        return make

    def _wrap(self, text: str, width: int) -> None:
        # A width is counted in digits; letters of words are a tenth narrower.
        room = width * 1.1
        if len(text) > room or "\n" in text:
            lines = sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))
            self._lines = max(self._lines, lines)

    def _date(self, look: str, plain: Maker) -> Maker:
        def make(row: int, column: int, value: object) -> str:
            when = cells.moment(value) if isinstance(value, str) else value
            if isinstance(when, datetime):
                return number_cell(look, self._sheet._convert_date_time(when))
            return plain(row, column, value)

        return make

    def _severity(self, by_name: dict[str, str], other: Maker) -> Maker:
        def make(row: int, column: int, value: object) -> str:
            if isinstance(value, str) and value in by_name:
                return text_cell(by_name[value], value)
            return other(row, column, value)

        return make

    def _link(self, plain: Maker) -> Maker:
        def make(row: int, column: int, value: object) -> str:
            made = self._safe(value)
            address = cells.link_address(made) if isinstance(made, str) else ""
            return self._linked(row, column, address, str(made)) if address else plain(row, column, value)

        return make

    def _link_to(self, plain: Maker) -> Maker:
        def make(row: int, column: int, pair: Any) -> str:
            value, to = pair
            made = self._safe(value)
            if made is None:
                return ""
            address = cells.place_in_workbook(to or "") or cells.link_address(to or "")
            return self._linked(row, column, address, str(made)) if address else plain(row, column, value)

        return make

    def _file(self, plain: Maker) -> Maker:
        def make(row: int, column: int, pair: Any) -> str:
            value, to = pair
            address, made = cells.file_address(to or ""), self._safe(value)
            if address and made:
                return self._linked(row, column, address, str(made))
            return plain(row, column, value)

        return make

    def _linked(self, row: int, column: int, address: str, text: str) -> str:
        """Return the cell of a link, or its text where no more links fit."""
        tally = self._tally
        if tally.links >= self._links or not self._room.left:
            tally.unlinked += 1
            tally.unlinked_example = tally.unlinked_example or address
            return text_cell(self._unlinked, text)
        tally.links += 1
        self._room.left -= 1
        self._sheet.link_to(row, column, address, text)
        return text_cell(self._link_look, text)
