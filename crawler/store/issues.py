"""Issues and what became of them: the tables known_issue, gone_issue and compared, and what of a crawl decides it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.http.status import GONE
from crawler.store.rows import KEEP_WORDS, cause_of, insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from crawler.store import Store


@dataclass(slots=True)
class Issue:
    """One row of the table known_issue; the names are those of the columns."""

    ref: str
    fingerprint: str  # hex digits, stored as bytes
    cause: str
    rule: str
    page: str
    first_crawl: int
    last_seen_crawl: int
    last_judged_crawl: int
    state: str
    judged_state: str
    state_crawl: int
    before: str = ""
    status: str = "Open"
    note: str = ""
    subject: str = ""
    finding_id: int | None = None


class Found(NamedTuple):
    """A finding of the open crawl as its issue is looked for."""

    id: int
    page_id: int | None
    key: str
    source: str | None  # None: about the site
    rule: str
    severity: str
    subject: str
    region: str
    place: str
    now: str
    message: str
    should_be: str


class Gone(NamedTuple):
    """An issue that a crawl found to be gone."""

    ref: str
    rule: str
    severity: str
    state: str  # fixed / page gone


class PageRow(NamedTuple):
    """What of a page's row decides whether it was judged, and whether it is an older one that moved."""

    id: int
    key: str
    source: str
    outcome: str
    cause: str
    status: int | None
    is_html: int
    indexable: int
    final_url: str
    url: str
    title: str
    text_hash: str
    canonical: str


_COLUMNS = ", ".join(field.name for field in fields(Issue))
_SELECTED = _COLUMNS.replace("fingerprint", "lower(hex(fingerprint))")
_OTHERS = attrgetter(*(field.name for field in fields(Issue)[2:]))
_DECIDED = {"status", "note"}  # may have changed since the issue was read
_UPSERT = (
    f"{insert('known_issue', _COLUMNS)} ON CONFLICT (ref) DO UPDATE SET"
    f" {', '.join(f'{field.name} = excluded.{field.name}' for field in fields(Issue)[1:] if field.name not in _DECIDED)}"
)
BATCH = 1_000  # issues that are held at once where none of an earlier crawl is to be recognised
MOST_LINKS = 100_000  # addresses of one page that are looked through


def pages_of(store: Store, crawl: int) -> Iterator[PageRow]:
    """Yield the pages of a crawl."""
    rows = store.connection.execute(
        f"SELECT {', '.join(PageRow._fields)} FROM page WHERE crawl_id = ? ORDER BY id", (crawl,)
    )
    return map(PageRow._make, rows)


def sitemaps_of(store: Store, crawl: int) -> dict[str, str]:
    """Return what became of a crawl's sitemaps: done, failed …, or missing where the server says that there is none."""
    found = {}
    rows = store.connection.execute(
        "SELECT key, state, cause, cause_values FROM frontier WHERE crawl_id = ? AND role = 'sitemap'",
        (crawl,),
    )
    for key, state, code, values in rows:
        status = dict(cause_of(code, values).values).get("status")
        found[key] = "missing" if state == "failed" and status in GONE else state
    return found


def answers(store: Store) -> dict[str, str]:
    """Return the verdict about each link to another site, and each file of the site, that the open crawl knows of."""
    return dict(
        store.connection.execute(
            "SELECT url, verdict FROM link_check WHERE crawl_id = :crawl UNION ALL SELECT url, verdict FROM resource WHERE crawl_id = :crawl",
            {"crawl": store.crawl_id},
        )
    )


def links_of(store: Store, page_id: int) -> set[str]:
    """Return the addresses that a page leads to."""
    rows = store.connection.execute(
        "SELECT url FROM target WHERE id IN (SELECT target_id FROM link WHERE page_id = :page"
        " UNION SELECT target_id FROM carrier WHERE page_id = :page)"
        " UNION SELECT url FROM own_resource WHERE page_id = :page LIMIT :most",
        {"page": page_id, "most": MOST_LINKS},
    )
    return {url for (url,) in rows}


def issues_of(store: Store, spider: str, target: str) -> list[Issue]:
    """Return the issues of all crawls of a spider and target."""
    rows = store.connection.execute(
        f"SELECT {_SELECTED} FROM known_issue WHERE first_crawl IN (SELECT id FROM issue_crawl WHERE spider = ? AND target = ?) ORDER BY rowid",
        (spider, target),
    )
    # The same few words stand in tens of thousands of rows.
    known: dict[Any, Any] = {}
    return [Issue(*(known.setdefault(v, v) if v.__class__ is str else v for v in row)) for row in rows]


def taken_refs(store: Store, crawl: int) -> set[str]:
    """Return every Ref of the file but those that began in this crawl: `save_issues` gives them anew, and they stay the same."""
    return {
        ref
        for (ref,) in store.connection.execute("SELECT ref FROM known_issue WHERE first_crawl <> ?", (crawl,))
    }


def findings_of(store: Store, crawl: int) -> Iterator[Found]:
    """Yield a crawl's findings, page by page in the order in which they stand there."""
    rows = store.connection.execute(
        "SELECT finding.id, finding.page_id, coalesce(page.key, ''), page.source, rule, severity, subject, region, place, now, message,"
        " should_be FROM finding LEFT JOIN page ON page.id = page_id WHERE finding.crawl_id = ?"
        " ORDER BY finding.page_id, position, line, finding.id",
        (crawl,),
    )
    return map(Found._make, rows)


def said_then(store: Store, refs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield of each issue its Ref, and the current value and the message of when it was last seen, in the order of the page."""
    rows = store.connection.execute(
        "SELECT ref, now, message FROM issue WHERE ref IN (SELECT value FROM json_each(?)) ORDER BY position, line, ref",
        (json.dumps(list(refs)),),
    )
    yield from rows


def said_now(store: Store, findings: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """Yield of each finding its id, current value and message."""
    for finding in findings:
        yield store.connection.execute(
            "SELECT id, now, message FROM finding WHERE id = ?", (finding,)
        ).fetchone()


def link_and_severity(store: Store, ref: str) -> tuple[str, str]:
    """Return where the link leads that an issue is about, and how severe it was."""
    link, severity = store.connection.execute(
        "SELECT link, severity FROM issue WHERE ref = ?", (ref,)
    ).fetchone()
    return link, severity


def keep_words(store: Store) -> None:
    """Keep what the findings of the open crawl say, where it was closed before: those that are gone now have no row to read it from."""
    with store.transaction() as db:
        db.execute(f"{KEEP_WORDS} AND first_crawl <> ?1", (store.crawl_id,))


def previous_crawl(store: Store) -> int:
    """Return the finished crawl of the same spider and target before the open one; 0 for none."""
    (number,) = store.connection.execute(
        "SELECT coalesce(max(old.id), 0) FROM crawl AS old JOIN crawl AS new ON new.id = ?"
        " AND old.id < new.id AND old.finished IS NOT NULL AND old.spider = new.spider AND old.target = new.target",
        (store.crawl_id,),
    ).fetchone()
    return int(number)


def begin_issues(store: Store, begun: Iterator[Issue], *, crawl: int, told: bool) -> None:
    """Store the issues of a crawl that has none before it; `told`: they are new."""
    with store.transaction() as db:
        _forget(db, crawl, told=told)
        while batch := list(islice(begun, BATCH)):
            db.executemany(_UPSERT, map(_row, batch))
            db.executemany(
                "UPDATE finding SET ref = ?, state = ? WHERE id = ?",
                [(issue.ref, issue.state, issue.finding_id) for issue in batch],
            )


def _forget(db: sqlite3.Connection, crawl: int, *, told: bool = True) -> None:
    """Take back what a crawl made of the issues before a resume, and note the crawl as one that issues name."""
    for table, column in (
        ("known_issue", "first_crawl"),
        ("gone_issue", "crawl_id"),
        ("compared", "crawl_id"),
    ):
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (crawl,))
    db.execute(
        "INSERT OR REPLACE INTO issue_crawl (id, spider, target, started, told) SELECT id, spider, target, started, ? FROM crawl WHERE id = ?",
        (told, crawl),
    )


def _row(issue: Issue) -> tuple[Any, ...]:
    return issue.ref, bytes.fromhex(issue.fingerprint), *_OTHERS(issue)


def save_issues(
    store: Store,
    issues: Iterable[Issue],
    found: Iterable[tuple[str, str, int]],
    gone: Iterable[Gone],
    compared: Iterable[tuple[int, int]],
    *,
    crawl: int,
) -> None:
    """Store what a crawl made of the issues, in place of what it made of them before a resume.

    `found`: Ref and state of each finding by its id; `compared`: pages that this and the previous crawl judged.
    """
    with store.transaction() as db:
        _forget(db, crawl)
        db.executemany(_UPSERT, map(_row, issues))
        db.executemany("UPDATE finding SET ref = ?, state = ? WHERE id = ?", found)
        db.executemany(
            insert("gone_issue", "crawl_id, ref, rule, severity, state"),
            [(crawl, *one) for one in gone],
        )
        db.executemany(
            insert("compared", "page_id, crawl_id, other_id"),
            [(page, crawl, other) for page, other in compared],
        )


def save_came_back(store: Store, refs: Iterable[str]) -> None:
    """Say of these issues that they came back in the open crawl."""
    values = {"crawl": store.crawl_id, "refs": json.dumps(list(refs))}
    among = "ref IN (SELECT value FROM json_each(:refs))"
    with store.transaction() as db:
        db.execute(
            f"UPDATE known_issue SET state = 'came back', judged_state = 'came back', state_crawl = :crawl WHERE {among}",
            values,
        )
        db.execute(f"UPDATE finding SET state = 'came back' WHERE crawl_id = :crawl AND {among}", values)


def open_places(store: Store) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield of each issue of the open crawl's spider and target that is not gone: Ref, rule, page, the page's key, status, note."""
    yield from store.connection.execute(
        "SELECT ref, rule, page, key, status, note FROM issue JOIN crawl USING (spider, target)"
        " WHERE crawl.id = ? AND judged_state NOT IN ('fixed', 'page gone')",
        (store.crawl_id,),
    ).fetchall()
