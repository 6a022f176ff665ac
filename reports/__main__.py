"""`python -m reports audit.sqlite -o out.xlsx`: the workbook again, without crawling."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reports.build import build
from reports.common.faults import guarded
from reports.common.severities import SEVERITIES, at_least
from reports.common.terminal import tell
from reports.errors import ReportError
from reports.result import describe

OK, FINDINGS, TROUBLE = 0, 1, 2  # as those of the crawler


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "database", type=Path, metavar="DATABASE", help="database of the audit (audit.sqlite)"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="the .xlsx file to write (default: audit.xlsx beside the database)",
    )
    parser.add_argument("--crawl", type=int, metavar="N", help="number of the crawl (default: the newest)")
    parser.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "never"),
        default="never",
        help="exit with code 1 if a finding has at least this severity (default: never)",
    )


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 made, 1 made and it has findings at or above --fail-on, 2 not made or crawl incomplete."""
    parser = argparse.ArgumentParser(
        prog="python -m reports", description="Builds the workbook of a crawl from its database."
    )
    add_options(parser)
    return run(parser.parse_args(arguments))


def run(options: argparse.Namespace) -> int:
    """Make the workbook that the options ask for; returns the exit code."""
    output = options.output or options.database.with_suffix(".xlsx")
    try:
        built = build(options.database, output, options.crawl)
    except ReportError as error:
        tell(f"{error}\n", sys.stderr)
        return TROUBLE
    if unsaid := tell(describe(built), sys.stdout):
        tell(f"standard output cannot be written ({unsaid}); the workbook was written.\n", sys.stderr)
        return TROUBLE
    if not built.complete:
        return TROUBLE
    return FINDINGS if any(built.counts[severity] for severity in at_least(options.fail_on)) else OK


if __name__ == "__main__":
    raise SystemExit(guarded(main))
