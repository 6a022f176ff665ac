"""Fixes that can be applied: what is certain or high, as a patch of the posts, wp-cli lines and a table."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from reports.errors import ReportError
from reports.files import put_in_place
from reports.frames import pick, reading
from reports.patch import Change, patch_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_PROPOSALS = """
SELECT now, should_be, method, confidence, count(DISTINCT page_id) AS pages FROM finding
WHERE crawl_id = ? AND confidence IN ('certain', 'high') AND subject IN ('link', 'carrier') AND should_be LIKE 'http%'
GROUP BY now, should_be ORDER BY length(now) DESC, now, should_be
"""
_CHANGES = """
SELECT page.source, finding.line, now, should_be FROM finding JOIN page ON page.id = page_id
WHERE finding.crawl_id = ? AND confidence IN ('certain', 'high') AND subject IN ('link', 'carrier')
    AND should_be LIKE 'http%' AND page.source <> '' AND finding.line IS NOT NULL
ORDER BY page.source, finding.line, finding.id
"""
_CHAINS = """
SELECT key, final_url FROM redirect_end WHERE crawl_id = ? AND end_id IS NOT NULL AND hops > 1 AND lasting AND NOT is_loop ORDER BY key
"""
_SCRIPT = """#!/bin/sh
# Writes the proposed addresses into a WordPress database, the most specific first.
# Without an argument it only counts (--dry-run). After `wp db export`, run it with --apply.
set -eu
mode=--dry-run
if [ "${1:-}" = --apply ]; then mode=; fi
replace() {
    # The guid column is what feed readers know a post by; it stays.
    # shellcheck disable=SC2086
    wp search-replace "$1" "$2" --precise --skip-columns=guid --report-changed-only $mode
}
"""
_PHP = """<?php
// Writes the proposed addresses into a WordPress database, the most specific first, on any system. In the site's folder:
//     wp eval-file search-replace.php           only counts (--dry-run)
//     wp db export
//     wp eval-file search-replace.php apply     writes
$options = array( 'precise' => true, 'report-changed-only' => true );
$options['skip-columns'] = 'guid'; // what feed readers know a post by
if ( ! in_array( 'apply', $args, true ) ) {
    $options['dry-run'] = true;
}
foreach ( array(
PAIRS
) as $pair ) {
    WP_CLI::run_command( array( 'search-replace', $pair[0], $pair[1] ), $options );
}
"""
_FORMULA = re.compile(r"^[=+\-@\t\r]")


class Proposal(NamedTuple):
    """One address, what to write in its place, and on how many pages."""

    old: str
    new: str
    method: str
    confidence: str
    pages: int


def write_fixes(database: Path, folder: Path, crawl: int | None = None) -> list[Path]:
    """Write the fixes of one crawl into `folder` and return the files; those that have nothing to say are removed.

    Raises ReportError, one sentence, when the database cannot be read or the folder cannot be written to.
    """
    with reading(database) as connection:
        number = pick(connection, database, crawl).crawl
        proposals = [Proposal(*row) for row in connection.execute(_PROPOSALS, (number,))]
        pairs = _search_replace(proposals)
        files = {
            "posts.patch": _posts_patch(connection, number),
            "search-replace.sh": _shell_script(pairs),
            "search-replace.php": _wp_script(pairs),
            "redirects.csv": _redirects(connection.execute(_CHAINS, (number,)).fetchall()),
            "replacements.csv": _replacements(proposals),
        }
    try:
        written = []
        for name, content in files.items():
            path = folder / name
            if content:
                folder.mkdir(exist_ok=True)
                written.append(_put(path, content))
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(
            f"{folder}: cannot be written to ({error.strerror}); the workbook is not affected."
        ) from error
    return written


def _put(path: Path, content: bytes) -> Path:
    beside = path.with_name(path.name + ".tmp")
    try:
        beside.write_bytes(content)
        if path.suffix == ".sh":
            beside.chmod(0o755)
        return put_in_place(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _posts_patch(connection: sqlite3.Connection, crawl: int) -> bytes:
    """Return the patch of the posts' folder; empty when the crawl read no posts, or the files are not there any more."""
    spider, target = connection.execute("SELECT spider, target FROM crawl WHERE id = ?", (crawl,)).fetchone()
    if spider != "posts":
        return b""
    changes: dict[str, list[Change]] = {}
    for source, line, old, new in connection.execute(_CHANGES, (crawl,)):
        changes.setdefault(source, []).append(Change(line, old, new))
    return b"".join(patch_of(Path(target), source, found) for source, found in changes.items())


def _search_replace(proposals: list[Proposal]) -> list[tuple[str, str]]:
    """Return what is to be replaced in a WordPress database; an address with two proposals is left to a person."""
    unsure = {p.old for p in proposals if any(p.old == q.old and p.new != q.new for q in proposals)}
    pairs = []
    for proposal in proposals:
        plain = (proposal.old + proposal.new).isprintable() and proposal.old.startswith(
            ("http://", "https://")
        )
        if plain and proposal.old not in unsure:
            pairs += _spellings(proposal.old, proposal.new)
    return pairs


def _shell_script(pairs: list[tuple[str, str]]) -> bytes:
    lines = [f"replace {_quoted(old)} {_quoted(new)}\n" for old, new in pairs]
    return (_SCRIPT + "".join(lines)).encode() if lines else b""


def _wp_script(pairs: list[tuple[str, str]]) -> bytes:
    """Return the same for wp-cli to read itself: quotation marks and & in an argument survive no shell of Windows."""
    lines = [f"    array( {_php(old)}, {_php(new)} ),\n" for old, new in pairs]
    return _PHP.replace("PAIRS\n", "".join(lines)).encode() if lines else b""


def _php(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _spellings(old: str, new: str) -> list[tuple[str, str]]:
    """Return the address as posts hold it: between quotes, so that no longer address is hit, and as JSON."""
    found = [(f'"{old}"', f'"{new}"'), (f"'{old}'", f"'{new}'")]
    if "&" in old:
        escaped = old.replace("&", "&amp;"), new.replace("&", "&amp;")
        found.append((f'"{escaped[0]}"', f'"{escaped[1]}"'))
    found.append(('"' + old.replace("/", "\\/") + '"', '"' + new.replace("/", "\\/") + '"'))
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _replacements(proposals: list[Proposal]) -> bytes:
    return _table(("old", "new", "method", "confidence", "pages"), proposals) if proposals else b""


def _redirects(chains: list[tuple[str, str]]) -> bytes:
    """Return what the Redirection plugin imports: source, target, regex (0: none), status; chains led straight to their end."""
    rows = [
        (urlsplit(old)._replace(scheme="", netloc="").geturl() or "/", new, 0, 301) for old, new in chains
    ]
    return _table(("source", "target", "regex", "code"), rows) if rows else b""


def _table(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Return a CSV file; unlike a workbook it cannot say that a cell is text, so what looks like a formula gets a mark."""
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(header)
    for row in rows:
        table.writerow(
            [f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row]
        )
    return file.getvalue().encode()
