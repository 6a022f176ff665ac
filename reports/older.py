"""What only the owner of the database can do, asked for as a program: reports/ imports nothing of crawler/.

An older version's database is read through a copy that is brought up to date, and what people wrote into a workbook is read before it is replaced.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.files import hash_of

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATE = ("-m", "crawler.store")
DECISIONS = ("-m", "crawler.cli.main", "decisions")
BESIDE = Path(__file__).parents[1]  # where the package crawler stands as well


@contextmanager
def copy_up_to_date(connection: sqlite3.Connection, path: Path) -> Iterator[Path]:
    """Yield a temporary copy of an open database, brought up to date; `path` names the database in an error.

    Raises ReportError when there is no room for the copy, or it cannot be brought up to date.
    """
    with TemporaryDirectory(prefix="audit-") as folder:
        copy = Path(folder) / "audit.sqlite"
        try:
            with closing(sqlite3.connect(copy)) as new:
                connection.backup(new)
        except sqlite3.Error as error:
            raise ReportError(
                f"{path}: was written by an older version, and cannot be copied to bring the copy up to date ({error});"
                f" free some disk space in {gettempdir()}."
            ) from error
        done = subprocess.run(
            [sys.executable, *UPDATE, str(copy)],
            check=False,
            cwd=BESIDE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ReportError(
                f"{path}: was written by an older version, and its copy cannot be brought up to date ({why});"
                " the next crawl brings the file itself up to date."
            )
        yield copy


def keep_decisions(database: Path, workbook: Path) -> None:
    """Have the statuses and notes read that people wrote into a workbook which is about to be replaced; what is told of it is passed on.

    Only one that stands beside the database, and that somebody has changed since this program wrote it.
    """
    if (
        not (database.is_file() and workbook.is_file())
        or workbook.absolute().parent != database.absolute().parent
    ):
        return
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            known = connection.execute(
                "SELECT 1 FROM known_file WHERE hash = ?", (hash_of(workbook),)
            ).fetchone()
    except (sqlite3.Error, OSError):
        return  # an older version's, whose workbooks hold no decisions
    if known is None:
        subprocess.run(
            [sys.executable, *DECISIONS, "--database", str(database.absolute()), str(workbook.absolute())],
            check=False,
            cwd=BESIDE,
            stdin=subprocess.DEVNULL,
        )
