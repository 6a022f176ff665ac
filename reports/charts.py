"""The charts of a page: what a block's rows say, drawn beside them by the spreadsheet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from reports.layout import Chart, SheetPart

BAR = "#1F3A5F"
COLOURS = {"error": "#C0392B", "warning": "#E0A800", "notice": "#5B8DB8"}  # of a series called so


def draw(
    book: Workbook, sheet: Worksheet, block: SheetPart, rows: Sequence[Sequence[Any]], first: int
) -> None:
    """Put a block's charts on its worksheet; `first`: the row, from 0, of the block's first values."""
    for chart in block.chart:
        if len(rows) < chart.least:
            continue
        made = book.add_chart(
            {"type": "column", "subtype": "stacked"} if chart.kind == "column" else {"type": "bar"}
        )
        for series in _series(sheet.name, block, chart, rows, first):
            made.add_series(series)
        made.set_title(
            {"name": chart.title, "overlay": False, "name_font": {"size": 11, "color": style.NAVY}}
        )
        made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        small = {"num_font": {"size": 8}, "major_gridlines": {"visible": False}}
        if chart.kind == "bar":  # the first row on top, the numbers beside the bars
            made.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
            made.set_y_axis({**small, "reverse": True, "interval_unit": 1})
        else:
            made.set_x_axis(small)
            made.set_y_axis(small)
        made.set_size({"width": chart.width, "height": chart.height})
        sheet.insert_chart(chart.at, made, {"object_position": 3, "description": chart.title})


def _series(
    sheet: str, block: SheetPart, chart: Chart, rows: Sequence[Sequence[Any]], first: int
) -> list[dict[str, Any]]:
    keys = [column.key for column in block.column]
    last, names = first + len(rows) - 1, keys.index(chart.names)
    return [
        {
            "name": block.column[number].header,
            "categories": [sheet, first, names, last, names],
            "values": [sheet, first, number, last, number],
            # Rows that are written are not in memory any more; without these, a viewer that does not compute shows nothing.
            "categories_data": [row[names] for row in rows],
            "values_data": [row[number] for row in rows],
            "fill": {"color": COLOURS.get(key, BAR)},
            "gap": 60,
            **({"data_labels": {"value": True, "font": {"size": 8}}} if chart.kind == "bar" else {}),
        }
        for key, number in ((key, keys.index(key)) for key in chart.series)
    ]
