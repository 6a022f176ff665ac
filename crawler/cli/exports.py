"""Exports that the owner put into the inbox or named: read before the crawl begins, since its rules ask for their numbers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.catalog.exports import export_kinds, folded
from crawler.catalog.sentences import worded
from crawler.errors import Mistake
from crawler.items import Cause, Export, Exports, because
from crawler.options import shown_safely
from crawler.store.exports import exports_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.run import Run

INBOX = "inbox"
MOST_FILES = 200  # of an inbox
TEXTS = (".csv", ".tsv", ".txt", ".zip")  # endings of exports that no copy of the workbook has
_BOOKS = (".xlsx", ".xlsm", ".ods")
_TEMPORARY = ("~$", ".")  # what Excel and LibreOffice put beside a file that is open


def in_inbox(folder: Path) -> list[Path]:
    """Return the files of the inbox in a folder of results, by name."""
    inbox = folder / INBOX
    if not inbox.is_dir():
        return []
    files = sorted(path for path in inbox.iterdir() if not path.name.startswith(_TEMPORARY))
    return [path for path in files[:MOST_FILES] if path.is_file()]


def exports_for(folder: Path, named: str) -> Exports:
    """Return the exports for a run: those of its inbox, and those that an argument names, separated as the folders of PATH are.

    Raises Mistake for a file that was named and cannot be read, or is no export that is known.
    """
    paths = [Path(part.strip()) for part in named.split(os.pathsep) if part.strip()]
    inbox = [path for path in in_inbox(folder) if path.suffix.casefold() in (*TEXTS, *_BOOKS)]
    if not paths and not inbox:
        return Exports()
    read: list[tuple[float, Export]] = []
    left: list[tuple[str, Cause]] = []
    for path in [*paths, *inbox]:
        found = _read(path)
        if isinstance(found, Cause):
            if path in paths:
                msg = f"with={shown_safely(str(path))}: was not read: {worded(found)}; docs/earnings.md says which exports to name."
                raise Mistake(msg)
            left.append((_name(path), found))
        elif found and all(found.rows != other.rows for _, other in read):  # else the same file twice
            read.append((path.stat().st_mtime, found))
    # What reads exports is loaded only where there is one.
    from crawler.analysis.exports import newest

    used, older = newest(read)
    left += [(export.file, because("export-older")) for export in older]
    return Exports(tuple(used), tuple(left))


def _read(path: Path) -> Export | Cause | None:
    """Return what a file holds; None for a copy of the workbook."""
    from crawler.analysis.exports import recognise
    from reports.copies import Unreadable
    from reports.copies.tables import read_tables

    try:
        tables = read_tables(path)
    except (Unreadable, OSError) as error:
        return because("other", text=getattr(error, "strerror", "") or str(error))
    if path.suffix.casefold() in _BOOKS and any(map(_is_worklist, tables)):
        return None
    return recognise(export_kinds(), tables, _name(path))


def _name(path: Path) -> str:
    """Return a file's name as the database can hold it: one that is no text in the system's encoding has signs that are none."""
    return path.name.encode("utf-8", "replace").decode()


def _is_worklist(table: Sequence[tuple[Any, ...]]) -> bool:
    names = [{folded(cell) for cell in row} for row in table[:20]]
    return any("ref" in row and row & {"status", "note"} for row in names)


def told_exports(run: Run) -> Iterable[str]:
    """Yield what became of the exports, in sentences."""
    for row in exports_of(run.store):
        days = f", {row.since} to {row.until}" if row.since else ", which does not say of which days"
        what = (
            f"{row.matched:,} of {row.lines:,} addresses are pages of this crawl"
            if row.by_page
            else f"{row.lines:,} tracking ids"
        )
        yield f"{row.file}: {row.name}{days}: {what}."
    for name, cause in run.exports.left:
        yield f"{name}: was not used: {worded(cause)}."
