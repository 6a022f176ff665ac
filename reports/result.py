"""The summary of a report, as data and as lines for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.common.severities import SEVERITIES

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COUNTS = "SELECT severity, count(*) FROM counted_finding WHERE crawl_id = ? GROUP BY severity"
_CHANGES = """
SELECT coalesce(sum(new + on_new_pages), 0), coalesce(sum(on_new_pages), 0), coalesce(sum(fixed), 0), coalesce(sum(came_back), 0),
    (SELECT count(*) FROM unchecked_issue WHERE crawl_id = :crawl AND status NOT IN ('Ignored', 'Wrong'))
FROM rule_change WHERE crawl_id = :crawl
"""
_IGNORED = "SELECT count(*) FROM decided_finding WHERE crawl_id = ? AND status = 'Ignored'"
_WRONG = """
SELECT coalesce(rule.title, finding.rule), finding.rule, count(*) FROM decided_finding AS finding
LEFT JOIN rule ON rule.crawl_id = finding.crawl_id AND rule.id = finding.rule
WHERE finding.crawl_id = ? AND status = 'Wrong' GROUP BY finding.rule ORDER BY count(*) DESC, finding.rule
"""
_GROUPS = """
SELECT issue_group.severity, coalesce(rule.title, rule) AS title, edits, pages, new FROM issue_group
LEFT JOIN rule ON rule.crawl_id = ? AND rule.id = issue_group.rule WHERE places > 0 ORDER BY rank LIMIT 10
"""
TITLE = 44  # characters of an issue's title on the terminal
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


class Group(NamedTuple):
    """One issue of those to begin with."""

    severity: str
    title: str
    edits: int
    pages: int
    new: int | None  # None: no crawl came before


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the issues since the crawl before."""

    new: int
    on_new_pages: int  # of the new ones, those on pages that only this crawl has judged; the sheets compare the other pages
    fixed: int
    came_back: int
    not_checked: int


@dataclass(frozen=True, slots=True)
class Built:
    """What was made of a crawl."""

    path: Path | None  # None: no workbook was asked for
    crawl: int
    complete: bool
    counts: dict[str, int]  # severity -> findings, every severity
    groups: list[Group]  # at most ten, in the order in which Start here has them
    rows: dict[str, int]  # sheet's title -> rows, in the order of the workbook
    files: tuple[Path, ...] = ()  # in other formats
    asked: Path | None = None  # where it was to be made, when it could not be put there
    stays_of: str = ""  # the day of the crawl whose workbook says all of this already, and was left as it is
    changes: Changes | None = None  # None: no crawl came before
    ignored: int = 0  # findings that people decided to leave as they are
    wrong: tuple[
        tuple[str, str, int], ...
    ] = ()  # of each rule the title, the id, and how often it is said to be a false alarm
    left: int = 0  # addresses that a limit kept from being crawled
    unsure: Unsure | None = None  # None: the content of most pages was found


def counts(connection: sqlite3.Connection, crawl: int) -> dict[str, int]:
    """Return the number of findings of each severity, worst first."""
    found = dict(connection.execute(_COUNTS, (crawl,)).fetchall())
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


def changes(connection: sqlite3.Connection, crawl: int) -> Changes:
    """Return what became of the issues in a crawl."""
    return Changes(*connection.execute(_CHANGES, {"crawl": crawl}).fetchone())


def ignored(connection: sqlite3.Connection, crawl: int) -> int:
    """Return the number of findings that people decided to leave as they are."""
    (count,) = connection.execute(_IGNORED, (crawl,)).fetchone()
    return int(count)


def wrong(connection: sqlite3.Connection, crawl: int) -> tuple[tuple[str, str, int], ...]:
    """Return title and id of each rule, and how many of its findings people call false alarms, most first."""
    return tuple(connection.execute(_WRONG, (crawl,)).fetchall())


def groups(connection: sqlite3.Connection, crawl: int) -> list[Group]:
    """Return the issues to begin with, as `reports.worklist.prepare` has ranked them."""
    return [Group(*row) for row in connection.execute(_GROUPS, (crawl,))]


def left(connection: sqlite3.Connection, crawl: int) -> int:
    """Return how many addresses a limit kept from being crawled."""
    (count,) = connection.execute(_LEFT, (crawl,)).fetchone()
    return int(count)


def unsure(connection: sqlite3.Connection, crawl: int) -> Unsure | None:
    """Return on how many pages the content was not found for sure, where they are more than a tenth."""
    found = connection.execute(_UNSURE, {"crawl": crawl}).fetchone()
    return Unsure(*found) if found else None


def describe(built: Built) -> str:
    """Return lines for a person at a terminal: where the workbook is, the counts, the issues to begin with."""
    numbers = (f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in built.counts.items())
    held = (
        f" ({built.asked.name} is open in another program)"
        if built.asked and built.asked != built.path
        else ""
    )
    lines = [f"Workbook: {built.path}{held}"] if built.path else []
    if built.stays_of:
        lines.append(f"Nothing has changed since the crawl of {built.stays_of}: its workbook stays as it is.")
    lines += [f"Report: {', '.join(map(str, built.files))}"] if built.files else []
    files = len(lines)
    lines.append(f"Findings: {', '.join(numbers)}")
    if not built.complete:
        lines.insert(files, "INCOMPLETE: the crawl did not reach its end; the workbook shows what was seen.")
    if built.left:
        lines.insert(
            files,
            f"Not crawled: at least {built.left:,} beyond a limit; the sheets Start here and Coverage say which.",
        )
    if built.unsure:
        setting = (
            f"AUDIT_CONTENT_SELECTOR{'=' if built.unsure.proposal else ''}{_line(built.unsure.proposal)}"
        )
        lines.append(
            f"Content not found for sure on {built.unsure.pages:,} of {built.unsure.of:,} pages: set {setting}"
            f"{'' if built.unsure.proposal else ' to what holds their text'} and crawl again; the sheet Coverage says why."
        )
    if built.changes:
        now = built.changes
        seen = f" ({now.on_new_pages:,} on pages it had not judged)" if now.on_new_pages else ""
        parts = [f"{now.new:,} new{seen}", f"{now.fixed:,} fixed", f"{now.came_back:,} came back"]
        parts += [f"{now.not_checked:,} of before not checked"] * bool(now.not_checked)
        lines.append(f"Since the previous crawl: {', '.join(parts)}")
    if built.groups:
        lines.append(f"  {'severity':<10}{'issue':<{TITLE}}{'edits':>8}{'pages':>8}{'new':>8}")
    for group in built.groups:
        new = "–" if group.new is None else f"{group.new:,}"
        title = _line(group.title)
        title = title if len(title) < TITLE else f"{title[: TITLE - 2]}…"
        lines.append(f"  {group.severity:<10}{title:<{TITLE}}{group.edits:>8,}{group.pages:>8,}{new:>8}")
    if built.ignored:
        lines.append(f"Ignored: {built.ignored:,}, which are not counted")
    if built.wrong:
        said = ", ".join(f"{rule} ({count:,})" for _, rule, count in built.wrong)
        lines.append(f"Marked as wrong, and not counted: {_line(said)}")
    return "".join(f"{line}\n" for line in lines)


def _line(text: str) -> str:
    """Return a stranger's text as one short line without characters that could steer a terminal."""
    words = re.sub(r"\s+", " ", text)
    shown = "".join(c if c.isprintable() else "�" for c in words[:161])
    return shown if len(shown) <= 160 else f"{shown[:159]}…"
