"""The workbook of one crawl, made from its database."""

from __future__ import annotations

from pathlib import Path

from reports import result
from reports.errors import ReportError
from reports.frames import pick, reading
from reports.layout import load_sheets
from reports.result import Built
from reports.workbook import Source, write
from reports.worksheets import Limits

SHEETS = Path(__file__).parent / "sheets"


def build(database: Path, workbook: Path, crawl: int | None = None, *, limits: Limits | None = None) -> Built:
    """Return what was made: the workbook of one crawl (the newest, unless told), put in place of an older one.

    Raises ReportError, one sentence, when the database cannot be read or the workbook cannot be written.
    """
    if workbook.resolve() == database.resolve():
        raise ReportError(f"{workbook}: is the database; name another file for the workbook.")
    sheets = load_sheets(SHEETS)
    with reading(database) as connection:
        crawls = pick(connection, database, crawl)
        path, rows = write(workbook, Source(connection, crawls), sheets, limits or Limits())
        (finished,) = connection.execute(
            "SELECT finished FROM crawl WHERE id = ?", (crawls.crawl,)
        ).fetchone()
        return Built(
            path=path,
            asked=workbook,
            crawl=crawls.crawl,
            complete=finished is not None,
            counts=result.counts(connection, crawls.crawl),
            worst=result.worst(connection, crawls.crawl),
            rows=rows,
            left=result.left(connection, crawls.crawl),
            unsure=result.unsure(connection, crawls.crawl),
        )
