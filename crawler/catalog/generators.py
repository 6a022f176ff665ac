"""Site generators: the files that identify one, and how it renders posts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, expression, read_folder

FOLDER = Path(__file__).parent / "generators"


@dataclass(frozen=True, slots=True)
class Mark:
    """A file of a site's project, or a folder that the posts stand in; `holds` is a regular expression over the file's text."""

    file: str = ""  # its name, which may be a pattern: "astro.config.*"
    folder: str = ""  # the end of the path to the posts: "source/_posts"
    holds: str = ""

    def __post_init__(self) -> None:
        """Refuse a mark that is both or nothing, and a pattern that is none."""
        if bool(self.file) == bool(self.folder) or (self.folder and self.holds):
            msg = "a mark has either `file`, with or without `holds`, or `folder`"
            raise RuleFileError(msg)
        expression("holds", self.holds)


@dataclass(frozen=True, slots=True)
class Generator:
    """One site generator."""

    id: str
    name: str
    source: str  # where its makers document what is said here
    mark: tuple[Mark, ...]  # any of them tells it
    autolinks: bool  # whether it makes a link of an address that stands bare in Markdown …
    unless: tuple[Mark, ...] = ()  # … and which files say the opposite
    whole_html: bool = False  # an HTML element is one block up to its end tag, and inline elements begin none
    blanks: bool = False  # addresses in Markdown may hold blanks: [tea](/green tea) …
    blanks_unless: tuple[Mark, ...] = ()  # … but for files that say the opposite
    shortcodes: bool = (
        False  # it shows WordPress' [shortcodes], and an address that stands alone as a player or a card
    )
    title_from_file: bool = False  # a post without a title is called by its file's name
    tight_headings: bool = False  # ##Tea without a blank is a heading …
    tight_headings_if: tuple[Mark, ...] = ()  # … or is where one of these files is there
    languages_in_names: bool = False  # tea.de.md is the German version of tea.md
    slug_from_file: bool = True  # whether a post without a slug gets its file's name
    attribute_list: str = (
        ""  # how a list of attributes behind a Markdown link begins, "{:" or "{"; empty: none is read …
    )
    attribute_list_if: tuple[Mark, ...] = ()  # … files of which one must be there for it …
    attribute_list_unless: tuple[Mark, ...] = ()  # … and files that say the opposite
    port: int = (
        0  # at which its own server shows the site while it is written; 0: programs of all kinds use it
    )
    static: tuple[str, ...] = ()  # folders of the project whose files are the site's, by the same paths
    root_files: bool = True  # whether what stands beside its configuration may be a page
    no_posts: tuple[str, ...] = ()  # folders of the project in which no page of the site is written
    pages_in: tuple[str, ...] = ()  # the folders of the project in which alone pages are written …
    pages_in_unless: tuple[Mark, ...] = ()  # … but for files that say the opposite
    libraries: tuple[
        str, ...
    ] = ()  # folders, wherever they stand, in which a file without front matter is a library's, not a page
    excludes_in: str = ""  # a YAML file whose list `exclude` names files and folders that are left out
    ignored_by: tuple[
        Mark, ...
    ] = ()  # files that name patterns of what is left out: the first group of `holds`
    plain_texts: bool = False  # whether it makes pages of .txt files
    bare_pages_in: tuple[
        str, ...
    ] = ()  # the folders in which alone a page may have no front matter; empty: anywhere
    site: tuple[Mark, ...] = ()  # where the project says the site's address: the first group of `holds` …
    base: tuple[Mark, ...] = ()  # … and the folder that the site stands in, where this is said apart
    rel: tuple[
        Mark, ...
    ] = ()  # files that give links to other sites, or those of programmes, their rel when the site is built
    rel_everywhere: str = ""  # one sentence: the setting or plugin that gives rel to all links to other sites
    note: str = ""


@cache
def generators() -> dict[str, Generator]:
    """Return the generators that ship with the crawler, by id."""
    return read_folder(FOLDER, Generator)
