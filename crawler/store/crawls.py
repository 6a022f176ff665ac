"""Crawls in the database: begun, resumed, ended, and what is told of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.store import rows
from crawler.store.database import Database, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from crawler.catalog.networks import Network
    from crawler.items import Finding
    from crawler.rules.rule import Rule


class Crawls(Database):
    """A database with one open crawl."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises Mistake when it cannot be opened, is not ours, or is of another version."""
        super().__init__(path)
        self.crawl_id = 0

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
        """Begin a crawl, or take up the newest one of this spider and target if it or its workbook was not finished.

        Returns True when it was taken up. With `fresh` an unfinished crawl is marked abandoned and a new one begins.
        """
        newest = self.connection.execute(
            "SELECT id, finished, reason FROM crawl WHERE spider = ? AND target = ? ORDER BY id DESC LIMIT 1",
            (spider, target),
        ).fetchone()
        self.forget()
        if newest is not None and newest[1] is not None and not fresh:
            self.crawl_id = newest[0]
            if self.is_unreported():
                return True
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

    def end_crawl(self, reason: str, *, complete: bool, unreported: bool = False) -> None:
        """Write down why the crawl ended; only a complete one counts as finished. `unreported`: its workbook is due."""
        with self.transaction() as db:
            db.execute(
                "UPDATE crawl SET reason = ?, finished = ? WHERE id = ?",
                (reason, now() if complete else None, self.crawl_id),
            )
            if complete and unreported:
                db.execute("INSERT OR IGNORE INTO unreported VALUES (?)", (self.crawl_id,))

    def is_first(self) -> bool:
        """Return whether no crawl came before the open one in this database."""
        before = "SELECT 1 FROM crawl WHERE id < ? LIMIT 1"
        return self.connection.execute(before, (self.crawl_id,)).fetchone() is None

    def is_unreported(self) -> bool:
        """Return whether the open crawl is complete and its workbook was never written: somebody was stopped over it."""
        found = "SELECT 1 FROM unreported WHERE crawl_id = ?"
        return self.connection.execute(found, (self.crawl_id,)).fetchone() is not None

    def set_reported(self) -> None:
        """Write down that the open crawl's workbook is written."""
        with self.transaction() as db:
            db.execute("DELETE FROM unreported WHERE crawl_id = ?", (self.crawl_id,))

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

    def meta(self) -> dict[str, Any]:
        """Return the open crawl's row."""
        cursor = self.connection.execute("SELECT * FROM crawl WHERE id = ?", (self.crawl_id,))
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        row["settings"] = json.loads(row["settings"])
        return row
