"""What a crawl has to tell, for the formats other than the workbook: one query each, read row by row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reports import result
from reports.common.statuses import LEFT_OUT
from reports.common.strict_toml import read_file
from reports.layout import Sheet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from reports.frames import Crawls

TREND = 30  # crawls
COVERAGE = (
    Path(__file__).parent / "sheets" / "coverage.toml"
)  # whose query is the answer to what was not checked
_COLUMNS = """
    {issue}.ref, {issue}.rule, {issue}.severity, {state} AS state, {issue}.status, {issue}.note, substr({issue}.first_seen, 1, 10) AS first_seen,
    {page} AS page, {issue}.line, {issue}.subject, {issue}.place, {issue}.message, {issue}.now AS current, {issue}.should_be AS change_to,
    {issue}.confidence"""
_FINDINGS = f"""
SELECT {
    _COLUMNS.format(
        issue="finding",
        state="shown_state",
        page="coalesce(nullif(page.url, ''), page.source, '')",
    )
}, coalesce(nullif(page.source, ''), finding.mend_at, '') AS file, finding.method, finding.page_id
FROM decided_finding AS finding LEFT JOIN page ON page.id = page_id
WHERE finding.crawl_id = :crawl
ORDER BY instr('error warning notice', finding.severity), finding.rule, page.key, finding.line IS NULL, finding.line, finding.position, finding.id
"""
# What is no longer there, and what this crawl could not look at: neither is counted.
_PAST = f"""
WITH gone AS (
    SELECT issue.*, change.state AS what FROM issue_change AS change JOIN issue USING (ref)
    WHERE change.crawl_id = :crawl AND change.state IN ('fixed', 'page gone')
    UNION ALL
    SELECT issue.*, 'not checked' FROM issue WHERE ref IN (SELECT ref FROM unchecked_issue WHERE crawl_id = :crawl)
)
SELECT {
    _COLUMNS.format(
        issue="gone",
        state="gone.what",
        page="coalesce(nullif(page.url, ''), nullif(page.source, ''), gone.key)",
    )
}, coalesce(page.source, '') AS file, '' AS method, page.id AS page_id
FROM gone LEFT JOIN page ON page.crawl_id = :crawl AND page.key = gone.key
ORDER BY what, instr('error warning notice', gone.severity), gone.rule, gone.page, gone.line, gone.ref
"""
_RULES = """
SELECT rule.id, rule.severity, rule.title, rule.why, rule.fix, coalesce(found.findings, 0) AS findings, coalesce(found.pages, 0) AS pages,
    coalesce(new, 0) + coalesce(on_new_pages, 0) AS new, coalesce(came_back, 0) AS came_back, coalesce(fixed, 0) AS fixed,
    coalesce((SELECT sum(count) FROM coverage WHERE coverage.crawl_id = :crawl AND code = 'rule-crashed' AND subject = rule.id), 0) AS crashed
FROM rule
LEFT JOIN (SELECT rule, count(*) AS findings, count(DISTINCT page_id) AS pages FROM counted_finding WHERE crawl_id = :crawl GROUP BY rule) AS found
    ON found.rule = rule.id
LEFT JOIN (SELECT rule, sum(new) AS new, sum(on_new_pages) AS on_new_pages, sum(came_back) AS came_back, sum(fixed) AS fixed
    FROM rule_change WHERE crawl_id = :crawl GROUP BY rule) AS change ON change.rule = rule.id
WHERE rule.crawl_id = :crawl
ORDER BY instr('error warning notice', rule.severity), findings DESC, rule.id
"""
_TREND = """
WITH told AS (
    SELECT id, started FROM crawl WHERE id <= :crawl AND (finished IS NOT NULL OR id = :crawl)
        AND (spider, target) = (SELECT spider, target FROM crawl WHERE id = :crawl) ORDER BY id DESC LIMIT :most
)
SELECT told.id AS crawl, started, (SELECT count(*) FROM ok_page WHERE crawl_id = told.id) AS pages,
    coalesce(sum(severity = 'error'), 0) AS error, coalesce(sum(severity = 'warning'), 0) AS warning, coalesce(sum(severity = 'notice'), 0) AS notice
FROM told LEFT JOIN counted_finding AS finding ON finding.crawl_id = told.id GROUP BY told.id ORDER BY told.id
"""
PAGES = """
SELECT coalesce(nullif(url, ''), source) AS page, source AS file, outcome, status, reason, depth, title, description, h1, canonical, lang,
    words, indexable, affiliate_links, (SELECT count(*) FROM link WHERE link.page_id = page.id) AS links
FROM page WHERE crawl_id = :crawl ORDER BY page.key
"""
LINKS = """
SELECT coalesce(nullif(page.url, ''), page.source) AS page, link.line, link.region, link.text, target.url AS link, target.kind,
    coalesce(nullif(network.name, ''), target.network) AS network, target.affiliate_id, target.confidence, target.destination, link.rel, link.in_code
FROM page JOIN link ON link.page_id = page.id JOIN target ON target.id = link.target_id
LEFT JOIN network ON network.crawl_id = page.crawl_id AND network.id = target.network
WHERE page.crawl_id = :crawl ORDER BY page.key, link.position
"""


def not_checked() -> str:
    """Return the query of the sheet Coverage."""
    return read_file(COVERAGE, Sheet).sql


class Finding(NamedTuple):
    """A rule broken at one place, with what became of it and what people decided."""

    ref: str
    rule: str
    severity: str
    state: (
        str  # new / still / came back / Done, not yet verified; of the past: fixed / page gone / not checked
    )
    status: str
    note: str
    first_seen: str  # YYYY-MM-DD
    page: str  # URL, or a post's path; empty: the whole site
    line: int | None
    subject: str
    place: str
    message: str
    current: str
    change_to: str
    confidence: str
    file: str  # a post's path in its folder, as "a.md", or "a.md:12" where a live page's post was read beside
    method: str
    page_id: int | None

    @property
    def counts(self) -> bool:
        """Return whether it is neither ignored nor said to be a false alarm."""
        return self.status not in LEFT_OUT


class Rule(NamedTuple):
    """A rule with what it found; findings that are Ignored or Wrong are not counted."""

    id: str
    severity: str
    title: str
    why: str
    fix: str
    findings: int
    pages: int
    new: int
    came_back: int
    fixed: int
    crashed: int  # pages on which it crashed, so that nobody knows


@dataclass(frozen=True, slots=True)
class Crawl:
    """Which crawl is told of."""

    id: int
    spider: str
    target: str
    site: str
    started: str
    finished: str | None  # None: it did not reach its end
    reason: str
    version: str

    @property
    def subject(self) -> str:
        """Return what was audited."""
        return self.site if self.spider == "blog" and self.site else self.target


@dataclass(frozen=True, slots=True)
class Report:
    """One crawl, ready to be told in any format."""

    connection: sqlite3.Connection
    crawls: Crawls
    workbook: Path | None = None  # where it was put, when it was made

    def rows(self, sql: str, **values: Any) -> sqlite3.Cursor:
        """Return the rows of a query of this crawl."""
        return self.connection.execute(
            sql, {"crawl": self.crawls.crawl, "previous": self.crawls.previous, **values}
        )

    def dicts(self, sql: str, **values: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query as dicts."""
        cursor = self.rows(sql, **values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def crawl(self) -> Crawl:
        """Return the crawl."""
        sql = (
            "SELECT id, spider, target, site, started, finished, reason, version FROM crawl WHERE id = :crawl"
        )
        return Crawl(*self.rows(sql).fetchone())

    def counts(self) -> dict[str, int]:
        """Return the findings of each severity, worst first."""
        return result.counts(self.connection, self.crawls.crawl)

    def changes(self) -> result.Changes | None:
        """Return what became of the issues since the previous crawl; None without one."""
        return result.changes(self.connection, self.crawls.crawl) if self.crawls.previous else None

    def findings(self) -> Iterator[Finding]:
        """Yield all findings, those about the site and those that do not count too: worst first, then by rule and page."""
        return (Finding(*row) for row in self.rows(_FINDINGS))

    def past(self) -> Iterator[Finding]:
        """Yield what was fixed since the previous crawl, and what this one could not look at."""
        return (Finding(*row) for row in self.rows(_PAST))

    def rules(self) -> list[Rule]:
        """Return all rules that were asked, worst first."""
        return [Rule(*row) for row in self.rows(_RULES)]

    def trend(self) -> list[dict[str, Any]]:
        """Return pages and findings of this crawl and of finished ones before it, oldest first."""
        return list(self.dicts(_TREND, most=TREND))

    def not_checked(self) -> list[dict[str, Any]]:
        """Return what was not checked, how often, an example and why: as the sheet Coverage has it."""
        return list(self.dicts(not_checked()))

    def pages(self) -> Iterator[dict[str, Any]]:
        """Yield all pages."""
        return self.dicts(PAGES)

    def links(self) -> Iterator[dict[str, Any]]:
        """Yield all links of all pages."""
        return self.dicts(LINKS)
