"""What makes several findings one edit: a file a cause, in the order in which they are tried."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.common.strict_toml import RuleFileError, read_file, read_folder
from reports.errors import ReportError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `where` and `key` are SQL over a row of the table placed: see placed.sql."""

    id: str
    title: str
    order: int
    where: str
    key: str  # findings of one rule with the same key are one row
    places: int = 1  # from how many findings on …
    pages: int = 1  # … on how many pages
    one: bool = False  # counts as one edit, however many places it has


@dataclass(frozen=True, slots=True)
class Ranking:
    """What makes an issue come first, and how long the list may be."""

    id: str
    error: int
    warning: int
    notice: int
    money: int
    money_rules: tuple[str, ...]
    clicks: float  # of an issue's reach, from 0 to 1
    rows_a_page: float
    rows_always: int


@cache
def causes() -> tuple[Cause, ...]:
    """Return all causes in their order. Raises ReportError for what a file may not say."""
    try:
        found = read_folder(FOLDER / "causes", Cause)
    except RuleFileError as error:
        raise ReportError(f"{error}.") from error
    return tuple(sorted(found.values(), key=lambda cause: cause.order))


@cache
def ranking() -> Ranking:
    """Return the ranking. Raises ReportError for what its file may not say."""
    try:
        return read_file(FOLDER / "ranking.toml", Ranking)
    except RuleFileError as error:
        raise ReportError(f"{error}.") from error
