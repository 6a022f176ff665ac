"""SARIF 2.1.0, which code hosts and editors show beside the lines of the posts. Of live pages the address takes the file's place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reports.source_files import folder_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Crawl, Finding, Report

# OASIS Standard, 2020, errata 1 of 2023; its section 3 names the properties below.
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "notice": "note"}
STATES = {"new": "new", "came back": "new"}  # all others: unchanged
_URL = "!#$&'()*+,/:;=?@[]~%"  # what an address may hold as it is


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the log, written result by result."""
    return {".sarif": _log(report)}


def _log(report: Report) -> Iterator[str]:
    crawl, rules = report.crawl(), report.rules()
    driver = {
        "name": "affiliate-seo-audit",
        **({"version": crawl.version} if crawl.version else {}),
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.title or rule.id},
                "fullDescription": {"text": rule.why or rule.title or rule.id},
                "help": {"text": rule.fix or rule.title or rule.id},
                "defaultConfiguration": {"level": LEVELS.get(rule.severity, "none")},
            }
            for rule in rules
        ],
    }
    done = {
        "executionSuccessful": crawl.finished is not None,
        "startTimeUtc": _moment(crawl.started),
        **({"endTimeUtc": _moment(crawl.finished)} if crawl.finished else {}),
    }
    yield f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
    yield f'"tool": {json.dumps({"driver": driver})},\n"invocations": {json.dumps([done])},\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": ['
    order = {rule.id: number for number, rule in enumerate(rules)}
    for count, finding in enumerate(report.findings()):
        result = _result(finding, crawl, order, compared=bool(report.crawls.previous))
        yield (",\n" if count else "\n") + json.dumps(result)
    yield "\n]}]}\n"


def _result(finding: Finding, crawl: Crawl, order: dict[str, int], *, compared: bool) -> dict[str, Any]:
    change = f" Change to: {finding.change_to}" if finding.change_to else ""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS.get(finding.severity, "none"),
        "message": {"text": f"{finding.message}{change}"},
        "locations": [{"physicalLocation": _location(finding, crawl)}],
    }
    if finding.rule in order:
        result["ruleIndex"] = order[finding.rule]
    if finding.ref:
        result["fingerprints"] = {"ref/v1": finding.ref}
        # By this one GitHub knows an alert again; without it, it would take one from the words of the line.
        result["partialFingerprints"] = {"primaryLocationLineHash": f"{finding.ref}:1"}
    if compared:
        result["baselineState"] = STATES.get(finding.state, "unchanged")
    if not finding.counts:
        why = f"{finding.status}: {finding.note}" if finding.note else finding.status
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _location(finding: Finding, crawl: Crawl) -> dict[str, Any]:
    place = place_of(finding, crawl)
    if place.file or crawl.spider == "posts":
        file = place.file or folder_of(crawl) or "./"
        inside = not file.startswith("/") and ":" not in file[:3]
        where: dict[str, Any] = {
            "uri": quote(file, safe="/")
            if inside
            else f"file://{'/' * (not file.startswith('/'))}{quote(file, safe='/:')}"
        }
        if inside:
            where["uriBaseId"] = "%SRCROOT%"
        found: dict[str, Any] = {"artifactLocation": where}
        if place.line and place.line > 0:
            found["region"] = {"startLine": place.line}
        return found
    return {"artifactLocation": {"uri": quote(finding.page or crawl.subject, safe=_URL)}}


def _moment(text: str) -> str:
    """Return an ISO 8601 moment of UTC as SARIF writes it, with a Z (3.9)."""
    return f"{text[:19]}Z"
