"""The gate of scripts and CI: which findings let a command end with exit code 1."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports import baseline
from reports.common.severities import FAIL_ON, failing
from reports.errors import ReportError

if TYPE_CHECKING:
    import argparse
    import sqlite3

SHOWN = 5  # stale lines of a baseline that are said one by one
_COUNT = """
SELECT count(*) FROM counted_finding AS finding LEFT JOIN known_issue AS issue ON issue.ref = finding.ref
WHERE finding.crawl_id = :crawl AND finding.severity IN (SELECT value FROM json_each(:severities))
    AND (NOT :new OR finding.state IN ('new', 'came back'))
    AND NOT (finding.ref <> '' AND (finding.ref IN (SELECT value FROM json_each(:refs))
        OR substr(lower(hex(issue.fingerprint)), 1, :short) IN (SELECT value FROM json_each(:fingerprints))))
"""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a command is asked to fail on."""

    fail_on: str = "never"  # one of FAIL_ON
    baseline: Path | None = None
    update: bool = False  # the baseline is written anew


@dataclass(frozen=True, slots=True)
class Passed:
    """What the gate says of a crawl."""

    failing: int  # findings that it does not let pass
    said: tuple[str, ...]  # sentences for a person


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the gate's options."""
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="never",
        metavar="SEVERITY",
        help="exit with 1 when a finding that is neither Ignored nor Wrong is at least this severe:"
        f" {', '.join(FAIL_ON)}; new: only what is new or came back (default: never)",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="findings in this file do not count for --fail-on; those that are gone are said",
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="write the file of --baseline anew, with what is found now",
    )


def gate_of(options: argparse.Namespace) -> Gate:
    """Return what the options ask for. Raises ReportError when they ask for what cannot be."""
    file = Path(options.baseline) if options.baseline else None
    if options.update_baseline and file is None:
        raise ReportError("--update-baseline: write --baseline FILE, too, which names the file.")
    if file and not options.update_baseline:
        baseline.read(file)  # a wrong name is said before a crawl of hours
    return Gate(options.fail_on, file, options.update_baseline)


def judge(database: Path, crawl: int, gate: Gate) -> Passed:
    """Return how many findings of a crawl the gate does not let pass. Raises ReportError when the baseline cannot be used."""
    if gate.fail_on == "never" and gate.baseline is None:
        return Passed(0, ())
    from reports.frames import reading  # loads pandas

    with reading(database) as connection:
        entries, said = _entries(connection, crawl, gate)
        severities, new = failing(gate.fail_on)
        values = {
            "crawl": crawl,
            "severities": json.dumps(severities),
            "new": new,
            "refs": json.dumps([entry.ref for entry in entries]),
            "fingerprints": json.dumps([entry.fingerprint for entry in entries]),
            "short": baseline.SHORT,
        }
        (count,) = connection.execute(_COUNT, values).fetchone()
    return Passed(int(count), tuple(said))


def _entries(
    connection: sqlite3.Connection, crawl: int, gate: Gate
) -> tuple[list[baseline.Entry], list[str]]:
    """Return the findings that pass by the baseline, and what is to be said of it."""
    if gate.baseline is None:
        return [], []
    if gate.update:
        count = baseline.update(connection, crawl, gate.baseline)
        return baseline.read(gate.baseline), [f"Baseline: {gate.baseline} ({count:,} findings)"]
    entries = baseline.read(gate.baseline)
    (finished,) = connection.execute(
        "SELECT finished IS NOT NULL FROM crawl WHERE id = ?", (crawl,)
    ).fetchone()
    gone = baseline.stale(connection, crawl, entries, complete=bool(finished))
    said = []
    if gone:
        what = "1 finding is" if len(gone) == 1 else f"{len(gone):,} findings are"
        said.append(f"Baseline: {what} no longer there; --update-baseline forgets them.")
        said += [f"  {baseline.shown(entry.line)}" for entry in gone[:SHOWN]]
        said += [f"  and {len(gone) - SHOWN:,} more"] * (len(gone) > SHOWN)
    return entries, said
