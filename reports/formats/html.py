"""One HTML file for people without a spreadsheet: totals, trend, issues, filters and each page's detail. It asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.formats.json import head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Finding, Report

PARTS = Path(__file__).parent / "page"
SCRIPTS = ("dom.js", "filter.js", "list.js", "charts.js", "detail.js", "main.js")  # in this order, as one
MOST = 100_000  # findings: a browser holds no more with ease, and `jsonl` has all
CUT = 1_000  # characters of a text
_FACTS = (
    "outcome", "status", "title", "description", "h1", "canonical", "indexable", "words", "depth", "links", "affiliate_links",
)  # fmt: skip


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the page."""
    return {".html": _page(report)}


def _page(report: Report) -> Iterator[str]:
    style, script = _read("report.css"), "".join(map(_read, SCRIPTS))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none';"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )
    subject = html.escape(_short(report.crawl().subject))
    made: dict[str, Iterable[str]] = {
        "policy": (policy,),
        "title": (subject,),
        "style": (style,),
        "data": (part.replace("<", "\\u003c") for part in _data(report)),
        "script": (script,),
    }
    for number, piece in enumerate(re.split(r"\{\{(\w+)\}\}", _read("report.html"))):
        yield from made[piece] if number % 2 else (piece,)


def _read(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the source of a Content Security Policy that allows this text alone."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(report: Report) -> Iterator[str]:
    """Yield the page's data as JSON; findings are rows without names, pages and rules stand once."""
    rules = report.rules()
    order = {rule.id: number for number, rule in enumerate(rules)}
    places: dict[str, int] = {}
    crawl = report.crawl()
    yield f'{{"head": {_text(head(report) | {"subject": crawl.subject, "workbook": report.workbook and report.workbook.name})},\n'
    yield f'"rules": {_text([rule._asdict() for rule in rules])},\n"findings": ['
    count = 0
    for finding in chain(report.findings(), report.past()):
        count += 1
        if count <= MOST:
            yield (",\n" if count > 1 else "\n") + _text(_row(finding, order, places))
    yield f'],\n"all": {count},\n"pages": {_text(_facts(report, places))},\n"not_checked": {_text(report.not_checked())}}}'


def _row(finding: Finding, order: dict[str, int], places: dict[str, int]) -> list[Any]:
    """Return a finding as filter.js names its values."""
    state = finding.state if finding.counts else finding.status
    texts = (finding.message, finding.current, finding.change_to, finding.place, finding.note)
    page = places.setdefault(finding.page, len(places))
    return [
        order.get(finding.rule, finding.rule), finding.severity, page, finding.line, state or "still", *map(_short, texts),
        finding.confidence, finding.first_seen, finding.ref, finding.file, finding.status,
    ]  # fmt: skip


def _facts(report: Report, places: dict[str, int]) -> list[list[Any]]:
    """Return of each place that findings name its address and, where this crawl has seen it, its page's facts."""
    facts: list[list[Any]] = [[place] for place in places]
    for page in report.pages():
        number = places.get(page["page"])
        if number is not None and len(facts[number]) == 1:
            facts[number] += [_short(page[name]) for name in _FACTS]
    return facts


def _short(value: Any) -> Any:
    return f"{value[:CUT]} …" if isinstance(value, str) and len(value) > CUT else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
