"""The places of a page that hold URLs, read from url_attributes.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_file

FILE = Path(__file__).with_name("url_attributes.toml")
FORMS = ("url", "urls", "srcset", "css", "json", "text", "query")


@dataclass(frozen=True, slots=True)
class UrlPlace:
    """One kind of place: some attributes of some elements, or the text of some elements."""

    where: str  # what a reference from there is called
    elements: tuple[str, ...] = ()  # empty: any
    attributes: tuple[str, ...] = ()  # empty: the element's own text; `data-*` stands for all that begin so
    form: str = "url"
    types: tuple[str, ...] = ()  # counts only where the element's type is one of these
    inside: str = ""  # counts only below this element
    follow: bool = False  # it leads readers to another page, so a crawl goes there
    leaks_only: bool = False  # kept only where it leads to a development host
    code: bool = False  # example code that readers copy

    def __post_init__(self) -> None:
        """Refuse a form that nobody reads."""
        if self.form not in FORMS:
            msg = f"form {self.form!r}; known: {', '.join(FORMS)}"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class UrlPlaces:
    """The whole list."""

    place: tuple[UrlPlace, ...]


@cache
def url_places() -> tuple[UrlPlace, ...]:
    """Return the places that ship with the crawler, in the file's order."""
    return read_file(FILE, UrlPlaces).place


@cache
def leading_on() -> frozenset[str]:
    """Return what references are called that lead on to another page."""
    return frozenset(place.where for place in url_places() if place.follow)


@cache
def leaks_only() -> frozenset[str]:
    """Return what references are called that are kept only where they lead to a development host."""
    return frozenset(place.where for place in url_places() if place.leaks_only)
