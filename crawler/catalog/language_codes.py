"""The two-letter codes of languages and of regions that exist."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("language_codes.toml")


@dataclass(frozen=True, slots=True)
class LanguageCodes:
    """Codes in small letters: ISO 639-1 and ISO 3166-1."""

    languages: tuple[str, ...]
    regions: tuple[str, ...]


@cache
def registered() -> tuple[frozenset[str], frozenset[str]]:
    """Return the languages and the regions."""
    codes = read_file(FILE, LanguageCodes)
    return frozenset(codes.languages), frozenset(codes.regions)
