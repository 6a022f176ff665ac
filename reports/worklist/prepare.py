"""Temporary tables that the sheets are queries of: the Worklist's rows and the issues that they belong to."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reports.fixes.repair import repairs
from reports.fixes.search_replace import moved
from reports.frames import frame
from reports.worklist.cause import causes, ranking
from reports.worklist.issues import fill_issue_groups
from reports.worklist.ladder import BY_CAUSE, BY_PAGE, BY_RULE, levels

if TYPE_CHECKING:
    import sqlite3

    from reports.frames import Crawls

HERE = Path(__file__).parent
_SIGNS = "bcdfghjkmnpqrstvwxz23456789"  # as in the Refs of findings: no words, months or numbers
_COUNTS = """
SELECT rule, max(severity) AS severity, count(DISTINCT CASE cause WHEN '' THEN id ELSE cause || char(10) || key END) AS by_cause,
    count(DISTINCT CASE cause WHEN '' THEN page ELSE cause || char(10) || key END) AS by_page
FROM placed WHERE NOT absorbed AND status = 'Open' AND note = '' GROUP BY rule
"""
# A matter of taste on so many of the pages is the site's way, and one row; what is taste throughout is one row from two places on.
_TASTE = """
SELECT placed.rule FROM placed JOIN rule ON rule.crawl_id = :crawl AND rule.id = placed.rule
WHERE fold > 0 AND page <> '' AND NOT absorbed AND status = 'Open' AND note = ''
GROUP BY placed.rule HAVING CASE max(fold) WHEN 1 THEN count(*) > 1 ELSE count(*) >= 5 AND count(DISTINCT page) * 100 >= max(fold) * :pages END
"""
_GROUPED = """
UPDATE placed SET cause = '{id}', key = {key} WHERE cause = '' AND NOT absorbed AND ({where}) AND (rule, status, note, {key}) IN (
    SELECT rule, status, note, {key} FROM placed WHERE cause = '' AND NOT absorbed AND ({where}) GROUP BY 1, 2, 3, 4
    HAVING count(*) >= {places} AND count(DISTINCT page) >= {pages} AND count(*) > 1
)
"""
# What is decided keeps its row, with all that was decided alike.
_LINES = """
UPDATE placed SET kind = CASE
    WHEN cause <> '' AND level(rule) < {by_rule} THEN cause
    WHEN level(rule) = {by_cause} OR (cause = '' AND page = '') THEN 'one'
    WHEN level(rule) = {by_page} THEN 'page'
    ELSE 'rule' END
"""
# The Ref of a row that nobody decided about is made of the first key, so that older copies of the workbook find its findings in any state.
_KEYS = """
UPDATE placed SET group_key = rule || char(10) || kind || char(10) || CASE kind
    WHEN 'one' THEN id WHEN 'page' THEN page WHEN 'rule' THEN '' ELSE key END
"""
_LINE_KEYS = "UPDATE placed SET line_key = group_key || char(10) || status || char(10) || note"
_MEMBERS = """
SELECT rule || char(10) || cause || char(10) || key AS said, ref FROM placed WHERE cause <> '' AND NOT absorbed AND ref <> ''
UNION ALL SELECT rule || char(10) || 'page' || char(10) || page, ref FROM placed WHERE cause = '' AND page <> '' AND NOT absorbed AND ref <> ''
UNION ALL SELECT rule || char(10) || 'rule' || char(10), ref FROM placed WHERE NOT (cause = '' AND page = '') AND NOT absorbed AND ref <> ''
UNION ALL SELECT line_key, ref FROM placed WHERE NOT (status = 'Open' AND note = '') AND NOT absorbed AND ref <> ''
"""
_MENDED = """
UPDATE placed SET fix_file = '{file}' WHERE fix_file = '' AND id IN (
    SELECT finding.id FROM finding JOIN page ON page.id = finding.page_id
    WHERE finding.crawl_id = :crawl AND page.source <> '' AND ({where})
)
"""
_REPLACED = """
UPDATE placed SET fix_file = 'search-replace.sh' WHERE live AND subject IN ('link', 'carrier') AND confidence IN ('certain', 'high')
    AND should_be LIKE 'http%' AND now LIKE 'http%'
"""


def prepare(connection: sqlite3.Connection, crawls: Crawls) -> None:
    """Make the tables worklist_line and issue_group. Raises ReportError when a query fails."""
    _place(connection, crawls)
    fill_issue_groups(connection, crawls)
    for statement in _statements("lines.sql"):
        connection.execute(statement)


def _host_of(url: str) -> str:
    """Return the host of a URL as people know it: shop.example for https://www.shop.example/tea."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # [ and ] are not about an address of version 6
        return ""


def members(connection: sqlite3.Connection, crawls: Crawls) -> dict[str, list[str]]:
    """Return for the Ref of each row that may stand for several findings of a crawl the Refs of these."""
    _place(connection, crawls)
    by_key: dict[str, list[str]] = {}
    for key, ref in connection.execute(_MEMBERS):
        by_key.setdefault(key, []).append(ref)
    return {group_ref(key): refs for key, refs in by_key.items()}


def _place(connection: sqlite3.Connection, crawls: Crawls) -> None:
    (site,) = connection.execute("SELECT site FROM crawl WHERE id = ?", (crawls.crawl,)).fetchone() or ("",)
    connection.create_function("swap", 2, _swap, deterministic=True)
    connection.create_function("group_ref", 1, group_ref, deterministic=True)
    connection.create_function(
        "shown_path",
        1,
        lambda url: url.removeprefix(site) or url if site and url.startswith(f"{site}/") else url,
    )
    connection.create_function("host_of", 1, _host_of, deterministic=True)
    for name in ("placed", "visit", "in_line", "worklist_line", "issue_group", "problem", "found_on"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
    for statement in _statements("placed.sql"):
        connection.execute(statement, asdict(crawls) if ":crawl" in statement else {})
    for cause in causes():
        connection.execute(_GROUPED.format(**asdict(cause)))
    for repair in repairs():
        connection.execute(_MENDED.format(file=repair.file, where=repair.sql), {"crawl": crawls.crawl})
    connection.execute(_REPLACED)
    (pages,) = connection.execute(
        "SELECT count(*) FROM page WHERE crawl_id = ? AND outcome = 'fetched' AND is_html", (crawls.crawl,)
    ).fetchone()
    most = max(ranking().rows_always, ranking().rows_a_page * pages)
    taste = {rule for (rule,) in connection.execute(_TASTE, {"crawl": crawls.crawl, "pages": pages})}
    counts = frame(connection, _COUNTS, crawls)
    level = levels(counts[~counts["rule"].isin(taste)], most - len(taste)) | dict.fromkeys(taste, BY_RULE)
    connection.create_function("level", 1, lambda rule: level.get(rule, BY_CAUSE))
    connection.execute(_LINES.format(by_cause=BY_CAUSE, by_page=BY_PAGE, by_rule=BY_RULE))
    connection.execute(_KEYS)
    connection.execute(_LINE_KEYS)


def _statements(name: str) -> list[str]:
    return [part for part in (HERE / name).read_text(encoding="utf-8").split(";\n") if part.strip()]


def _swap(old: str, new: str) -> str:
    """Return what two addresses differ in, where that is only how they begin, as "http://blog.local\\nhttps://blog.example"; else ""."""
    move = moved(old, new)
    if move is None:
        return ""
    before, after = move
    if before.partition("://")[2] == after.partition("://")[2]:  # of whichever host
        before, after = before.partition("://")[0] + "://", after.partition("://")[0] + "://"
    return f"{before}\n{after}"


def group_ref(key: str) -> str:
    """Return the Ref of a row that stands for several findings. It begins as that of no single one does."""
    number, signs = int(sha256(key.encode("utf-8", "replace")).hexdigest()[:16], 16), ""
    for _ in range(8):
        number, index = divmod(number, len(_SIGNS))
        signs += _SIGNS[index]
    return f"x{signs}"


def is_group(ref: str) -> bool:
    """Return whether a Ref is made as those of rows that stand for several findings."""
    return len(ref) == 9 and ref[0] == "x"
