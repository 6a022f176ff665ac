"""A kind of repair: a file that says which findings it mends, and which function makes the edits."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    others: dict[str, str] | None = None  # further files of the folder: a generator's, or other posts


@dataclass(frozen=True, slots=True)
class Repair:
    """One patch: what it is for, and where its faults come from."""

    id: str  # also the patch's name
    title: str  # what it does, as README.txt says it
    order: int  # where several meet on a line, the first has it
    edit: str  # a key of EDITS
    sql: str  # a WHERE of the faults: columns of finding, page and link
    example: tuple[RepairExample, ...] = ()

    @property
    def file(self) -> str:
        """Return the patch's file name."""
        return f"{self.id}.patch"


@cache
def repairs(folder: Path = FOLDER) -> tuple[Repair, ...]:
    """Return all repairs in their order. Raises ReportError, naming file and key, for what a file may not say."""
    found = [_read(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda repair: repair.order))


def _read(path: Path) -> Repair:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReportError(f"{path.name}: cannot be read as TOML: {error}.") from error
    rows = [_build(row, RepairExample, f"{path.name} [[example]]") for row in data.pop("example", [])]
    repair: Repair = _build({**data, "id": path.stem, "example": tuple(rows)}, Repair, path.name)
    if repair.edit not in EDITS:
        raise ReportError(f"{path.name}: no edit is called {repair.edit!r}; known edits: {', '.join(EDITS)}.")
    return repair


def _build(data: dict[str, Any], kind: type[Any], where: str) -> Any:
    known = {field.name: field for field in fields(kind)}
    for key in data:
        if key not in known:
            raise ReportError(f"{where}: unknown key {key!r}; known keys: {', '.join(known)}.")
    for name, field in known.items():
        if field.default is MISSING and name not in data:
            raise ReportError(f"{where}: missing key {name!r}; known keys: {', '.join(known)}.")
    return kind(**data)
