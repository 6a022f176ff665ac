"""What writers call links that earn money, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("told.toml")


@dataclass(frozen=True, slots=True)
class Told:
    """The words, in small letters."""

    source: str
    names: tuple[str, ...]  # of one such link
    marks: tuple[str, ...]  # in brackets right behind the link
    mine: tuple[str, ...]  # words before a name that make the link before it the one that is meant
    not_in: tuple[str, ...]  # a text with one of these says nothing
    not_hosts: tuple[str, ...]  # sites that explain such links


@cache
def told() -> Told:
    """Return the words that ship with the crawler."""
    return read_file(FILE, Told)
