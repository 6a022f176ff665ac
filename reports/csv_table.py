"""Tables as CSV. Unlike a workbook it cannot say that a cell is text, so what a spreadsheet would calculate gets a mark."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What begins a formula, also behind blanks that an import takes away, and in the full-width forms that a Japanese Excel reads.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def csv_lines(header: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the header and each row as a line of CSV (RFC 4180); texts that look like a formula begin with an apostrophe."""
    line = io.StringIO(newline="")
    table = csv.writer(line)
    for row in chain((header,), rows):
        table.writerow([_cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "�")
    return f"'{text}" if _FORMULA.match(text) else text
