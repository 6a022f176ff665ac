"""Kinds of exports: what Search Console, Analytics and others call their columns, in each language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, expression, read_folder

FOLDER = Path(__file__).parent / "exports"
SUBJECTS = ("page", "tracking-id")
_UNIT = re.compile(r"\s*\([^()]{0,20}\)$")


@dataclass(frozen=True, slots=True)
class Headers:
    """What the columns are called in one language. Of several names for one column the first that a file has counts."""

    language: str
    subject: tuple[str, ...] = ()
    clicks: tuple[str, ...] = ()
    impressions: tuple[str, ...] = ()
    position: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    key_events: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    earnings: tuple[str, ...] = ()


KEYS = tuple(field.name for field in fields(Headers) if field.name != "language")


@dataclass(frozen=True, slots=True)
class ExportExample:
    """A file's text and what is read of it."""

    name: str
    text: str
    file: str = "export.csv"
    rows: tuple[str, ...] = ()  # "https://blog.example/a/ clicks=12 position=4.2"
    told_by: str = "headers"
    since: str = ""
    until: str = ""
    unread: int = 0
    refused: str = ""  # code of the cause, where nothing is read


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of export."""

    id: str
    name: str
    source: str  # where its makers document it
    subject: str  # what a row is about, one of SUBJECTS
    needs: tuple[str, ...]  # columns that it has, or it is another kind
    headers: tuple[Headers, ...]
    example: tuple[ExportExample, ...]
    any_of: tuple[str, ...] = ()  # columns of which one has to be there
    by_numbers: bool = (
        False  # without known headers it is told by its columns: address, clicks, impressions, CTR, position
    )
    most: int = 0  # rows that the program exports at the most; 0: all of them
    file: str = (
        ""  # a regular expression over the file's name, which tells where the headers of several kinds fit
    )
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a subject or column that there is none of, and a header that would be two columns."""
        if self.subject not in SUBJECTS:
            msg = f"subject {self.subject!r}; known: {', '.join(SUBJECTS)}"
            raise RuleFileError(msg)
        if unknown := set(self.needs + self.any_of) - set(KEYS):
            msg = f"unknown columns {sorted(unknown)}; known: {', '.join(KEYS)}"
            raise RuleFileError(msg)
        expression("file", self.file)
        for number, row in enumerate(self.headers, 1):
            names = [folded(name) for key in KEYS for name in getattr(row, key)]
            if len(names) != len(set(names)):
                msg = f"a header of {row.language!r} is there twice"
                raise RuleFileError(msg, row=f"[[headers]] {number}")


def folded(header: object) -> str:
    """Return a header as it is compared: without a unit in brackets, case, marks of order and double spaces."""
    text = unicodedata.normalize("NFKC", str(header or "")[:200]).strip("\ufeff\u200b\u200e\u200f \"'")
    return " ".join(_UNIT.sub("", text).casefold().split())


@cache
def export_kinds() -> dict[str, ExportKind]:
    """Return the kinds of exports that ship with the crawler, by id."""
    return read_folder(FOLDER, ExportKind)
