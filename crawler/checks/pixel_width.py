"""Estimate the width of a text in search results from a table of Arial's character widths."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("arial.toml")


@dataclass(frozen=True, slots=True)
class FontRow:
    """Some characters of one width."""

    width: int  # thousandths of the font size
    characters: str


@dataclass(frozen=True, slots=True)
class Font:
    """The widths of a font's characters, in thousandths of its size."""

    name: str
    capital: int
    other: int
    full: int
    row: tuple[FontRow, ...]


@cache
def _font() -> tuple[Font, dict[str, int]]:
    font = read_file(FILE, Font)
    return font, {character: row.width for row in font.row for character in row.characters}


def width_of(text: str, size: int) -> int:
    """Return about how many pixels wide the text is in Arial of `size` pixels."""
    return round(sum(map(_width, unicodedata.normalize("NFC", text))) * size / 1000)


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    font, known = _font()
    width = known.get(character)
    if width is None and (plain := unicodedata.normalize("NFD", character)[0]) != character:
        width = known.get(plain)
    if width is not None:
        return width
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return font.full
    return font.capital if category == "Lu" else font.other
