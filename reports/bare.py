"""Rows written straight into a worksheet's file: with the looks and links of their cells, or, for a hundred thousand rows and more, without.

XlsxWriter takes three to six times as long for them, and names each row and cell; ECMA-376 (Part 1, 18.3.1.4 and 18.3.1.73) lets one that follows
its neighbour go without its name, which is more than a third of the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.format import Format

# A spreadsheet reads _x000D_ as the character U+000D (ST_Xstring), so an underscore that starts one is escaped.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>]")
_NAMES = [xl_col_to_name(number) for number in range(256)]


class BareSheet(Worksheet):
    """XlsxWriter's worksheet, as its `add_worksheet` takes one, with ways to write a whole row at once."""

    def write_bare(self, row: int, values: Sequence[Any], safe: Callable[[object], cells.Value]) -> None:
        """Write a row below all that were written; `safe` makes a value what a cell may hold."""
        self._go_to(row)
        made, gap = [], False
        for number, value in enumerate(values):
            if value is None or value == "":
                gap = True
                continue
            name = f' r="{_NAMES[number]}{row + 1}"' if gap else ""
            gap = False
            if type(value) is int and -cells.MOST_EXACT < value < cells.MOST_EXACT:
                made.append(f"<c{name}><v>{value}</v></c>")
                continue
            cell = safe(value)
            if isinstance(cell, str):
                made.append(f'<c{name} t="inlineStr"><is>{_text(cell)}</is></c>')
            elif cell is not None:
                made.append(f"<c{name}><v>{cell!r}</v></c>")
        self.fh.write(f"<row>{''.join(made)}</row>")
        self._grow(row, 0, len(values) - 1)
        self.previous_row = row + 1

    def write_cells(self, row: int, made: Sequence[str], height: float | None = None) -> None:
        """Write a row below all that were written, `height` points high; `made` has what `text_cell` and the like return, "" for no cell."""
        self._go_to(row)
        parts, gap, last = [], False, 0
        for number, cell in enumerate(made):
            if not cell:
                gap = True
                continue
            parts.append(f'<c r="{_NAMES[number]}{row + 1}"{cell}' if gap else f"<c{cell}")
            gap = False
            last = number
        if parts:
            self._grow(row, next(number for number, cell in enumerate(made) if cell), last)
        tall = ""
        if height is not None:
            pixels = int(height * 4 / 3 + 0.5)
            tall = f' ht="{pixels * 0.75:.16g}" customHeight="1"'
            self.row_sizes[row] = [pixels, False]  # charts stand beside rows
        if parts or tall:
            self.fh.write(f'<row r="{row + 1}"{tall}>{"".join(parts)}</row>')
        self.previous_row = row + 1

    def link_to(self, row: int, column: int, address: str, text: str) -> None:
        """Let a cell, whose text is written by `write_cells`, lead to an address."""
        self.ignore_write_string = True
        self.write_url(row, column, address, None, text)
        self.ignore_write_string = False

    def _grow(self, row: int, first: int, last: int) -> None:
        """Take a row into the range that the sheet names as its own: who streams a sheet reads no row outside."""
        for column in (first, last):
            self._check_dimensions(row, column)

    def _go_to(self, row: int) -> None:
        """Write what was written cell by cell and is still held back: one row is, until the next begins."""
        if self.table:
            self._write_single_row(row)
        self.previous_row = row


def style_of(look: Format | None) -> str:
    """Return how a cell names its look."""
    return f' s="{look._get_xf_index()}"' if look is not None else ""


def text_cell(style: str, text: str) -> str:
    """Return a cell with a text that `cells.safe` has made, without its beginning and name."""
    return f'{style} t="inlineStr"><is>{_text(text)}</is></c>'


def number_cell(style: str, number: float) -> str:
    """Return a cell with a number."""
    return f"{style}><v>{number:.16G}</v></c>"


def blank_cell(style: str) -> str:
    """Return a cell that has nothing but its look."""
    return f"{style}/>"


def _text(text: str) -> str:
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    if _MARKUP.search(text):
        text = escape(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return f"<t{space}>{text}</t>"
