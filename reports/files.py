"""Replace a file, even if another program has it open and locked."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import re
import shutil
from contextlib import contextmanager, suppress
from itertools import count
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Windows refuses to replace a file that is open, and any system one that something is mounted on.
HELD = {errno.EACCES, errno.EPERM, errno.EBUSY}
KEPT = 5  # older workbooks
NEW = 3  # that could not take an older one's place


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Steady:
    """A file that says once that it cannot be written to, and swallows what comes then, also when it is closed.

    zipfile writes an end into an archive that it could not write, and complains on the terminal when that fails as well.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Write to this one."""
        self._file, self._failed = file, False

    def write(self, data: bytes) -> int:
        """Write, or pretend to after a failure. Raises OSError the first time."""
        if self._failed or self._file.closed:
            return len(data)
        try:
            return self._file.write(data)
        except OSError:
            self._failed = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, or pretend to once the file is closed."""
        return 0 if self._file.closed else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place; 0 once the file is closed."""
        return 0 if self._file.closed else self._file.tell()

    def flush(self) -> None:
        """Write what is waiting, unless the file is closed."""
        if not self._file.closed:
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        """Return everything else as the file has it."""
        return getattr(self._file, name)


def is_open(path: Path) -> bool:
    """Return whether Excel or LibreOffice says, by a file beside it, that it has this one open and would write over it."""
    return any(path.with_name(name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#"))


@contextmanager
def replacing(path: Path, mode: str, *, keep: int = 0, **opened: Any) -> Iterator[tuple[IO[Any], list[Path]]]:
    """Yield a file beside the target that takes its place at the end: a reader sees the old one or the new, never half.

    The list then holds where it was put; for `keep` see `put_in_place`. Raises OSError.
    """
    places: list[Path] = []
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with beside.open(mode, **opened) as file:
            yield file, places
            file.flush()
            os.fsync(file.fileno())
        places.append(put_in_place(beside, path, keep))
    finally:
        with suppress(OSError):
            beside.unlink()


def put_in_place(beside: Path, path: Path, keep: int = 0) -> Path:
    """Let `beside` take the place of `path`, or of one called `-new` where that is open elsewhere; return which it was.

    `keep`: the number under which the file that is replaced is kept, as audit-7.xlsx; 0: it is not. What an earlier run had to
    call `-new` is kept as well once the place is free. Raises OSError when no place can be had. One that says the same already stays as it is.
    """
    if path.is_file() and filecmp.cmp(beside, path, shallow=False):
        return path
    places = [
        path,
        *(path.with_stem(f"{path.stem}-new{f'-{n}' if n > 1 else ''}") for n in range(1, NEW + 1)),
    ]
    for place in places:
        if is_open(place) and place != places[-1]:
            continue
        kept = _kept(place, path, keep) if keep and place.exists() else None
        try:
            beside.replace(place)
        except OSError as error:
            if kept:
                kept.unlink()
            if error.errno not in HELD or place == places[-1]:
                raise
            continue
        if keep and place == path:
            for left in places[1:]:
                if left.exists() and not is_open(left):
                    with suppress(OSError):
                        left.replace(_free(path, keep))
            _forget_oldest(path)
        return place
    raise AssertionError


def _kept(place: Path, path: Path, number: int) -> Path:
    """Keep a file under another name, without a moment in which it is nowhere."""
    kept = _free(path, number)
    try:
        os.link(place, kept)
    except OSError:  # a file system without links
        shutil.copy2(place, kept)
    return kept


def _free(path: Path, number: int) -> Path:
    names = (path.with_stem(f"{path.stem}-{number}{f'-{n}' if n > 1 else ''}") for n in count(1))
    return next(name for name in names if not name.exists())


def _forget_oldest(path: Path) -> None:
    name = re.compile(rf"{re.escape(path.stem)}-\d+(?:-\d+)?{re.escape(path.suffix)}")
    kept = [file for file in path.parent.iterdir() if name.fullmatch(file.name) and file.is_file()]
    for old in sorted(kept, key=lambda file: file.stat().st_mtime, reverse=True)[KEPT:]:
        with suppress(OSError):
            old.unlink()
