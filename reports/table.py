"""The columns of one table on one worksheet: a row of the database in, a row of cells out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from openpyxl.cell import WriteOnlyCell

from reports import cells, style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from reports.layout import Column

    Writer = Callable[[Any], Any]  # a value of the database -> what openpyxl appends


@dataclass(slots=True)
class Tally:
    """What a sheet's rows met: Excel's limits, with the first text that met each."""

    links: int = 0  # on the present worksheet
    cut: int = 0
    cut_example: str = ""
    unlinked: int = 0
    unlinked_example: str = ""


class Columns:
    """Makes rows of cells for one worksheet; its cells are used again for each row."""

    def __init__(
        self, page: WriteOnlyWorksheet, columns: tuple[Column, ...], most_links: int, tally: Tally
    ) -> None:
        """Prepare one cell of each look."""
        self._page, self._columns, self._most_links, self._tally = page, columns, most_links, tally
        self._lines = 1
        # Without wrapped text all rows are one line high and need no alignment; cells without a style are cheaper.
        self._plain = all(column.format in {"", "number"} for column in columns)
        self._writers = [self._writer(column) for column in columns]

    def header(self) -> list[Any]:
        """Return the header row."""
        row = []
        for column in self._columns:
            row.append(style.header(self._page, right=column.format in {"number", "percent"}))
            row[-1].value = column.header
        return row

    def row(self, values: Iterable[Any]) -> list[Any]:
        """Return a row to be appended before the next one is asked for."""
        self._lines = 1
        return [write(value) for write, value in zip(self._writers, values, strict=True)]

    def height(self) -> float | None:
        """Return how high the last row has to be, in points; None when the usual height will do."""
        return style.height(self._lines)

    def _writer(self, column: Column) -> Writer:
        page, format_ = self._page, column.format
        if format_ == "link":
            linked = style.cell(page, wrap=True, colour=style.LINK_COLOUR, underline=True)
            return self._link(style.cell(page, wrap=True), linked, column.width)
        if format_ == "severity":
            return self._severity(style.severity_cells(page), self._styled(style.cell(page)))
        if format_ == "date":
            cell = style.cell(page, number_format=style.NUMBER_FORMATS["date"], wrap=True, horizontal="left")
            return self._date(self._styled(cell, column.width))
        if format_ in style.NUMBER_FORMATS:
            return self._styled(
                style.cell(page, number_format=style.NUMBER_FORMATS[format_], horizontal="right")
            )
        if format_ in style.LINES:
            return self._styled(style.cell(page, **style.LINES[format_]))
        if format_ in style.FILLED_IN:
            return self._styled(style.cell(page, wrap=True, fill=style.TINT), column.width, empty=True)
        if format_ == "wrap":
            return self._styled(style.cell(page, wrap=True), column.width)
        return self._unstyled if self._plain else self._styled(style.cell(page))

    def _safe(self, value: object) -> cells.Value:
        made = cells.safe(value)
        if cells.is_cut(made):
            self._tally.cut += 1
            self._tally.cut_example = self._tally.cut_example or str(made)[:100]
        return made

    def _unstyled(self, value: object) -> Any:
        made = self._safe(value)
        if isinstance(made, str) and cells.needs_text_mark(made):
            return _put(WriteOnlyCell(self._page), made)
        return made

    def _styled(self, cell: Cell, wrap_at: int = 0, *, empty: bool = False) -> Writer:
        """Return what writes a value in this look; `empty`: also where there is none."""

        def write(value: object) -> Cell | None:
            made = self._safe(value)
            if made is None and empty:
                cell.value = None
                return cell
            if wrap_at and isinstance(made, str):
                self._wrap(made, wrap_at)
            return None if made is None else _put(cell, made)

        return write

    def _wrap(self, text: str, width: int) -> None:
        if len(text) > width or "\n" in text:
            lines = sum(max(1, -(-len(line) // width)) for line in text.split("\n"))
            self._lines = max(self._lines, lines)

    def _date(self, write: Writer) -> Writer:
        return lambda value: write((cells.moment(value) or value) if isinstance(value, str) else value)

    def _severity(self, by_name: dict[str, Cell], other: Writer) -> Writer:
        return lambda value: _put(by_name[value], value) if value in by_name else other(value)

    def _link(self, plain: Cell, linked: Cell, width: int) -> Writer:
        tally = self._tally

        def write(value: object) -> Cell | None:
            made = self._safe(value)
            if not isinstance(made, str):
                return None if made is None else _put(plain, made)
            self._wrap(made, width)
            address = cells.link_address(made)
            if address and tally.links >= self._most_links:
                tally.unlinked += 1
                tally.unlinked_example = tally.unlinked_example or address
                address = ""
            if not address:
                return _put(plain, made)
            tally.links += 1
            linked.hyperlink = address
            return _put(linked, made)

        return write


def _put(cell: Cell, value: cells.Value) -> Cell:
    """Return the cell holding the value; text is marked as text, since openpyxl would take "=1+1" for a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.data_type = "d"
    return cell
