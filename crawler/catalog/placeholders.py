"""Paths that stand for an address without being one, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("placeholders.toml")


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Shapes of such paths, in small letters."""

    source: str
    paths: tuple[str, ...]


@cache
def placeholders() -> tuple[str, ...]:
    """Return the shapes that ship with the crawler."""
    return read_file(FILE, Placeholders).paths
