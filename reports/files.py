"""Replace a file, even if another program has it open and locked."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Windows refuses to replace a file that is open, and any system one that something is mounted on.
HELD = {errno.EACCES, errno.EPERM, errno.EBUSY}


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
