"""The frontier: which addresses and posts a crawl knows, and which of them wait."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import NO_CAUSE
from crawler.store import rows
from crawler.store.crawls import Crawls
from crawler.store.limits import Gate, fingerprint

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from crawler.items import Cause
    from crawler.store.limits import Limits

# URL strings are what grows with a site; beyond this many the memory starts again and the database answers.
MEMORY_LIMIT = 20_000
KEPT_SKIPPED = 1_000  # addresses beyond AUDIT_MAX_PAGES that the sheet Pages lists


class Queued(NamedTuple):
    """A frontier row that waits to be visited."""

    id: int
    key: str
    role: str
    depth: int | None
    found_by: str


class Frontier(Crawls):
    """A database whose open crawl has a frontier."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises Mistake when it cannot be opened, is not ours, or is of another version."""
        super().__init__(path)
        self.limits: Limits | None = None  # of addresses that enter the frontier; none: all do
        self._gate: Gate | None = None
        self._known: set[str] = set()

    def forget(self) -> None:
        """Forget which addresses are known."""
        super().forget()
        self._known.clear()
        self._gate = None

    def enqueue(self, keys: Iterable[str], *, role: str, found_by: str, depth: int | None) -> None:
        """Add what is not known yet to the frontier, in this order."""
        with self.transaction() as db:
            self._enqueue(db, keys, role, found_by, depth)

    def _enqueue(
        self,
        db: sqlite3.Connection,
        keys: Iterable[str],
        role: str,
        found_by: str,
        depth: int | None,
        *,
        source: str = "",
    ) -> None:
        known = self._known
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new and role == "page" and self.limits is not None:
            self._gate = self._gate or Gate(db, self.crawl_id, self.limits)
            new, there = self._gate.let_in(new, found_by, depth, source)
            known.update(there)
        if not new:
            return
        db.executemany(
            "INSERT OR IGNORE INTO frontier (crawl_id, key, role, found_by, depth) VALUES (?, ?, ?, ?, ?)",
            [(self.crawl_id, key, role, found_by, depth) for key in new],
        )
        if len(known) > MEMORY_LIMIT:
            known.clear()
        known.update(new)

    def queued(self, after: int, limit: int, *, posts: bool = False) -> list[Queued]:
        """Return up to `limit` waiting rows whose id is greater than `after`, oldest first; `posts` or URLs."""
        found = self.connection.execute(
            "SELECT id, key, role, depth, found_by FROM frontier"
            " WHERE crawl_id = ? AND state = 'queued' AND id > ? AND (role = 'post') = ? ORDER BY id LIMIT ?",
            (self.crawl_id, after, posts, limit),
        )
        return [Queued(*row) for row in found]

    def names_sitemaps(self) -> bool:
        """Return whether robots.txt names the sitemaps that wait; else the one at the usual place is tried, and what that names."""
        tried = (
            "SELECT 1 FROM frontier WHERE crawl_id = ? AND role = 'sitemap' AND found_by = 'start' LIMIT 1"
        )
        return self.connection.execute(tried, (self.crawl_id,)).fetchone() is None

    def mark(self, frontier_id: int, state: str, cause: Cause = NO_CAUSE) -> None:
        """Set the state of one frontier row that will yield no page."""
        with self.transaction() as db:
            db.execute(
                "UPDATE frontier SET state = ?, cause = ?, cause_values = ?, reason = ? WHERE id = ?",
                (state, *rows.why(cause), frontier_id),
            )

    def requeue_edited(self, paths: Mapping[str, Path]) -> None:
        """Queue posts again that were edited after this crawl began; `paths` gives the file of each key."""
        began = datetime.fromisoformat(self.meta()["started"]).timestamp()
        edited = [key for key, path in paths.items() if path.stat().st_mtime >= began]
        with self.transaction() as db:
            db.executemany(
                "UPDATE frontier SET state = 'queued' WHERE crawl_id = ? AND key = ?",
                [(self.crawl_id, key) for key in edited],
            )

    def requeue(self, keys: Iterable[str]) -> None:
        """Let these rows wait again, as if they had never been asked for."""
        with self.transaction() as db:
            pairs = [(self.crawl_id, rows.text(key)) for key in keys]
            db.executemany("DELETE FROM page WHERE crawl_id = ? AND key = ?", pairs)
            db.executemany(
                "UPDATE frontier SET state = 'queued', cause = '', cause_values = '', reason = ''"
                " WHERE crawl_id = ? AND key = ?",
                pairs,
            )

    def skip_rest(self, cause: Cause) -> int:
        """Mark every waiting row as skipped for `cause`; returns how many there were.

        Of what only links name, as a site without end does, the first rows are kept and the others are counted.
        """
        why = rows.why(cause)
        with self.transaction() as db:
            cursor = db.execute(
                "UPDATE frontier SET state = 'skipped', cause = ?, cause_values = ?, reason = ?"
                " WHERE crawl_id = ? AND state = 'queued'",
                (*why, self.crawl_id),
            )
            same = "FROM frontier WHERE crawl_id = ? AND state = 'skipped' AND cause = ? AND cause_values = ?"
            first = f"SELECT min(id) {same}"
            rest = f"SELECT id, key {same} AND found_by IN ('link', 'redirect') ORDER BY id LIMIT -1 OFFSET ?"
            asked = (self.crawl_id, *why[:2])
            (example,) = db.execute(first, asked).fetchone()
            left = db.execute(rest, (*asked, KEPT_SKIPPED)).fetchall()
            hold = "INSERT OR IGNORE INTO held_back (crawl_id, hash, example_id) VALUES (?, ?, ?)"
            db.executemany(hold, [(self.crawl_id, fingerprint(key), example) for _, key in left])
            db.executemany("DELETE FROM frontier WHERE id = ?", [(number,) for number, _ in left])
        return cursor.rowcount

    def forget_held_back(self) -> None:
        """Delete what was kept only to count it: Coverage has the numbers."""
        with self.transaction() as db:
            db.execute("DELETE FROM held_back WHERE crawl_id = ?", (self.crawl_id,))

    def sitemaps_wait(self) -> bool:
        """Return whether a sitemap is known that was not read yet."""
        waits = "SELECT 1 FROM frontier WHERE crawl_id = ? AND state = 'queued' AND role = 'sitemap' LIMIT 1"
        return self.connection.execute(waits, (self.crawl_id,)).fetchone() is not None

    def counts(self) -> dict[str, int]:
        """Return the number of frontier rows in each state, sitemaps not counted."""
        return dict(
            self.connection.execute(
                "SELECT state, count(*) FROM frontier WHERE crawl_id = ? AND role <> 'sitemap' GROUP BY state",
                (self.crawl_id,),
            ).fetchall()
        )
