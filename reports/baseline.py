"""A baseline: the findings that were there when somebody began to look, in a text file that is kept with the posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.common.terminal import one_line
from reports.errors import ReportError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

MOST = 50_000_000  # bytes of a file
SHORT = 12  # hex digits of a fingerprint
TEXT = 120  # characters of a message
_HEADER = """\
# Findings that --baseline leaves alone, one a line: Ref, fingerprint, rule, page, what it says. The first two count, the rest is for readers.
# --update-baseline writes this file anew.
"""
# What stands in a crawl, and what it could not judge: neither has gone.
_THERE = """
SELECT issue.ref, substr(fingerprint, 1, :short), issue.rule, issue.page, issue.message FROM issue JOIN crawl USING (spider, target)
WHERE crawl.id = :crawl AND (issue.ref IN (SELECT ref FROM finding WHERE crawl_id = :crawl) OR issue.state = 'not checked')
ORDER BY issue.rule, issue.page, issue.position, issue.line, issue.ref
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding of a baseline, known by either."""

    ref: str
    fingerprint: str
    line: str


def read(path: Path) -> list[Entry]:
    """Return the entries of a file. Raises ReportError, naming file and line, when it is no baseline."""
    try:
        if path.stat().st_size > MOST:
            raise ReportError(f"{path}: is larger than {MOST // 1_000_000} MB; it is no baseline.")
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ReportError(
            f"{path}: the baseline cannot be read ({error.strerror}); --update-baseline makes it."
        ) from error
    except UnicodeDecodeError as error:
        raise ReportError(
            f"{path}: is no baseline, since it is no UTF-8 text; --update-baseline makes one."
        ) from error
    found = []
    for number, line in enumerate(lines, 1):
        words = line.split(maxsplit=2)
        if not words or words[0].startswith("#"):
            continue
        if len(words) < 2 or not (words[0].isalnum() and words[1].isalnum()):
            raise ReportError(
                f"{path}:{number}: is no line of a baseline; --update-baseline writes the file anew."
            )
        found.append(Entry(words[0], words[1], line))
    return found


def update(connection: sqlite3.Connection, crawl: int, path: Path) -> int:
    """Write the findings of a crawl, and what it could not judge, as the new baseline; return how many they are.

    Raises ReportError when the file cannot be written.
    """
    count = 0
    try:
        beside = path.with_name(f".{path.name}.tmp")
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_HEADER)
            for row in _there(connection, crawl):
                file.write(" ".join(shown(part) for part in row)[: TEXT * 3] + "\n")
                count += 1
        beside.replace(path)
    except OSError as error:
        raise ReportError(
            f"{path}: the baseline cannot be written ({error.strerror}); name another file."
        ) from error
    return count


def stale(connection: sqlite3.Connection, crawl: int, entries: list[Entry], *, complete: bool) -> list[Entry]:
    """Return the entries whose finding is no longer there; of a crawl that did not reach its end only what it knows to be gone."""
    there = list(_there(connection, crawl))
    refs, fingerprints = {row[0] for row in there}, {row[1] for row in there}
    gone = [entry for entry in entries if entry.ref not in refs and entry.fingerprint not in fingerprints]
    if complete:
        return gone
    known = {
        ref for (ref,) in connection.execute("SELECT ref FROM issue WHERE state IN ('fixed', 'page gone')")
    }
    return [entry for entry in gone if entry.ref in known]


def _there(connection: sqlite3.Connection, crawl: int) -> Iterator[tuple[str, ...]]:
    yield from connection.execute(_THERE, {"crawl": crawl, "short": SHORT})


def shown(text: str) -> str:
    """Return a stranger's text on one short line."""
    return one_line(text, TEXT * 2)[:TEXT] or "-"
