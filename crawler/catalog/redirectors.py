"""Redirectors: services of search engines, mail filters and networks that wrap another URL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.networks import Match, UrlExample  # noqa: TC001 - read_folder looks the types up
from crawler.catalog.reader import read_folder

FOLDER = Path(__file__).parent / "redirectors"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One company's redirector: which of its URLs contain another URL, and where."""

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
