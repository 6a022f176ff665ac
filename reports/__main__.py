"""`python -m reports audit.sqlite -o out.xlsx`: the workbook again, or another format, without crawling."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reports import gate
from reports.build import build
from reports.common.faults import guarded
from reports.common.terminal import tell
from reports.errors import ReportError
from reports.formats import FORMATS, WORKBOOK, formats_of
from reports.older import keep_decisions
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
        help="the file to write (default: audit.xlsx beside the database); of several formats each has its own ending",
    )
    parser.add_argument(
        "--format",
        "--formats",
        dest="formats",
        default=WORKBOOK,
        metavar="LIST",
        help=f"what is made, one or several separated by commas: {', '.join(FORMATS)} (default: %(default)s)",
    )
    parser.add_argument("--crawl", type=int, metavar="N", help="number of the crawl (default: the newest)")
    gate.add_options(parser)


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 made, 1 made and it has findings at or above --fail-on, 2 not made or crawl incomplete."""
    parser = argparse.ArgumentParser(
        prog="python -m reports",
        description="Builds the workbook of a crawl, or another format, from its database.",
    )
    add_options(parser)
    return run(parser.parse_args(arguments))


def run(options: argparse.Namespace) -> int:
    """Make the workbook that the options ask for; returns the exit code."""
    output = options.output or options.database.with_suffix(".xlsx")
    try:
        asked, formats = gate.gate_of(options), formats_of(options.formats)
        exact = options.output is not None and len(formats) == 1 and WORKBOOK not in formats
        if WORKBOOK in formats:
            keep_decisions(options.database, output)
        built = build(options.database, output, options.crawl, formats=formats, exact=exact)
        passed = gate.judge(options.database, built.crawl, asked)
    except ReportError as error:
        tell(f"{error}\n", sys.stderr)
        return TROUBLE
    if unsaid := tell(describe(built) + "".join(f"{line}\n" for line in passed.said), sys.stdout):
        tell(f"standard output cannot be written ({unsaid}); what was asked for is made.\n", sys.stderr)
        return TROUBLE
    if not built.complete:
        return TROUBLE
    return FINDINGS if passed.failing else OK


if __name__ == "__main__":
    raise SystemExit(guarded(main))
