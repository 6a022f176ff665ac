"""Placeholder paths such as /path/to/image.png, which are not real URLs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("placeholders.toml")


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Patterns of such paths, in lower case."""

    source: str
    paths: tuple[str, ...]


@cache
def placeholders() -> tuple[str, ...]:
    """Return the shapes that ship with the crawler."""
    return read_file(FILE, Placeholders).paths
