"""`python -m reports audit.sqlite -o out.xlsx`: the workbook again, without crawling."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from reports import gate
from reports.build import build
from reports.common.terminal import steady_streams, tell
from reports.errors import ReportError
from reports.older import keep_decisions
from reports.result import describe

OK, FINDINGS, TROUBLE, FAULT, INTERRUPTED = 0, 1, 2, 70, 130  # as those of the crawler


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("database", type=Path, help="the audit.sqlite of a crawl")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="the .xlsx file to write (default: audit.xlsx beside the database)",
    )
    parser.add_argument("--crawl", type=int, metavar="N", help="number of the crawl (default: the newest)")
    gate.add_options(parser)


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 made, 1 made and it has findings at or above --fail-on, 2 not made or crawl incomplete."""
    parser = argparse.ArgumentParser(
        prog="python -m reports", description="Makes the workbook of a crawl from its database."
    )
    add_options(parser)
    return run(parser.parse_args(arguments))


def run(options: argparse.Namespace) -> int:
    """Make the workbook that the options ask for; returns the exit code."""
    output = options.output or options.database.with_suffix(".xlsx")
    try:
        asked = gate.gate_of(options)
        keep_decisions(options.database, output)
        built = build(options.database, output, options.crawl)
        passed = gate.judge(options.database, built.crawl, asked)
    except ReportError as error:
        tell(f"{error}\n", sys.stderr)
        return TROUBLE
    if unsaid := tell(describe(built) + "".join(f"{line}\n" for line in passed.said), sys.stdout):
        tell(f"standard output cannot be written to ({unsaid}); the workbook is made.\n", sys.stderr)
        return TROUBLE
    if not built.complete:
        return TROUBLE
    return FINDINGS if passed.failing else OK


def guarded() -> int:
    """Return the exit code of the command line: for an exception that nobody expected 70, one sentence and a log.

    crawler/errors.py does the same for the other commands; this package does not know it.
    """
    steady_streams()
    try:
        return main()
    except KeyboardInterrupt:
        text, code = "stopped.", INTERRUPTED
    except Exception as error:
        log = "no log of it could be written"
        with suppress(OSError):
            number, name = tempfile.mkstemp(prefix="affiliate-seo-audit-", suffix=".log")
            with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
                traceback.print_exc(file=file)
            log = f"{name} tells where"
        text, code = f"this program broke down ({type(error).__name__}); {log}. Please report it.", FAULT
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{text}\n")
    return code


if __name__ == "__main__":
    raise SystemExit(guarded())
