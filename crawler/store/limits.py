"""Keep URLs out of the frontier when a limit is reached, with one example and a count per limit."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import NO_CAUSE, Cause, because
from crawler.store import rows
from crawler.urls.patterns import pattern

if TYPE_CHECKING:
    import sqlite3

FROM_LINKS = {"link", "redirect"}
# Times AUDIT_MAX_PAGES, and at least so many: what waits beyond them is never visited, and a trap would fill the disk with it.
WAITING = 10
LEAST_WAITING = 10_000
HOPS = 20  # redirects in a row that are followed; browsers give up at 20, too, and a chain without end would go on


class Limits(NamedTuple):
    """The owner's limits of one crawl."""

    pages: int
    depth: int
    per_pattern: int
    length: int  # characters of an address

    @property
    def waiting(self) -> int:
        """Return how many addresses are kept to be visited."""
        return max(WAITING * self.pages, LEAST_WAITING)


def too_long(length: int) -> Cause:
    """Return why addresses that are too long are left out."""
    return because("limit-length", limit=length)


def too_many_pages(pages: int) -> Cause:
    """Return why what was left when enough pages were read is left out."""
    return because("limit-pages", limit=pages)


def fingerprint(key: str) -> int:
    """Return 64 bits that stand for an address, as SQLite keeps them."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


class Gate:
    """Decides which addresses enter the frontier. What it knows is a query's answer, so a resumed crawl decides alike."""

    def __init__(self, db: sqlite3.Connection, crawl_id: int, limits: Limits) -> None:
        """Read what was let in before."""
        self._db, self._crawl, self._limits = db, crawl_id, limits
        found = db.execute(
            "SELECT id, key, found_by, state, cause, cause_values FROM frontier WHERE crawl_id = ? AND role = 'page'",
            (crawl_id,),
        )
        self._waiting = 0
        self._spent: Counter[str] = Counter()
        self._examples: dict[Cause, int] = {}  # the frontier row that is the example of each
        self._hops: dict[str, int] = {}  # address that a redirect named -> redirects in a row before it
        hops = "SELECT key, redirect_to FROM page WHERE crawl_id = ? AND outcome = 'redirected' ORDER BY id"
        for key, to in db.execute(hops, (crawl_id,)):
            self._hop(key, to.partition("#")[0])
        for row_id, key, found_by, state, *cause in found:
            if state == "skipped":
                self._examples.setdefault(rows.cause_of(*cause), row_id)
                continue
            self._waiting += 1
            if found_by in FROM_LINKS and (shape := pattern(key)):
                self._spent[shape.text] += 1

    def let_in(
        self, keys: list[str], found_by: str, depth: int | None, source: str = ""
    ) -> tuple[list[str], set[str]]:
        """Return the addresses that enter, and those that are in already; of the others a number and examples are kept.

        `source` is the page that a redirect comes from. Must be called inside the transaction that stores what it returns.
        """
        known = self._known(keys)
        if found_by == "redirect":
            for key in keys:
                self._hop(source, key)
        entered = []
        for key in keys:
            if key in known:
                continue
            if why := self._over(key, found_by, depth):
                self._hold(key, why, found_by, depth)
            else:
                entered.append(key)
                self._waiting += 1
        if self._examples:
            # It was too deep when it was found first, or a sitemap names it: then it counts no longer.
            self._db.executemany(
                "DELETE FROM held_back WHERE crawl_id = ? AND hash = ?",
                [(self._crawl, fingerprint(key)) for key in entered],
            )
        return entered, known

    def _hop(self, source: str, to: str) -> None:
        self._hops[to] = max(self._hops.get(to, 0), self._hops.get(source, 0) + 1)

    def _known(self, keys: list[str]) -> set[str]:
        known = "SELECT 1 FROM frontier WHERE crawl_id = ? AND key = ?"
        return {key for key in keys if self._db.execute(known, (self._crawl, key)).fetchone()}

    def _over(self, key: str, found_by: str, depth: int | None) -> Cause:
        """Return which limit keeps an address out; empty when none does."""
        limits = self._limits
        if len(key) > limits.length:
            return too_long(limits.length)
        if depth is not None and depth > limits.depth:
            return because("limit-depth", limit=limits.depth)
        if found_by == "redirect" and self._hops[key] > HOPS:
            return because("limit-redirects", limit=HOPS)
        if self._waiting >= limits.waiting:
            return too_many_pages(limits.pages)
        # What the owner's sitemap or list names is meant; only what links lead to may be a trap.
        shape = pattern(key) if found_by in FROM_LINKS else None
        if shape is None:
            return NO_CAUSE
        budget = limits.per_pattern * shape.weight
        if self._spent[shape.text] >= budget:
            return because("limit-pattern", limit=budget, pattern=shape.text)
        self._spent[shape.text] += 1
        return NO_CAUSE

    def _hold(self, key: str, why: Cause, found_by: str, depth: int | None) -> None:
        example = self._examples.get(why)
        if example is not None:
            held = (self._crawl, fingerprint(key), example)
            self._db.execute(
                "INSERT OR IGNORE INTO held_back (crawl_id, hash, example_id) VALUES (?, ?, ?)", held
            )
            return
        row = (self._crawl, key, found_by, depth, *rows.why(why))
        cursor = self._db.execute(
            "INSERT INTO frontier (crawl_id, key, role, state, found_by, depth, cause, cause_values, reason)"
            " VALUES (?, ?, 'page', 'skipped', ?, ?, ?, ?, ?)",
            row,
        )
        self._examples[why] = cursor.lastrowid or 0
