"""Open the database for reading and run a sheet's query."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError
from reports.layout import keys as keys_of
from reports.older import copy_up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path, PurePath

    import pandas as pd

    from reports.layout import Column

SCHEMA_VERSION = 21  # of crawler/store/, which the sheets are written for; a test keeps the two equal


@dataclass(frozen=True, slots=True)
class Crawls:
    """The parameters of every sheet's query."""

    crawl: int
    previous: int | None  # the finished crawl of the same spider and target before it


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield the database inside one read transaction, so that all sheets show the same moment of a running crawl.

    An older database is read through a copy that is up to date; the file itself stays as it is. Raises ReportError when the
    file is missing, is no database of this program, or was written by a newer version.
    """
    if not path.is_file():
        raise ReportError(
            f"{path}: the file does not exist; crawl first, or name the audit.sqlite of a crawl."
        )
    try:
        connection = open_to_read(path)
    except sqlite3.Error as error:
        raise ReportError(f"{path}: cannot be opened as a database: {error}.") from error
    with closing(connection):
        version = _version(connection, path)
        if version < SCHEMA_VERSION:
            with copy_up_to_date(connection, path) as copy, closing(open_to_read(copy)) as newer:
                yield newer
        else:
            yield connection


def uri_of(path: PurePath) -> str:
    """Return the URI of an absolute path as SQLite takes it, which knows no host: that of a Windows share becomes part of the path."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else f"file:////{uri.removeprefix('file://')}"


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open read-only; a killed process can leave a write-ahead log that only a writer may put in order, so then rw."""
    for mode in ("ro", "rw"):
        connection = sqlite3.connect(
            f"{uri_of(path.absolute())}?mode={mode}", uri=True, isolation_level=None, timeout=10
        )
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if mode == "rw":
                raise
        except sqlite3.Error:
            connection.close()
            raise
        else:
            return connection
    raise AssertionError


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a database's schema. Raises ReportError when it is not this program's, or of a newer version."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not version or not {"crawl", "page", "finding"} <= tables:
        raise ReportError(f"{path}: is not a database of this program.")
    if version > SCHEMA_VERSION:
        raise ReportError(
            f"{path}: was written by a newer version of this program (schema {version}, this one reads"
            f" {SCHEMA_VERSION}); install that version to read it."
        )
    return int(version)


def pick(connection: sqlite3.Connection, path: Path, crawl: int | None) -> Crawls:
    """Return the crawl that was asked for, or the newest, and the finished one before it. Raises ReportError for an unknown one."""
    known = [number for (number,) in connection.execute("SELECT id FROM crawl ORDER BY id")]
    if not known:
        raise ReportError(f"{path}: contains no crawl yet.")
    if crawl is None:
        crawl = known[-1]
    if crawl not in known:
        raise ReportError(f"{path}: contains no crawl {crawl}; it contains {', '.join(map(str, known))}.")
    (previous,) = connection.execute(
        "SELECT max(id) FROM crawl WHERE id < ? AND finished IS NOT NULL"
        " AND (spider, target) = (SELECT spider, target FROM crawl WHERE id = ?)",
        (crawl, crawl),
    ).fetchone()
    return Crawls(crawl, previous)


def stream(
    connection: sqlite3.Connection, sql: str, columns: Sequence[Column], crawls: Crawls
) -> Iterator[tuple[Any, ...]]:
    """Yield the query's rows in the order of `layout.keys`, one at a time: a sheet may have a million.

    Raises ReportError when the query fails or its columns are not the declared ones.
    """
    keys = keys_of(columns)
    try:
        cursor = connection.execute(sql, asdict(crawls))
        found = [name for name, *_ in cursor.description]
        if missing := set(keys) - set(found):
            raise ReportError(
                f"the query returns {', '.join(found)}; declared are {', '.join(sorted(missing))} as well."
            )
        if found == keys:
            # `yield from` would close the cursor of a database that may be closed by then.
            for row in cursor:  # noqa: UP028
                yield row
        else:
            places = [found.index(key) for key in keys]
            yield from (tuple(row[place] for place in places) for row in cursor)
    except sqlite3.Error as error:
        raise ReportError(f"the query fails: {error}") from error


def frame(connection: sqlite3.Connection, sql: str, crawls: Crawls) -> pd.DataFrame:
    """Return the query's rows as one DataFrame, for what is computed from all of them. Raises ReportError when it fails."""
    # Only now: no other sheet needs pandas, which takes a third of a second to load.
    import pandas as pd

    try:
        return pd.read_sql_query(sql, connection, params=asdict(crawls), coerce_float=False)
    except (pd.errors.DatabaseError, sqlite3.Error) as error:
        raise ReportError(f"the query fails: {error}") from error
