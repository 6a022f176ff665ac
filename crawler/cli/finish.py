"""Finish a run: write the workbook, print the summary and determine the exit code."""

from __future__ import annotations

import signal
import sqlite3
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.analysis.finish import close_crawl
from crawler.catalog.sentences import worded
from crawler.cli.copies import settle
from crawler.errors import FINDINGS, INCOMPLETE, OK, Mistake
from crawler.run import BROKEN_DOWN
from crawler.store import from_outside
from crawler.store.decisions import know_file
from reports.common.faults import FAULT, INTERRUPTED, say
from reports.common.terminal import tell

if TYPE_CHECKING:
    from crawler.run import Run
    from reports.gate import Gate
    from reports.result import Built


def finish(run: Run, gate: Gate, formats: tuple[str, ...], fresh: str) -> int:
    """Write the formats that are asked for, say what was found, and return the exit code; `fresh` is how the user writes that argument.

    Raises Mistake when the crawl or the workbook could not be finished for a reason that the user can mend.
    """
    listen_again()
    # A new beginning would throw away what the run is to go on with.
    same = f"the same command without {fresh}" if run.job.fresh else "the same command"
    try:
        return _finish(run, gate, formats, same)
    except Mistake:
        raise
    except KeyboardInterrupt:
        say(f"stopped before the workbook was whole; {same} goes on there.")
        return INTERRUPTED
    except Exception as error:
        run.broke(error)
        return broken_down(run, None, same)


def _finish(run: Run, gate: Gate, formats: tuple[str, ...], same: str) -> int:
    if run.fault and not run.ended:
        close(run)
    # Only now: a crawl that runs for hours need not carry pandas about.
    from reports.build import build
    from reports.errors import ReportError
    from reports.files import hash_of
    from reports.fixes import describe_fixes, write_fixes
    from reports.gate import judge
    from reports.result import describe

    told: list[str] = []
    try:
        told = settle(run)
        run.store.checkpoint()
    except sqlite3.Error as error:
        if not from_outside(error):
            raise
        # The log beside the file holds it all still, and whoever opens the database reads both.
        run.trouble = run.trouble or run.unwritable(error, "database-full")
    try:
        run.on_step("Writing the report")
        built = build(run.database, run.workbook, run.store.crawl_id, formats=formats, may_stay=True)
        run.made = (*filter(None, (built.path,)), *built.files)
        run.on_step("")
        fixes = write_fixes(run.database, run.folder / "fixes", run.store.crawl_id)
        passed = judge(run.database, run.store.crawl_id, gate)
    except ReportError as error:
        # A disk that is full for the database is full for the workbook as well: what came first is said.
        raise Mistake(worded(run.trouble) or str(error)) from error
    if built.path and not built.stays_of:
        with suppress(sqlite3.Error):  # what the database does not take is told already, or by the next crawl
            know_file(run.store, hash_of(built.path), built.crawl)
    if built.complete:
        run.store.set_reported()
    lines = "".join(f"{line}\n" for line in (*told, *passed.said))
    said = f"{describe(built)}Database: {run.database}\n{describe_fixes(fixes)}{lines}"
    if run.ended == "shutdown" and not run.trouble:
        said += f"Stopped; resume with {same}.\n"
    unsaid = tell(said, sys.stdout)
    if run.trouble:
        raise Mistake(worded(run.trouble))
    if run.fault:
        return broken_down(run, built, same)
    if run.ended == "shutdown":
        return INTERRUPTED
    if unsaid:
        msg = f"standard output cannot be written ({unsaid}); what was asked for is {', '.join(map(str, run.made))}."
        raise Mistake(msg)
    unread = run.store.start_failure()
    if unread and run.slip:
        run.fault = run.slip
        return broken_down(run, built, same)
    if unread:
        raise Mistake(unread)
    if not built.complete:
        return INCOMPLETE
    if passed.failing:
        return FINDINGS
    return OK


def close(run: Run) -> None:
    """Let the site rules look at what was gathered before the crawl broke down, as far as they can."""
    try:
        close_crawl(run, BROKEN_DOWN, max_pages=sys.maxsize)
    except Exception as error:
        run.broke(error)


def broken_down(run: Run, built: Built | None, same: str) -> int:
    """Say that this program broke down, where its log is, and what is kept; returns the exit code."""
    log = f"{run.log} has the details" if run.log.exists() else "no log could be written"
    kept = (
        f"the workbook of what was gathered is {built.path}"
        if built and built.path
        else f"{run.database} is kept"
    )
    say(f"internal error ({run.fault}); {log}; {kept}. Please report it; {same} tries again.")
    return FAULT


def listen_again() -> None:
    """Let Ctrl-C and a request to end stop this process again: Scrapy's handlers stay and do nothing once it has ended."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
