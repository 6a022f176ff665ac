"""Which files of a folder are posts, without ever leaving the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (".md", ".markdown", ".mdx", ".html", ".htm", ".txt")
MAX_BYTES = 16 * 1024**2  # as much as a page from the web may have
TOO_LARGE = f"it is larger than {MAX_BYTES // 1024**2} MB"
PASSED_OVER = {"node_modules"}  # and every folder whose name begins with a dot


class Found(NamedTuple):
    """A post: its name below the folder, as the workbook shows it, and its path."""

    source: str
    path: Path


class Refused(NamedTuple):
    """A file that looks like a post and is not read."""

    source: str
    reason: str


def find_posts(folder: Path) -> Iterator[Found | Refused]:
    """Yield the posts below `folder` in the order of their names; what is refused says why."""
    root = folder.resolve()
    closed: list[OSError] = []
    for here, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in PASSED_OVER)
        for name in folders:
            path = Path(here) / name
            if path.is_symlink() and _holds_more(path, root):
                yield Refused(
                    source_name(path, root), "it is a link to a folder outside, which is not followed"
                )
        for name in sorted(files):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                path = Path(here) / name
                source = source_name(path, root)
                reason = _refusal(path, root)
                yield Refused(source, reason) if reason else Found(source, path)
    for error in closed:
        place = source_name(Path(os.fsdecode(error.filename)), root)
        yield Refused(place, f"the folder cannot be opened ({error.strerror})")


def _holds_more(link: Path, root: Path) -> bool:
    """Return whether a link to a folder leads to files that the walk does not come to anyway."""
    try:
        return not link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return True


def source_name(path: Path, root: Path) -> str:
    """Return the path below `root` with forward slashes, every character printable."""
    name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def _refusal(path: Path, root: Path) -> str:
    try:
        if not path.resolve().is_relative_to(root):
            return "it is a link to a file outside the folder"
        state = path.stat()
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere"
    if not stat.S_ISREG(state.st_mode):
        return "it is not a regular file"
    if state.st_size > MAX_BYTES:
        return TOO_LARGE
    if not os.access(path, os.R_OK):
        return "it may not be read (permissions)"
    return ""
