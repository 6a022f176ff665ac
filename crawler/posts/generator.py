"""Recognise the site generator of a folder of posts by the project files beside and above it."""

from __future__ import annotations

import fnmatch
import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.catalog.generators import generators

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from crawler.catalog.generators import Generator, Mark

ABOVE = 5  # folders that are looked into: that of the posts, and those around it
HEAD = 64 * 1024  # bytes of a file that are looked through
MOST = 20  # files that one pattern may name
MOST_FOLDERS = 500  # of a folder in which a project is looked for


class Project(NamedTuple):
    """What is known of the project that the posts belong to."""

    generator: Generator | None = None
    autolinks: bool = True  # most make links of bare addresses
    root: Path | None = None  # the folder whose files told it
    attribute_list: str = ""  # how a list of attributes behind a link begins: "{:"; empty: it reads none
    blanks: bool = False  # addresses in Markdown may hold blanks
    tight_headings: bool = False  # a heading in Markdown needs no blank behind its signs
    rel_file: str = ""  # the file that gives links their rel when the site is built; empty: none is known


def project_of(folder: Path) -> Project:
    """Return the project of a folder of posts; of none that is known, a Project without generator.

    The nearest folder with a generator's files tells it; what such a file says goes before its mere name, and both before
    the name of the posts' folder. Nothing is looked for above a folder that holds .git.
    """
    here = folder.resolve()
    known = list(generators().values())
    for root in around(here):
        if (project := project_at(root)).generator:
            return project
    folders = [(mark.folder, generator) for generator in known for mark in generator.mark if mark.folder]
    # source/_posts says more than _posts.
    for name, generator in sorted(folders, key=lambda pair: -len(pair[0])):
        if here.as_posix().endswith(f"/{name}") or (here / name).is_dir():
            return _project(generator, here)
    return _only_below(here)


def project_at(root: Path) -> Project:
    """Return the project whose files stand in a folder itself; of none that is known, a Project without generator."""
    for strict in (True, False):
        for generator in generators().values():
            if any(
                bool(mark.holds) is strict and mark.file and found_there(root, mark)
                for mark in generator.mark
            ):
                return _project(generator, root)
    return Project()


def marks_a_project(files: Iterable[str]) -> bool:
    """Return whether a folder with these files may be a project's, so that it is worth a look."""
    return any(map(_names().fullmatch, files))


@cache
def _names() -> re.Pattern[str]:
    """Return what the names of files match that identify a generator and stand in the project's own folder."""
    marks = (mark.file for generator in generators().values() for mark in generator.mark)
    # A pattern for posts (*.md of WordPress) is none for a project's folder.
    names = {name for name in marks if name and "/" not in name and not name.startswith("*.md")}
    return re.compile("|".join(map(fnmatch.translate, sorted(names))))


def _only_below(here: Path) -> Project:
    """Return the project in a folder right below, where there is but one: a repository with site/ or blog/ in it."""
    found: list[Project] = []
    try:
        folders = sorted(path for path in itertools.islice(here.iterdir(), MOST_FOLDERS) if path.is_dir())
    except OSError:
        return Project()
    for path in folders:
        if path.name.startswith(".") or path.name == "node_modules" or path.is_symlink():
            continue
        try:
            files = [file.name for file in itertools.islice(path.iterdir(), MOST_FOLDERS) if file.is_file()]
        except OSError:
            continue
        if marks_a_project(files) and (project := project_at(path)).generator:
            found.append(project)
    return found[0] if len(found) == 1 else Project()


def around(here: Path) -> list[Path]:
    """Return a folder and those above it in which its project may be, the nearest first."""
    found: list[Path] = []
    for root in [here, *here.parents][:ABOVE]:
        found.append(root)
        if (root / ".git").exists():
            break
    return found


def _project(generator: Generator, root: Path) -> Project:
    opposite = any(found_there(root, mark) for mark in generator.unless)
    lists = (
        any(found_there(root, mark) for mark in generator.attribute_list_if)
        or not generator.attribute_list_if
    )
    lists = lists and not any(found_there(root, mark) for mark in generator.attribute_list_unless)
    attribute_list = generator.attribute_list if lists else ""
    blanks = generator.blanks and not any(found_there(root, mark) for mark in generator.blanks_unless)
    tight = generator.tight_headings or any(found_there(root, mark) for mark in generator.tight_headings_if)
    rel_file = next((path for mark in generator.rel for path in _files(root, mark)), "")
    bare = generator.autolinks is not opposite
    return Project(generator, bare, root, attribute_list, blanks, tight, rel_file)


def found_there(root: Path, mark: Mark) -> bool:
    """Return whether a folder has the mark's file, and this what it should hold; what cannot be read is not there."""
    return any(not mark.holds or re.search(mark.holds, text) for text in found_in(root, mark))


def _files(root: Path, mark: Mark) -> Iterator[str]:
    """Yield the files of a folder, by their paths below it, that have the mark."""
    for path, text in _read(root, mark):
        if not mark.holds or re.search(mark.holds, text):
            yield path.relative_to(root).as_posix()


def found_in(root: Path, mark: Mark) -> Iterator[str]:
    """Yield the beginning of each file of a folder that a mark names, empty where the mark asks for no text."""
    return (text for _, text in _read(root, mark))


def _read(root: Path, mark: Mark) -> Iterator[tuple[Path, str]]:
    try:
        for number, path in enumerate(root.glob(mark.file)):
            if number == MOST:
                return
            if path.is_file():
                yield path, _head(path) if mark.holds else ""
    except OSError:
        return


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD).decode("utf-8", "replace")
