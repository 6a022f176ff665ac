"""The summary of a report, as data and as lines for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.common.severities import SEVERITIES

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COUNTS = "SELECT severity, count(*) FROM finding WHERE crawl_id = ? GROUP BY severity"
# One line for each rule: three times the same problem would hide the other two.
_WORST = """
WITH first AS (
    SELECT min(finding.id) AS id, count(DISTINCT page_id) AS pages FROM finding WHERE crawl_id = ? GROUP BY rule, severity
)
SELECT finding.severity, coalesce(rule.title, finding.rule), message,
    coalesce(nullif(page.source, ''), page.url, 'the whole site') AS place, max(pages, 1)
FROM first JOIN finding USING (id)
LEFT JOIN page ON page.id = page_id
LEFT JOIN rule ON rule.crawl_id = finding.crawl_id AND rule.id = finding.rule
ORDER BY instr(?, finding.severity), pages DESC, finding.rule
LIMIT 3
"""
# What a limit kept out; a draft is skipped as well, and is no gap.
_LEFT = """
SELECT coalesce(sum(count), 0) FROM coverage WHERE crawl_id = ? AND code = 'pages-skipped'
    AND cause IN ('limit-pages', 'limit-depth', 'limit-pattern', 'limit-length')
"""
# Where the content of more than a tenth of the pages was not found for sure, what is said of texts means little.
_UNSURE = """
WITH unsure AS (
    SELECT count, json_extract(nullif(cause_values, ''), '$.proposal') AS proposal FROM coverage
    WHERE crawl_id = :crawl AND code IN ('pages-without-region', 'content-in-doubt')
), pages AS (
    SELECT count(*) AS number FROM ok_page WHERE crawl_id = :crawl AND source = '' AND role <> 'variant'
)
SELECT sum(count), number, coalesce(max(proposal), '') FROM unsure, pages GROUP BY number HAVING sum(count) * 10 > number
"""


@dataclass(frozen=True, slots=True)
class Unsure:
    """That the content of many pages was not found for sure."""

    pages: int
    of: int
    proposal: str  # for AUDIT_CONTENT_SELECTOR; empty for none


@dataclass(frozen=True, slots=True)
class Worst:
    """One of the worst problems, with the first place where it was found."""

    severity: str
    title: str
    message: str
    place: str
    pages: int


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook that was made."""

    path: Path
    crawl: int
    complete: bool
    counts: dict[str, int]  # severity -> findings, every severity
    worst: list[Worst]  # at most three
    rows: dict[str, int]  # sheet's title -> rows, in the order of the workbook
    asked: Path | None = None  # where it was to be made, when it could not be put there
    left: int = 0  # addresses that a limit kept from being crawled
    unsure: Unsure | None = None  # None: the content of most pages was found


def counts(connection: sqlite3.Connection, crawl: int) -> dict[str, int]:
    """Return the number of findings of each severity, worst first."""
    found = dict(connection.execute(_COUNTS, (crawl,)).fetchall())
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


def worst(connection: sqlite3.Connection, crawl: int) -> list[Worst]:
    """Return the three worst problems: by severity, then by the number of pages that have them."""
    return [Worst(*row) for row in connection.execute(_WORST, (crawl, " ".join(SEVERITIES)))]


def left(connection: sqlite3.Connection, crawl: int) -> int:
    """Return how many addresses a limit kept from being crawled."""
    (count,) = connection.execute(_LEFT, (crawl,)).fetchone()
    return int(count)


def unsure(connection: sqlite3.Connection, crawl: int) -> Unsure | None:
    """Return on how many pages the content was not found for sure, where they are more than a tenth."""
    found = connection.execute(_UNSURE, {"crawl": crawl}).fetchone()
    return Unsure(*found) if found else None


def describe(built: Built) -> str:
    """Return lines for a person at a terminal: where the workbook is, the counts, the three worst problems."""
    numbers = (f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in built.counts.items())
    held = "" if built.asked in {None, built.path} else f" ({built.asked.name} is open in another program)"
    lines = [f"Workbook: {built.path}{held}", f"Findings: {', '.join(numbers)}"]
    if not built.complete:
        lines.insert(1, "INCOMPLETE: the crawl did not reach its end; the workbook shows what was seen.")
    if built.left:
        lines.insert(
            1,
            f"Not crawled: at least {built.left:,} beyond a limit; the sheets Summary and Coverage say which.",
        )
    if built.unsure:
        setting = (
            f"AUDIT_CONTENT_SELECTOR{'=' if built.unsure.proposal else ''}{_line(built.unsure.proposal)}"
        )
        lines.append(
            f"Content not found for sure on {built.unsure.pages:,} of {built.unsure.of:,} pages: set {setting}"
            f"{'' if built.unsure.proposal else ' to what holds their text'} and crawl again; the sheet Coverage says why."
        )
    for one in built.worst:
        more = f" and {one.pages - 1:,} more" if one.pages > 1 else ""
        lines.append(
            f"  {one.severity:<8}{_line(one.title)}: {_line(one.message)} ({_line(one.place)}{more})"
        )
    return "".join(f"{line}\n" for line in lines)


def _line(text: str) -> str:
    """Return a stranger's text as one short line without characters that could steer a terminal."""
    words = re.sub(r"\s+", " ", text)
    shown = "".join(c if c.isprintable() else "�" for c in words[:161])
    return shown if len(shown) <= 160 else f"{shown[:159]}…"
