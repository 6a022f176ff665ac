"""How the workbook looks: fonts, fills, printing. One look is one format of the file, however many cells have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from reports.layout import Column

LINE = 15.0  # points, of a line in the usual font
MOST_LINES = 4  # of a row; the rest of a longer text shows when its cell is chosen
PRINTED = 215  # characters: what A4 landscape shows at a size that can be read
HEADER_HEIGHT = 33.0  # points: a line for the words, and one that is left to the filter's buttons
INK = "#1F2937"
NAVY = "#1F3A5F"
LINK_COLOUR = "#0B57D0"
GREY = "#6B7280"
SEVERITY = {
    "error": ("#F8D7DA", "#842029"),
    "warning": ("#FFF3CD", "#664D03"),
    "notice": ("#DDEBF7", "#1F4E79"),
}
TINT = "#FFFBE6"  # of what people fill in
FILLED_IN = ("status", "note")
NUMBER_FORMATS = {"number": "#,##0", "date": "yyyy-mm-dd hh:mm", "percent": '[>=0.005]0%;[>0]"<1%";0%'}
RIGHT = {"number", "percent"}  # formats that stand on the right of their column, header and all
LINES: dict[str, dict[str, Any]] = {
    "title": {"font_color": NAVY, "bold": True, "font_size": 18},
    "alert": {"font_color": SEVERITY["error"][1], "bold": True, "font_size": 13},
}
HEADER: dict[str, Any] = {"bg_color": NAVY, "font_color": "#FFFFFF", "bold": True, "text_wrap": True}
HEADING: dict[str, Any] = {"font_color": NAVY, "bold": True, "font_size": 13}
REMARK: dict[str, Any] = {"font_color": GREY, "italic": True}
LINKED: dict[str, Any] = {"font_color": LINK_COLOUR, "underline": 1}


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        """Begin without any."""
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def look(self, **properties: Any) -> Format:
        """Return the format with these properties, at the top of its cell in the usual font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            usual = {"font_name": "Calibri", "font_color": INK, "valign": "top"}
            self._made[key] = self._book.add_format({**usual, **properties})
        return self._made[key]

    def of(self, column: Column) -> Format:
        """Return the look of a column's cells."""
        properties: dict[str, Any] = dict(LINES.get(column.format, {}))
        if column.format in NUMBER_FORMATS:
            properties["num_format"] = NUMBER_FORMATS[column.format]
        if column.format in RIGHT:
            properties |= {"align": "right", "indent": 1}  # apart from the text of the next column
        if column.format == "date":
            properties["align"] = "left"
        if column.format == "wrap":
            properties["text_wrap"] = True
        if column.format in FILLED_IN:
            properties["bg_color"] = TINT
        return self.look(**properties)

    def header(self, column: Column) -> Format:
        """Return the look of a column's header."""
        side = {"align": "right", "indent": 1} if column.format in RIGHT else {"align": "left"}
        return self.look(**HEADER, **side)

    def severities(self) -> dict[str, Format]:
        """Return the look of each severity."""
        return {
            name: self.look(bg_color=fill, font_color=colour, bold=True)
            for name, (fill, colour) in SEVERITY.items()
        }


def height(lines: float) -> float | None:
    """Return the height of a row with so many lines, in points; None for a usual one.

    Written down because not every program measures wrapped text when it opens a file: LibreOffice shows one line.
    """
    return None if lines == 1 else min(lines, MOST_LINES) * LINE


def line_height(columns: tuple[Column, ...]) -> float | None:
    """Return the height that large letters ask for, in points; None when no column has any."""
    sizes = [LINES[column.format]["font_size"] for column in columns if column.format in LINES]
    return max(sizes) * 1.5 if sizes else None


def printed(columns: Sequence[Column]) -> int:
    """Return how many of a table's columns are printed: those that can be read side by side; the others are for the screen."""
    width = 0
    for number, column in enumerate(columns):
        width += column.width
        if width > PRINTED and number:
            return number
    return len(columns)


def choices(sheet: Worksheet, column: int, rows: int, values: Sequence[str]) -> None:
    """Let a column's cells below the header be chosen from a list, which stands in the cells themselves: other programs lose one that does not."""
    sheet.data_validation(
        1, column, max(rows - 1, 1), column,
        {"validate": "list", "source": list(values), "error_title": "Status", "error_message": "Choose one of the list."},
    )  # fmt: skip


def page_setup(sheet: Worksheet, *, header: bool, frozen: int = 0) -> None:
    """Make a worksheet print on landscape A4 as wide as its table; with a header, that row stays in view and on each page.

    So do the first `frozen` columns.
    """
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&A · &P / &N", {"margin": 0.3})
    sheet.hide_gridlines(1 if header else 2)  # of a table they are on the screen only
    if header:
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
