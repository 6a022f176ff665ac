"""wp search-replace: which texts a WordPress database is to hold in place of which, and a script that does it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reports.fixes.tables import Proposal

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


class Replacement(NamedTuple):
    """One call of wp search-replace: a text, and what stands in its place."""

    old: str
    new: str


class _Move(NamedTuple):
    """The beginning of an address, up to its path below a folder, and the origin that stands for it."""

    start: str  # "http://127.0.0.1/testsite"
    origin: str  # "https://blog.example"


def replacements(proposals: Iterable[Proposal], leaked: Collection[str] = ()) -> list[Replacement]:
    """Return the calls in their order: single addresses first, the longest before the others, then whole hosts.

    A host is replaced as a whole where all addresses of it that the crawl saw (`leaked`, and those with a proposal) go to one
    host with the same path; those that go elsewhere come before it. An address with two proposals is left to a person, and
    keeps its host from being replaced unless the same path is one of them; one without any does so where the host is
    localhost or a number.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for proposal in proposals:
        if (proposal.old + proposal.new).isprintable() and proposal.old.startswith(("http://", "https://")):
            wanted[proposal.old].add(proposal.new)
    moves = _moves(wanted, leaked)
    single = sorted(
        (old, next(iter(new)))
        for old, new in wanted.items()
        if len(new) == 1 and not any(_fits(move, old, next(iter(new))) for move in moves)
    )
    single.sort(key=lambda pair: -len(pair[0]))
    found = [Replacement(*pair) for old, new in single for pair in _spellings(old, new)]
    for move in sorted(moves, key=lambda move: (-len(move.start), move)):
        found += [Replacement(*pair) for pair in _whole(move, {*wanted, *leaked})]
    return found


def _moves(wanted: dict[str, set[str]], leaked: Collection[str]) -> list[_Move]:
    """Return what begins the addresses of a host that goes to one other as a whole."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for old in {*wanted, *leaked}:
        if origin := _origin(old):
            by_host[origin].append(old)
    found = []
    for origin, addresses in by_host.items():
        votes: dict[_Move, int] = defaultdict(int)
        for old in addresses:
            for new in wanted.get(old, ()):
                if move := _move(old, new):
                    votes[move] += 1
        for move in sorted(votes, key=lambda move: -votes[move]):
            below = [old for old in addresses if old == move.start or old.startswith(f"{move.start}/")]
            # What has no proposal, a placeholder, is as dead elsewhere; but http://localhost/ may be what a text is about.
            named = _is_named(origin)
            sure = all(_agrees(move, old, wanted.get(old, set()), named=named) for old in below)
            if sure and votes[move] > 1 and votes[move] * 2 > len(below) and _elsewhere(move, origin):
                found.append(move)
                break
    return found


def _agrees(move: _Move, old: str, new: set[str], *, named: bool) -> bool:
    """Return whether an address does not speak against replacing the beginning that it shares with others."""
    if len(new) == 1 or (named and not new):
        return True
    return named and any(_fits(move, old, one) for one in new)


def _is_named(origin: str) -> bool:
    """Return whether the host has a name of its own, and is not whatever machine a reader has."""
    host = urlsplit(origin).hostname or ""
    return "." in host and ":" not in host and not host.replace(".", "").isdigit()


def _elsewhere(move: _Move, origin: str) -> bool:
    """Return whether replacing twice does what replacing once did: the new beginning does not hold the old one."""
    return bool(move.origin) and move.start not in move.origin and not move.origin.startswith(origin + "/")


def _move(old: str, new: str) -> _Move | None:
    """Return what an address and its proposal differ in, where that is only the beginning."""
    here, there = _origin(old), _origin(new)
    if not here or not there or here == there:
        return None
    rest, path = old[len(here) :], new[len(there) :]
    if not rest.endswith(path) or (path and path[0] not in "/?#"):
        return None
    folder = rest[: len(rest) - len(path)] if path not in {"", "/"} else ""
    return _Move(here + folder, there) if path not in {"", "/"} or rest == path else None


def moved(old: str, new: str) -> tuple[str, str] | None:
    """Return the beginnings that an address and its proposal differ in, where that is all; None where it is not."""
    move = _move(old, new)
    return (move.start, move.origin) if move else None


def _fits(move: _Move, old: str, new: str) -> bool:
    rest = old.removeprefix(move.start)
    whole = rest != old and (not rest or rest[0] in "/?#")
    return whole and new in {move.origin + rest, move.origin + rest.rstrip("/")}


def _origin(url: str) -> str:
    """Return scheme, host and port of an address as written; empty where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url[: len(parts.scheme) + 3 + len(parts.netloc)] if parts.netloc and parts.scheme else ""


def _whole(move: _Move, seen: Collection[str]) -> list[tuple[str, str]]:
    """Return the beginning as posts hold it: before a path, as JSON, and where it was seen so, alone or before a query."""
    found = [(f"{move.start}/", f"{move.origin}/"), (_json(f"{move.start}/"), _json(f"{move.origin}/"))]
    if move.start in seen:
        found += [(f"{quote}{move.start}{quote}", f"{quote}{move.origin}{quote}") for quote in "\"'"]
        found.append((f'"{_json(move.start)}"', f'"{_json(move.origin)}"'))
    marks = [mark for mark in "?#" if any(url.startswith(move.start + mark) for url in seen)]
    return found + [(move.start + mark, f"{move.origin}/{mark}") for mark in marks]


def _spellings(old: str, new: str) -> list[tuple[str, str]]:
    """Return the address as posts hold it: between quotes, so that no longer address is hit, and as JSON."""
    found = [(f'"{old}"', f'"{new}"'), (f"'{old}'", f"'{new}'")]
    if "&" in old:
        escaped = old.replace("&", "&amp;"), new.replace("&", "&amp;")
        found.append((f'"{escaped[0]}"', f'"{escaped[1]}"'))
    found.append((f'"{_json(old)}"', f'"{_json(new)}"'))
    return found


def _json(text: str) -> str:
    return text.replace("/", "\\/")


def shell_script(calls: Iterable[Replacement]) -> bytes:
    """Return the calls as a script for sh; empty without any."""
    lines = [f"replace {_quoted(call.old)} {_quoted(call.new)}\n" for call in calls]
    return (_SCRIPT + "".join(lines)).encode() if lines else b""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def wp_script(found: Iterable[Replacement]) -> bytes:
    """Return the same for wp-cli to read itself: quotation marks and & in an argument survive no shell of Windows."""
    lines = [f"    array( {_php(old)}, {_php(new)} ),\n" for old, new in found]
    return _PHP.replace("PAIRS\n", "".join(lines)).encode() if lines else b""


def _php(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
