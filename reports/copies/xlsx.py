"""The rows of an .xlsx file, a sheet after the other."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = 200  # of a sheet that are looked at
FORMULA = object()  # in place of a cell that is one


@contextmanager
def xlsx_rows(path: Path) -> Iterator[tuple[str, Iterator[Iterator[tuple[Any, ...]]]]]:
    """Yield who saved the file, and its sheets, each as its rows."""
    # It takes half a second and 13 MB to load: only where a copy is to be read that was not before.
    from openpyxl import load_workbook

    with closing(load_workbook(path, read_only=True)) as book:
        yield str(book.properties.lastModifiedBy or ""), (_rows(sheet) for sheet in book.worksheets)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what the file says of its size need not be true
    row: Any = None
    made: tuple[Any, ...] = ()
    for found in sheet.iter_rows(max_col=COLUMNS):
        if (
            found is not row
        ):  # openpyxl yields one and the same for all rows that the file leaves out, up to a million
            row, made = (
                found,
                tuple(FORMULA if cell.data_type in {"f", "e"} else cell.value for cell in found),
            )
        yield made
