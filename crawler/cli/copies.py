"""What people wrote into copies of the workbook is read into the database: after each crawl, and by a command of its own."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.analysis.decisions import Copy, Said, Taken, reopen, take, unknown
from crawler.analysis.ignore_file import Line, ignore, read_ignore_file
from crawler.cli.exports import INBOX, TEXTS, in_inbox, told_exports
from crawler.errors import INCOMPLETE, OK, Mistake
from crawler.options import shown_safely
from crawler.rules.load import all_rules
from crawler.store import Store, from_outside
from crawler.store.decisions import IGNORE_FILE, causes_of_issues, file_is_known, know_file, last_crawls
from reports.common.terminal import tell
from reports.copies import Unreadable, read_copy
from reports.files import hash_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from crawler.run import Run

GROUPED_CRAWLS = 5  # in which the findings of a row are looked for


def settle(run: Run) -> list[str]:
    """Read what people decided since the last workbook, and what `.auditignore` says; return what there is to tell, in sentences.

    What was Done before the crawl began and is still there is open again afterwards.
    """
    store = run.store
    said = read_into(store, copies_beside(run.workbook)).said
    lines: list[Line] = []
    try:
        lines = ignored(run)
    except Mistake as error:  # it was right when the crawl began
        said.append(str(error))
    whole = store.meta()["finished"] is not None
    said += ignore(store, lines, whole=whole)
    if count := reopen(store):
        what = "1 finding was Done and is" if count == 1 else f"{count:,} findings were Done and are"
        said.append(f"{what} still there: “came back” on Worklist.")
    return [*said, *_printable(told_exports(run))]


def ignored(run: Run) -> list[Line]:
    """Return what the files `.auditignore` say that speak of this run. Raises Mistake for what cannot be meant."""
    files = ignore_files(run)
    # A rule that is off today is none that nobody knows.
    rules = {bound.rule.id: bound.rule for bound in all_rules(run.rule_folders)} if files else {}
    formerly = {old: rule.id for rule in rules.values() for old in rule.formerly if old not in rules}
    return [line for path in files for line in read_ignore_file(path, rules, formerly)]


def ignore_files(run: Run) -> list[Path]:
    """Return the files `.auditignore` that speak of this run: of the folder it is run in, of its posts, of its results."""
    posts = run.job.posts or (run.job.target if run.job.spider == "posts" else "")
    folders = dict.fromkeys(
        path.resolve() for path in (Path(), *([Path(posts)] if posts else ()), run.folder)
    )
    return [path for folder in folders if (path := folder / IGNORE_FILE).is_file()]


def copies_beside(workbook: Path) -> list[Path]:
    """Return the workbook, those that could not take its place, and what lies in the inbox beside it, as far as they are there."""
    found = [workbook, *sorted(workbook.parent.glob(f"{workbook.stem}-new*{workbook.suffix}"))]
    found += [path for path in in_inbox(workbook.parent) if path.suffix.casefold() not in TEXTS]
    return [path for path in found if path.is_file()]


@dataclass(slots=True)
class Outcome:
    """What reading copies came to."""

    said: list[str]  # sentences for a person, free of what a terminal obeys
    unread: int  # files that could not be read


def read_into(store: Store, paths: Iterable[Path]) -> Outcome:
    """Read copies into the database, and return what there is to tell of them. Raises sqlite3.Error."""
    said: list[str] = []
    results: dict[str, Taken] = {}
    unread = 0
    for path in paths:
        try:
            digest = hash_of(path)
            if file_is_known(store, digest):
                continue
            read = read_copy(path)
        except (Unreadable, OSError) as error:
            unread += 1
            said.append(f"{path}: was not read: {getattr(error, 'strerror', '') or error}.")
            continue
        grouped = _grouped(store, {cell.ref for cell in read.cells})
        rows = [
            Said(ref, cell.edition, cell.status, cell.note)
            for cell in read.cells
            for ref in grouped.get(cell.ref, [cell.ref])
        ]
        taken = take(store, Copy(path.name, digest, read.who, read.at, rows))
        results[str(path)] = taken
        if not taken.unknown_refs and not read.formulas:
            know_file(store, digest)  # else it may tell more once other pages were crawled
        if taken.decisions:
            said.append(
                f"{path}: {taken.decisions:,} {'decision' if taken.decisions == 1 else 'decisions'} read."
            )
        if taken.conflicts:
            what = "1 cell differs" if taken.conflicts == 1 else f"{taken.conflicts:,} cells differ"
            said.append(f"{path}: {what} from what others decided since; see the sheet Conflicts.")
        if read.formulas:
            what = "1 cell is a formula" if read.formulas == 1 else f"{read.formulas:,} cells are formulas"
            said.append(f"{path}: {what} and not read; write what it says in its place.")
    said += unknown(results)
    return Outcome(_printable(said), unread)


def _printable(said: Iterable[str]) -> list[str]:
    """Return sentences without what a terminal obeys."""
    return ["".join(c if c.isprintable() else "\ufffd" for c in line) for line in said]


def _grouped(store: Store, refs: set[str]) -> dict[str, list[str]]:
    """Return for each Ref of a row that stands for several findings the Refs of these, as the last few crawls found them."""
    from reports.frames import Crawls, reading
    from reports.worklist import is_group, members

    asked = {ref for ref in refs if is_group(ref)} - causes_of_issues(store)
    found: dict[str, list[str]] = {}
    if not asked:
        return found
    with reading(store.path) as connection:
        for crawl in last_crawls(store, GROUPED_CRAWLS):
            if asked <= set(found):
                break
            of_crawl = members(connection, Crawls(crawl, None))
            found = {ref: of_crawl[ref] for ref in asked & set(of_crawl)} | found
    return found


def database_of(copy: Path) -> Path:
    """Return the database that a copy belongs to: beside it, or beside the inbox that it lies in."""
    folder = copy.absolute().parent
    return (folder.parent if folder.name == INBOX else folder) / "audit.sqlite"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", nargs="+", metavar="FILE", help="a copy of the workbook, .xlsx or .ods")
    add_database(parser)


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the database."""
    parser.add_argument(
        "--database",
        metavar="FILE",
        help="the audit.sqlite (default: the one beside the copy, or beside its inbox)",
    )


def run(options: argparse.Namespace) -> int:
    """Read the copies that the options name; returns the exit code. Raises Mistake."""
    return read_files(options.file, options.database)


def read_files(files: Sequence[str], database: str | None) -> int:
    """Read copies without a crawl, and return the exit code: 0, or 2 when one could not be read.

    Raises Mistake for a file or a database that is not there.
    """
    if not files:
        msg = "no file is named; name copies of the workbook, .xlsx or .ods."
        raise Mistake(msg)
    by_database: dict[Path, list[Path]] = {}
    for path in map(Path, files):
        if not path.is_file():
            msg = f"{shown_safely(str(path))}: there is no such file; name a copy of the workbook."
            raise Mistake(msg)
        by_database.setdefault(Path(database) if database else database_of(path), []).append(path)
    unread = 0
    for file, paths in by_database.items():
        if not file.is_file():
            msg = f"{shown_safely(str(file))}: there is no such file; name the audit.sqlite of a crawl with --database."
            raise Mistake(msg)
        store = Store(file)
        try:
            outcome = read_into(store, paths)
        except sqlite3.Error as error:
            if not from_outside(error):
                raise
            msg = f"{file}: cannot be written to ({error}); the copies were not read."
            raise Mistake(msg) from error
        finally:
            store.close()
        unread += outcome.unread
        tell("".join(f"{line}\n" for line in outcome.said or ["Nothing new was decided."]), sys.stdout)
    return INCOMPLETE if unread else OK
