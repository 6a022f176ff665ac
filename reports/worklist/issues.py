"""The issues of a crawl, one row a rule: how much work, on how many pages, what became of it, and what to do first."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from reports.frames import frame
from reports.worklist.cause import causes, ranking

if TYPE_CHECKING:
    import sqlite3

    from reports.frames import Crawls

SURE = {"certain": 1.0, "high": 0.9, "medium": 0.6, "low": 0.3, "": 0.8}
_FOUND = """
SELECT rule, severity, page, confidence, status, absorbed,
    CASE WHEN cause IN ({one}) THEN cause || char(10) || key ELSE CAST(id AS TEXT) END AS edit
FROM placed WHERE state <> 'not checked'
"""
_CHANGES = "SELECT rule, sum(new) AS new, sum(fixed) AS fixed, sum(came_back) AS came_back FROM rule_change WHERE crawl_id = :crawl GROUP BY rule"
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
    found = frame(connection, _FOUND.format(one=one), crawls)
    left_out = found["status"].isin(["Ignored", "Wrong"])
    ignored = found[left_out].groupby("rule").size().rename("ignored")
    found = found[~left_out]
    changes = frame(connection, _CHANGES, crawls).set_index("rule")
    judged = int(frame(connection, _JUDGED, crawls)["pages"].iloc[0])
    found = found.assign(
        sure=found["confidence"].map(SURE).fillna(SURE[""]),
        page=found["page"].replace("", None),
        edit=found["edit"].where(found["absorbed"] == 0),
    )
    groups = found.groupby("rule").agg(
        severity=("severity", "first"),
        edits=("edit", "nunique"),
        places=("rule", "size"),
        pages=("page", "nunique"),
        sure=("sure", "mean"),
    )
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
    weight = groups["severity"].map(
        {"error": weights.error, "warning": weights.warning, "notice": weights.notice}
    )
    groups["score"] = (
        weight * money * groups["pages"].clip(lower=1) ** 0.5 * groups["sure"] * (groups["places"] > 0)
    )
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
