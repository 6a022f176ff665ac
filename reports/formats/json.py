"""One JSON document: the crawl, its rules, all findings, what was fixed, and what was not checked. For other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Finding, Report

VERSION = 1  # of the document's form


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the document, written row by row."""
    return {".json": _document(report)}


def plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is exported."""
    values = finding._asdict()
    del values["page_id"]
    return values


def head(report: Report) -> dict[str, Any]:
    """Return what is said of the crawl as a whole."""
    crawl, changes = report.crawl(), report.changes()
    return {
        "version": VERSION,
        "crawl": asdict(crawl) | {"complete": crawl.finished is not None, "previous": report.crawls.previous},
        "findings_by_severity": report.counts(),
        "since_previous_crawl": asdict(changes) if changes else None,
        "trend": report.trend(),
    }


def _document(report: Report) -> Iterator[str]:
    yield "{\n"
    for key, value in head(report).items():
        yield f"{_text(key)}: {_text(value)},\n"
    lists: dict[str, Iterable[Any]] = {
        "rules": (rule._asdict() for rule in report.rules()),
        "findings": map(plain, report.findings()),
        "past": map(plain, report.past()),
        "not_checked": report.not_checked(),
    }
    for number, (key, values) in enumerate(lists.items()):
        yield (",\n" if number else "") + f"{_text(key)}: ["
        for count, value in enumerate(values):
            yield (",\n" if count else "\n") + _text(value)
        yield "\n]"
    yield "\n}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
