"""Sheets in, one .xlsx file out, put in the place of an older one only when it is whole."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.errors import ReportError
from reports.files import Steady, replacing
from reports.frames import stream
from reports.layout import keys
from reports.sameness import Fingerprint, fingerprint_of
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
            sql = part.sql if sheet.block else self._kept(sheet, keys(part.column))
            yield from stream(self.connection, sql, part.column, self.crawls)
        except ReportError as error:
            raise ReportError(f"{sheet.id}.toml: {error}") from error

    def _kept(self, sheet: Sheet, names: list[str]) -> str:
        """Return the query of a sheet's rows that `filled` has kept; with these columns in their order, if all of them are there."""
        table = f'temp."sheet {sheet.id}"'
        there = {
            name for _, name, *_ in self.connection.execute(f'PRAGMA temp.table_info("sheet {sheet.id}")')
        }
        asked = ", ".join(f'"{name}"' for name in names) if there.issuperset(names) else "*"
        return f"SELECT {asked} FROM {table} ORDER BY rowid"

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


class Written(NamedTuple):
    """Where the workbook is, and what is in it."""

    path: Path
    rows: dict[str, int]  # of each sheet, by its title
    stayed: bool = False  # it said all of this already, and was not touched


def write(
    path: Path,
    source: Source,
    sheets: list[Sheet],
    limits: Limits,
    keep: int = 0,
    *,
    of: Sequence[Any] = (),
    may_stay: bool = False,
) -> Written:
    """Write the workbook to `path`, replacing it only when it is whole.

    That is beside it, as audit-new.xlsx, when the old one is open in another program. `keep`: the crawl that the old one shows,
    by which it is kept as audit-7.xlsx; 0: it is not kept. `may_stay`: the old one is as this program wrote it, and stays where it
    says the same, `of` the same.
    Raises ReportError when a query fails or the file cannot be written; the old file then stays as it was.
    """
    if path.is_dir():
        raise ReportError(f"{path}: is a folder; name a file, such as audit.xlsx.")
    if path.exists() and not path.is_file():
        # Renaming onto /dev/null would put a workbook in the place of the device, for every program of the machine.
        raise ReportError(f"{path}: is a device or a pipe; name a file, such as audit.xlsx.")
    there = _filled(source, sheets)
    if may_stay:
        fingerprint = _begin(there, limits, of)
        counts = _read(source, there, fingerprint)
        if fingerprint.text() == fingerprint_of(path):
            return Written(path, counts, stayed=True)
    try:
        with (
            TemporaryDirectory(prefix="audit-") as folder,
            replacing(path, "wb", keep=keep) as (file, places),
            Book(Steady(file), Path(folder), limits) as book,
        ):
            fingerprint = _begin(there, limits, of)
            counts = _fill(book, source, there, fingerprint)
            book.save(fingerprint.text())
    except OSError as error:
        why, code = error.strerror or str(error), error.errno or 0
        mend = "close it if it is open elsewhere, or name another file"
        if code in NO_ROOM:
            mend = f"make room there and in {gettempdir()}"
        raise ReportError(f"{path}: the workbook cannot be written ({why}); {mend}.") from error
    return Written(places[0], counts)


def _begin(there: list[tuple[Sheet, int]], limits: Limits, of: Sequence[Any]) -> Fingerprint:
    """Return the fingerprint of a workbook without its rows."""
    looks = [
        (replace(sheet, column=tuple(one for one in sheet.column if not one.passing)), count)
        for sheet, count in there
    ]
    return Fingerprint(of, limits, looks)


def _filled(source: Source, sheets: list[Sheet]) -> list[tuple[Sheet, int]]:
    """Return the sheets that say something, with the columns that do, and the number of rows of each; 0 for one of blocks."""
    there = []
    source.connection.execute("DROP TABLE IF EXISTS temp.left_out")
    source.connection.execute("CREATE TEMP TABLE left_out (number INTEGER PRIMARY KEY, sentence TEXT)")
    for sheet in sheets:
        count, filled = (0, set()) if sheet.block else source.filled(sheet)
        if count or sheet.always:
            there.append((with_columns(sheet, filled), count))
        elif sheet.empty:
            source.connection.execute("INSERT INTO left_out (sentence) VALUES (?)", (sheet.empty,))
    return there


def _read(source: Source, there: list[tuple[Sheet, int]], fingerprint: Fingerprint) -> dict[str, int]:
    """Take in the rows of the sheets as they would be written; return the rows of each."""
    counts: dict[str, int] = {}
    for sheet, _ in there:
        parts = sheet.block or (sheet,)
        rows = (row for part in parts for row in fingerprint.over(source.rows(sheet, part), part))
        counts[sheet.title] = sum(1 for _ in rows)
    return counts


def _fill(
    book: Book, source: Source, there: list[tuple[Sheet, int]], fingerprint: Fingerprint
) -> dict[str, int]:
    """Write the sheets; return the rows of each."""
    counts: dict[str, int] = {}
    for sheet, count in there:
        if sheet.block:
            found = (
                (block, list(fingerprint.over(source.rows(sheet, block), block))) for block in sheet.block
            )
            counts[sheet.title] = book.stack(sheet, found)
            continue
        rows = fingerprint.over(source.rows(sheet, sheet), sheet)
        if sheet.own_notes:  # stands last, so that it knows what was cut on the others
            counts[sheet.title] = book.table(sheet, chain(rows, list(book.notes)))
        else:
            counts[sheet.title] = book.table(sheet, rows, count)
    return counts
