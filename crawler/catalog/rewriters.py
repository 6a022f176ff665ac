"""Scripts that rewrite links, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("rewriters.toml")


@dataclass(frozen=True, slots=True)
class Rewriter:
    """One of them."""

    name: str
    addresses: tuple[str, ...]  # how the script's address begins, without its scheme
    source: str


@dataclass(frozen=True, slots=True)
class Rewriters:
    """The file."""

    script: tuple[Rewriter, ...]


@cache
def rewriters() -> dict[str, str]:
    """Return the beginning of each known script's address, and whose it is."""
    rows = read_file(FILE, Rewriters).script
    return {address: row.name for row in rows for address in row.addresses}
