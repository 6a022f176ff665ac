"""A database that an older version of this program wrote, read through a copy that is brought up to date."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from reports.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The steps belong to who owns the schema. It is asked as a program: reports/ imports nothing of crawler/.
UPDATE = ("-m", "crawler.store")
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
