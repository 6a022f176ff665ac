"""Files and folders of a site's project that are no posts, whatever their names end in: themes, licences, notes to developers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Self

import yaml

from crawler.items import NO_CAUSE, because
from crawler.posts.front_matter_values import load
from crawler.posts.generator import found_in, found_there, marks_a_project, project_at, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.catalog.generators import Generator
    from crawler.items import Cause
    from crawler.posts.generator import Project

# What programs read at a place of their own, wherever it stands.
# Source: RFC 9309 (robots.txt), IAB ads.txt, RFC 9116 (security.txt), llmstxt.org, the search engines' pages on verification.
_FOR_PROGRAMS = re.compile(
    r"(?:robots|humans|ads|app-ads|security|llms|llms-full|cmakelists|(?:dev-|test-)?requirements(?:[-_][\w-]{1,40})?|constraints)\.txt"
    r"|google[0-9a-f]{12,20}\.html|mywot[0-9a-f]{16,40}\.html|(?:licen[cs]e|copying|ofl)\.txt|(?:yandex_|naver|baidu_verify_(?:code-)?)[0-9a-z]{8,40}\.html",
    re.IGNORECASE,
)
# What a repository says of itself, in capitals as its hosts look for them. Some of it is never a page …
_NEVER = "LICENSE LICENCE COPYING NOTICE CODE[_-]OF[_-]CONDUCT PULL_REQUEST_TEMPLATE ISSUE_TEMPLATE CLAUDE AGENTS GEMINI"
# … and some is one where it stands beside other pages: README.md is the index of a folder of documentation.
_BESIDE = "README CHANGELOG CHANGES HISTORY CONTRIBUTING CONTRIBUTORS AUTHORS MAINTAINERS SECURITY SUPPORT GOVERNANCE TODO"
_ENDING = r"(?:[._-][\w-]{1,20})?\.(?:md|markdown|mdx|txt)"
_NEVER_PAGES = re.compile(rf"(?:{_NEVER.replace(' ', '|')}){_ENDING}")
_NOTES = re.compile(rf"(?:TODO|CHANGELOG|CONTRIBUTING|CONTRIBUTORS|MAINTAINERS|GOVERNANCE){_ENDING}")
# What a generator that is not known puts pages together from, beside the folders of these.
_PARTS = {"layouts", "_layouts", "includes", "_includes", "partials", "_partials"}
_BESIDE_PARTS = ("posts", "_posts", "content")
MOST_CHARACTERS = 128 * 1024  # of a configuration
MOST_PATTERNS, MOST_STARS = 200, 4  # fnmatch needs long for many stars
_PAGES_BELOW = re.compile(rf"(?:{_BESIDE.replace(' ', '|')}){_ENDING}")
_MATTER = (b"---", b"+++", b"{", b"\xef\xbb\xbf---")  # how front matter begins: who writes it means a page


@dataclass(frozen=True, slots=True)
class NoPosts:
    """What a project keeps beside its posts. Without a root nothing is known, and everything is a post."""

    root: Path | None = None  # the project's, or where none is known that of the posts
    generator: Generator | None = None
    top: Path | None = None  # the folder that is audited, where the project stands below it
    pages_in: tuple[Path, ...] = ()  # the folders in which alone pages are; empty: anywhere
    excluded: tuple[str, ...] = ()  # patterns of paths below the root

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return what is known of the project around a folder of posts."""
        return cls._of(project_of(folder), folder)

    def below(self, folder: Path, files: list[str]) -> Self:
        """Return what is known in a folder that the walk comes to: it may be a project of its own, with a site's files in it."""
        project = project_at(folder) if self.root not in {None, folder} and marks_a_project(files) else None
        return self._of(project, folder) if project and project.generator else self

    @classmethod
    def _of(cls, project: Project, folder: Path) -> Self:
        if project.generator is None or project.root is None:
            return cls(folder)
        said, root = project.generator, project.root
        inside = tuple(root / name for name in said.pages_in if (root / name).is_dir())
        elsewhere = any(found_there(root, mark) for mark in said.pages_in_unless)
        # Whoever audits a folder beside them means that folder.
        asked = any(folder.is_relative_to(one) or one.is_relative_to(folder) for one in inside)
        top = folder if folder != root and root.is_relative_to(folder) else None
        return cls(root, said, top, inside if asked and not elsewhere else (), tuple(excluded(root, said)))

    def has_folder(self, parent: Path, name: str) -> bool:
        """Return whether nothing in a folder is a post."""
        if self.generator is None:
            return name in _PARTS and any((parent / one).is_dir() for one in _BESIDE_PARTS)
        if self.root is None:
            return False
        path = parent / name
        if (parent == self.root and name in self.generator.no_posts) or self._is_excluded(path):
            return True
        return bool(self.pages_in) and not any(
            path.is_relative_to(one) or one.is_relative_to(path) for one in self.pages_in
        )

    def cause(self, path: Path) -> Cause:
        """Return why a file is no post; no cause for a post."""
        if self.root is None:
            return NO_CAUSE
        if _FOR_PROGRAMS.fullmatch(path.name):
            return because("post-for-programs")
        generator, at_root = self.generator, path.parent == self.root
        if generator is None:
            own = _NEVER_PAGES.fullmatch(path.name) or (at_root and _NOTES.fullmatch(path.name))
            return because("post-of-project") if own and not _has_front_matter(path) else NO_CAUSE
        beside = (at_root and not generator.root_files) or not (
            not self.pages_in or any(path.is_relative_to(one) for one in self.pages_in)
        )
        if beside or self._is_excluded(path):
            return because("post-of-project")
        if path.suffix.lower() == ".txt" and not generator.plain_texts:
            return because("post-plain-text")
        markup = path.suffix.lower() in {".html", ".htm"}
        bare = (
            ((at_root or path.parent == self.top) and _PAGES_BELOW.fullmatch(path.name))
            or _NEVER_PAGES.fullmatch(path.name)
            or self._is_of_library(path)
            or (bool(generator.bare_pages_in) and not markup and not self._may_be_bare(path))
        )
        return because("post-of-project") if bare and not _has_front_matter(path) else NO_CAUSE

    def _may_be_bare(self, path: Path) -> bool:
        assert self.generator is not None
        assert self.root is not None
        return any(path.is_relative_to(self.root / name) for name in self.generator.bare_pages_in)

    def _is_of_library(self, path: Path) -> bool:
        assert self.generator is not None
        if not self.generator.libraries or self.root is None or not path.is_relative_to(self.root):
            return False
        return any(name in self.generator.libraries for name in path.relative_to(self.root).parts[:-1])

    def _is_excluded(self, path: Path) -> bool:
        if not self.excluded or self.root is None or not path.is_relative_to(self.root):
            return False
        name = path.relative_to(self.root).as_posix()
        return any(fnmatchcase(name, pattern) for pattern in self.excluded)


def excluded(root: Path, generator: Generator) -> Iterator[str]:
    """Yield the patterns of paths below a project's folder that its configuration leaves out."""
    for mark in generator.ignored_by:
        named = (found[1] for text in found_in(root, mark) for found in re.finditer(mark.holds, text))
        for name in itertools.islice(named, MOST_PATTERNS):
            pattern = name.strip().removeprefix("./").strip("/")
            # ** stands for any folders, and for none.
            for one in {pattern.replace("**", "*"), pattern.replace("**/", "").replace("**", "*")}:
                if one and one.count("*") < MOST_STARS:
                    yield one
    if not generator.excludes_in:
        return
    try:
        with (root / generator.excludes_in).open("rb") as file:
            said, _ = load(file.read(MOST_CHARACTERS).decode("utf-8", "replace"), "yaml")
    except (OSError, yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        return  # what cannot be read leaves nothing out
    names = said.get("exclude") if isinstance(said, dict) else None
    for name in names[:MOST_PATTERNS] if isinstance(names, list) else []:
        if isinstance(name, str) and (pattern := name.strip().strip("/")) and pattern.count("*") < MOST_STARS:
            yield pattern


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(_MATTER)
    except OSError:
        return True  # which is said of it where it is read
