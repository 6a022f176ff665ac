"""A file put in the place of an older one, also where that is open in a program which lets nobody touch it."""

from __future__ import annotations

import errno
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# Windows refuses to replace a file that is open, and any system one that something is mounted on.
HELD = {errno.EACCES, errno.EPERM, errno.EBUSY}


class Steady:
    """A file that says once that it cannot be written to, and swallows what comes then.

    zipfile writes an end into an archive that it could not write, and complains on the terminal when that fails as well.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Write to this one."""
        self._file, self._failed = file, False

    def write(self, data: bytes) -> int:
        """Write, or pretend to after a failure. Raises OSError the first time."""
        if self._failed:
            return len(data)
        try:
            return self._file.write(data)
        except OSError:
            self._failed = True
            raise

    def __getattr__(self, name: str) -> Any:
        """Return everything else as the file has it."""
        return getattr(self._file, name)


def put_in_place(beside: Path, path: Path) -> Path:
    """Let `beside` take the place of `path`, or of one called `-new` where that is held; return which it was.

    Raises OSError when neither can be.
    """
    try:
        return beside.replace(path)
    except OSError as error:
        if error.errno not in HELD:
            raise
        return beside.replace(path.with_stem(f"{path.stem}-new"))
