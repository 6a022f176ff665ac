"""How the workbook looks: fonts, fills and the few cells that are used again for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

INK = "1F2937"
HEADER_FILL = "1F3A5F"
LINK_COLOUR = "0B57D0"
GREY = "6B7280"
SEVERITY = {"error": ("F8D7DA", "842029"), "warning": ("FFF3CD", "664D03"), "notice": ("DDEBF7", "1F4E79")}
TAB = {
    "Summary": HEADER_FILL,
    "Worklist": "B42318",
    "Coverage": GREY,
}
NUMBER_FORMATS = {"number": "#,##0", "date": "yyyy-mm-dd hh:mm", "percent": "0.0%"}


def cell(
    sheet: WriteOnlyWorksheet,
    *,
    fill: str = "",
    colour: str = "",
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    size: int = 11,
    wrap: bool = False,
    middle: bool = False,
    number_format: str = "",
    line_below: bool = False,
) -> Cell:
    """Return an empty cell with this look; give it a value and append it, again for each row.

    One cell serves a whole column, since openpyxl has written a row before `append` returns: a new styled cell for
    every value costs about three times as much.
    """
    made = WriteOnlyCell(sheet)
    made.alignment = Alignment(vertical="center" if middle else "top", wrap_text=wrap or None)
    if colour or bold or italic or underline or size != 11:
        made.font = Font(
            name="Calibri",
            size=size,
            bold=bold,
            italic=italic,
            color=colour or INK,
            underline="single" if underline else None,
        )
    if fill:
        made.fill = PatternFill("solid", start_color=fill)
    if number_format:
        made.number_format = number_format
    if line_below:
        made.border = Border(bottom=Side("thin", color="9CA3AF"))
    return made


def header(sheet: WriteOnlyWorksheet) -> Cell:
    """Return the look of a table's header."""
    return cell(sheet, fill=HEADER_FILL, colour="FFFFFF", bold=True, wrap=True, middle=True)


def heading(sheet: WriteOnlyWorksheet) -> Cell:
    """Return the look of a heading above a block."""
    return cell(sheet, colour=HEADER_FILL, bold=True, size=13)


def remark(sheet: WriteOnlyWorksheet) -> Cell:
    """Return the look of the sentence that stands where nothing was found."""
    return cell(sheet, colour=GREY, italic=True)


def severity_cells(sheet: WriteOnlyWorksheet) -> dict[str, Cell]:
    """Return the look of each severity."""
    return {
        name: cell(sheet, fill=fill, colour=colour, bold=True) for name, (fill, colour) in SEVERITY.items()
    }
