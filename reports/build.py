"""The workbook of one crawl, and its other formats, made from its database."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from reports import result
from reports.common.statuses import FIXED, NEW
from reports.errors import ReportError
from reports.files import hash_of
from reports.formats import WORKBOOK, write_formats
from reports.frames import pick, reading
from reports.layout import load_sheets
from reports.report import Report
from reports.result import Built
from reports.workbook import Source, write
from reports.worklist import prepare
from reports.worksheets import Limits

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from reports.frames import Crawls

SHEETS = Path(__file__).parent / "sheets"


def build(
    database: Path,
    workbook: Path,
    crawl: int | None = None,
    *,
    formats: Collection[str] = (WORKBOOK,),
    exact: bool = False,
    may_stay: bool = False,
    limits: Limits | None = None,
) -> Built:
    """Return what was made: the workbook of one crawl (the newest, unless told), put in place of an older one.

    `formats`: what is made, the others with the workbook's name and endings of their own; `exact`: `workbook` is the name of the
    one that is asked for; `may_stay`: a workbook that says the same already is left as it is. Raises ReportError, one sentence, when the database cannot be read or a file cannot be written.
    """
    if workbook.resolve() == database.resolve():
        raise ReportError(f"{workbook}: is the database; name another file for the workbook.")
    sheets = load_sheets(SHEETS)
    with reading(database) as connection:
        crawls = pick(connection, database, crawl)
        prepare(connection, crawls)
        path: Path | None = None
        rows: dict[str, int] = {}
        stays_of = ""
        if WORKBOOK in formats:
            keep = kept_as(connection, crawls, database, workbook)
            own = written_by_us(connection, crawls.crawl, workbook) if may_stay else ""
            of = connection.execute(
                "SELECT version, finished IS NULL FROM crawl WHERE id = ?", (crawls.crawl,)
            ).fetchone()
            path, rows, stayed = write(
                workbook,
                Source(connection, crawls),
                sheets,
                limits or Limits(),
                keep,
                of=of,
                may_stay=bool(own),
            )
            stays_of = own if stayed else ""
        base = workbook.with_suffix("") if workbook.suffix.lower() == ".xlsx" and not exact else workbook
        files = write_formats(Report(connection, crawls, path), base, formats, exact=exact)
        (finished,) = connection.execute(
            "SELECT finished FROM crawl WHERE id = ?", (crawls.crawl,)
        ).fetchone()
        return Built(
            path=path,
            files=tuple(files),
            asked=workbook,
            stays_of=stays_of,
            crawl=crawls.crawl,
            complete=finished is not None,
            counts=result.counts(connection, crawls.crawl),
            groups=result.groups(connection, crawls.crawl),
            rows=rows,
            changes=result.changes(connection, crawls.crawl) if crawls.previous else None,
            ignored=result.ignored(connection, crawls.crawl),
            wrong=result.wrong(connection, crawls.crawl),
            left=result.left(connection, crawls.crawl),
            unsure=result.unsure(connection, crawls.crawl),
        )


def kept_as(connection: sqlite3.Connection, crawls: Crawls, database: Path, workbook: Path) -> int:
    """Return the number of the crawl that the workbook in this place shows, by which it is kept; 0 when there is nothing to keep.

    Not kept is one that the same crawl made and nobody has touched, and what does not stand beside the database.
    """
    if not workbook.is_file() or workbook.absolute().parent != database.absolute().parent:
        return 0
    shown = connection.execute(
        "SELECT crawl_id, hash FROM known_file WHERE crawl_id > 0 ORDER BY at DESC, crawl_id DESC LIMIT 1"
    ).fetchone()
    crawl, known = shown or (crawls.previous or crawls.crawl, "")
    return 0 if crawl == crawls.crawl and known == hash_of(workbook) else int(crawl)


def written_by_us(connection: sqlite3.Connection, crawl: int, workbook: Path) -> str:
    """Return the day of the crawl that the workbook in this place shows; "" where there is none, or somebody has changed it.

    So it is where this crawl has something new or fixed: then no row has to be read to know that the workbook says something else.
    """
    newer = workbook.parent.glob(f"{glob.escape(workbook.stem)}-new*{workbook.suffix}")
    if not workbook.is_file() or any(newer):  # one that was open when its crawl ended shows an older one
        return ""
    found = connection.execute(
        "SELECT substr(coalesce(started, at), 1, 10) FROM known_file LEFT JOIN crawl ON crawl.id = crawl_id"
        " WHERE hash = ? AND crawl_id > 0 AND NOT EXISTS"
        " (SELECT 1 FROM issue_change AS change WHERE change.crawl_id = ? AND change.state IN (?, ?))",
        (hash_of(workbook), crawl, NEW, FIXED),
    ).fetchone()
    return str(found[0]) if found else ""
