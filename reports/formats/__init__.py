"""The readers other than people with a spreadsheet. A module is a format: its name is that of --format, its function `files` makes it.

`files(report)` returns the parts of each file's text, under what follows the name that the files share: ".json", "-links.csv".
Under "" stands what is printed, and under "$NAME" what is added to the file that the environment names so, where it does.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from reports.common.terminal import tell
from reports.errors import ReportError
from reports.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.report import Report

WORKBOOK = "xlsx"  # made by reports/workbook.py
FORMATS = (
    WORKBOOK,
    *sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__"),
)


def formats_of(text: str) -> tuple[str, ...]:
    """Return the formats that a text lists, each once. Raises ReportError for one that there is none of, or when it names none."""
    asked = dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip())
    if wrong := next((name for name in asked if name not in FORMATS), "") or ("" if asked else "nothing"):
        shown = "".join(c if c.isprintable() else "?" for c in wrong[:60])
        raise ReportError(
            f"{shown}: is no format; write one of {', '.join(FORMATS)}, or several separated by commas."
        )
    return tuple(asked)


def write_formats(report: Report, base: Path, formats: Iterable[str], *, exact: bool = False) -> list[Path]:
    """Write each format beside the workbook and return the files, each put in the place of an older one.

    `base`: the name that the files share, without an ending; `exact`: it is the name of the one file that is asked for.
    Raises ReportError when one cannot be written.
    """
    written = []
    for name in formats:
        if name == WORKBOOK:
            continue
        for number, (ending, parts) in enumerate(
            import_module(f"reports.formats.{name}").files(report).items()
        ):
            if not ending:
                for part in parts:
                    tell(part, sys.stdout)
            elif ending.startswith("$"):
                if file := os.environ.get(ending[1:]):
                    _add(Path(file), parts)
            elif exact and not number:
                written.append(_write(base, parts))
            else:
                written.append(_write(base.with_name(f"{base.stem if exact else base.name}{ending}"), parts))
    return written


def _write(path: Path, parts: Iterable[str]) -> Path:
    if path.exists() and not path.is_file():
        raise ReportError(f"{path}: is no file, so nothing is put in its place; name a file.")
    try:
        with replacing(path, "w", encoding="utf-8", errors="replace", newline="") as (file, places):
            file.writelines(parts)
    except OSError as error:
        raise ReportError(f"{path}: cannot be written ({error.strerror}); name another file.") from error
    return places[0]


def _add(path: Path, parts: Iterable[str]) -> None:
    try:
        with path.open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(parts)
    except OSError as error:
        tell(f"{path}: cannot be written to ({error.strerror}); the summary is left out.\n", sys.stderr)
