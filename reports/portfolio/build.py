"""Make the portfolio of a fleet: the workbook, and the same tables as one HTML page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reports.frames import Crawls
from reports.layout import Column, load_sheets
from reports.portfolio.gather import gather
from reports.portfolio.ids import remark
from reports.portfolio.page import write_page
from reports.portfolio.since import compare
from reports.workbook import Source, write
from reports.worksheets import Limits

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from reports.layout import Sheet
    from reports.portfolio.gather import Member

SHEETS = Path(__file__).parent / "sheets"
KEPT = "portfolio.json"  # what the next report compares itself with
WIDE = 500  # sites that have a column of their own; SQLite's and Excel's limits are beyond, a reader's is not
# Sheets with a column for each site: the number that stands in it, and from which table.
ACROSS = {"issues": ("issue", "findings"), "affiliate-ids": ("affiliate", "links")}


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    workbook: Path
    page: Path
    sites: int
    unread: int  # sites without a crawl that could be read
    since: str  # when the report before was made; empty: there was none
    changes: int


def build_portfolio(members: Sequence[Member], workbook: Path) -> Made:
    """Return what was made of the sites' databases: a workbook and, beside it, an HTML page. Raises ReportError."""
    with closing(gather(members)) as connection:
        remark(connection)
        since = compare(connection, workbook.with_name(KEPT))
        sheets = [_across(connection, sheet, members) for sheet in load_sheets(SHEETS)]
        source = Source(connection, Crawls(0, None))
        made = write(workbook, source, sheets, Limits()).path
        page = write_page(workbook.with_suffix(".html"), source, sheets, since)
        (unread,) = connection.execute("SELECT count(*) FROM site WHERE crawl IS NULL").fetchone()
        (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
    return Made(made, page, len(members), int(unread), since, int(changes))


def _across(connection: sqlite3.Connection, sheet: Sheet, members: Sequence[Member]) -> Sheet:
    """Return a sheet with a column for each site that has something to show there."""
    if sheet.id not in ACROSS:
        return sheet
    table, number = ACROSS[sheet.id]
    there = [
        (site, name)
        for site, name in connection.execute(
            f"SELECT number, name FROM site WHERE number IN (SELECT site FROM {table}) ORDER BY name"
        )
    ]
    columns = tuple(Column(f"s{site}", name, 12, "number") for site, name in there[:WIDE])
    sums = "".join(f", sum(CASE site WHEN {site} THEN {number} END) AS s{site}" for site, _ in there[:WIDE])
    if len(there) > WIDE:
        sheet_row = (
            "gap",
            f"{sheet.title}: sites without a column",
            len(there) - WIDE,
            there[WIDE][1],
            f"the sheet has room for {WIDE} sites",
        )
        connection.execute("INSERT INTO gap (what, count, example, why) VALUES (?, ?, ?, ?)", sheet_row[1:])
    return replace(sheet, column=(*sheet.column, *columns), sql=sheet.sql.replace("/* sites */", sums))
