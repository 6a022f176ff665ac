"""Unified diffs that several patches of one file can be made of: none touches a line of another, nor leans on one."""

from __future__ import annotations

from typing import NamedTuple

CONTEXT = 3  # lines around a change


class Change(NamedTuple):
    """Lines of a file, and what stands in their place; counted from 0, `end` is the first line behind them."""

    start: int
    end: int
    new: tuple[bytes, ...]
    owner: str  # id of the repair that it belongs to


class Hunk(NamedTuple):
    """Changes that are shown together, with the lines around them."""

    first: int
    end: int
    changes: list[Change]


def hunks(changes: list[Change], owner: str, count: int) -> list[Hunk]:
    """Return the hunks of one owner in a file of `count` lines; the lines around hold no change of another owner."""
    foreign = {n for change in changes if change.owner != owner for n in range(change.start, change.end)}
    found: list[Hunk] = []
    for change in sorted(change for change in changes if change.owner == owner):
        first, end = change.start, change.end
        while first > max(change.start - CONTEXT, 0) and first - 1 not in foreign:
            first -= 1
        while end < min(change.end + CONTEXT, count) and end not in foreign:
            end += 1
        if found and first <= found[-1].end:
            found[-1] = Hunk(found[-1].first, end, [*found[-1].changes, change])
        else:
            found.append(Hunk(first, end, [change]))
    return found


def diff(source: str, before: list[bytes], changes: list[Change]) -> dict[str, bytes]:
    """Return the diff of a file for each owner of its `settled` changes; `before` are its lines, each with its line end.

    Bytes are kept as they are: line ends, encoding, a missing last line end.
    """
    old, new = quoted(f"a/{source}"), quoted(f"b/{source}")
    head = b"diff --git %b %b\n--- %b\n+++ %b\n" % (old, new, old, new)
    out: dict[str, bytes] = {}
    for owner in dict.fromkeys(change.owner for change in changes):
        parts, shift = [head], 0
        for hunk in hunks(changes, owner, len(before)):
            size = hunk.end - hunk.first
            more = sum(len(change.new) - (change.end - change.start) for change in hunk.changes)
            parts.append(_header(hunk.first, size, shift, size + more))
            parts += _lines(before, hunk)
            shift += more
        out[owner] = b"".join(parts)
    return out


def _header(first: int, size: int, shift: int, after: int) -> bytes:
    return b"@@ -%d,%d +%d,%d @@\n" % (first + 1, size, first + shift + (after > 0), after)


def _lines(before: list[bytes], hunk: Hunk) -> list[bytes]:
    out, at = [], hunk.first
    for change in hunk.changes:
        out += [_line(b" ", line) for line in before[at : change.start]]
        out += [_line(b"-", line) for line in before[change.start : change.end]]
        out += [_line(b"+", line) for line in change.new]
        at = change.end
    return out + [_line(b" ", line) for line in before[at : hunk.end]]


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def settled(before: list[bytes], changes: list[Change], order: list[str]) -> list[Change]:
    """Return the changes so that each owner's patch applies whichever came before it; `order`: the owners, the first before all.

    git needs a line behind a change to find its place: where the next line is another owner's, both become one's. A patch
    that adds or takes away lines moves all others: where another place looks the same, all of the file become one's.
    """
    runs: list[list[Change]] = []
    for change in sorted(changes):
        if runs and runs[-1][-1].end == change.start:
            runs[-1].append(change)
        else:
            runs.append([change])
    found = [change for run in runs for change in _of_one(run, order)]
    owners = {change.owner for change in found}
    if len(owners) == 1 or all(len(change.new) == change.end - change.start for change in found):
        return found
    whole = b"".join(before)
    shown = [hunk for owner in owners for hunk in hunks(found, owner, len(before))]
    twice = any(whole.count(b"".join(before[hunk.first : hunk.end])) > 1 for hunk in shown)
    return _of_one(found, order) if twice else found


def _of_one(changes: list[Change], order: list[str]) -> list[Change]:
    first = min((change.owner for change in changes), key=order.index)
    return [change._replace(owner=first) for change in changes]


def quoted(text: str) -> bytes:
    """Return a file name as git writes it: in quotes, with escapes, where it is not plain."""
    raw = text.encode("utf-8", "surrogateescape")
    if all(0x20 < byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    return b'"' + b"".join(map(_escaped, raw)) + b'"'


def _escaped(byte: int) -> bytes:
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    return bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte
