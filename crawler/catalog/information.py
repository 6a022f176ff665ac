"""By what the pages of a shop are known that sell nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("information.toml")


@dataclass(frozen=True, slots=True)
class Information:
    """Words, hosts and paths, in lower case."""

    words: tuple[str, ...]  # of which one is in a part of the path …
    beside: tuple[str, ...]  # … and no others but these
    goods: tuple[str, ...]  # folders in which they name goods
    labels: tuple[str, ...]  # the first of a host
    hosts: tuple[str, ...]
    amazon: tuple[str, ...]  # beginnings of paths
    files: tuple[str, ...]  # endings


@cache
def information() -> Information:
    """Return what ships with the crawler."""
    return read_file(FILE, Information)
