"""What a sheet file may say. Loading is strict: a slip is an error that names file and row and lists what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.common.strict_toml import RuleFileError, read_file
from reports.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMATS = (
    "",
    "severity",
    "link",
    "file",
    "number",
    "date",
    "percent",
    "wrap",
    "title",
    "alert",
    "status",
    "note",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: which of the query's columns it shows, under which header, how wide, and in which look."""

    key: str
    header: str = ""
    width: int = 12  # characters
    format: str = ""  # one of FORMATS; "title" and "alert" are lines of a page rather than columns of a table, "status" and "note" are for people to fill in
    to: str = ""  # of a link: the query's column that holds its address, where it is not the text itself; "#Worklist!A2" is a place in the workbook; of a file: its path from the workbook, which no page has a say in
    always: bool = False  # is there also when no row has anything in it
    passing: bool = (
        False  # is another one in every crawl, as the time of a response: no reason to write a workbook anew
    )

    def __post_init__(self) -> None:
        """Refuse a look or a width that no workbook has."""
        if self.format not in FORMATS:
            known = ", ".join(filter(None, FORMATS))
            msg = f"unknown format {self.format!r}; known formats: {known}"
            raise RuleFileError(msg)
        if not 1 <= self.width <= 255:
            msg = f"width {self.width} should be from 1 to 255, Excel's limit"
            raise RuleFileError(msg)
        if self.to and self.format not in {"link", "file"}:
            msg = "`to` is for a column whose format is link or file"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a block: one series for each of its columns that it names."""

    title: str
    kind: str  # "column", stacked, or "bar"
    names: str  # key of the column with the words
    series: tuple[str, ...]  # keys of columns with numbers
    at: str  # the cell of its upper left corner
    width: int  # pixels
    height: int
    least: int = 1  # rows below which it is left out

    def __post_init__(self) -> None:
        """Refuse a kind that nobody draws."""
        if self.kind not in {"bar", "column"}:
            msg = f"unknown kind {self.kind!r}; known kinds: bar, column"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One table of a sheet that stacks several; without a heading, or with an empty `empty`, it vanishes when its query finds nothing."""

    sql: str
    column: tuple[Column, ...]
    heading: str = ""
    empty: str = "None."
    chart: tuple[Chart, ...] = ()
    passing: bool = False  # says when the crawls were: no reason to write a workbook anew

    def __post_init__(self) -> None:
        """Refuse a column that is there twice."""
        _distinct(self.column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: one query and its columns, or several blocks below each other."""

    id: str
    title: str
    order: int
    row: str = ""  # what one row is, for the README's table of sheets
    sql: str = ""
    column: tuple[Column, ...] = ()
    block: tuple[SheetPart, ...] = ()
    empty: str = "Nothing to list in this crawl."  # what it says without rows, or Start here in its place
    always: bool = False  # is there also without rows
    frozen: int = 0  # columns on the left that stay in view
    own_notes: bool = False  # the workbook adds what it had to cut or split; keys what, count, example, why

    def __post_init__(self) -> None:
        """Refuse a title that Excel does not take, a column that is there twice, and a sheet without its query or columns."""
        _distinct(self.column)
        if bool(self.block) == bool(self.sql and self.column) or bool(self.sql) != bool(self.column):
            msg = "a sheet has `sql` and [[column]] rows, or [[block]] rows with both"
            raise RuleFileError(msg)
        if not 1 <= len(self.title) <= 25 or set(self.title) & set("[]:*?/\\'"):
            msg = f"title {self.title!r}: at most 25 characters, none of []:*?/\\'"
            raise RuleFileError(msg)
        if self.own_notes and [column.key for column in self.column] != ["what", "count", "example", "why"]:
            msg = "own_notes asks for the columns what, count, example, why, in this order"
            raise RuleFileError(msg)


def keys(columns: Sequence[Column]) -> list[str]:
    """Return the names of what a query returns for these columns, in order: what they show, then where they lead."""
    shown = [column.key for column in columns]
    return shown + [column.to for column in columns if column.to and column.to not in shown]


def _distinct(columns: tuple[Column, ...]) -> None:
    for number, column in enumerate(columns, 1):
        if column.key in {other.key for other in columns[: number - 1]}:
            msg = f"key {column.key!r} occurs twice"
            raise RuleFileError(msg, row=f"[[column]] {number}")


def load_sheets(folder: Path) -> list[Sheet]:
    """Return the sheets of a folder of TOML files in their order.

    Raises ReportError, naming file and row, for bad TOML, an unknown or missing key, a wrong type or a title used twice.
    """
    sheets: list[Sheet] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            sheet = read_file(path, Sheet)
        except RuleFileError as error:
            raise ReportError(f"{error}.") from error
        for other in sheets:
            if other.title.casefold() == sheet.title.casefold():
                raise ReportError(f"{path.name}: the title {sheet.title!r} is taken by {other.id}.toml.")
        sheets.append(sheet)
    sheets.sort(key=lambda sheet: (sheet.order, sheet.title))
    for sheet in sheets[:-1]:
        if sheet.own_notes:
            raise ReportError(
                f"{sheet.id}.toml: a sheet with own_notes has to be the last, which knows what was cut on the others."
            )
    return sheets
