"""The issues of a crawl, one row a rule: how much work, on how many pages, what became of it, and what to do first."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from reports.frames import frame
from reports.worklist.cause import causes, ranking

if TYPE_CHECKING:
    import sqlite3

    from reports.frames import Crawls

_FOUND = """
SELECT rule, max(severity) AS severity, count(*) AS places, count(DISTINCT nullif(page, '')) AS pages,
    count(DISTINCT CASE WHEN absorbed THEN NULL WHEN cause IN ({one}) THEN cause || char(10) || key ELSE id END) AS edits,
    avg(CASE confidence WHEN 'certain' THEN 1.0 WHEN 'high' THEN 0.9 WHEN 'medium' THEN 0.6 WHEN 'low' THEN 0.3 ELSE 0.8 END) AS sure
FROM placed WHERE state <> 'not checked' AND status NOT IN ('Ignored', 'Wrong') GROUP BY rule
"""
_IGNORED = "SELECT rule, count(*) AS ignored FROM placed WHERE state <> 'not checked' AND status IN ('Ignored', 'Wrong') GROUP BY rule"
_CHANGES = "SELECT rule, sum(new) AS new, sum(fixed) AS fixed, sum(came_back) AS came_back FROM rule_change WHERE crawl_id = :crawl GROUP BY rule"
# What share of all clicks the pages of each rule have; NULL where no export tells.
_CLICKS = """
SELECT rule, 1.0 * sum(visits) / (SELECT nullif(sum(visits), 0) FROM page_traffic WHERE crawl_id = :crawl) AS clicked FROM (
    SELECT DISTINCT rule, page_id FROM placed WHERE page_id IS NOT NULL AND state <> 'not checked' AND status NOT IN ('Ignored', 'Wrong')
) JOIN page_traffic USING (page_id) WHERE page_traffic.crawl_id = :crawl GROUP BY rule
"""
_JUDGED = "SELECT count(*) AS pages FROM page WHERE crawl_id = :crawl AND outcome = 'fetched' AND is_html"
COLUMNS = (
    "rule",
    "severity",
    "edits",
    "places",
    "pages",
    "share",
    "new",
    "fixed",
    "came_back",
    "ignored",
    "rank",
)


def fill_issue_groups(connection: sqlite3.Connection, crawls: Crawls) -> None:
    """Make the table issue_group; `rank` 1 is what to do first."""
    one = ", ".join(f"'{cause.id}'" for cause in causes() if cause.one)
    groups = frame(connection, _FOUND.format(one=one), crawls).set_index("rule")
    ignored = frame(connection, _IGNORED, crawls).set_index("rule")
    changes = frame(connection, _CHANGES, crawls).set_index("rule")
    judged = int(frame(connection, _JUDGED, crawls)["pages"].iloc[0])
    groups = groups.join([ignored, changes], how="outer").fillna(
        {
            "severity": "",
            "edits": 0,
            "places": 0,
            "pages": 0,
            "sure": 0,
            "ignored": 0,
            "new": 0,
            "fixed": 0,
            "came_back": 0,
        }
    )
    said = dict(connection.execute("SELECT id, severity FROM rule WHERE crawl_id = ?", (crawls.crawl,)))
    groups["severity"] = groups["severity"].where(
        groups["severity"] != "", groups.index.map(said).fillna("notice")
    )
    groups["share"] = (groups["pages"] / judged).clip(upper=1) if judged else None
    weights = ranking()
    money = [
        weights.money if any(fnmatchcase(rule, name) for name in weights.money_rules) else 1
        for rule in groups.index
    ]
    reach = groups["pages"].clip(lower=1)
    clicked = frame(connection, _CLICKS, crawls).set_index("rule")["clicked"]
    if judged and clicked.notna().any():
        # A page that many come to counts as many pages: the share of the clicks in place of a part of the share of the pages.
        clicked = clicked.reindex(groups.index).astype(float).fillna(0)
        reach = (reach * (1 - weights.clicks) + judged * clicked * weights.clicks).clip(lower=weights.clicks)
    weight = groups["severity"].map(
        {"error": weights.error, "warning": weights.warning, "notice": weights.notice}
    )
    groups["score"] = weight * money * reach**0.5 * groups["sure"] * (groups["places"] > 0)
    groups = groups.sort_values(["score", "severity"], ascending=[False, True], kind="stable")
    groups["rank"] = range(1, len(groups) + 1)
    whole = ["edits", "places", "pages", "ignored", "new", "fixed", "came_back"]
    groups[whole] = groups[whole].astype("int64").astype(object)
    if not crawls.previous:
        groups[["new", "fixed", "came_back"]] = None
    groups = groups.reset_index(names="rule")
    connection.execute(f"CREATE TEMP TABLE issue_group ({', '.join(COLUMNS)})")
    rows = groups[list(COLUMNS)].astype(object)
    connection.executemany(
        f"INSERT INTO issue_group VALUES ({', '.join('?' * len(COLUMNS))})",
        rows.where(rows.notna(), None).itertuples(index=False, name=None),
    )
