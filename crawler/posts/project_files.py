"""What the project around a folder of posts tells of its site: its address, and which files it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.posts.generator import around, found_in
from crawler.urls.parse import resolve, split

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.posts.generator import Project

# Where projects of a generator that nobody knows mostly keep such files.
_USUAL = (".", "public", "static")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)


def configured_site(project: Project) -> str:
    """Return the origin that the project says its site has, https://blog.example; empty where it says none."""
    for said in _said(project, "site"):
        href = resolve(said)
        if href.startswith(("http://", "https://")) and "." in split(href).host:
            return href[: href.index("/", href.index("://") + 3)]
    try:
        name = (project.root / "CNAME").read_text("utf-8", "replace")[:300].strip() if project.root else ""
    except OSError:
        return ""
    return f"https://{name.lower()}" if _HOST.fullmatch(name) else ""


def configured_base(project: Project) -> str:
    """Return the folder that the project says its site stands in, /blog; empty for the root."""
    told = [*_said(project, "base"), *(split(resolve(said)).path for said in _said(project, "site"))]
    return next((f"/{path}" for said in told if (path := said.strip("/"))), "")


def _said(project: Project, what: str) -> Iterator[str]:
    """Yield what the files of a project say its site's address, or the folder of it, is."""
    if project.root is None or project.generator is None:
        return
    for mark in getattr(project.generator, what):
        for text in found_in(project.root, mark):
            if found := re.search(mark.holds, text):
                yield found[1]


class ProjectFiles:
    """The files that a project copies to its site as they are."""

    def __init__(self, folder: Path, project: Project) -> None:
        """Take the folder of the posts, and its project."""
        if project.generator is not None and project.root is not None:
            above, names = [project.root], (*project.generator.static, *_USUAL[1:])
        else:
            parts = around(folder.resolve())
            # Without a repository nobody knows where a project ends.
            above, names = (parts if (parts[-1] / ".git").exists() else parts[:2]), _USUAL
        self._roots = list(dict.fromkeys((root / name).resolve() for root in above for name in names))

    def has(self, path: str) -> bool:
        """Return whether a URL's path is the path of such a file."""
        relative = unquote(path.partition("?")[0]).strip("/")
        if not relative or "\0" in relative:
            return False
        for root in self._roots:
            try:
                file = (root / relative).resolve()
                if file.is_relative_to(root) and file.is_file():
                    return True
            except (OSError, RuntimeError, ValueError):
                continue  # a name that is too long, or a link that leads in a circle
        return False
