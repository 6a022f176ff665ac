"""Disclosures as data: how each language says that a link earns money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_folder
from crawler.text.phrases import _needle

FOLDER = Path(__file__).parent / "disclosures"


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what it is: disclosure, amazon (Amazon's own sentence, which is both), or nothing."""

    text: str
    found: str


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says it: `…` stands for some words, `*` for the rest of a word."""

    id: str
    name: str
    source: str
    phrases: tuple[str, ...]
    labels: tuple[str, ...]  # say it only where they stand alone, or in brackets before a text
    denials: tuple[str, ...]  # before a phrase they turn it round: "no affiliate links"
    amazon: tuple[str, ...]  # the sentence that Amazon asks for
    example: tuple[Example, ...]

    def __post_init__(self) -> None:
        """Refuse a phrase that would be found everywhere."""
        for phrase in (*self.phrases, *self.amazon):
            if len(_needle(phrase)) < 2:
                msg = f"phrase {phrase!r} has no word of its own"
                raise RuleFileError(msg)


@cache
def languages_of(folder: Path) -> dict[str, Language]:
    """Return the languages by their code."""
    return read_folder(folder, Language)
