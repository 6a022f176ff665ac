"""Sheets in, one .xlsx file out, put in the place of an older one only when it is whole."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError
from reports.files import Steady, replacing
from reports.frames import stream
from reports.layout import keys
from reports.worksheets import Book, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.frames import Crawls
    from reports.layout import Sheet, SheetPart

NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a sheet come from."""

    connection: sqlite3.Connection
    crawls: Crawls

    def rows(self, sheet: Sheet, part: Sheet | SheetPart) -> Iterator[Sequence[Any]]:
        """Yield the rows of a sheet's query, or of one of its blocks. Raises ReportError, naming the file, when it fails."""
        try:
            sql = part.sql if sheet.block else f'SELECT * FROM temp."sheet {sheet.id}" ORDER BY rowid'
            yield from stream(self.connection, sql, part.column, self.crawls)
        except ReportError as error:
            raise ReportError(f"{sheet.id}.toml: {error}") from error

    def filled(self, sheet: Sheet) -> tuple[int, set[str]]:
        """Return the number of a sheet's rows, and the columns that say something in any of them.

        The rows are kept in a temporary table of the database, so that a query is run once. Raises ReportError when it fails.
        """
        names = keys(sheet.column)
        asked = ", ".join(f"max(\"{name}\" <> '')" for name in names)
        try:
            self.connection.execute(f'DROP TABLE IF EXISTS temp."sheet {sheet.id}"')
            self.connection.execute(
                f'CREATE TEMP TABLE "sheet {sheet.id}" AS {sheet.sql}', asdict(self.crawls)
            )
            (found,) = self.connection.execute(f'SELECT count(*), {asked} FROM temp."sheet {sheet.id}"')
        except sqlite3.Error as error:
            raise ReportError(f"{sheet.id}.toml: the query fails: {error}") from error
        count, *says = found
        return count, {name for name, one in zip(names, says, strict=True) if one}


def with_columns(sheet: Sheet, filled: set[str]) -> Sheet:
    """Return a sheet without the columns that say nothing in any row; without rows all of them are there."""
    kept = tuple(column for column in sheet.column if column.always or column.key in filled)
    return replace(sheet, column=kept) if filled and not sheet.own_notes else sheet


def write(
    path: Path, source: Source, sheets: list[Sheet], limits: Limits, keep: int = 0
) -> tuple[Path, dict[str, int]]:
    """Write the workbook to `path`, replacing it only when it is whole; return where it is and the rows of each sheet.

    That is beside it, as audit-new.xlsx, when the old one is open in another program. `keep`: the crawl that the old one shows,
    by which it is kept as audit-7.xlsx; 0: it is not kept.
    Raises ReportError when a query fails or the file cannot be written; the old file then stays as it was.
    """
    if path.is_dir():
        raise ReportError(f"{path}: is a folder; name a file, such as audit.xlsx.")
    if path.exists() and not path.is_file():
        # Renaming onto /dev/null would put a workbook in the place of the device, for every program of the machine.
        raise ReportError(f"{path}: is a device or a pipe; name a file, such as audit.xlsx.")
    try:
        with (
            TemporaryDirectory(prefix="audit-") as folder,
            replacing(path, "wb", keep=keep) as (file, places),
            Book(Steady(file), Path(folder), limits) as book,
        ):
            counts = _fill(book, source, sheets)
            book.save()
    except OSError as error:
        why, code = error.strerror or str(error), error.errno or 0
        mend = "close it if it is open elsewhere, or name another file"
        if code in NO_ROOM:
            mend = f"make room there and in {gettempdir()}"
        raise ReportError(f"{path}: the workbook cannot be written ({why}); {mend}.") from error
    return places[0], counts


def _fill(book: Book, source: Source, sheets: list[Sheet]) -> dict[str, int]:
    """Write the sheets that say something, with the columns that do; return the rows of each."""
    there = []
    source.connection.execute("DROP TABLE IF EXISTS temp.left_out")
    source.connection.execute("CREATE TEMP TABLE left_out (number INTEGER PRIMARY KEY, sentence TEXT)")
    for sheet in sheets:
        count, filled = (0, set()) if sheet.block else source.filled(sheet)
        if count or sheet.always:
            there.append((with_columns(sheet, filled), count))
        elif sheet.empty:
            source.connection.execute("INSERT INTO left_out (sentence) VALUES (?)", (sheet.empty,))
    counts: dict[str, int] = {}
    for sheet, count in there:
        if sheet.block:
            found = ((block, list(source.rows(sheet, block))) for block in sheet.block)
            counts[sheet.title] = book.stack(sheet, found)
        elif sheet.own_notes:  # stands last, so that it knows what was cut on the others
            counts[sheet.title] = book.table(sheet, chain(source.rows(sheet, sheet), list(book.notes)))
        else:
            counts[sheet.title] = book.table(sheet, source.rows(sheet, sheet), count)
    return counts
