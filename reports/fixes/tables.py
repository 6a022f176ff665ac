"""Write CSV files for other tools: old and new URLs, and redirect chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from reports.csv_table import csv_lines

if TYPE_CHECKING:
    from collections.abc import Iterable


class Proposal(NamedTuple):
    """One address, what to write in its place, and on how many pages."""

    old: str
    new: str
    method: str
    confidence: str
    pages: int


def replacements_table(proposals: Iterable[Proposal]) -> bytes:
    """Return the proposals as a table for any other tool; empty without any."""
    return _table(("old", "new", "method", "confidence", "pages"), proposals)


def redirects_table(chains: Iterable[tuple[str, str]]) -> bytes:
    """Return what the Redirection plugin imports: source, target, regex (0: none), status; chains led straight to their end."""
    rows = [
        (urlsplit(old)._replace(scheme="", netloc="").geturl() or "/", new, 0, 301) for old, new in chains
    ]
    return _table(("source", "target", "regex", "code"), rows)


def _table(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Return a CSV file; empty without rows."""
    first, *rest = csv_lines(header, rows)
    return "".join([first, *rest]).encode() if rest else b""
