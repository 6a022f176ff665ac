"""Whether a workbook says already what would be written: then it stays as it is."""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import xlsxwriter

from reports.layout import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reports.layout import Sheet, SheetPart

PROPERTY = "Contents"  # of the workbook, which holds the fingerprint
_BATCH = 500  # rows
_PLACE = "docProps/custom.xml"
_VALUE = re.compile(rf'name="{PROPERTY}"><vt:lpwstr>([0-9a-f]{{32}})</vt:lpwstr>')


class Fingerprint:
    """A hash of all that a workbook's cells are made from, without what only says when its crawl was and how it went."""

    def __init__(self, *begin: object) -> None:
        """Begin with what is no row: how the rows become cells."""
        self._hash = blake2b(f"{_program()}\n{begin!r}".encode("utf-8", "replace"), digest_size=16)

    def over(self, rows: Iterable[Sequence[Any]], part: Sheet | SheetPart) -> Iterator[Sequence[Any]]:
        """Yield the rows of a table, and take them in."""
        if getattr(part, "passing", False):
            yield from rows
            return
        taken, found = _without_passing(part), iter(rows)
        self._hash.update(b"\n")
        while batch := list(islice(found, _BATCH)):
            self._hash.update(repr(taken(batch)).encode("utf-8", "replace"))
            yield from batch

    def text(self) -> str:
        """Return the fingerprint of what was taken in so far, 32 hex digits."""
        return self._hash.hexdigest()


def fingerprint_of(workbook: Path) -> str:
    """Return the fingerprint that a workbook of this program was written with; "" for none."""
    try:
        with ZipFile(workbook) as archive:
            found = _VALUE.search(archive.read(_PLACE).decode("utf-8", "replace"))
    except (OSError, BadZipFile, KeyError):
        return ""
    return found[1] if found else ""


def _without_passing(part: Sheet | SheetPart) -> Callable[[list[Sequence[Any]]], list[Any]]:
    """Return what makes of rows those without the columns that are other ones in every crawl."""
    passing = {column.key for column in part.column if column.passing}
    if not passing:
        return lambda rows: rows
    kept = itemgetter(*(place for place, key in enumerate(keys(part.column)) if key not in passing))
    return lambda rows: list(map(kept, rows))


@cache
def _program() -> str:
    """Return a hash of the files that make cells of rows: who edits one has another program."""
    folder = Path(__file__).parent
    found = blake2b(xlsxwriter.__version__.encode(), digest_size=16)
    for path in sorted(path for path in folder.rglob("*.*") if path.suffix in {".py", ".sql", ".toml"}):
        found.update(f"{path.relative_to(folder).as_posix()}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()
