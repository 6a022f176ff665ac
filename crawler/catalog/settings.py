"""The table of settings, read from settings.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_file

KINDS = (
    "text", "secret", "whole", "number", "folder", "hosts", "ids", "phrases", "folders", "selector", "address", "object", "formats",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it may be, what it is by default, and what it does."""

    name: str
    kind: str
    about: str
    default: str = ""
    least: int = 0  # of numbers
    example: str = ""
    shapes: bool = False  # other answers come out with another value

    def __post_init__(self) -> None:
        """Raise RuleFileError for a kind that there is none of."""
        if self.kind not in KINDS:
            msg = f"{self.name}: unknown kind {self.kind!r}; known kinds: {', '.join(KINDS)}"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class Settings:
    """The file."""

    setting: tuple[Setting, ...]


@cache
def table() -> dict[str, Setting]:
    """Return the settings by name, in the order of the file."""
    rows = read_file(Path(__file__).with_suffix(".toml"), Settings).setting
    return {row.name: row for row in rows}
