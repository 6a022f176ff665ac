"""A unified diff that changes addresses in a file, and nothing else in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = 3  # lines around a change
TAG = 20  # lines that one tag may be spread over
# What may stand before and after an address in HTML, Markdown or text; anything else makes it a part of a longer one.
_BEFORE = b"\"'(<>= \t\n\r\\[,"
_AFTER = b"\"')<> \t\n\r\\],"


class Change(NamedTuple):
    """One address to write in place of another, on one line of a file or, when its tag is spread, soon after."""

    line: int
    old: str
    new: str


def patch_of(folder: Path, source: str, changes: list[Change]) -> bytes:
    """Return the diff of one post, to be applied with `git apply` in the posts' folder; empty when nothing fits.

    Bytes are kept as they are: line ends, encoding, a missing last line end. A change whose address is not found where it
    was read is left out, since the file is another one by now.
    """
    path = folder / source
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return b""
        before = path.read_bytes().split(b"\n")
    except OSError:
        return b""
    after = list(before)
    for change in changes:
        _apply(after, change)
    return _diff(source, before, after) if after != before else b""


def _apply(lines: list[bytes], change: Change) -> None:
    for old, new in _forms(change):
        for number in range(change.line - 1, min(change.line - 1 + TAG, len(lines))):
            place = _find(lines[number], old)
            if place >= 0:
                lines[number] = lines[number][:place] + new + lines[number][place + len(old) :]
                return


def _forms(change: Change) -> list[tuple[bytes, bytes]]:
    """Return old and new as the file may hold them: as they are, with &amp;, with JSON's slashes."""
    pairs = [
        (change.old, change.new),
        (change.old.replace("&", "&amp;"), change.new.replace("&", "&amp;")),
        (change.old.replace("/", "\\/"), change.new.replace("/", "\\/")),
    ]
    return [(old.encode(), new.encode()) for old, new in dict.fromkeys(pairs)]


def _find(line: bytes, old: bytes) -> int:
    """Return where the address stands by itself; -1 when it does not."""
    place = line.find(old)
    while place >= 0:
        end = place + len(old)
        if (place == 0 or line[place - 1] in _BEFORE) and (end == len(line) or line[end] in _AFTER):
            return place
        place = line.find(old, place + 1)
    return -1


def _diff(source: str, before: list[bytes], after: list[bytes]) -> bytes:
    old_name, new_name = _name(f"a/{source}"), _name(f"b/{source}")
    out = [b"diff --git %b %b\n--- %b\n+++ %b\n" % (old_name, new_name, old_name, new_name)]
    changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    ends_bare = before[-1] != b""  # the file's last line has no line end
    count = len(before) if ends_bare else len(before) - 1
    hunks: list[list[int]] = []
    for number in changed:
        if hunks and number - hunks[-1][-1] <= 2 * CONTEXT:
            hunks[-1].append(number)
        else:
            hunks.append([number])
    for hunk in hunks:
        first, last = max(hunk[0] - CONTEXT, 0), min(hunk[-1] + CONTEXT, count - 1)
        size = last - first + 1
        out.append(b"@@ -%d,%d +%d,%d @@\n" % (first + 1, size, first + 1, size))
        for number in range(first, last + 1):
            bare = b"\n\\ No newline at end of file\n" if ends_bare and number == count - 1 else b"\n"
            if number in hunk:
                out += [b"-", before[number], bare, b"+", after[number], bare]
            else:
                out += [b" ", before[number], bare]
    return b"".join(out)


def _name(text: str) -> bytes:
    """Return a file name as git writes it: in quotes, with escapes, where it is not plain."""
    raw = text.encode()
    if all(0x20 < byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    return b'"' + b"".join(map(_escaped, raw)) + b'"'


def _escaped(byte: int) -> bytes:
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    return bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte
