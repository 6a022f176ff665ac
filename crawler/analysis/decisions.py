"""What people wrote into their copies of the workbook, compared with what each copy was issued with and with what others decided since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crawler.store.decisions import (
    PROGRAM,
    Conflict,
    Decision,
    done_and_seen,
    log_of,
    members_of,
    newest_decisions,
    save_decisions,
)
from crawler.store.issues import save_came_back
from reports.common.statuses import DONE, OPEN, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.store import Store
    from crawler.store.decisions import Logged


class Said(NamedTuple):
    """One row of somebody's copy."""

    ref: str
    edition: int | None  # the newest decision that the copy was issued with; None: it does not say
    status: str | None  # as the cell has it; None: the copy has no such column, or the cell could not be read
    note: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """What somebody's copy of the workbook says, and where it comes from."""

    file: str
    file_hash: str
    who: str
    at: str  # when it was saved: ISO 8601, UTC
    rows: Sequence[Said]


@dataclass(slots=True)
class Taken:
    """What reading copies came to."""

    decisions: int = 0
    conflicts: int = 0
    unknown_refs: list[str] = field(default_factory=list)
    unknown_statuses: list[tuple[str, str]] = field(default_factory=list)  # Ref, what the cell says


@dataclass(slots=True)
class _Now:
    """What holds about a Ref at present, and its past."""

    status: str
    note: str
    log: list[Logged]

    def at(self, edition: int) -> tuple[str, str]:
        """Return status and note as a copy of that edition was issued with them."""
        return next(((one.status, one.note) for one in reversed(self.log) if one.id <= edition), (OPEN, ""))


def take(store: Store, copy: Copy) -> Taken:
    """Put what a copy says into the log: a change wins where nobody decided otherwise since; else both are kept as a conflict.

    Status and note are compared each for itself. What the log has already is not taken twice, so a copy may be read again and again.
    """
    taken = Taken()
    refs = {row.ref for row in copy.rows}
    members, log = members_of(store, refs), log_of(store, refs)
    current = {ref: _now(members[ref], log.get(ref, [])) for ref in members}
    changed: dict[str, _Now] = {}
    conflicts = []
    for row in copy.rows:
        now = current.get(row.ref)
        if now is None:
            taken.unknown_refs.append(row.ref)
            continue
        status = None if row.status is None else status_of(row.status)
        if row.status is not None and status is None:
            taken.unknown_statuses.append((row.ref, row.status))
        for name, said in (("status", status), ("note", row.note)):
            if said is None:
                continue
            kept = getattr(now, name)
            verdict = _verdict(said, name, row.edition, now, kept)
            if verdict == "taken":
                setattr(now, name, said)
                changed[row.ref] = now
            elif verdict == "conflict":
                conflicts.append(Conflict(row.ref, name, kept, said, copy.file, copy.who, copy.at))
    # The row of a cause decides about each of its issues, and about those that come.
    decisions = [
        Decision(one, now.status, now.note, copy.who, copy.at, copy.file, copy.file_hash)
        for ref, now in changed.items()
        for one in dict.fromkeys([ref, *(member for member, *_ in members[ref])])
    ]
    if decisions or conflicts:
        save_decisions(store, decisions, conflicts)
    taken.decisions, taken.conflicts = len(changed), len(conflicts)
    return taken


def _now(members: Sequence[tuple[str, str, str]], log: list[Logged]) -> _Now:
    """Return what the workbook shows for a Ref: its newest decision; of a cause without one, what all of its issues agree on."""
    if log:
        return _Now(log[-1].status, log[-1].note, log)
    agreed = {(status, note) for _, status, note in members}
    status, note = agreed.pop() if len(agreed) == 1 else (OPEN, "")
    return _Now(status, note, [])


def _verdict(said: str, name: str, edition: int | None, now: _Now, kept: str) -> str:
    """Return what becomes of a cell: "taken", "conflict", or nothing where it says nothing new."""
    past = [getattr(one, name) for one in now.log if edition is None or one.id > edition]
    issued = (OPEN if name == "status" else "") if edition is None else now.at(edition)[name == "note"]
    same = {_plain(text) for text in (kept, issued, *past)}
    if _plain(said) in same:
        return ""
    return "taken" if _plain(kept) == _plain(issued) else "conflict"


def _plain(text: str) -> str:
    """Return a text as copies are compared: a program that saves one may change blanks and line ends."""
    return " ".join(text.split())


def reopen(store: Store) -> int:
    """Open again what was Done before the open crawl began and is still there, with its note; return how many issues these are."""
    found = done_and_seen(store)
    if not found:
        return 0
    at = str(store.meta()["started"])
    decided = newest_decisions(store)
    refs = {ref: note for ref, _, note in found}
    for _, cause, _ in found:
        if cause and decided.get(cause, ("",))[0] == DONE:
            refs[cause] = decided[cause][1]
    save_decisions(
        store,
        [Decision(ref, OPEN, note, PROGRAM, at, "", "", store.crawl_id) for ref, note in refs.items()],
    )
    save_came_back(store, [ref for ref, *_ in found])
    return len(found)


def unknown(taken: Mapping[str, Taken]) -> Iterable[str]:
    """Yield a sentence for each file that names Refs or statuses that nobody knows."""
    for file, one in taken.items():
        if one.unknown_refs:
            yield (
                f"{file}: {_some(one.unknown_refs)} no Ref of this database; the file is of another site,"
                " or of pages that were not crawled since the database was made."
            )
        if one.unknown_statuses:
            said = [f"“{status[:40]}” ({ref})" for ref, status in one.unknown_statuses]
            yield f"{file}: {_some(said)} no status; write Open, In progress, Done, Ignored or Wrong."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return (
        f"{shown} {'is' if len(names) == 1 else 'are'}"
        if len(names) <= 3
        else f"{shown} and {len(names) - 3:,} more are"
    )
