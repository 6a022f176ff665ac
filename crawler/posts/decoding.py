"""Decode a file's bytes as text."""

from __future__ import annotations

import codecs
from typing import NamedTuple

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DAMAGED = "\ufffd"


class Text(NamedTuple):
    """What a file says; `charset` is empty when it is no text."""

    text: str
    charset: str
    note: str = ""


def decode(raw: bytes) -> Text:
    """Return a file's text, its lines ending in \\n: UTF-8, UTF-16 with a mark, or else windows-1252.

    A UTF-8 file into which a few other bytes were pasted stays UTF-8: those are lost, and all other letters are not.
    """
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _read(raw[len(bom) :], name)
    if b"\0" in raw[:8192]:
        return Text("", "")
    try:
        return Text(_lines(raw.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    lost = text.count(DAMAGED)
    letters = sum(1 for character in text if character > "\x7f") - lost
    if letters > lost:
        return Text(_lines(text), "utf-8", _damage(lost, "utf-8"))
    note = "the file is not UTF-8; it was read as windows-1252"
    return Text(_lines(raw.decode("windows-1252", "replace")), "windows-1252", note)


def _read(raw: bytes, name: str) -> Text:
    text = raw.decode(name, "replace")
    return Text(_lines(text), name, _damage(text.count(DAMAGED), name))


def _damage(count: int, name: str) -> str:
    return f"characters that are not {name}, each read as {DAMAGED}: {count:,}" if count else ""


def _lines(text: str) -> str:
    """Return the text with \\n alone ending a line, so that all who count lines (and git) come to the same number."""
    if "\r" not in text:
        return text
    text = text.replace("\r\n", "\n")
    return text.replace("\r", " " if "\n" in text else "\n")
