"""The rows of an .ods file, a sheet after the other."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from lxml import etree
from python_calamine import CalamineWorkbook

from reports.copies.bounds import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CELLS = 10_000_000  # of all sheets, as calamine lays them out in memory
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"


@contextmanager
def ods_rows(path: Path) -> Iterator[tuple[str, Iterator[Iterator[tuple[Any, ...]]]]]:
    """Yield who saved the file, and its sheets, each as its rows. Raises Unreadable for one that would not fit into memory."""
    _check(path)
    book = CalamineWorkbook.from_path(str(path))
    try:
        names = book.sheet_names
        sheets = (book.get_sheet_by_name(name).iter_rows() for name in names)
        yield _saved_by(path), (map(tuple, rows) for rows in sheets)
    finally:
        book.close()


def _check(path: Path) -> None:
    """Count the cells up to the last that holds something: one row of a few bytes may say that it is there a million times."""
    with ZipFile(path) as archive, archive.open("content.xml") as stream:
        cells = rows = widest = last = width = 0
        filled = False
        for event, element in etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        ):
            name = element.tag
            if event == "start":
                if name == f"{_TABLE}table":
                    cells += last * widest
                    rows = widest = last = 0
                elif name == f"{_TABLE}table-row":
                    width, filled = 0, False
                continue
            if name in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                width += _times(element, "number-columns-repeated")
                if len(element) or set(element.attrib) - {
                    f"{_TABLE}style-name", f"{_TABLE}number-columns-repeated", f"{_TABLE}content-validation-name",
                }:  # fmt: skip
                    filled, widest = True, max(widest, width)
                element.clear()
            elif name == f"{_TABLE}table-row":
                rows += _times(element, "number-rows-repeated")
                last = rows if filled else last
                if cells + last * widest > CELLS:
                    raise Unreadable(f"it has more than {CELLS:,} cells")
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]


def _times(element: Any, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _saved_by(path: Path) -> str:
    with (
        suppress(KeyError, etree.XMLSyntaxError),
        ZipFile(path) as archive,
        archive.open("meta.xml") as stream,
    ):
        for _, element in etree.iterparse(
            stream, tag=f"{_DC}creator", resolve_entities=False, no_network=True
        ):
            return element.text or ""
    return ""
