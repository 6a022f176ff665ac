"""`python -m reports audit.sqlite -o out.xlsx`: the workbook again, without crawling."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reports import ReportError, build, describe
from reports.result import SEVERITIES

OK, FINDINGS, TROUBLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 made, 1 made and it has findings at or above --fail-on, 2 not made or crawl incomplete."""
    parser = argparse.ArgumentParser(
        prog="python -m reports", description="Makes the workbook of a crawl from its database."
    )
    parser.add_argument("database", type=Path, help="the audit.sqlite of a crawl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the .xlsx file to write")
    parser.add_argument("--crawl", type=int, help="number of the crawl (default: the newest)")
    parser.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "never"),
        default="never",
        help="exit with 1 when a finding is at least this severe (default: never)",
    )
    options = parser.parse_args(arguments)
    try:
        built = build(options.database, options.output, options.crawl)
    except ReportError as error:
        sys.stderr.write(f"{error}\n")
        return TROUBLE
    if not _tell(describe(built)):
        return TROUBLE
    if not built.complete:
        return TROUBLE
    if options.fail_on != "never":
        grave = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
        if any(built.counts[severity] for severity in grave):
            return FINDINGS
    return OK


def _tell(text: str) -> bool:
    """Write to standard output; a reader who went away is no failure, a full disk is one and is said."""
    if sys.stdout is None:  # started with it closed
        return True
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is still in the buffer must go somewhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(
                f"standard output cannot be written to ({error.strerror}); the workbook is made.\n"
            )
            return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
