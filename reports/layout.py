"""What a sheet file may say. Loading is strict: a slip is an error that names file and row and lists what is known."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from reports.errors import ReportError

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

FORMATS = ("", "severity", "link", "number", "date", "percent", "wrap", "title", "alert")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: which of the query's columns it shows, under which header, how wide, and in which look."""

    key: str
    header: str = ""
    width: int = 12  # characters
    format: str = ""  # one of FORMATS; "title" and "alert" are lines of a page rather than columns of a table


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One table of a sheet that stacks several; without a heading it vanishes when its query finds nothing."""

    sql: str
    column: tuple[Column, ...]
    heading: str = ""
    empty: str = "None."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: one query and its columns, or several blocks below each other."""

    id: str
    title: str
    order: int
    sql: str = ""
    column: tuple[Column, ...] = ()
    block: tuple[SheetPart, ...] = ()
    empty: str = "Nothing to list in this crawl."  # in grey below the header of a table without rows
    own_notes: bool = False  # the workbook adds what it had to cut or split; keys what, count, example, why


def load_sheets(folder: Path) -> list[Sheet]:
    """Return the sheets of a folder of TOML files in their order.

    Raises ReportError, naming file and row, for bad TOML, an unknown or missing key, a wrong type or a title used twice.
    """
    sheets: list[Sheet] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ReportError(f"{path.name}: cannot be read as TOML: {error}.") from error
        sheet = _sheet(data, path)
        for other in sheets:
            if other.title.casefold() == sheet.title.casefold():
                raise ReportError(f"{path.name}: the title {sheet.title!r} is taken by {other.id}.toml.")
        sheets.append(sheet)
    return sorted(sheets, key=lambda sheet: (sheet.order, sheet.title))


def _sheet(data: dict[str, Any], path: Path) -> Sheet:
    where = path.name
    if "id" in data:
        raise ReportError(f"{where}: key 'id' is not allowed; the file's name is the id.")
    sheet = _build({**data, "id": path.stem}, Sheet, where)
    columns = _rows(sheet.column, Column, f"{where} [[column]]")
    blocks = []
    for number, row in enumerate(_tables(sheet.block, f"{where} [[block]]"), 1):
        place = f"{where} [[block]] {number}"
        block = _build(row, SheetPart, place)
        parts = _rows(block.column, Column, f"{place} [[column]]")
        blocks.append(SheetPart(block.sql, parts, block.heading, block.empty))
    if bool(blocks) == bool(sheet.sql and columns) or bool(sheet.sql) != bool(columns):
        raise ReportError(f"{where}: a sheet has `sql` and [[column]] rows, or [[block]] rows with both.")
    if not 1 <= len(sheet.title) <= 25 or set(sheet.title) & set("[]:*?/\\'"):
        raise ReportError(f"{where}: title {sheet.title!r}: at most 25 characters, none of []:*?/\\'.")
    if sheet.own_notes and [column.key for column in columns] != ["what", "count", "example", "why"]:
        raise ReportError(
            f"{where}: own_notes asks for the columns what, count, example, why, in this order."
        )
    return Sheet(
        sheet.id, sheet.title, sheet.order, sheet.sql, columns, tuple(blocks), sheet.empty, sheet.own_notes
    )


def _tables(rows: Any, where: str) -> list[dict[str, Any]]:
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise ReportError(f"{where} {number}: should be a table, not {row!r}.")
    return list(rows)


def _rows(rows: Any, kind: type[Column], where: str) -> tuple[Column, ...]:
    columns = tuple(
        _build(row, kind, f"{where} {number}") for number, row in enumerate(_tables(rows, where), 1)
    )
    for number, column in enumerate(columns, 1):
        if column.format not in FORMATS:
            known = ", ".join(filter(None, FORMATS))
            raise ReportError(f"{where} {number}: unknown format {column.format!r}; known formats: {known}.")
        if not 1 <= column.width <= 255:
            raise ReportError(
                f"{where} {number}: width {column.width} should be from 1 to 255, Excel's limit."
            )
        if column.key in {other.key for other in columns[: number - 1]}:
            raise ReportError(f"{where} {number}: key {column.key!r} is there twice.")
    return columns


def _build(data: dict[str, Any], kind: type[T], where: str) -> T:
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    names = ", ".join(name for name in known if name != "id")
    for key, value in data.items():
        if key not in known:
            raise ReportError(f"{where}: unknown key {key!r}; known keys: {names}.")
        wanted = {"str": str, "int": int, "bool": bool}.get(str(known[key].type), list)
        if type(value) is not wanted:
            raise ReportError(f"{where}: key {key!r} should be {wanted.__name__}, not {value!r}.")
    for name, field in known.items():
        if field.default is MISSING and name not in data:
            raise ReportError(f"{where}: missing key {name!r}; known keys: {names}.")
    return kind(**data)
