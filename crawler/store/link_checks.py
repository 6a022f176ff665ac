"""The table link_check: waiting checks, results, and results of earlier crawls that still hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import BLOCKED, BROKEN, OK, REDIRECTED, SOFT_404, Target
from crawler.store import now, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Verdict
    from crawler.store import Store

BLOCKED_DAYS = 3  # a refusal is worth another try sooner than an answer
_KNOWN = "verdict, cause, cause_values, reason, evidence, status, final_url, hops, lasting, checked, broken_since, broken_last, broken_days"
_CHECKED = _KNOWN.split(", ").index("checked")
_INSERT = rows.insert("link_check", f"crawl_id, url, asked, youtube, reused, {_KNOWN}", otherwise="OR IGNORE")
_ASKED_AS = "(SELECT json_extract(settings, '$.asked_as') FROM crawl WHERE id = link_check.crawl_id)"
_ASKED_TODAY = "(SELECT json_extract(settings, '$.asked_as') FROM crawl WHERE id = :crawl)"
_KINDS = "('external', 'youtube', 'social', 'subdomain', 'affiliate', 'shortener', 'dev-host')"


class Waiting(NamedTuple):
    """One address to ask, and for YouTube what it names: "video wZy89qsM2Rc"."""

    asked: str
    youtube: str


def _targets(store: Store) -> Iterator[Target]:
    """Yield what the links of this crawl, and its embedded players, point at off the site; code examples left out."""
    found = store.connection.execute(
        "WITH used AS (SELECT DISTINCT target_id FROM shown_target WHERE crawl_id = :crawl)"
        " SELECT url, kind, network, affiliate_id, confidence, destination, host, domain, detail, sub_id, via, fault, item, item_id"
        f" FROM used JOIN target ON target.id = target_id WHERE kind IN {_KINDS} ORDER BY target.id",
        {"crawl": store.crawl_id},
    ).fetchall()
    return (Target(*row) for row in found)


def _latest(store: Store, asked: str, columns: str) -> tuple[object, ...] | None:
    """Return what was last answered for an address in an earlier crawl."""
    found = store.connection.execute(
        f"SELECT {columns} FROM link_check WHERE asked = :asked AND crawl_id <> :crawl"
        " AND verdict NOT IN ('waiting', 'not checked') ORDER BY checked DESC LIMIT 1",
        {"asked": asked, "crawl": store.crawl_id},
    ).fetchone()
    return found if found is None else tuple(found)


def _fresh(store: Store, asked: str, days: int) -> tuple[object, ...] | None:
    """Return the columns _KNOWN of an earlier answer that need not be asked for again: it was asked for as today."""
    found = _latest(store, asked, f"{_ASKED_AS} IS {_ASKED_TODAY}, {_KNOWN}")
    if found is None or not found[0] or not days:
        return None
    known = found[1:]
    verdict, checked, today = known[0], str(known[_CHECKED]), datetime.fromisoformat(now())
    if verdict == BROKEN:
        return known if checked[:10] == now()[:10] else None  # the second look comes on another day
    keep = {OK: days, REDIRECTED: days, SOFT_404: days, BLOCKED: min(days, BLOCKED_DAYS)}.get(str(verdict), 0)
    age = today - datetime.fromisoformat(checked)
    return known if timedelta() <= age < timedelta(days=keep) else None


def _streak(store: Store, asked: str) -> tuple[object, ...]:
    """Return since when an address has been broken, the last such day, and on how many days that was seen."""
    known = _latest(store, asked, "verdict, broken_since, broken_last, broken_days")
    if known is None or known[0] in {OK, REDIRECTED, SOFT_404}:
        return "", "", 0
    return known[1:]


def add(store: Store, links: Iterable[tuple[object, ...]]) -> None:
    """Add a row for each link: its URL without fragment, asked, youtube, reused, and the columns _KNOWN; one that is there stays."""
    with store.transaction() as db:
        db.executemany(_INSERT, [(store.crawl_id, rows.text(str(url)), *row) for url, *row in links])


def waiting(store: Store) -> list[Waiting]:
    """Return what is still to be asked in this crawl, each address once."""
    found = store.connection.execute(
        "SELECT asked, max(youtube) FROM link_check WHERE crawl_id = ? AND verdict = 'waiting' GROUP BY asked ORDER BY min(rowid)",
        (store.crawl_id,),
    )
    return [Waiting(*row) for row in found]


def save(store: Store, asked: str, found: Verdict, checked: str) -> None:
    """Store the verdict of every link for which `asked` was asked; `checked` is ISO 8601 in UTC."""
    day = checked[:10]
    cause, values, reason = rows.why(found.cause)
    with store.transaction() as db:
        db.execute(
            "UPDATE link_check SET verdict = :verdict, cause = :cause, cause_values = :values, reason = :reason, evidence = :evidence, status = :status,"
            " final_url = :final, hops = :hops, lasting = :lasting, checked = :checked,"
            " broken_days = CASE WHEN :broken THEN broken_days + (broken_last <> :day) WHEN :well THEN 0 ELSE broken_days END,"
            " broken_since = CASE WHEN :broken AND broken_since = '' THEN :day WHEN :well THEN '' ELSE broken_since END,"
            " broken_last = CASE WHEN :broken THEN :day WHEN :well THEN '' ELSE broken_last END"
            " WHERE crawl_id = :crawl AND asked = :asked AND verdict = 'waiting'",
            {
                "verdict": found.verdict, "cause": cause, "values": values, "reason": reason, "evidence": rows.text(found.evidence),
                "status": found.status, "final": rows.text(found.final_url), "hops": rows.text(found.hops),
                "lasting": found.lasting, "checked": checked, "day": day, "broken": found.verdict == BROKEN,
                "well": found.verdict in {OK, REDIRECTED, SOFT_404}, "crawl": store.crawl_id, "asked": asked,
            },
        )  # fmt: skip


def counts(store: Store) -> tuple[int, int]:
    """Return how many addresses of this crawl were asked or are known, and how many there are with those that wait."""
    done, known = store.connection.execute(
        "SELECT count(DISTINCT CASE WHEN verdict <> 'waiting' THEN asked END), count(DISTINCT asked)"
        " FROM link_check WHERE crawl_id = ? AND asked <> '' AND verdict <> 'not checked'",
        (store.crawl_id,),
    ).fetchone()
    return done, known
