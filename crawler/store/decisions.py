"""What people decided: the tables decision, conflict and known_file. Decisions and conflicts are only ever added."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from crawler.store.database import now
from crawler.store.rows import insert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

PROGRAM, IGNORE_FILE = "audit", ".auditignore"  # who decided, where nobody did


class Decision(NamedTuple):
    """One row of the table decision, but for its number."""

    ref: str
    status: str
    note: str
    who: str
    at: str
    file: str
    file_hash: str
    crawl_id: int = 0


class Conflict(NamedTuple):
    """Two copies of a workbook that say different things."""

    ref: str
    field: str
    kept: str
    other: str
    file: str
    who: str
    at: str


class Logged(NamedTuple):
    """One decision of the past."""

    id: int
    status: str
    note: str
    who: str


_OF = "ref IN (SELECT value FROM json_each(?))"


def log_of(store: Store, refs: Iterable[str]) -> dict[str, list[Logged]]:
    """Return the decisions about these Refs, oldest first."""
    found: dict[str, list[Logged]] = {}
    rows = store.connection.execute(
        f"SELECT ref, id, status, note, who FROM decision WHERE {_OF} ORDER BY id",
        (json.dumps(list(refs)),),
    )
    for ref, *values in rows:
        found.setdefault(ref, []).append(Logged(*values))
    return found


def newest_decisions(store: Store) -> dict[str, tuple[str, str]]:
    """Return the newest status and note of every Ref that was ever decided about."""
    rows = store.connection.execute(
        "SELECT ref, status, note FROM decision WHERE id IN (SELECT max(id) FROM decision GROUP BY ref)"
    )
    return {ref: (status, said) for ref, status, said in rows}


def members_of(store: Store, refs: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Return for each of these Refs that the file knows the issues that it stands for: Ref, status and note.

    That is the issue itself, or all that share it as their cause.
    """
    asked = json.dumps(list(refs))
    found: dict[str, list[tuple[str, str, str]]] = {}
    rows = store.connection.execute(
        f"SELECT ref AS said, ref, status, note FROM known_issue WHERE {_OF}"
        " UNION ALL SELECT cause, ref, status, note FROM known_issue WHERE cause IN (SELECT value FROM json_each(?))"
        " AND judged_state NOT IN ('fixed', 'page gone')",
        (asked, asked),
    )
    for said, *values in rows:
        found.setdefault(said, []).append((values[0], values[1], values[2]))
    return found


def reopened_in(store: Store) -> set[str]:
    """Return the Refs that this program opened again in the open crawl, since what was Done is still there."""
    rows = store.connection.execute(
        "SELECT ref FROM decision WHERE crawl_id = ? AND who = ?", (store.crawl_id, PROGRAM)
    )
    return {ref for (ref,) in rows}


def newest_decision(store: Store) -> int:
    """Return the number of the newest decision, 0 for none."""
    (number,) = store.connection.execute("SELECT coalesce(max(id), 0) FROM decision").fetchone()
    return int(number)


def save_decisions(store: Store, decisions: Iterable[Decision], conflicts: Iterable[Conflict] = ()) -> None:
    """Add decisions to the log, and give their issues the new status and note."""
    with store.transaction() as db:
        decisions = [
            one._replace(note=text(one.note), who=text(one.who), file=text(one.file)) for one in decisions
        ]
        db.executemany(insert("decision", ", ".join(Decision._fields)), decisions)
        db.executemany(
            "UPDATE known_issue SET status = ?, note = ? WHERE ref = ?",
            [(one.status, one.note, one.ref) for one in decisions],
        )
        newest = newest_decision(store)
        db.executemany(
            insert("conflict", f"{', '.join(Conflict._fields)}, decision_id", otherwise="OR IGNORE"),
            [(*(text(v) for v in one), newest) for one in conflicts],
        )


def done_and_seen(store: Store) -> list[tuple[str, str, str]]:
    """Return the issues that were Done before the open crawl began and that it found all the same: Ref, cause, note."""
    rows = store.connection.execute(
        "SELECT issue.ref, issue.cause, issue.note FROM known_issue AS issue JOIN crawl ON crawl.id = ? AND last_seen_crawl = crawl.id"
        " WHERE issue.status = 'Done' AND (SELECT at FROM decision WHERE decision.ref = issue.ref ORDER BY id DESC LIMIT 1) <= crawl.started",
        (store.crawl_id,),
    )
    return rows.fetchall()


def file_is_known(store: Store, digest: str) -> bool:
    """Return whether a workbook was written by this program and not touched since, or was read already."""
    found = store.connection.execute("SELECT 1 FROM known_file WHERE hash = ?", (digest,))
    return found.fetchone() is not None


def know_file(store: Store, digest: str, crawl: int = 0) -> None:
    """Remember a workbook that was read, or written for a crawl."""
    with store.transaction() as db:
        db.execute(
            "INSERT OR REPLACE INTO known_file (hash, crawl_id, at) VALUES (?, ?, ?)", (digest, crawl, now())
        )


def causes_of_issues(store: Store) -> set[str]:
    """Return the Refs of causes, each of which several issues may share."""
    return {
        cause
        for (cause,) in store.connection.execute("SELECT DISTINCT cause FROM known_issue WHERE cause <> ''")
    }


def last_crawls(store: Store, count: int) -> list[int]:
    """Return the newest crawls, newest first."""
    return [
        number
        for (number,) in store.connection.execute("SELECT id FROM crawl ORDER BY id DESC LIMIT ?", (count,))
    ]
