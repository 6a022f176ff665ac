"""Annotations of GitHub Actions, printed: the worst at their files and lines, and the summary of `markdown` on the run's page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reports.common.severities import SEVERITIES
from reports.formats.markdown import summary
from reports.source_files import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Finding, Report

MOST = 10  # of each severity: GitHub shows no more of one step
SUMMARY = "$GITHUB_STEP_SUMMARY"


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return what is printed, and what is added to the step's summary."""
    return {"": _annotations(report), SUMMARY: summary(report)}


def _annotations(report: Report) -> Iterator[str]:
    """Yield a workflow command for the first findings of each severity, those that are new before the others."""
    crawl, titles = report.crawl(), {rule.id: rule.title for rule in report.rules()}
    for finding in _first(report):
        place = place_of(finding, crawl)
        values = {
            "file": place.file,
            "line": str(place.line or "") if place.file else "",
            "title": titles.get(finding.rule, finding.rule),
        }
        told = ",".join(f"{name}={_property(value)}" for name, value in values.items() if value)
        where = "" if place.file else f" ({finding.page or 'the whole site'})"
        change = f" Change to: {finding.change_to}" if finding.change_to else ""
        yield f"::{finding.severity} {told}::{_data(f'{finding.message}{where}{change}')}\n"


def _first(report: Report) -> list[Finding]:
    chosen: list[Finding] = []
    for wanted in (True, False):
        taken = Counter(finding.severity for finding in chosen)
        for finding in report.findings():
            if (
                finding.counts
                and (finding.state in {"new", "came back"}) == wanted
                and taken[finding.severity] < MOST
            ):
                taken[finding.severity] += 1
                chosen.append(finding)
    return sorted(chosen, key=lambda finding: SEVERITIES.index(finding.severity))


def _data(text: str) -> str:
    """Return a text as the message of a command: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    # The runner still obeys its older form, ##[command], wherever it stands in a line.
    shown = "".join(c if c.isprintable() or c in "\r\n" else "�" for c in text[:4_000]).replace("##[", "# #[")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
