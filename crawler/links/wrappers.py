"""Wrappers as data: redirectors of search engines, mail filters and networks that stand around the address that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.links.networks import Match, UrlExample  # noqa: TC001 - read_folder looks the types up
from crawler.links.reading import LEVELS, answer
from crawler.links.rows import index_of
from crawler.links.urls import parameters, resolve, split
from crawler.rules.schema import read_folder

if TYPE_CHECKING:
    from crawler.links.rows import Index

FOLDER = Path(__file__).parents[1] / "rules" / "wrappers"
AD_CLICK = "an ad click of "  # how the detail of a link through an ad's counter begins
WRAPPED = "wrapped by "  # … and of any other wrapper's


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One company's redirector: which of its addresses hold another one, and where."""

    id: str
    name: str
    source: str
    match: tuple[Match, ...]
    example: tuple[UrlExample, ...]
    ad_click: bool = False  # it counts clicks on an ad, which somebody pays for
    note: str = ""


@cache
def wrappers() -> dict[str, Wrapper]:
    """Return the wrappers that ship with the crawler, by id."""
    return read_folder(FOLDER, Wrapper)


@cache
def index() -> Index:
    """Return the index over `wrappers()`."""
    return index_of(wrappers().values())


def described(wrapper: str) -> str:
    """Return what is said of a link by the wrapper with this id: "wrapped by Google"."""
    found = wrappers()[wrapper]
    return f"{AD_CLICK if found.ad_click else WRAPPED}{found.name}"


def unwrapped(url: str) -> str:
    """Return the address inside a wrapper, inside further wrappers too; the same address when there is none.

    Links of affiliate networks stay: they are meant.
    """
    current = url
    for _ in range(LEVELS):
        parts = split(resolve(current))
        query = parameters(parts)
        inner = answer(index().rows(parts.host), parts, query)
        if inner is None or not inner.destination:
            break
        current = inner.destination
    return current
