"""Gather from each site's database what the portfolio shows, in a database in memory that its sheets ask."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError
from reports.frames import pick, reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEMA = """
CREATE TABLE site (number INTEGER PRIMARY KEY, name TEXT, address TEXT, workbook TEXT, page TEXT, state TEXT, crawl INTEGER, crawled TEXT, pages INTEGER,
    healthy INTEGER, errors INTEGER, warnings INTEGER, notices INTEGER, new INTEGER, fixed INTEGER, came_back INTEGER, affiliate_links INTEGER, broken INTEGER);
CREATE TABLE issue (site INTEGER, rule TEXT, severity TEXT, title TEXT, findings INTEGER, pages INTEGER, new INTEGER, fixed INTEGER, PRIMARY KEY (site, rule));
CREATE TABLE affiliate (site INTEGER, network TEXT, status TEXT, affiliate_id TEXT, links INTEGER, pages INTEGER, asked INTEGER, broken INTEGER, own INTEGER,
    PRIMARY KEY (site, network, affiliate_id));
CREATE TABLE gap (site INTEGER, what TEXT, count INTEGER, example TEXT, why TEXT);
CREATE TABLE change (site TEXT, what TEXT, subject TEXT, before TEXT, after TEXT);
CREATE TABLE remark (network TEXT, affiliate_id TEXT, remark TEXT, PRIMARY KEY (network, affiliate_id));
"""
# Of the crawls of what the site is today the newest that is complete; where none is, the newest.
_CRAWL = "SELECT id, started, finished IS NOT NULL FROM crawl WHERE target = ? ORDER BY finished IS NULL, id DESC LIMIT 1"
_NEWEST = "SELECT id, finished IS NULL, cause, reason FROM crawl WHERE target = ? ORDER BY id DESC LIMIT 1"
_TOTALS = """
WITH found AS (SELECT severity, page_id FROM counted_finding WHERE crawl_id = :crawl),
change AS (SELECT sum(new + on_new_pages) AS new, sum(fixed) AS fixed, sum(came_back) AS came_back FROM rule_change WHERE crawl_id = :crawl)
SELECT (SELECT count(*) FROM ok_page WHERE crawl_id = :crawl),
    (SELECT count(*) FROM ok_page WHERE crawl_id = :crawl AND id NOT IN (SELECT page_id FROM found WHERE severity = 'error' AND page_id IS NOT NULL)),
    (SELECT count(*) FROM found WHERE severity = 'error'), (SELECT count(*) FROM found WHERE severity = 'warning'), (SELECT count(*) FROM found WHERE severity = 'notice'),
    CASE WHEN :previous IS NOT NULL THEN coalesce(new, 0) END, CASE WHEN :previous IS NOT NULL THEN coalesce(fixed, 0) END,
    CASE WHEN :previous IS NOT NULL THEN coalesce(came_back, 0) END
FROM change
"""
_ISSUES = """
SELECT found.rule, found.severity, coalesce(rule.title, found.rule), findings, pages, coalesce(new, 0), coalesce(fixed, 0) FROM (
    SELECT rule, max(severity) AS severity, count(*) AS findings, count(DISTINCT page_id) AS pages FROM counted_finding WHERE crawl_id = :crawl GROUP BY rule
) AS found LEFT JOIN rule ON rule.crawl_id = :crawl AND rule.id = found.rule
LEFT JOIN (SELECT rule, sum(new + on_new_pages) AS new, sum(fixed) AS fixed FROM rule_change WHERE crawl_id = :crawl GROUP BY rule) AS change ON change.rule = found.rule
"""
# As the sheets Affiliate links and Affiliate ids count them. What nobody asked is not known to work.
_AFFILIATE = """
SELECT CASE WHEN target.network = 'unknown-programme' AND kind = 'affiliate' THEN 'Own programme of ' || target.domain
        ELSE coalesce(nullif(network.name, ''), target.network) END AS network,
    max(CASE network.status WHEN 'closed' THEN 'closed' WHEN 'renamed' THEN 'renamed' ELSE '' END || coalesce(' ' || nullif(network.successor, ''), '')),
    affiliate_id, count(*), count(DISTINCT page.id), sum(coalesce(verdict NOT IN ('waiting', 'not checked'), 0)),
    sum(coalesce(verdict IN ('broken', 'soft-404'), 0)), max(target.network) AS network_id
FROM page JOIN link ON link.page_id = page.id JOIN target_key AS target ON target.id = target_id
LEFT JOIN network ON network.crawl_id = :crawl AND network.id = target.network
LEFT JOIN link_check ON link_check.crawl_id = :crawl AND link_check.url = target.key
WHERE page.crawl_id = :crawl AND target.network <> ''
GROUP BY 1, 3
"""
_GAPS = (
    "SELECT what, count, example, why FROM coverage WHERE crawl_id = :crawl ORDER BY what, count DESC, why"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One site of the fleet: what its owner calls it, and where its audit is."""

    name: str
    target: str  # start page or folder, as the database names it
    address: str  # for people; empty: of a folder that is published nowhere
    folder: Path
    link: str  # path of that folder from the portfolio's, with slashes


def gather(members: Sequence[Member]) -> sqlite3.Connection:
    """Return the portfolio's database. A site that cannot be read has a row that says so, and costs the others nothing."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.executescript(SCHEMA)
    made.execute("BEGIN")
    for number, member in enumerate(members, 1):
        try:
            _site(made, number, member)
        except (ReportError, sqlite3.Error) as error:
            told = str(error) if isinstance(error, ReportError) else f"the database cannot be read: {error}"
            for table in ("issue", "affiliate", "gap", "site"):
                made.execute(
                    f"DELETE FROM {table} WHERE {'number' if table == 'site' else 'site'} = ?", (number,)
                )
            _insert(
                made, "site", number=number, name=member.name, address=member.address, state="cannot be read"
            )
            _insert(made, "gap", site=number, what="The whole site", count=1, example=member.name, why=told)
    made.execute("COMMIT")
    return made


def _site(made: sqlite3.Connection, number: int, member: Member) -> None:
    path = member.folder / "audit.sqlite"
    shown = {"number": number, "name": member.name, "address": member.address}
    for key, file in (("workbook", "audit.xlsx"), ("page", "audit.html")):
        shown[key] = f"{member.link}/{file}" if (member.folder / file).is_file() else ""
    if not path.is_file():
        _insert(made, "site", **shown, state="never crawled")
        _insert(
            made,
            "gap",
            site=number,
            what="The whole site",
            count=1,
            example=member.name,
            why="it was never crawled",
        )
        return
    with reading(path) as site:
        chosen = site.execute(_CRAWL, (member.target,)).fetchone()
        if chosen is None:
            raise ReportError(f"{path}: contains no crawl of {member.target}.")
        crawl, started, complete = chosen
        newest, open_, cause, reason = site.execute(_NEWEST, (member.target,)).fetchone()
        state = "complete"
        if open_:
            state = f"incomplete: {reason}" if cause else "running, or killed before its end"
            why = (
                "the numbers are those of the crawl before"
                if newest != crawl
                else "the numbers are those of what it had read"
            )
            _insert(
                made,
                "gap",
                site=number,
                what="Newest crawl incomplete",
                count=1,
                example=member.name,
                why=f"{reason or state}; {why}",
            )
        previous = pick(site, path, crawl).previous
        values = {"crawl": crawl, "previous": previous}
        totals = site.execute(_TOTALS, values).fetchone()
        names = ("pages", "healthy", "errors", "warnings", "notices", "new", "fixed", "came_back")
        own = _own_ids(site, crawl)
        links = asked = broken = 0
        for name, status, affiliate_id, count, pages, asked_here, broken_here, network in site.execute(
            _AFFILIATE, values
        ):
            links, asked, broken = links + count, asked + asked_here, broken + broken_here
            _insert(
                made, "affiliate", site=number, network=name, status=status.strip(), affiliate_id=affiliate_id, links=count, pages=pages,
                asked=asked_here, broken=broken_here, own=(network, affiliate_id) in own,
            )  # fmt: skip
        _insert(
            made, "site", **shown, state=state, crawl=crawl, crawled=started, affiliate_links=links, broken=broken if asked else None,
            **dict(zip(names, totals, strict=True)),
        )  # fmt: skip
        made.executemany(
            "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *row) for row in site.execute(_ISSUES, values)),
        )
        made.executemany(
            "INSERT INTO gap VALUES (?, ?, ?, ?, ?)", ((number, *row) for row in site.execute(_GAPS, values))
        )
        if not complete and newest == crawl:
            (left,) = site.execute(
                "SELECT count(*) FROM frontier WHERE crawl_id = ? AND state = 'queued' AND role <> 'sitemap'",
                (crawl,),
            ).fetchone()
            if left:
                _insert(
                    made,
                    "gap",
                    site=number,
                    what="Pages not reached",
                    count=left,
                    example=member.name,
                    why="the crawl did not come to its end",
                )


def _own_ids(site: sqlite3.Connection, crawl: int) -> set[tuple[str, str]]:
    """Return (network, id) of those that the site's owner calls their own (AUDIT_AFFILIATE_IDS)."""
    (text,) = site.execute("SELECT settings FROM crawl WHERE id = ?", (crawl,)).fetchone()
    try:
        kept: Any = json.loads(text).get("AUDIT_AFFILIATE_IDS") or {}
        ids = json.loads(kept) if isinstance(kept, str) else kept
        return {(network, str(one)) for network, own in ids.items() for one in own}
    except (ValueError, AttributeError, TypeError):
        return set()


def _insert(made: sqlite3.Connection, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    made.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
