"""A summary of one page in Markdown: totals, the ten worst issues, what is new and fixed, and what was not checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.common.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Report

MOST = 10
# What Markdown, or GitHub's form of it, could take for its own: marks, tags, mentions, formulas, emoji, and addresses without marks.
_MEANT = re.compile(r"([\\`*_\[\]#|~<>&@$:]|(?<=www)\.)", re.IGNORECASE)


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the page."""
    return {".md": summary(report)}


def summary(report: Report) -> Iterator[str]:
    """Yield the page's parts."""
    crawl, changes = report.crawl(), report.changes()
    yield f"# Audit of {text(crawl.subject)}\n\n"
    if crawl.finished is None:
        yield f"**INCOMPLETE: the crawl did not reach its end** ({text(crawl.reason or 'it still runs, or was stopped')}). What is here was seen; the rest was not checked.\n\n"
    pages = report.trend()[-1]["pages"]
    yield f"{pages:,} pages, {text(crawl.started[:16].replace('T', ' '))} UTC.\n\n"
    names, numbers = zip(
        *((f"{severity}s", f"{count:,}") for severity, count in report.counts().items()), strict=True
    )
    if changes:
        names += ("new", "fixed", "came back", "not checked this time")
        numbers += tuple(
            f"{number:,}" for number in (changes.new, changes.fixed, changes.came_back, changes.not_checked)
        )
    yield f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n| {' | '.join(numbers)} |\n\n"
    found = [rule for rule in report.rules() if rule.findings]
    if found:
        yield "## Worst first\n\n| Severity | Issue | Findings | Pages | New | How to fix |\n|---|---|---|---|---|---|\n"
        for rule in found[:MOST]:
            yield f"| {rule.severity} | {text(rule.title)} | {rule.findings:,} | {rule.pages:,} | {rule.new:,} | {text(rule.fix)} |\n"
        if len(found) > MOST:
            yield f"\nAnd {len(found) - MOST:,} more issues.\n"
        yield "\n"
    else:
        yield "No issues found.\n\n"
    if gaps := report.not_checked():
        yield "## Not checked\n\n| What | Count | Why |\n|---|---|---|\n"
        for gap in gaps[:MOST]:
            yield f"| {text(gap['what'])} | {gap['count']:,} | {text(gap['why'])} |\n"
        if len(gaps) > MOST:
            yield f"\nAnd {len(gaps) - MOST:,} more reasons.\n"
        yield "\n"
    if report.workbook:
        yield f"Workbook: {text(str(report.workbook))}\n"


def text(said: str) -> str:
    """Return a stranger's text as Markdown that shows it as it is, on one line."""
    return _MEANT.sub(r"\\\1", one_line(said))
