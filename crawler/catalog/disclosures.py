"""Affiliate disclosures by language: the phrases that say a link earns money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_folder
from crawler.text.phrases import needle, normal

FOLDER = Path(__file__).parent / "disclosures"


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what it is: disclosure, amazon (Amazon's own sentence, which is both), or nothing."""

    text: str
    found: str


@dataclass(frozen=True, slots=True)
class Language:
    """The disclosure phrases of one language: `…` stands for some words, `*` for the rest of a word."""

    id: str
    name: str
    source: str
    phrases: tuple[str, ...]
    labels: tuple[str, ...]  # say it only where they stand alone, or in brackets before a text
    denials: tuple[str, ...]  # before a phrase they turn it round: "no affiliate links"
    amazon: tuple[str, ...]  # the sentence that Amazon asks for
    example: tuple[Example, ...]
    tags: tuple[str, ...] = ()  # labels that count in brackets only: bare, they stand over advertisements
    amazon_names: tuple[str, ...] = (
        "amazon",
    )  # each phrase of `amazon` holds one: a page without any is not searched

    def __post_init__(self) -> None:
        """Refuse a phrase that would be found everywhere, and one that would never be."""
        for phrase in self.amazon:
            if not any(normal(name) in normal(phrase) for name in self.amazon_names):
                msg = f"phrase {phrase!r} holds none of amazon_names: {', '.join(self.amazon_names)}"
                raise RuleFileError(msg)
        for phrase in (*self.phrases, *self.amazon):
            if len(needle(phrase)) < 2:
                msg = f"phrase {phrase!r} has no word of its own"
                raise RuleFileError(msg)


@cache
def languages_of(folder: Path) -> dict[str, Language]:
    """Return the languages by their code."""
    return read_folder(folder, Language)
