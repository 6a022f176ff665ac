"""What Google asks of each type of structured data: the format of a type file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_folder

FOLDER = Path(__file__).parent / "types"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Where an item stands for itself, and is not only named by another.
MAIN = ("mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item", "subjectOf")


@dataclass(frozen=True, slots=True)
class TypeExample:
    """JSON-LD without its @context, and what is said of the first item of this type in it; None: it is not judged."""

    name: str
    json: str
    judged: bool = True
    missing: tuple[str, ...] = ()
    unfilled: tuple[str, ...] | None = None  # compared only when given


@dataclass(frozen=True, slots=True)
class StructuredType:
    """One of Google's types: what it requires and recommends. A path such as offers.price leads through items."""

    id: str
    name: str  # as its users call it: Product snippet
    types: tuple[str, ...]  # of schema.org, each with its capital letters
    source: str  # Google's page about it
    read_on: str  # the day of that page's text
    example: tuple[TypeExample, ...]
    required: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()  # of each list at least one
    recommended: tuple[str, ...] = ()  # what every such item can have; "if applicable" is left out
    least: dict[str, int] = field(default_factory=dict)  # how many values a property has at least
    not_last: tuple[str, ...] = ()  # required of all but the last in its list
    trigger: tuple[str, ...] = ()  # judged only when one of these is there
    inside: tuple[str, ...] = ()  # judged only as a value of one of these types
    via: tuple[str, ...] = MAIN  # properties by which a nested item is judged
    alone: bool = True  # an item that is nested in no other is judged
    parent: dict[str, list[str]] = field(
        default_factory=dict
    )  # property whose place the item around it takes, when it holds this one by one of these
    retired: str = ""  # the day since when Google shows nothing for it: then nothing is asked of it
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a file that judges nothing, and days that are none."""
        asks = bool(self.required or self.any_of or self.recommended or self.least or self.not_last)
        if asks == bool(self.retired):
            msg = "a type either asks for something or is `retired`"
            raise RuleFileError(msg)
        for key, day in (("read_on", self.read_on), ("retired", self.retired or "2000-01-01")):
            if not _DAY.fullmatch(day):
                msg = f"key {key!r} should be a day such as 2026-07-07, not {day!r}"
                raise RuleFileError(msg)
        if not self.types or not self.example:
            msg = "a type file needs `types` and an [[example]]"
            raise RuleFileError(msg)
        if not all(isinstance(number, int) for number in self.least.values()):
            msg = "`least` gives a whole number for each property"
            raise RuleFileError(msg)
        if not all(isinstance(names, list) for names in self.parent.values()):
            msg = "`parent` gives a list of properties for each property"
            raise RuleFileError(msg)


def types_of(folder: Path) -> dict[str, StructuredType]:
    """Return the types of a folder by the name of their file."""
    return read_folder(folder, StructuredType)


@cache
def structured_types() -> dict[str, StructuredType]:
    """Return the types that ship with the crawler, by id."""
    return types_of(FOLDER)


@cache
def by_type() -> dict[str, tuple[StructuredType, ...]]:
    """Return the type files that are about each type of schema.org."""
    found: dict[str, tuple[StructuredType, ...]] = {}
    for kind in structured_types().values():
        for name in kind.types:
            found[name] = (*found.get(name, ()), kind)
    return found
