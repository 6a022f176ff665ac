"""One JSON object a line, each with its `type`: crawl, rule, finding, past, page, link, not_checked. For pipelines, and for all links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reports.formats.json import head, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Report


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the lines."""
    return {".jsonl": _lines(report)}


def _lines(report: Report) -> Iterator[str]:
    lists = {
        "crawl": (head(report),),
        "rule": (rule._asdict() for rule in report.rules()),
        "finding": map(plain, report.findings()),
        "past": map(plain, report.past()),
        "page": report.pages(),
        "link": report.links(),
        "not_checked": report.not_checked(),
    }
    for kind, values in lists.items():
        for value in values:
            yield json.dumps({"type": kind, **value}, ensure_ascii=False) + "\n"
