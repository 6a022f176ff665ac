"""Files and folders of a site's project that are no posts, whatever their names end in: themes, licences, notes to developers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.items import NO_CAUSE, because
from crawler.posts.generator import project_of

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.items import Cause

# What programs read at a place of their own, wherever it stands.
# Source: RFC 9309 (robots.txt), IAB ads.txt, RFC 9116 (security.txt), llmstxt.org, the search engines' pages on verification.
_FOR_PROGRAMS = re.compile(
    r"(?:robots|humans|ads|app-ads|security|llms|llms-full|cmakelists|(?:dev-|test-)?requirements(?:[-_][\w-]{1,40})?|constraints)\.txt"
    r"|google[0-9a-f]{12,20}\.html|(?:yandex_|naver|baidu_verify_(?:code-)?)[0-9a-z]{8,40}\.html",
    re.IGNORECASE,
)
# What a repository says of itself, in capitals as its hosts look for them. Some of it is never a page …
_NEVER = (
    "LICENSE LICENCE COPYING NOTICE CODE_OF_CONDUCT PULL_REQUEST_TEMPLATE ISSUE_TEMPLATE CLAUDE AGENTS GEMINI"
)
# … and some is one where it stands beside other pages: README.md is the index of a folder of documentation.
_BESIDE = "README CHANGELOG CHANGES HISTORY CONTRIBUTING CONTRIBUTORS AUTHORS MAINTAINERS SECURITY SUPPORT GOVERNANCE TODO"
_ENDING = r"(?:[._-][\w-]{1,20})?\.(?:md|markdown|mdx|txt)"
_NEVER_PAGES = re.compile(rf"(?:{_NEVER.replace(' ', '|')}){_ENDING}")
_PAGES_BELOW = re.compile(rf"(?:{_BESIDE.replace(' ', '|')}){_ENDING}")
_MATTER = (b"---", b"+++", b"{", b"\xef\xbb\xbf---")  # how front matter begins: who writes it means a page


@dataclass(frozen=True, slots=True)
class NoPosts:
    """What a project keeps beside its posts. Without a root nothing is known, and everything is a post."""

    root: Path | None = None  # the project's, or where none is known that of the posts
    known: bool = False
    folders: frozenset[str] = frozenset()
    root_files: bool = True

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return what is known of the project around a folder of posts."""
        project = project_of(folder)
        if project.generator is None or project.root is None:
            return cls(folder)
        names = frozenset(project.generator.no_posts)
        return cls(project.root, True, names, project.generator.root_files)

    def has_folder(self, parent: Path, name: str) -> bool:
        """Return whether nothing in a folder is a post."""
        return name in self.folders and parent == self.root

    def cause(self, path: Path) -> Cause:
        """Return why a file is no post; no cause for a post."""
        if self.root is None:
            return NO_CAUSE
        if _FOR_PROGRAMS.fullmatch(path.name):
            return because("post-for-programs")
        at_root = self.known and path.parent == self.root
        if at_root and not self.root_files:
            return because("post-of-project")
        if _NEVER_PAGES.fullmatch(path.name) or (at_root and _PAGES_BELOW.fullmatch(path.name)):
            return NO_CAUSE if _has_front_matter(path) else because("post-of-project")
        return NO_CAUSE


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(_MATTER)
    except OSError:
        return True  # which is said of it where it is read
