"""Look up the other posts of the folder that a link may mean, and their URLs."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from crawler.catalog.language_codes import registered
from crawler.posts.dialect import Dialect
from crawler.posts.folder import ENDINGS, Found, find_posts
from crawler.posts.generator import Project, project_of
from crawler.posts.own_titles import head_of, leave_out_titles, write_their_h1
from crawler.posts.permalink import INDEX, name_of, post_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLLECTION = 3  # folders that a collection of posts lies below, at most
MOST = 20_000  # posts of a folder that are looked through


class Neighbour(NamedTuple):
    """A post that another one links to."""

    source: str
    url: str = ""  # empty where nothing says it
    title: str = ""


class Neighbours:
    """The posts of one folder, which is walked through when the first of them is asked for, and their project."""

    def __init__(self, folder: Path, site: str = "", permalink: str = "", *, by_file: bool = True) -> None:
        """Take the folder, and what addresses of posts are made of.

        A post without a slug has its file's name for one (`by_file`) where a `permalink` was asked for, or the generator is
        known to do so; who compares addresses with a live site's does not want guesses.
        """
        self.folder, self.site, self._permalink, self._by_file = folder, site, permalink, by_file
        self._read: dict[str, Neighbour] = {}
        self._h1_habits: dict[str, bool] = {}
        self._untitled: dict[str, bool] = {}

    @cached_property
    def project(self) -> Project:
        """What is known of the project that the posts belong to."""
        return project_of(self.folder)

    def dialect(self, *, mdx: bool, text: bool) -> Dialect:
        """Return the dialect of one post: of an MDX file, of a plain `text` file, where addresses are no links, or of Markdown."""
        project = self.project
        whole = bool(project.generator and project.generator.whole_html and not mdx)
        blanks = project.blanks and not mdx  # kramdown and Python-Markdown have both
        tight = project.tight_headings and not mdx
        return Dialect(mdx, project.autolinks and not text, whole, blanks, tight, blanks)

    def url(self, values: dict[str, object], source: str) -> tuple[str, str]:
        """Return the address of a post by its front matter and its file, and a note when one was refused."""
        permalink = self._permalink or "/{slug}/"
        if not self.site or not self._by_file:
            return post_url(values, self.site, permalink)
        generator = self.project.generator
        named = bool(self._permalink) or (generator is not None and generator.slug_from_file)
        return post_url(values, self.site, permalink, source, named=named)

    @cached_property
    def _paths(self) -> dict[str, Path]:
        found = (one for one in find_posts(self.folder, every=True) if isinstance(one, Found))
        return {one.source: one.path for one, _ in zip(found, range(MOST), strict=False)}

    def untitled(self, source: str) -> bool:
        """Return whether hardly any post of the collection has a title, as with short notes, so that their template makes one."""
        group = _collection(source)
        if group not in self._untitled:
            self._untitled[group] = leave_out_titles(self._collections.get(group, []))
        return self._untitled[group]

    def language(self, source: str) -> str:
        """Return the language that a post's path says: tea.de.md of Hugo, fr/tea.md beside en/tea.md; empty where it says none."""
        generator = self.project.generator
        suffix = _stem(source).rpartition(".")[2] if generator and generator.languages_in_names else ""
        if _is_language(suffix):
            return suffix
        parts = source.split("/")
        places = ((name, "/".join(parts[: number + 1])) for number, name in enumerate(parts[:-1]))
        return next((name for name, folder in places if folder in self._language_folders), "")

    @cached_property
    def _language_folders(self) -> set[str]:
        """The folders that are called as a language and hold a post that stands in another one beside them, too: en/tea.md, fr/tea.md."""
        beside: dict[tuple[str, str], list[str]] = defaultdict(list)
        for source in self._paths:
            parts = source.split("/")
            for number, name in enumerate(parts[:-1]):
                if _is_language(name):
                    rest = "/".join(parts[number + 1 :])
                    beside["/".join(parts[:number]), rest].append("/".join(parts[: number + 1]))
        return {folder for folders in beside.values() if len(folders) > 1 for folder in folders}

    def write_their_h1(self, source: str) -> bool:
        """Return whether the posts beside this one begin with an h1 of their own, so that their template shows none."""
        group = _group(source)
        if group not in self._h1_habits:
            self._h1_habits[group] = write_their_h1(self._groups.get(group, []))
        return self._h1_habits[group]

    @cached_property
    def _groups(self) -> dict[str, list[Path]]:
        return self._by(_group)

    @cached_property
    def _collections(self) -> dict[str, list[Path]]:
        return self._by(_collection)

    def _by(self, group_of: Callable[[str], str]) -> dict[str, list[Path]]:
        groups: dict[str, list[Path]] = defaultdict(list)
        for source, path in self._paths.items():
            groups[group_of(source)].append(path)
        return groups

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        """The posts by their paths without ending, in small letters; an index file by its folder's, too."""
        stems: dict[str, list[str]] = defaultdict(list)
        for source in self._paths:
            stem = _stem(source)
            folder, _, name = stem.rpartition("/")
            for key in {stem, folder if name in INDEX and folder else stem}:
                stems[key].append(source)
        return stems

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The posts by file name alone, with and without its date."""
        names: dict[str, list[str]] = defaultdict(list)
        for source in self._paths:
            folder, _, stem = _stem(source).rpartition("/")
            # Of an index file the folder's name is the post's, with its date as well.
            own = folder.rpartition("/")[2] if stem in INDEX and folder else stem
            for key in {stem, own, name_of(source).lower()}:
                names[key].append(source)
        return names

    def at(self, path: str, near: str = "") -> Neighbour | None:
        """Return the post at a path, beside the post `near` unless it begins with a slash; None where none is there.

        The path may lack its ending, and name a folder whose index is meant. One that begins with a slash begins where the
        generator's content does: Hugo's, Pelican's, Zola's.
        """
        tried = resolved(path, near)
        for one in (tried, f"content/{tried}") if path.startswith("/") else (tried,):
            found = [one] if one in self._paths else self._stems.get(_stem(one), [])
            if len(found) == 1:
                return self._post(found[0])
        return None

    def called(self, name: str) -> Neighbour | None:
        """Return the one post of that name, with or without folders, date and ending; None for none and for several."""
        stem = _stem(unquote(name).strip().strip("/"))
        last = stem.rpartition("/")[2]
        found = self._names.get(last, [])
        if "/" in stem:
            found = [one for one in found if f"/{_stem(one)}".endswith(f"/{stem}")]
        return self._post(found[0]) if len(found) == 1 else None

    def knows_all(self, kind: str) -> bool:
        """Return whether a post of that kind that the folder does not have is nowhere: "_posts", "content" or "vault"."""
        root = self.folder.resolve()
        if kind == "vault":
            return (root / ".obsidian").is_dir()
        if kind == "content":
            return root.name == kind or (root / kind).is_dir()
        return kind in root.parts or any(f"/{kind}/" in f"/{source}" for source in self._paths)

    def title(self, name: str) -> str:
        """Return the title of the one post of that name; empty where there is none."""
        found = self.called(name.partition("#")[0])
        return found.title if found else ""

    def _post(self, source: str) -> Neighbour:
        if source not in self._read:
            self._read[source] = self._look(source)
        return self._read[source]

    def _look(self, source: str) -> Neighbour:
        head = head_of(self._paths[source])
        if head is None:
            return Neighbour(source)
        return Neighbour(source, self.url(head.values, source)[0], str(head.values.get("title") or ""))


def resolved(path: str, near: str) -> str:
    """Return a path beside the post `near`, or from the folder on, below the folder; one that leaves it begins with ".."."""
    path = unquote(path).replace("\\", "/")
    whole = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(near), path)
    return posixpath.normpath(whole)


def _group(source: str) -> str:
    """Return the folder of a post; of one that has a folder to itself, the folder around that."""
    folder = posixpath.dirname(source)
    return posixpath.dirname(folder) if posixpath.basename(_stem(source)) in INDEX else folder


def _is_language(name: str) -> bool:
    language, _, region = name.replace("_", "-").lower().partition("-")
    return language in registered()[0] and (not region or region in registered()[1])


def _collection(source: str) -> str:
    """Return the first folders of a post, without those of its date: src/content/notes of src/content/notes/2024/05/tea.md."""
    return "/".join([name for name in _group(source).split("/") if not name.isdecimal()][:COLLECTION])


def _stem(path: str) -> str:
    stem, ending = posixpath.splitext(path)
    return (stem if ending.lower() in ENDINGS else path).lower()
