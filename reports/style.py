"""How the workbook looks: fonts, fills, printing, and the few cells that are used again for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from reports.layout import Column

LINE = 15.0  # points, of a line in the usual font
MOST_LINES = 12  # of a row; the rest of a longer text shows when its cell is chosen
INK = "1F2937"
NAVY = "1F3A5F"
LINK_COLOUR = "0B57D0"
GREY = "6B7280"
SEVERITY = {"error": ("F8D7DA", "842029"), "warning": ("FFF3CD", "664D03"), "notice": ("DDEBF7", "1F4E79")}
TINT = "FFFBE6"  # of what people fill in
FILLED_IN = ("status", "note")
NUMBER_FORMATS = {"number": "#,##0", "date": "yyyy-mm-dd hh:mm", "percent": "0.0%"}
LINES: dict[str, dict[str, Any]] = {
    "title": {"colour": NAVY, "bold": True, "size": 18},
    "alert": {"colour": SEVERITY["error"][1], "bold": True, "size": 13},
}


def cell(
    page: WriteOnlyWorksheet,
    *,
    fill: str = "",
    colour: str = INK,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    size: int = 11,
    wrap: bool = False,
    middle: bool = False,
    horizontal: Literal["left", "right"] | None = None,
    number_format: str = "General",
) -> Cell:
    """Return an empty cell with this look; give it a value and append it, again for each row.

    One cell serves a whole column, since openpyxl has written a row before `append` returns: a cell made for every
    value costs several times as much.
    """
    made = WriteOnlyCell(page)
    made.alignment = Alignment(
        vertical="center" if middle else "top",
        horizontal=horizontal,
        indent=1 if horizontal == "right" else 0,  # keeps a number apart from the text of the next column
        wrap_text=wrap or None,
    )
    made.font = Font(
        name="Calibri",
        size=size,
        bold=bold,
        italic=italic,
        color=colour,
        underline="single" if underline else None,
    )
    made.number_format = number_format
    if fill:
        made.fill = PatternFill("solid", start_color=fill)
    return made


def header(page: WriteOnlyWorksheet, *, right: bool = False) -> Cell:
    """Return the look of a table's header, above numbers on their side."""
    side: Literal["left", "right"] = "right" if right else "left"
    return cell(page, fill=NAVY, colour="FFFFFF", bold=True, wrap=True, middle=True, horizontal=side)


def heading(page: WriteOnlyWorksheet) -> Cell:
    """Return the look of a heading above a block."""
    return cell(page, colour=NAVY, bold=True, size=13)


def remark(page: WriteOnlyWorksheet) -> Cell:
    """Return the look of the sentence that stands where nothing was found."""
    return cell(page, colour=GREY, italic=True)


def severity_cells(page: WriteOnlyWorksheet) -> dict[str, Cell]:
    """Return the look of each severity."""
    return {
        name: cell(page, fill=fill, colour=colour, bold=True) for name, (fill, colour) in SEVERITY.items()
    }


def height(lines: float) -> float | None:
    """Return the height of a row with so many lines, in points; None for a usual one.

    Written down because not every program measures wrapped text when it opens a file: LibreOffice shows one line.
    """
    return None if lines == 1 else min(lines, MOST_LINES) * LINE


def line_height(columns: tuple[Column, ...]) -> float | None:
    """Return the height that large letters ask for, in points; None when no column has any."""
    sizes = [LINES[column.format]["size"] for column in columns if column.format in LINES]
    return max(sizes) * 1.5 if sizes else None


def page_setup(page: Any, *, header: bool, frozen: int = 0) -> None:
    """Make a worksheet print on landscape A4 as wide as its table; with a header, that row stays in view and on each page.

    So do the first `frozen` columns.
    """
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.2, footer=0.3)
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter.center.text = "&A · &P / &N"
    page.sheet_view.showGridLines = header
    if header:
        page.freeze_panes = f"{get_column_letter(frozen + 1)}2"
        page.print_title_rows = "1:1"


def choices(page: Any, column: int, rows: int, values: Iterable[str]) -> None:
    """Let a column's cells below the header be chosen from a list, which stands in the cells themselves: other programs lose one that does not."""
    letter = get_column_letter(column)
    listed = DataValidation(
        type="list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=True, errorTitle="Status",
        error="Choose one of the list.",
    )  # fmt: skip
    listed.add(f"{letter}2:{letter}{max(rows, 2)}")
    page.data_validations.append(listed)
