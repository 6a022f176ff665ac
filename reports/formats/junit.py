"""JUnit XML, which CI servers show as tests: a suite is a rule, a failure is an error or a warning. Notices and what is ignored count as skipped."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from reports.cells import UNWRITABLE
from reports.source_files import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.report import Crawl, Finding, Report, Rule


def files(report: Report) -> dict[str, Iterable[str]]:
    """Return the document, suite by suite."""
    return {".junit.xml": _document(report)}


def _document(report: Report) -> Iterator[str]:
    crawl, rules = report.crawl(), {rule.id: rule for rule in report.rules()}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="affiliate-seo-audit">\n'
    if crawl.finished is None:
        why = _attribute(
            f"the crawl did not reach its end: {crawl.reason or 'it still runs, or was stopped'}"
        )
        yield '<testsuite name="crawl" tests="1" failures="0" errors="1" skipped="0">\n'
        yield f'<testcase classname="crawl" name="complete"><error message={why}/></testcase>\n</testsuite>\n'
    broken = set()
    for name, found in groupby(report.findings(), key=lambda finding: finding.rule):
        broken.add(name)
        yield from _suite(rules.get(name), name, list(found), crawl)
    for rule in rules.values():
        if rule.id not in broken:
            yield from _passed(rule, complete=crawl.finished is not None)
    yield "</testsuites>\n"


def _suite(rule: Rule | None, name: str, found: list[Finding], crawl: Crawl) -> Iterator[str]:
    failures = sum(_fails(finding) for finding in found)
    yield f'<testsuite name={_attribute(name)} tests="{len(found)}" failures="{failures}" errors="0" skipped="{len(found) - failures}">\n'
    for finding in found:
        place = place_of(finding, crawl)
        file = f" file={_attribute(place.file)}" if place.file else ""
        line = f' line="{place.line}"' if place.file and place.line else ""
        where = f"{finding.page or finding.file or 'the whole site'}{f' line {finding.line}' if finding.line else ''}"
        yield f"<testcase classname={_attribute(name)} name={_attribute(f'{where} [{finding.ref}]' if finding.ref else where)}{file}{line}>"
        message = _attribute(finding.message)
        if not _fails(finding):
            yield f"<skipped message={message}/></testcase>\n"
            continue
        told = {"Problem": finding.message, "Where": finding.place, "Current": finding.current, "Change to": finding.change_to,
                "How to fix": rule.fix if rule else "", "State": finding.state, "Ref": finding.ref}  # fmt: skip
        text = "\n".join(f"{what}: {said}" for what, said in told.items() if said)
        yield f'<failure type="{finding.severity}" message={message}>{escape(UNWRITABLE.sub("�", text))}</failure></testcase>\n'
    yield "</testsuite>\n"


def _passed(rule: Rule, *, complete: bool) -> Iterator[str]:
    """Yield the suite of a rule that found nothing: passed only where it could look at all."""
    why = ""
    if rule.crashed or not complete:
        why = "the rule crashed" if rule.crashed else "the crawl did not reach its end"
    inner = f'<skipped message="not checked everywhere: {why}"/>' if why else ""
    yield f'<testsuite name={_attribute(rule.id)} tests="1" failures="0" errors="0" skipped="{int(bool(why))}">\n'
    yield f"<testcase classname={_attribute(rule.id)} name={_attribute(rule.title)}>{inner}</testcase>\n</testsuite>\n"


def _fails(finding: Finding) -> bool:
    return finding.severity != "notice" and finding.counts


def _attribute(text: str) -> str:
    """Return a stranger's text as a quoted attribute, on one line and not longer than a CI server shows."""
    return quoteattr(UNWRITABLE.sub("�", " ".join(text[:2_000].split())))
