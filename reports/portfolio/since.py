"""What changed since the last report: each report leaves a file with the numbers that it showed."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError
from reports.files import replacing

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MOST = 256 * 1024**2  # bytes of the file
NUMBERS = {
    "pages": "Pages", "errors": "Errors", "warnings": "Warnings", "affiliate_links": "Affiliate links", "broken": "Broken affiliate links",
}  # fmt: skip
State = dict[str, dict[str, Any]]  # by site: crawl, numbers, rules with their findings, ids


def state(connection: sqlite3.Connection) -> State:
    """Return what a later report compares itself with."""
    found: State = {}
    asked = f"SELECT number, name, crawl, {', '.join(NUMBERS)} FROM site WHERE crawl IS NOT NULL"
    for number, name, crawl, *numbers in connection.execute(asked).fetchall():
        rules = connection.execute("SELECT rule, title, findings FROM issue WHERE site = ?", (number,))
        ids = connection.execute(
            "SELECT network, affiliate_id FROM affiliate WHERE site = ? AND affiliate_id <> ''", (number,)
        )
        found[name] = {
            "crawl": crawl, "numbers": dict(zip(NUMBERS, numbers, strict=True)),
            "rules": {rule: [title, findings] for rule, title, findings in rules}, "ids": sorted(map(list, ids)),
        }  # fmt: skip
    return found


def read(path: Path) -> dict[str, Any]:
    """Return what the last report left; nothing when there is none or it cannot be read."""
    with suppress(OSError, ValueError, RecursionError):
        if path.stat().st_size <= MOST:
            data = json.loads(path.read_bytes())
            if isinstance(data, dict) and isinstance(data.get("sites"), dict):
                return data
    return {}


def compare(connection: sqlite3.Connection, kept: Path) -> str:
    """Write into the portfolio's database what changed since the last report, and keep what this one shows; return when the last was made.

    A report that is made twice of the same crawls shows the same changes. Raises ReportError when the file cannot be written.
    """
    now, last = state(connection), read(kept)
    same = {name: one["crawl"] for name, one in now.items()} == {
        name: _get(one, "crawl") for name, one in last.get("sites", {}).items()
    }
    before = last.get("before") if same else last
    if isinstance(before, dict) and isinstance(before.get("sites"), dict):
        rows = [
            row
            for name in sorted({*now, *before["sites"]})
            for row in _site(name, before["sites"].get(name), now.get(name))
        ]
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", rows)
    else:
        before = {}
    if not same or not last:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        earlier = {key: last[key] for key in ("made", "sites") if key in last} or None
        try:
            with replacing(kept, "w", encoding="utf-8") as (file, _):
                json.dump({"made": made, "sites": now, "before": earlier}, file, ensure_ascii=False)
        except OSError as error:
            raise ReportError(f"{kept}: cannot be written ({error.strerror}).") from error
    return str(before.get("made", ""))


def _site(name: str, old: Any, new: dict[str, Any] | None) -> list[tuple[str, str, str, str, str]]:
    """Return what changed of one site: site, what, subject, before, after."""
    if new is None:
        return [(name, "No longer in the fleet", "", "", "")]
    if not isinstance(old, dict):
        return [(name, "New in the fleet", "", "", "")]
    if old.get("crawl") == new["crawl"]:
        return []
    rows = [(name, "Crawled again", "", "", "")]
    numbers = _get(old, "numbers", {})
    for key, title in NUMBERS.items():
        one, other = _get(numbers, key), new["numbers"][key]
        if one != other:
            rows.append((name, title, "", _said(one), _said(other)))
    rules = _get(old, "rules", {})
    there: dict[str, Any] = rules if isinstance(rules, dict) else {}
    for rule in sorted({*there, *new["rules"]}):
        if rule not in there:
            title, findings = new["rules"][rule]
            rows.append((name, "New issue", title, "", _said(findings)))
        elif rule not in new["rules"] and isinstance(there[rule], list) and len(there[rule]) == 2:
            rows.append((name, "Issue gone", str(there[rule][0]), _said(there[rule][1]), ""))
    known = _get(old, "ids", [])
    ids = (
        {tuple(map(str, one)) for one in known if isinstance(one, list)} if isinstance(known, list) else set()
    )
    now = {tuple(one) for one in new["ids"]}
    rows += [(name, "New affiliate id", " ".join(one), "", "") for one in sorted(now - ids)]
    rows += [(name, "Affiliate id gone", " ".join(one), "", "") for one in sorted(ids - now)]
    return rows


def _get(value: Any, key: str, default: Any = None) -> Any:
    return value.get(key, default) if isinstance(value, dict) else default


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "not checked"
