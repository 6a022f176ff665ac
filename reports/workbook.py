"""Sheets in, one .xlsx file out, put in the place of an older one only when it is whole."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from tempfile import gettempdir
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from reports.errors import ReportError
from reports.files import put_in_place
from reports.frames import frames, rows
from reports.worksheets import Book, Limits

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from reports.frames import Crawls
    from reports.layout import Sheet, SheetPart

NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a sheet come from."""

    connection: sqlite3.Connection
    crawls: Crawls

    def rows(self, sheet: Sheet, part: Sheet | SheetPart) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a sheet's query, or of one of its blocks. Raises ReportError, naming the file, when it fails."""
        try:
            for frame in frames(self.connection, part.sql, part.column, self.crawls):
                yield from rows(frame)
        except ReportError as error:
            raise ReportError(f"{sheet.id}.toml: {error}") from error


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
        with _replacing(path, keep) as (file, places), Book(Workbook(write_only=True), limits) as book:
            counts = _fill(book, source, sheets)
            # Not Workbook.save: on a full disk it leaves its archive open, which then complains on the terminal.
            with ZipFile(file, "w", ZIP_DEFLATED, allowZip64=True) as archive:
                ExcelWriter(book.book, archive).write_data()
    except (OSError, SerialisationError) as error:
        why, code = _reason(error)
        mend = "close it if it is open elsewhere, or name another file"
        if code in NO_ROOM:
            mend = f"make room there and in {gettempdir()}"
        raise ReportError(f"{path}: the workbook cannot be written ({why}); {mend}.") from error
    return places[0], counts


def _reason(error: OSError | SerialisationError) -> tuple[str, int]:
    """Return why a file cannot be written, in words and as errno; lxml, which writes the worksheets, says "IO_ENOSPC"."""
    if isinstance(error, OSError):
        return error.strerror or str(error), error.errno or 0
    code = getattr(errno, str(error).removeprefix("IO_"), 0)
    return (os.strerror(code) if code else str(error)), code


def _fill(book: Book, source: Source, sheets: list[Sheet]) -> dict[str, int]:
    counts: dict[str, int] = {}
    last: list[tuple[int, Sheet]] = []
    for sheet in sheets:
        counts[sheet.title] = 0  # keeps the order of the workbook
        if sheet.own_notes:
            last.append((book.size(), sheet))
        elif sheet.block:
            found = ((block, list(source.rows(sheet, block))) for block in sheet.block)
            counts[sheet.title] = book.stack(sheet, found)
        else:
            counts[sheet.title] = book.table(sheet, source.rows(sheet, sheet), book.size())
    # The sheet that says what the workbook had to cut comes to know it last, wherever it stands.
    for index, sheet in reversed(last):
        noted = chain(source.rows(sheet, sheet), list(book.notes))
        counts[sheet.title] = book.table(sheet, noted, index)
    return counts


@contextmanager
def _replacing(path: Path, keep: int) -> Iterator[tuple[IO[bytes], list[Path]]]:
    """Yield a file beside the target that takes its place at the end: a reader sees the old one or the new, never half.

    The list then holds where it was put.
    """
    places: list[Path] = []
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file, places
            file.flush()
            os.fsync(file.fileno())
        places.append(put_in_place(beside, path, keep))
    finally:
        with suppress(OSError):
            beside.unlink()
