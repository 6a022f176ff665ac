"""The table resource: which of the site's own files are asked for in this crawl, and what was answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.http.status import GONE
from crawler.store import now, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.items import Verdict
    from crawler.store import Store

FACTS = "verdict, cause, cause_values, reason, evidence, status, final_url, hops, lasting, size, content_type, nosniff, checked"
_INSERT = rows.insert(
    "resource", f"crawl_id, url, asked, kind, googlebot, reused, {FACTS}", otherwise="OR IGNORE"
)


class Use(NamedTuple):
    """One address of the site's own that pages name in one kind of place."""

    url: str
    place: str
    pages: int
    secure: bool  # one of these pages is on https


class Known(NamedTuple):
    """What an earlier crawl was answered for an address; `row` has the columns FACTS."""

    verdict: str
    size: int | None
    checked: str
    same: bool  # it was asked for as today
    row: tuple[Any, ...]


def uses(store: Store) -> list[Use]:
    """Return the distinct addresses of the site's own that its pages name outside links, without fragments."""
    found = store.connection.execute(
        "SELECT resource, place, count(DISTINCT page_id), max(key LIKE 'https:%') FROM shown_resource WHERE crawl_id = ? GROUP BY resource, place",
        (store.crawl_id,),
    )
    return [Use(url, place, pages, bool(secure)) for url, place, pages, secure in found]


def fill_first_uses(store: Store) -> None:
    """Give each file that was asked for the first place where it is used, and the number of its pages."""
    crawl = {"crawl": store.crawl_id}
    with store.transaction() as db:
        if not db.execute("SELECT 1 FROM resource WHERE crawl_id = :crawl LIMIT 1", crawl).fetchone():
            return
        db.execute(
            "UPDATE resource SET page_id = NULL, position = NULL, pages = 0 WHERE crawl_id = :crawl AND pages",
            crawl,
        )
        # What shows a file comes before what names it.
        db.execute(
            "UPDATE resource SET page_id = first.page_id, position = first.position, pages = first.pages FROM ("
            " SELECT resource AS url, page_id, position, count(DISTINCT page_id) AS pages,"
            " min((place IN ('og', 'twitter', 'jsonld')) || key || printf(' %09d', position))"
            " FROM shown_resource WHERE crawl_id = :crawl GROUP BY resource) AS first"
            " WHERE resource.crawl_id = :crawl AND resource.url = first.url",
            crawl,
        )


def earlier(store: Store) -> dict[str, Known]:
    """Return the newest answer of the crawls before for each address that was asked for."""
    columns = ", ".join(f"resource.{name}" for name in FACTS.split(", "))
    found = store.connection.execute(
        "SELECT asked, verdict, size, checked, json_extract(old.settings, '$.asked_as') IS json_extract(new.settings, '$.asked_as'),"
        f" {columns} FROM resource JOIN crawl AS old ON old.id = crawl_id JOIN crawl AS new ON new.id = :crawl"
        " WHERE crawl_id <> :crawl AND verdict NOT IN ('waiting', 'not checked') ORDER BY checked",
        {"crawl": store.crawl_id},
    )
    return {
        asked: Known(verdict, size, checked, bool(same), tuple(row))
        for asked, verdict, size, checked, same, *row in found
    }


def is_fresh(known: Known, days: int) -> bool:
    """Return whether an answer is younger than so many days, and was asked for as today."""
    age = datetime.fromisoformat(now()) - datetime.fromisoformat(known.checked)
    return known.same and timedelta() <= age < timedelta(days=days)


def read_as_pages(store: Store) -> dict[str, tuple[int, int | None, str]]:
    """Return status, size and Content-Type of the files that this crawl has asked for already, since links lead to them too."""
    found = store.connection.execute(
        "SELECT key, status, size, content_type FROM page WHERE crawl_id = ? AND source = ''"
        f" AND (outcome = 'fetched' AND status = 200 AND NOT is_html AND size > 0 OR status IN ({', '.join(map(str, sorted(GONE)))}))",
        (store.crawl_id,),
    )
    return {key: (status, size, kind) for key, status, size, kind in found}


def robots_of(store: Store) -> Mapping[str, str]:
    """Return the text of each robots.txt that was read, by its site (scheme and host)."""
    found = store.connection.execute(
        "SELECT netloc, body FROM robots WHERE crawl_id = ? AND body <> ''", (store.crawl_id,)
    )
    return dict(found.fetchall())


def present(store: Store) -> tuple[set[str], int]:
    """Return the addresses that have their row already, and how many of them were or are to be asked in this crawl."""
    found = store.connection.execute(
        "SELECT url, verdict = 'waiting' OR reused = 0 AND checked <> '' FROM resource WHERE crawl_id = ?",
        (store.crawl_id,),
    ).fetchall()
    return {url for url, _ in found}, sum(asked for _, asked in found)


def add(store: Store, made: Iterable[tuple[Any, ...]]) -> None:
    """Add a row for each file: url, asked, kind, googlebot, reused, and the columns FACTS; one that is there stays."""
    with store.transaction() as db:
        db.executemany(
            _INSERT, [(store.crawl_id, rows.text(url), rows.text(asked), *row) for url, asked, *row in made]
        )


def waiting(store: Store) -> list[tuple[str, str]]:
    """Return address and kind of what is still to be asked in this crawl, each address once."""
    found = store.connection.execute(
        "SELECT asked, min(kind) FROM resource WHERE crawl_id = ? AND verdict = 'waiting' GROUP BY asked ORDER BY min(rowid)",
        (store.crawl_id,),
    )
    return found.fetchall()


def verdict_row(
    found: Verdict, size: int | None, content_type: str, *, nosniff: bool, checked: str
) -> tuple[Any, ...]:
    """Return the columns FACTS."""
    return (
        found.verdict, *rows.why(found.cause), rows.text(found.evidence), found.status, rows.text(found.final_url),
        rows.text(found.hops), found.lasting, size, rows.text(content_type), nosniff, checked,
    )  # fmt: skip


def save(store: Store, asked: str, row: tuple[Any, ...]) -> None:
    """Store the answer for an address; `row` has the columns FACTS."""
    columns = ", ".join(f"{name} = ?" for name in FACTS.split(", "))
    with store.transaction() as db:
        db.execute(
            f"UPDATE resource SET {columns} WHERE crawl_id = ? AND asked = ? AND verdict = 'waiting'",
            (*row, store.crawl_id, rows.text(asked)),
        )


def counts(store: Store) -> tuple[int, int]:
    """Return how many files of this crawl were asked for or are known, and how many there are with those that wait."""
    done, known = store.connection.execute(
        "SELECT coalesce(sum(verdict <> 'waiting'), 0), count(*) FROM resource WHERE crawl_id = ? AND verdict <> 'not checked'",
        (store.crawl_id,),
    ).fetchone()
    return done, known
