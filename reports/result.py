"""What a report says of itself: counts and the worst findings, as data and as lines for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.common.severities import SEVERITIES

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COUNTS = "SELECT severity, count(*) FROM counted_finding WHERE crawl_id = ? GROUP BY severity"
_CHANGES = """
SELECT coalesce(sum(new + on_new_pages), 0), coalesce(sum(fixed), 0), coalesce(sum(came_back), 0),
    (SELECT count(*) FROM unchecked_issue WHERE crawl_id = :crawl AND status NOT IN ('Ignored', 'Wrong'))
FROM rule_change WHERE crawl_id = :crawl
"""
_LEFT_OUT = "SELECT status, count(*) FROM decided_finding WHERE crawl_id = ? AND status IN ('Ignored', 'Wrong') GROUP BY status"
_WRONG = """
SELECT coalesce(rule.title, finding.rule), finding.rule, count(*) FROM decided_finding AS finding
LEFT JOIN rule ON rule.crawl_id = finding.crawl_id AND rule.id = finding.rule
WHERE finding.crawl_id = ? AND status = 'Wrong' GROUP BY finding.rule ORDER BY count(*) DESC, finding.rule
"""
# One line for each rule: three times the same problem would hide the other two.
_WORST = """
WITH first AS (
    SELECT min(id) AS id, count(DISTINCT page_id) AS pages FROM counted_finding WHERE crawl_id = ? GROUP BY rule, severity
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


@dataclass(frozen=True, slots=True)
class Worst:
    """One of the worst problems, with the first place where it was found."""

    severity: str
    title: str
    message: str
    place: str
    pages: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the issues since the crawl before."""

    new: int
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
    worst: list[Worst]  # at most three
    rows: dict[str, int]  # sheet's title -> rows, in the order of the workbook
    files: tuple[Path, ...] = ()  # in other formats
    asked: Path | None = None  # where it was to be made, when it could not be put there
    changes: Changes | None = None  # None: no crawl came before
    ignored: int = 0  # findings that people decided to leave as they are
    wrong: tuple[
        tuple[str, str, int], ...
    ] = ()  # of each rule the title, the id, and how often it is said to be a false alarm
    left: int = 0  # addresses that a limit kept from being crawled


def counts(connection: sqlite3.Connection, crawl: int) -> dict[str, int]:
    """Return the number of findings of each severity, worst first."""
    found = dict(connection.execute(_COUNTS, (crawl,)).fetchall())
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


def changes(connection: sqlite3.Connection, crawl: int) -> Changes:
    """Return what became of the issues in a crawl."""
    return Changes(*connection.execute(_CHANGES, {"crawl": crawl}).fetchone())


def ignored(connection: sqlite3.Connection, crawl: int) -> int:
    """Return the number of findings that people decided to leave as they are."""
    return int(dict(connection.execute(_LEFT_OUT, (crawl,)).fetchall()).get("Ignored", 0))


def wrong(connection: sqlite3.Connection, crawl: int) -> tuple[tuple[str, str, int], ...]:
    """Return title and id of each rule, and how many of its findings people call false alarms, most first."""
    return tuple(connection.execute(_WRONG, (crawl,)).fetchall())


def worst(connection: sqlite3.Connection, crawl: int) -> list[Worst]:
    """Return the three worst problems: by severity, then by the number of pages that have them."""
    return [Worst(*row) for row in connection.execute(_WORST, (crawl, " ".join(SEVERITIES)))]


def left(connection: sqlite3.Connection, crawl: int) -> int:
    """Return how many addresses a limit kept from being crawled."""
    (count,) = connection.execute(_LEFT, (crawl,)).fetchone()
    return int(count)


def describe(built: Built) -> str:
    """Return lines for a person at a terminal: where the workbook is, the counts, the three worst problems."""
    numbers = (f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in built.counts.items())
    held = (
        f" ({built.asked.name} is open in another program)"
        if built.asked and built.asked != built.path
        else ""
    )
    lines = [f"Workbook: {built.path}{held}"] if built.path else []
    lines += [f"Report: {', '.join(map(str, built.files))}"] if built.files else []
    files = len(lines)
    lines.append(f"Findings: {', '.join(numbers)}")
    if not built.complete:
        lines.insert(files, "INCOMPLETE: the crawl did not reach its end; the workbook shows what was seen.")
    if built.left:
        lines.insert(
            files,
            f"Not crawled: at least {built.left:,} beyond a limit; the sheets Summary and Coverage say which.",
        )
    if built.changes:
        now = built.changes
        parts = [f"{now.new:,} new", f"{now.fixed:,} fixed", f"{now.came_back:,} came back"]
        parts += [f"{now.not_checked:,} of before not checked"] * bool(now.not_checked)
        lines.append(f"Since the previous crawl: {', '.join(parts)}")
    for one in built.worst:
        more = f" and {one.pages - 1:,} more" if one.pages > 1 else ""
        lines.append(
            f"  {one.severity:<8}{_line(one.title)}: {_line(one.message)} ({_line(one.place)}{more})"
        )
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
