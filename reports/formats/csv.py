"""Tables of all findings, pages and links, and of what was not checked. For spreadsheets and databases."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from reports.csv_table import csv_lines
from reports.report import LINKS, PAGES, Finding, not_checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Report


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the tables, in UTF-8; what looks like a formula begins with an apostrophe."""
    findings = (finding[:-1] for finding in chain(report.findings(), report.past()))
    return {
        ".csv": csv_lines(Finding._fields[:-1], findings),
        "-pages.csv": _table(report, PAGES),
        "-links.csv": _table(report, LINKS),
        "-not-checked.csv": _table(report, not_checked()),
    }


def _table(report: Report, sql: str) -> Iterator[str]:
    rows = report.rows(sql)
    return csv_lines(tuple(column[0] for column in rows.description), rows)
