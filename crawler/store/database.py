"""The database file: opened, checked, written to in transactions, closed."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.errors import Mistake
from crawler.store.migrations import NEWEST, bring_up_to_date, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA_VERSION = NEWEST
OURS = {"crawl", "page", "finding"}  # tables that every version has
FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}  # what a disk without room gives, the first byte of the code

# Codes of SQLite that the disk, the file or another process is to blame for; any other is a fault of this program.
OUTSIDE = {
    *FULL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}


def from_outside(error: BaseException | None) -> bool:
    """Return whether an error says that the database file cannot be used, not that this program used it wrongly."""
    code = getattr(error, "sqlite_errorcode", None)  # none where Python itself objects
    return isinstance(error, sqlite3.Error) and code is not None and code & 0xFF in OUTSIDE


def now() -> str:
    """Return this moment as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Database:
    """One database file, with its single writer."""

    def __init__(self, path: Path) -> None:
        """Open, make or bring up to date the file. Raises Mistake when it cannot be opened, is not ours, or is of a newer version."""
        self.path = path
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._refuse_unknown()
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            # 40 MB of log instead of 4 before it is moved into the file: what is written twice is written less often.
            self.connection.execute("PRAGMA wal_autocheckpoint = 10000")
            bring_up_to_date(self.connection)
            self.connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as error:
            msg = f"{path}: the database cannot be opened ({error}); move it away or name another folder with AUDIT_OUT."
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in FULL:
                msg = f"{path}: cannot be written ({error}); free some disk space, or name another folder with AUDIT_OUT."
            raise Mistake(msg) from error

    def _refuse_unknown(self) -> None:
        """Refuse a database that a newer version wrote, or that somebody else's program did, before anything is changed in it."""
        version = version_of(self.connection)
        tables = {
            name for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if version > SCHEMA_VERSION:
            msg = (
                f"{self.path}: was written by a newer version of this program (schema {version}, this one knows"
                f" {SCHEMA_VERSION}); install that version, or name another folder with AUDIT_OUT."
            )
            raise Mistake(msg)
        if (version or tables) and not (version and tables >= OURS):
            msg = (
                f"{self.path}: was written by another program, or by an unknown version of this one;"
                " move it away or name another folder with AUDIT_OUT."
            )
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
            self.forget()
            raise

    def forget(self) -> None:
        """Forget what was remembered of the file: it may not have been stored."""

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the database file, so that the file alone is whole."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
