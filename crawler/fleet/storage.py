"""The shared storage of a fleet: each site's database as immutable copies, and beside them what is made of it. fsspec knows the storages."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from filelock import FileLock, Timeout

from crawler.errors import AlreadyRunning, Mistake
from crawler.fleet.audit import DATABASE, LOG
from reports.common.faults import short

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "pulled.txt"  # which copy the database here goes on from
KEEP = 3  # copies of a site's database
MOST_FILES, MOST_BYTES = 200, 64 * 1024**2  # of what people left beside a site's state
MISSING = "the shared storage needs further packages; install affiliate-seo-audit[fleet], and for s3:// also affiliate-seo-audit[fleet-s3]."
STATES = "state"  # folder of the copies
CLAIM = ".begun"
# A name that is no path on any system, and no temporary file of a spreadsheet program.
_COPY = re.compile(r"(?![.~])[^\x00-\x1f\x7f/\\:*?\"<>|]{1,200}\.(?:xlsx|ods)", re.IGNORECASE)
_NAME = re.compile(r"(\d{12})\.(\d{4})-(\d{6})\.sqlite(\.begun)?")
# Stores whose upload is whole or not there; elsewhere a file is put beside and moved.
_OBJECTS = {"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oss"}
_OURS = {
    DATABASE,
    f"{DATABASE}-wal",
    f"{DATABASE}-shm",
    "audit.lock",
    LOG,
    MARK,
}  # of this machine alone


class Key(NamedTuple):
    """Which copy of a database: a later attempt at a job counts for more than any copy of an earlier one."""

    job: int
    attempt: int
    number: int

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"{self.job:012}.{self.attempt:04}-{self.number:06}.sqlite"


@dataclass(frozen=True, slots=True)
class Storage:
    """A place for all sites."""

    files: Any  # fsspec.AbstractFileSystem
    root: str

    def newest_copy(self, site: str) -> Key | None:
        """Return which copy of a site's database counts; None for none."""
        return max(
            (Key(*map(int, name.groups()[:3])) for name in self._names(site) if not name[4]), default=None
        )

    def claim(self, site: str, job: int, attempt: int) -> None:
        """Let every worker see that this attempt at a job has begun: what an earlier one writes from now on is worth nothing."""
        folder = f"{self.root}/{site}/{STATES}"
        self.files.makedirs(folder, exist_ok=True)
        self.files.pipe_file(f"{folder}/{Key(job, attempt, 0).name}{CLAIM}", b"")

    def newest_attempt(self, site: str) -> tuple[int, int]:
        """Return the newest job and attempt that has begun; (0, 0) for none."""
        return max(((int(name[1]), int(name[2])) for name in self._names(site)), default=(0, 0))

    def _names(self, site: str) -> list[re.Match[str]]:
        paths: list[str] = []
        with suppress(FileNotFoundError):
            self.files.invalidate_cache()
            paths = self.files.ls(f"{self.root}/{site}/{STATES}", detail=False)
        names = (_NAME.fullmatch(path.rsplit("/", 1)[-1]) for path in paths)
        return [name for name in names if name]

    def pull(self, site: str, folder: Path) -> Key | None:
        """Bring the newest copy of a site's database into its folder, and what people left for it; return which it is, None for none.

        A database that goes on from that very copy stays: on this machine it is further. Raises AlreadyRunning while an audit has it.
        """
        newest = self.newest_copy(site)
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        lock = FileLock(folder / "audit.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            msg = f"{folder}: another crawl of this site is running; wait until it has ended."
            raise AlreadyRunning(msg) from error
        try:
            known = mark.read_text(encoding="utf-8") if mark.is_file() else ""
            if newest and not (known == newest.name and (folder / DATABASE).is_file()):
                beside = folder / f".{DATABASE}.{os.getpid()}.tmp"
                self.files.get_file(f"{self.root}/{site}/{STATES}/{newest.name}", str(beside))
                mark.unlink(missing_ok=True)
                for old in (f"{DATABASE}-wal", f"{DATABASE}-shm"):  # of the database that is replaced
                    (folder / old).unlink(missing_ok=True)
                beside.replace(folder / DATABASE)
                mark.write_text(newest.name, encoding="utf-8")
            for path, name in self._left(site):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                self.files.get_file(path, str(folder / name))
        finally:
            lock.release()
        return newest

    def _left(self, site: str) -> Iterator[tuple[str, str]]:
        """Yield the path and the name of each file that people write into: copies of the workbook, the inbox, .auditignore."""
        count = 0
        for place in ("", "/inbox"):
            with suppress(FileNotFoundError, NotADirectoryError):
                for one in self.files.ls(f"{self.root}/{site}{place}", detail=True):
                    name = one["name"].rstrip("/").rsplit("/", 1)[-1]
                    plain = _COPY.fullmatch(name) or name == ".auditignore"
                    if (
                        one["type"] == "file"
                        and plain
                        and (one["size"] or 0) <= MOST_BYTES
                        and count < MOST_FILES
                    ):
                        count += 1
                        yield one["name"], f"{place}/{name}".lstrip("/")

    def push(self, site: str, folder: Path, key: Key) -> None:
        """Copy a site's database, which may be in use, into the storage under a key that was never there; older copies go."""
        beside = folder / f".{DATABASE}.{os.getpid()}.push"
        try:
            with (
                closing(sqlite3.connect(folder / DATABASE, timeout=30)) as live,
                closing(sqlite3.connect(beside)) as copy,
            ):
                live.backup(
                    copy
                )  # one read transaction: the state of one moment, whatever is written meanwhile
            self._put(beside, f"{self.root}/{site}/{STATES}/{key.name}")
        finally:
            for name in (beside.name, f"{beside.name}-journal"):
                (folder / name).unlink(missing_ok=True)
        (folder / MARK).write_text(key.name, encoding="utf-8")
        names = self._names(site)
        copies = sorted(
            name[0] for name in names if not name[4]
        )  # by name is by key: the numbers have zeros in front
        begun = sorted(name[0] for name in names if name[4])
        for old in (*copies[:-KEEP], *begun[:-1]):
            with suppress(FileNotFoundError):
                self.files.rm_file(f"{self.root}/{site}/{STATES}/{old}")

    def publish(self, site: str, folder: Path) -> None:
        """Put what was made of an audit beside its state: workbook, other formats, fixes. A fix that is no longer there goes."""
        made = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if (
                path.is_file()
                and name not in _OURS
                and not path.name.startswith(".")
                and not name.startswith("inbox/")
            ):
                made[name] = path
        for name, path in made.items():
            self._put(path, f"{self.root}/{site}/{name}")
        with suppress(FileNotFoundError):
            for old in self.files.find(f"{self.root}/{site}/fixes"):
                if f"fixes/{old.rsplit('/fixes/', 1)[-1]}" not in made:
                    self.files.rm_file(old)

    def _put(self, path: Path, to: str) -> None:
        protocols = (
            {self.files.protocol} if isinstance(self.files.protocol, str) else set(self.files.protocol)
        )
        self.files.makedirs(to.rsplit("/", 1)[0], exist_ok=True)
        if protocols & _OBJECTS:
            self.files.put_file(str(path), to)
            return
        folder, _, name = to.rpartition("/")
        beside = f"{folder}/.{name}.{os.getpid()}.tmp"
        self.files.put_file(str(path), beside)
        self.files.mv(beside, to)


def open_storage(address: str, relative_to: Path) -> Storage:
    """Return the storage of an address, such as s3://bucket/audits or a folder. Raises Mistake when it cannot be used."""
    if not address:
        msg = "[fleet] names no `state`: several machines need a storage that all of them reach, such as s3://bucket/audits."
        raise Mistake(msg)
    if "://" not in address:
        address = (relative_to / Path(address).expanduser()).absolute().as_uri()
    try:
        from fsspec.core import url_to_fs

        files, root = (
            url_to_fs(address, use_listings_cache=False) if address.startswith("s3") else url_to_fs(address)
        )
    except ImportError as error:
        raise Mistake(MISSING) from error
    except Exception as error:  # whatever a storage's library raises
        msg = f"[fleet] state={address}: cannot be used ({short(error)})."
        raise Mistake(msg) from error
    return Storage(files, root.rstrip("/"))
