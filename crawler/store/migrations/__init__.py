"""Brings an older database up to date, by the steps in this folder: one file each, in the order of their numbers.

`0003-views.sql` makes version 3 of version 2, so the newest step's number is the version of schema.sql. To change the schema, change schema.sql
and add a step beside it:

- a new column: `ALTER TABLE … ADD COLUMN …` with the words of schema.sql, NOT NULL with a DEFAULT;
- a new table, index or view, or a view that changed: a comment that says so. After the last step schema.sql makes what is not there, and every view anew;
- what SQL alone cannot do: a file `0004-….py` with a function `migrate(db)` that gets the open connection.

A step is one transaction with its number: killed in the middle, or on a full disk, the file stays as the step found it.
"""

from __future__ import annotations

import re
import runpy
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import complete_statement
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schema.sql"
_NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.(?:sql|py)")
_NEW_COLUMN = re.compile(r"\s*ALTER\s+TABLE\s+(\w+)\s+ADD\s+COLUMN\s+(\w+)", re.IGNORECASE)
_COMMENT = re.compile(r"--.*$", re.MULTILINE)


class Step(NamedTuple):
    """One file of a folder of steps."""

    version: int  # that it leads to
    path: Path


def steps(folder: Path = HERE) -> list[Step]:
    """Return the steps of a folder in their order."""
    named = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return [Step(int(name[1]), path) for name, path in named if name]


NEWEST = steps()[-1].version


def version_of(db: Connection) -> int:
    """Return the version of a database; 0 where nothing of ours is in it."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(db: Connection, folder: Path = HERE) -> None:
    """Make the schema in an empty database, or run the steps that an older one has not had yet.

    The connection must be in autocommit mode and enforce no foreign keys, which a step that makes a table anew would break for a moment.
    Raises sqlite3.Error when the file cannot be written to; what the steps before have done is kept.
    """
    todo = steps(folder)
    if not version_of(db):
        with _transaction(db):
            _make(db, todo[-1].version)
        return
    for step in todo:
        with _transaction(db):
            if version_of(db) != step.version - 1:
                continue  # it is newer, perhaps because another process was faster
            for (view,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
                db.execute(f"DROP VIEW {view}")  # SQLite changes no column that a view names
            _run(db, step.path)
            if step is todo[-1]:
                _make(db, step.version)
            db.execute(f"PRAGMA user_version = {step.version}")


@contextmanager
def _transaction(db: Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _make(db: Connection, version: int) -> None:
    """Make what schema.sql names and is not there."""
    for statement in _statements(SCHEMA.read_text(encoding="utf-8")):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {version}")


def _run(db: Connection, path: Path) -> None:
    if path.suffix == ".py":
        runpy.run_path(str(path))["migrate"](db)
        return
    for statement in _statements(path.read_text(encoding="utf-8")):
        # The schema grew a few times without a number of its own: some files of a version have the column already.
        new = _NEW_COLUMN.match(_COMMENT.sub("", statement))
        if not (new and new[2] in {row[1] for row in db.execute(f"PRAGMA table_info({new[1]})")}):
            db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script one by one: Connection.executescript would end the transaction."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if complete_statement(begun):
            yield begun
            begun = ""
    if _COMMENT.sub("", begun).strip():
        yield begun
