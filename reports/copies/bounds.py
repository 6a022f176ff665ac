"""What a file may hold before anything is read of it: a few kilobytes can say that they are terabytes of cells."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from pathlib import Path

PACKED = 100_000_000  # bytes of a file
UNPACKED = 600_000_000  # bytes of all that is packed in it
PARTS = 2_000
_CHUNK = 1 << 16
# A workbook declares no entities; whoever does wants a reader to unfold them.
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Unreadable(Exception):
    """A file that is no workbook, or none that may be read: why, in a few words."""


def check(path: Path, what: str = "workbook") -> None:
    """Raise Unreadable for a file that is no zip archive, is encrypted, or unpacks to more than a workbook can have; `what` it should be.

    Everything is unpacked once, and nothing kept, since the sizes that an archive tells need not be true.
    """
    if path.stat().st_size > PACKED:
        raise Unreadable(f"it is larger than {PACKED // 1_000_000} MB")
    with path.open("rb") as file:
        begins = file.read(8)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("it is protected by a password, or an old .xls; save it as .xlsx without one")
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS:
                raise Unreadable(f"it has more than {PARTS:,} parts")
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("it is protected by a password")
            left = UNPACKED
            for part in parts:
                with archive.open(part) as stream:
                    head = True
                    while chunk := stream.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise Unreadable(f"it unpacks to more than {UNPACKED // 1_000_000} MB")
                        if head and _is_xml(part.filename) and any(word in chunk for word in _DECLARATIONS):
                            raise Unreadable("it declares entities, which may be an attack")
                        head = False
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, ValueError) as error:
        raise Unreadable(f"it is no {what}, or a damaged one") from error


def _is_xml(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels"))
