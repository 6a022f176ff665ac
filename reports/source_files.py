"""Which file of the repository a finding stands in, for what marks lines of source code."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reports.report import Crawl, Finding

_LINE = re.compile(r"(.+):(\d{1,9})")


class Place(NamedTuple):
    """A file, with / and from the repository's root where it stands below it, and the line; empty: a page, or the whole site."""

    file: str
    line: int | None


def place_of(finding: Finding, crawl: Crawl) -> Place:
    """Return where a finding is mended: in a post, or in the post of a live page that was read beside it."""
    file, line = finding.file, finding.line
    if not file:
        return Place("", None)
    if crawl.spider != "posts":  # "a.md:12"; which folder that stands in, the crawl does not tell
        found = _LINE.fullmatch(file)
        return Place(found[1], int(found[2])) if found else Place(file, None)
    return Place(f"{folder_of(crawl)}{file}", line)


def folder_of(crawl: Crawl) -> str:
    """Return the folder of the posts as it stands in the repository, with a slash behind it; empty when it is the root."""
    folder: PurePath = Path(crawl.target)
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    if folder.is_absolute() and folder.is_relative_to(root):
        folder = folder.relative_to(root)
    text = folder.as_posix()
    return "" if text == "." else f"{text}/"
