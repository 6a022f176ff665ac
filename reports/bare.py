"""Rows of cells without a look, written straight into a worksheet's file: the sheets of a hundred thousand rows and more.

XlsxWriter takes about six times as long for them, and names each row and cell; ECMA-376 (Part 1, 18.3.1.4 and 18.3.1.73) lets one that follows
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

# A spreadsheet reads _x000D_ as the character U+000D (ST_Xstring), so an underscore that starts one is escaped.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>]")
_NAMES = [xl_col_to_name(number) for number in range(256)]


class BareSheet(Worksheet):
    """XlsxWriter's worksheet, as its `add_worksheet` takes one, with a way to write a whole row at once."""

    def write_bare(self, row: int, values: Sequence[Any], safe: Callable[[object], cells.Value]) -> None:
        """Write a row below all that were written; `safe` makes a value what a cell may hold."""
        # What was written cell by cell is still held back: one row is, until the next begins.
        if self.table:
            self._write_single_row(row)
        self.previous_row = row + 1
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
        self.dim_rowmax = row
        self.dim_colmax = len(values) - 1


def _text(text: str) -> str:
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    if _MARKUP.search(text):
        text = escape(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return f"<t{space}>{text}</t>"
