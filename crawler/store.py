"""The database: opens crawls, keeps the frontier, stores pages. The only Python that writes SQL for writing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import rows
from crawler.copies import sketch
from crawler.errors import Mistake
from crawler.limits import Gate
from crawler.unchanged import copy_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.items import Finding, Page, Sitemap, Target
    from crawler.limits import Limits
    from crawler.links.networks import Network
    from crawler.rules.schema import Rule

SCHEMA_VERSION = 2
# URL strings are what grows with a site; beyond this many, both memories start again and the database answers.
MEMORY_LIMIT = 20_000
FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}  # what a disk without room gives, the first byte of the code


OWN_KINDS = {"internal", "fragment"}


class Queued(NamedTuple):
    """A frontier row that waits to be visited."""

    id: int
    key: str
    role: str
    depth: int | None
    found_by: str


def now() -> str:
    """Return this moment as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """One database file with one open crawl; the single writer."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises Mistake when it cannot be opened, is not ours, or is of another version."""
        self.path = path
        self.crawl_id = 0
        self.limits: Limits | None = None  # of addresses that enter the frontier; none: all do
        self._gate: Gate | None = None
        self._known: set[str] = set()
        self._targets: dict[tuple[str, str], int] = {}  # (URL, kind) -> id
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            # 40 MB of log instead of 4 before it is moved into the file: what is written twice is written less often.
            self.connection.execute("PRAGMA wal_autocheckpoint = 10000")
            self._check_version()
            self.connection.executescript((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
            self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except sqlite3.Error as error:
            msg = f"{path}: the database cannot be opened ({error}); move it away or name another folder with AUDIT_OUT."
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in FULL:
                msg = f"{path}: cannot be written to ({error}); make room, or name another folder with AUDIT_OUT."
            raise Mistake(msg) from error

    def _check_version(self) -> None:
        """Refuse a database that another version wrote, or that somebody else's program did."""
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        tables = {
            name for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if version == SCHEMA_VERSION or (version == 0 and not tables):
            return
        msg = f"{self.path}: was written by another version (schema {version}, this one reads {SCHEMA_VERSION}); move it away and crawl again."
        raise Mistake(msg)

    def close(self) -> None:
        """Close the file; a closed store may be closed again."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection inside one transaction: all of it is stored, or none."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            # On a full disk SQLite may have rolled back by itself, and COMMIT may be what fails.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self._known.clear()
            self._targets.clear()
            self._gate = None
            raise

    # -- the crawl -----------------------------------------------------------------------------------------------

    def open_crawl(
        self,
        spider: str,
        target: str,
        site: str,
        *,
        version: str = "",
        settings: str = "{}",
        fresh: bool = False,
    ) -> bool:
        """Begin a crawl, or take up the newest one of this spider and target if it was not finished.

        Returns True when it was taken up. With `fresh` an unfinished crawl is marked abandoned and a new one begins.
        """
        newest = self.connection.execute(
            "SELECT id, finished, reason FROM crawl WHERE spider = ? AND target = ? ORDER BY id DESC LIMIT 1",
            (spider, target),
        ).fetchone()
        self._known.clear()
        self._targets.clear()
        self._gate = None
        unfinished = newest is not None and newest[1] is None and newest[2] != "abandoned"
        if unfinished and not fresh:
            self.crawl_id = newest[0]
            with self.transaction() as db:
                db.execute("UPDATE crawl SET reason = '' WHERE id = ?", (self.crawl_id,))
                # What was not reached then may be reached now; a rule's crashes only the process that saw them can tell.
                gone = "DELETE FROM coverage WHERE crawl_id = ? AND what NOT LIKE 'Rule % crashed'"
                db.execute(gone, (self.crawl_id,))
            return True
        with self.transaction() as db:
            if unfinished:
                db.execute("UPDATE crawl SET reason = 'abandoned' WHERE id = ?", (newest[0],))
            cursor = db.execute(
                "INSERT INTO crawl (spider, target, site, started, version, settings) VALUES (?, ?, ?, ?, ?, ?)",
                (spider, target, site, now(), version, settings),
            )
            self.crawl_id = cursor.lastrowid or 0
        return False

    def save_texts(self, rules: Iterable[Rule], networks: Mapping[str, Network]) -> None:
        """Keep the rules' and networks' texts of today with the crawl."""
        with self.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO rule VALUES (?, ?, ?, ?, ?, ?)",
                [(self.crawl_id, r.id, r.severity, r.title, r.why, r.fix) for r in rules],
            )
            db.executemany(
                "INSERT OR REPLACE INTO network VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        self.crawl_id,
                        n.id,
                        n.name,
                        n.status,
                        n.since,
                        networks[n.successor].name if n.successor else "",
                    )
                    for n in networks.values()
                ],
            )

    def end_crawl(self, reason: str, *, complete: bool) -> None:
        """Write down why the crawl ended; only a complete one counts as finished."""
        with self.transaction() as db:
            db.execute(
                "UPDATE crawl SET reason = ?, finished = ? WHERE id = ?",
                (reason, now() if complete else None, self.crawl_id),
            )

    def forget_if_empty(self) -> None:
        """Delete the open crawl when it saw nothing: it would hide the one before it from whoever asks for the newest."""
        seen = "SELECT 1 FROM page WHERE crawl_id = ? UNION ALL SELECT 1 FROM frontier WHERE crawl_id = ? LIMIT 1"
        if self.connection.execute(seen, (self.crawl_id, self.crawl_id)).fetchone() is None:
            with self.transaction():
                self._delete([(self.crawl_id,)])

    def prune(self, keep: int) -> None:
        """Delete all but the newest `keep` crawls of this crawl's spider and target."""
        old = self.connection.execute(
            "SELECT id FROM crawl WHERE (spider, target) = (SELECT spider, target FROM crawl WHERE id = ?)"
            " ORDER BY id DESC LIMIT -1 OFFSET ?",
            (self.crawl_id, max(keep, 1)),
        ).fetchall()
        if not old:
            return
        with self.transaction():
            self._delete(old)

    def _delete(self, crawls: list[tuple[int]]) -> None:
        tables = (
            "link_check", "finding", "post", "page", "target", "frontier", "rule", "network", "coverage", "robots",
            "sitemap_foreign", "sitemap_note", "held_back",
        )  # fmt: skip
        for table in tables:
            self.connection.executemany(f"DELETE FROM {table} WHERE crawl_id = ?", crawls)
        self.connection.executemany("DELETE FROM crawl WHERE id = ?", crawls)

    # -- the frontier --------------------------------------------------------------------------------------------

    def enqueue(self, keys: Iterable[str], *, role: str, found_by: str, depth: int | None) -> None:
        """Add what is not known yet to the frontier, in this order."""
        with self.transaction() as db:
            self._enqueue(db, keys, role, found_by, depth)

    def _enqueue(
        self, db: sqlite3.Connection, keys: Iterable[str], role: str, found_by: str, depth: int | None
    ) -> None:
        known = self._known
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new and role == "page" and self.limits is not None:
            self._gate = self._gate or Gate(db, self.crawl_id, self.limits)
            new, there = self._gate.let_in(new, found_by, depth)
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

    def mark(self, frontier_id: int, state: str, reason: str = "") -> None:
        """Set the state of one frontier row that will yield no page."""
        with self.transaction() as db:
            db.execute("UPDATE frontier SET state = ?, reason = ? WHERE id = ?", (state, reason, frontier_id))

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
                "UPDATE frontier SET state = 'queued', reason = '' WHERE crawl_id = ? AND key = ?", pairs
            )

    def skip_rest(self, reason: str) -> int:
        """Mark every waiting row as skipped for `reason`; returns how many there were."""
        with self.transaction() as db:
            cursor = db.execute(
                "UPDATE frontier SET state = 'skipped', reason = ? WHERE crawl_id = ? AND state = 'queued'",
                (reason, self.crawl_id),
            )
        return cursor.rowcount

    def forget_held_back(self) -> None:
        """Delete what was kept only to count it: Coverage has the numbers."""
        with self.transaction() as db:
            db.execute("DELETE FROM held_back WHERE crawl_id = ?", (self.crawl_id,))

    def counts(self) -> dict[str, int]:
        """Return the number of frontier rows in each state, sitemaps not counted."""
        return dict(
            self.connection.execute(
                "SELECT state, count(*) FROM frontier WHERE crawl_id = ? AND role <> 'sitemap' GROUP BY state",
                (self.crawl_id,),
            ).fetchall()
        )

    # -- pages ---------------------------------------------------------------------------------------------------

    def save_page(self, page: Page) -> None:
        """Store the page, all that stands on it, the URLs it led to, and this row's "done", in one transaction."""
        with self.transaction() as db:
            db.execute(
                "DELETE FROM page WHERE crawl_id = ? AND key = ?", (self.crawl_id, rows.text(page.key))
            )
            cursor = db.execute(rows.INSERT_PAGE, rows.page_row(page, self.crawl_id))
            page_id = cursor.lastrowid
            links = [link for link in page.links if link.to]
            # The site's own images, styles and scripts stand in the image table or nowhere: of them nothing leaks.
            carriers = [c for c in page.carriers if c.to and c.to.kind not in OWN_KINDS]
            if page.is_feed:  # the pages have the same addresses: of a feed only what is wrong is kept
                wrong = {f.position for f in page.findings if f.subject == "carrier"}
                carriers = [c for c in carriers if c.position in wrong]
            ids = self._target_ids(db, [a.to for a in links if a.to] + [c.to for c in carriers if c.to])
            db.executemany(
                rows.INSERT_LINK,
                [rows.link_row(link, page_id, target) for link, target in zip(links, ids, strict=False)],
            )
            db.executemany(
                rows.INSERT_CARRIER,
                [rows.carrier_row(c, page_id, t) for c, t in zip(carriers, ids[len(links) :], strict=True)],
            )
            db.executemany(
                rows.INSERT_HEADING,
                [rows.heading_row(h, page_id, counted=page.has_content_region) for h in page.headings],
            )
            db.executemany(rows.INSERT_IMAGE, [rows.image_row(i, page_id) for i in page.images])
            db.executemany(
                rows.INSERT_FINDING, [rows.finding_row(f, self.crawl_id, page_id) for f in page.findings]
            )
            if sampled := sketch(page):
                db.executemany("INSERT INTO shingle VALUES (?, ?, ?)", [(page_id, *row) for row in sampled])
            if page.notes:
                db.executemany(
                    "INSERT INTO note VALUES (?, ?)", [(page_id, rows.text(n)) for n in page.notes]
                )
            found_by = "redirect" if page.redirect_to else "link"
            # A hop counts as well, and a page known from a sitemap as a start page: no chain goes on without end.
            depth = (page.depth or 0) + 1
            self._enqueue(db, page.found, "page", found_by, depth)
            state = {"fetched": "done", "redirected": "done", "skipped": "skipped"}.get(
                page.outcome, "failed"
            )
            db.execute(
                "UPDATE frontier SET state = ?, reason = ? WHERE crawl_id = ? AND key = ?",
                (state, rows.text(page.reason), self.crawl_id, rows.text(page.key)),
            )

    def save_unchanged(self, page: Page, before: int) -> None:
        """Store a page as the crawl `before` has it, the URLs it leads to, and this row's "done", in one transaction."""
        with self.transaction() as db:
            key = rows.text(page.key)
            db.execute("DELETE FROM page WHERE crawl_id = ? AND key = ?", (self.crawl_id, key))
            found = copy_page(db, self.crawl_id, before, page)
            if page.follow:
                self._enqueue(db, found, "page", "link", (page.depth or 0) + 1)
            db.execute(
                "UPDATE frontier SET state = 'done', reason = '' WHERE crawl_id = ? AND key = ?",
                (self.crawl_id, key),
            )

    def save_sitemap(self, sitemap: Sitemap) -> None:
        """Store what a sitemap named, and this row's "done", in one transaction."""
        with self.transaction() as db:
            self._enqueue(db, sitemap.pages, "page", "sitemap", None)
            self._enqueue(db, sitemap.sitemaps, "sitemap", "sitemap", None)
            key = rows.text(sitemap.key)
            db.executemany(
                "INSERT OR IGNORE INTO sitemap_entry SELECT id, ? FROM frontier WHERE crawl_id = ? AND key = ?",
                [(key, self.crawl_id, page) for page in sitemap.pages],
            )
            db.executemany(
                "INSERT OR IGNORE INTO sitemap_foreign VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        self.crawl_id,
                        key,
                        rows.text(to.url),
                        to.kind,
                        to.confidence,
                        rows.text(to.host),
                        to.detail,
                    )
                    for to in sitemap.foreign
                ],
            )
            db.executemany(
                "INSERT OR IGNORE INTO sitemap_note VALUES (?, ?, ?)",
                [(self.crawl_id, key, rows.text(note)) for note in sitemap.notes],
            )
            state = "failed" if sitemap.reason else "done"
            db.execute(
                "UPDATE frontier SET state = ?, reason = ? WHERE crawl_id = ? AND key = ?",
                (state, rows.text(sitemap.reason), self.crawl_id, rows.text(sitemap.key)),
            )

    def _target_ids(self, db: sqlite3.Connection, targets: list[Target]) -> list[int]:
        """Return the ids of the targets' rows, making those that this crawl has not yet.

        One look-up and one insert for a page: ids are given out here, since nobody else writes.
        """
        known = self._targets
        new = {(to.url, to.kind): to for to in targets if (to.url, to.kind) not in known}
        if len(known) + len(new) > MEMORY_LIMIT:
            known.clear()
            new = {(to.url, to.kind): to for to in targets}
        if new:
            stored = db.execute(
                "SELECT url, kind, target.id FROM json_each(?) AS asked"
                " CROSS JOIN target ON crawl_id = ? AND url = asked.value",
                (json.dumps([rows.text(url) for url, _ in new]), self.crawl_id),
            )
            ids = {(url, kind): target_id for url, kind, target_id in stored}
            (last,) = db.execute("SELECT coalesce(max(id), 0) FROM target").fetchone()
            made = []
            for key, to in new.items():
                stored_key = (rows.text(to.url), to.kind)
                if stored_key not in ids:
                    last += 1
                    ids[stored_key] = last
                    made.append(rows.target_row(to, last, self.crawl_id))
                known[key] = ids[stored_key]
            db.executemany(rows.INSERT_TARGET, made)
        return [known[to.url, to.kind] for to in targets]

    # -- what is known when the crawl closes ---------------------------------------------------------------------

    def save_robots(self, netloc: str, status: int | None, verdict: str, body: str) -> None:
        """Keep what a host's robots.txt said, so that Coverage can show why a page was left alone."""
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?)",
                (self.crawl_id, netloc, status, verdict, rows.text(body), now()),
            )

    def save_coverage(self, what: str, count: int, example: str, why: str) -> None:
        """Add one line to Coverage, or replace the one of the same cause."""
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?, ?)",
                (self.crawl_id, what, count, rows.text(example), rows.text(why)),
            )

    def replace_site_findings(
        self, rule_ids: Iterable[str], findings: Iterable[tuple[int | None, Finding]]
    ) -> None:
        """Store what the site rules found, in place of what they found before a resume."""
        with self.transaction() as db:
            db.executemany(
                "DELETE FROM finding WHERE crawl_id = ? AND rule = ?", [(self.crawl_id, r) for r in rule_ids]
            )
            db.executemany(
                rows.INSERT_FINDING,
                [rows.finding_row(finding, self.crawl_id, page_id) for page_id, finding in findings],
            )

    def start_failure(self) -> str:
        """Return why nothing could be audited, as a sentence for the user; empty when a page was read."""
        read = "SELECT 1 FROM page WHERE crawl_id = ? AND outcome = 'fetched' LIMIT 1"
        if self.connection.execute(read, (self.crawl_id,)).fetchone():
            return ""
        row = self.connection.execute(
            "SELECT key, outcome, reason, redirect_to FROM page WHERE crawl_id = ? ORDER BY id LIMIT 1",
            (self.crawl_id,),
        ).fetchone()
        if row is None:
            return "nothing was found to audit; check the address, folder or list."
        key, outcome, reason, redirect_to = row
        if outcome == "redirected":
            return f"{key}: redirects to {redirect_to}, which is another site; name that one instead."
        return f"{key}: could not be read ({reason}), and with it nothing else."

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the database file, so that the file alone is whole."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def meta(self) -> dict[str, Any]:
        """Return the open crawl's row."""
        cursor = self.connection.execute("SELECT * FROM crawl WHERE id = ?", (self.crawl_id,))
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        row["settings"] = json.loads(row["settings"])
        return row
