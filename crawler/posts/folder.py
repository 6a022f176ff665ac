"""List the posts of a folder without ever leaving it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import NO_CAUSE, Cause, because
from crawler.posts.no_posts import NoPosts

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (".md", ".markdown", ".mdx", ".html", ".htm", ".txt")
MAX_BYTES = 16 * 1024**2  # as much as a page from the web may have
TOO_LARGE = because("post-too-large", limit=MAX_BYTES // 1024**2)
PASSED_OVER = {"node_modules"}  # and every folder whose name begins with a dot


class Found(NamedTuple):
    """A post: its name below the folder, as the workbook shows it, and its path."""

    source: str
    path: Path


class Refused(NamedTuple):
    """A file that looks like a post and is not read."""

    source: str
    cause: Cause


def find_posts(folder: Path, *, every: bool = False) -> Iterator[Found | Refused]:
    """Yield the posts below `folder` in the order of their names; what is refused says why.

    With `every`, the project's own documents and its themes are posts as well: a link may lead to them.
    """
    root = folder.resolve()
    known = {str(root): NoPosts() if every else NoPosts.of(root)}
    closed: list[OSError] = []
    for here, folders, files in os.walk(root, onerror=closed.append):
        no_posts = known.pop(here).below(Path(here), files)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in PASSED_OVER)
        if apart := [name for name in folders if no_posts.has_folder(Path(here), name)]:
            folders[:] = [name for name in folders if name not in apart]
            for name in apart:
                yield Refused(source_name(Path(here) / name, root), because("folder-without-posts"))
        for name in folders:
            path = Path(here) / name
            known[str(path)] = no_posts
            if path.is_symlink() and _holds_more(path, root):
                yield Refused(source_name(path, root), because("folder-outside"))
        for name in sorted(files):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                path = Path(here) / name
                source = source_name(path, root)
                cause = _refusal(path, root) or no_posts.cause(path)
                yield Refused(source, cause) if cause else Found(source, path)
    for error in closed:
        place = source_name(Path(os.fsdecode(error.filename)), root)
        yield Refused(place, because("folder-closed", error=error.strerror or ""))


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


def _refusal(path: Path, root: Path) -> Cause:
    try:
        if not path.resolve().is_relative_to(root):
            return because("post-outside")
        state = path.stat()
    except (OSError, RuntimeError):
        return because("post-link-broken")
    if not stat.S_ISREG(state.st_mode):
        return because("post-not-regular")
    if state.st_size > MAX_BYTES:
        return TOO_LARGE
    if not os.access(path, os.R_OK):
        return because("post-no-permission")
    return NO_CAUSE
