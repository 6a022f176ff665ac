"""Begin, resume and end crawls in the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.catalog.sentences import worded
from crawler.items import because
from crawler.store import rows
from crawler.store.database import Database, now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from crawler.items import Cause, Finding


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
        `settings` is a JSON object; `judged_as` and `asked_as` in it are the fingerprints of crawler/job.py.
        """
        newest = self.connection.execute(
            "SELECT id, finished, cause FROM crawl WHERE spider = ? AND target = ? ORDER BY id DESC LIMIT 1",
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
                db.execute("UPDATE crawl SET cause = '', reason = '' WHERE id = ?", (self.crawl_id,))
                # What was not reached then may be reached now; a rule's crashes only the process that saw them can tell.
                db.execute(
                    "DELETE FROM coverage WHERE crawl_id = ? AND code <> 'rule-crashed'", (self.crawl_id,)
                )
                self._take_up(db, site, version, settings)
            return True
        with self.transaction() as db:
            if unfinished:
                abandoned = "UPDATE crawl SET cause = 'abandoned', reason = 'abandoned' WHERE id = ?"
                db.execute(abandoned, (newest[0],))
            cursor = db.execute(
                "INSERT INTO crawl (spider, target, site, started, version, settings) VALUES (?, ?, ?, ?, ?, ?)",
                (spider, target, site, now(), version, settings),
            )
            self.crawl_id = cursor.lastrowid or 0
        return False

    def _take_up(self, db: sqlite3.Connection, site: str, version: str, settings: str) -> None:
        """Note in the crawl's row when it goes on otherwise than it began: then its answers are no later crawl's."""
        begun, today = self.meta()["settings"], json.loads(settings)
        if all(begun.get(name) == today.get(name) for name in ("judged_as", "asked_as")):
            return
        (pages,) = db.execute("SELECT count(*) FROM page WHERE crawl_id = ?", (self.crawl_id,)).fetchone()
        if not pages:
            values = (site, version, settings, self.crawl_id)
            db.execute("UPDATE crawl SET site = ?, version = ?, settings = ? WHERE id = ?", values)
            return
        asked_alike = begun.get("asked_as") == today.get("asked_as")
        changed = {**begun, "asked_as": today.get("asked_as", "") if asked_alike else ""}
        if begun.get("judged_as") != today.get("judged_as") != begun.get("taken_up_as"):
            changed |= {"judged_as": "", "taken_up_as": today.get("judged_as"), "judged_before": pages}
        db.execute(
            "UPDATE crawl SET settings = ? WHERE id = ?",
            (json.dumps(changed, ensure_ascii=False), self.crawl_id),
        )

    def judged_before(self) -> int:
        """Return how many pages of the open crawl were judged before its job, rules or program became another."""
        return int(self.meta()["settings"].get("judged_before", 0))

    def save_texts(
        self,
        rules: Iterable[tuple[str, str, str, str, str, int]],
        networks: Iterable[tuple[str, str, str, str, str]],
    ) -> None:
        """Keep the texts of today with the crawl.

        `rules`: id, severity, title, why, fix, fold of each; `networks`: id, name, status, since, name of the successor.
        """
        with self.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO rule (crawl_id, id, severity, title, why, fix, fold) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(self.crawl_id, *texts) for texts in rules],
            )
            db.executemany(
                "INSERT OR REPLACE INTO network (crawl_id, id, name, status, since, successor) VALUES (?, ?, ?, ?, ?, ?)",
                [(self.crawl_id, *texts) for texts in networks],
            )

    def end_crawl(self, code: str, *, complete: bool, unreported: bool = False, **values: int) -> None:
        """Write down why the crawl ended, as Scrapy's close reason or ours; only a complete one counts as finished.

        `unreported`: its workbook is due.
        """
        said = worded(because(code, **values), "end")
        with self.transaction() as db:
            db.execute(
                "UPDATE crawl SET cause = ?, reason = ?, finished = ? WHERE id = ?",
                (code, said, now() if complete else None, self.crawl_id),
            )
            if complete and unreported:
                db.execute("INSERT OR IGNORE INTO unreported (crawl_id) VALUES (?)", (self.crawl_id,))

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
            "learned", "link_check", "finding", "post", "page", "part", "target", "frontier", "rule", "network", "coverage", "robots",
            "resource", "probe", "sitemap_foreign", "sitemap_note", "held_back", "learned_host", "learned_folder", "project",
        )  # fmt: skip
        self.connection.executemany(rows.KEEP_WORDS, crawls)
        for table in tables:
            self.connection.executemany(f"DELETE FROM {table} WHERE crawl_id = ?", crawls)
        self.connection.executemany("DELETE FROM crawl WHERE id = ?", crawls)

    def save_robots(self, netloc: str, status: int | None, verdict: str, body: str) -> None:
        """Keep what a host's robots.txt said, so that Coverage can show why a page was left alone."""
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO robots (crawl_id, netloc, status, verdict, body, fetched) VALUES (?, ?, ?, ?, ?, ?)",
                (self.crawl_id, netloc, status, verdict, rows.text(body), now()),
            )

    def save_coverage(self, code: str, count: int, example: str, cause: Cause, subject: str = "") -> None:
        """Add one line to Coverage, or replace the one of the same code, subject and cause."""
        what = worded(because(code, subject=subject), "coverage")
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO coverage (crawl_id, code, subject, cause, cause_values, why, what, count, example)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self.crawl_id, code, subject, *rows.why(cause), what, count, rows.text(example)),
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
            "SELECT key, outcome, reason, redirect_to, redirects, redirect_loop FROM page WHERE crawl_id = ? ORDER BY id LIMIT 1",
            (self.crawl_id,),
        ).fetchone()
        if row is None:
            return "nothing found to audit; check the URL, folder or list."
        key, outcome, reason, redirect_to, redirects, is_loop = row
        if is_loop:
            return f"{key}: redirects in a loop ({redirects}), with and without cookies, so no page could be read."
        if outcome == "redirected":
            return f"{key}: redirects to {redirect_to}, another site; audit that one instead."
        return f"{key}: could not be read ({reason}), so nothing was audited."

    def meta(self) -> dict[str, Any]:
        """Return the open crawl's row."""
        cursor = self.connection.execute("SELECT * FROM crawl WHERE id = ?", (self.crawl_id,))
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        row["settings"] = json.loads(row["settings"])
        return row
