"""A kind of repair: a file that says which findings it mends, and which function makes the edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.common.strict_toml import RuleFileError, read_folder
from reports.errors import ReportError
from reports.fixes.edits.addresses import addresses
from reports.fixes.edits.headings import headings
from reports.fixes.edits.rel import rel
from reports.fixes.edits.words import words

if TYPE_CHECKING:
    from reports.fixes.edits import Mend

FOLDER = Path(__file__).with_name("repairs")
EDITS: dict[str, Mend] = {"addresses": addresses, "headings": headings, "rel": rel, "words": words}


@dataclass(frozen=True, slots=True)
class RepairExample:
    """One post before and after."""

    name: str
    before: str
    after: str
    file: str = "post.md"
    site: str = "https://blog.example"
    others: dict[str, str] = field(
        default_factory=dict
    )  # further files of the folder: a generator's, or other posts


@dataclass(frozen=True, slots=True)
class Repair:
    """One patch: what it is for, and where its faults come from."""

    id: str  # also the patch's name
    title: str  # what it does, as README.txt says it
    order: int  # where several meet on a line, the first has it
    edit: str  # a key of EDITS
    sql: str  # a WHERE of the faults: columns of finding, page and link
    example: tuple[RepairExample, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an edit that is none."""
        if self.edit not in EDITS:
            msg = f"no edit is called {self.edit!r}; known edits: {', '.join(EDITS)}"
            raise RuleFileError(msg)

    @property
    def file(self) -> str:
        """Return the patch's file name."""
        return f"{self.id}.patch"


@cache
def repairs(folder: Path = FOLDER) -> tuple[Repair, ...]:
    """Return all repairs in their order. Raises ReportError, naming file and key, for what a file may not say."""
    try:
        found = read_folder(folder, Repair)
    except RuleFileError as error:
        raise ReportError(f"{error}.") from error
    return tuple(sorted(found.values(), key=lambda repair: repair.order))
