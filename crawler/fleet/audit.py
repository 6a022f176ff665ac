"""One site's audit: the command that runs it, its environment, and what its database tells of it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.catalog.settings import table
from crawler.errors import Mistake
from crawler.fleet.site_settings import as_setting
from reports.common.terminal import one_line

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping
    from pathlib import Path

    from crawler.fleet.sites import Fleet, Site

DATABASE, LOG = "audit.sqlite", "fleet.log"
# crawler/cli/fleet_audit.py: what stands above this room is asked for as a program, never imported.
CHILD = ("-m", "crawler.cli.fleet_audit")
STOP = b"."  # a byte to a running audit is a Ctrl-C to it; the end of the pipe is one, too
TAIL = 4_096  # bytes of an audit's log in which its last sentence is looked for


class Known(NamedTuple):
    """What a database tells of a site's newest crawl."""

    crawl: int = 0  # 0: there is none
    started: datetime | None = None
    finished: bool = False  # complete, and its workbook is written
    done: int = 0  # pages with or without an answer
    pages: int = 0  # that are known


def known(database: Path, target: str, *, count: bool = True) -> Known:
    """Return what is known of the newest crawl of a target; nothing when the file is not there or cannot be read."""
    if not database.is_file():
        return Known()
    try:
        # Not `mode=ro`: what a killed crawl left beside the file, only a writer may put in order.
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=1)) as db:
            row = db.execute(
                "SELECT id, started, finished FROM crawl WHERE target = ? ORDER BY id DESC LIMIT 1", (target,)
            ).fetchone()
            if row is None:
                return Known()
            due = False
            with suppress(sqlite3.OperationalError):  # an older version's, which has no such table
                due = bool(db.execute("SELECT 1 FROM unreported WHERE crawl_id = ?", row[:1]).fetchone())
            states: dict[str, int] = {}
            if count:
                asked = "SELECT state, count(*) FROM frontier WHERE crawl_id = ? AND role <> 'sitemap' GROUP BY state"
                states = dict(db.execute(asked, row[:1]).fetchall())
    except (sqlite3.Error, ValueError):
        return Known()
    finished = row[2] is not None and not due
    done = states.get("done", 0) + states.get("failed", 0)
    return Known(row[0], datetime.fromisoformat(row[1]), finished, done, sum(states.values()))


@dataclass(frozen=True, slots=True)
class Command:
    """What starts an audit."""

    line: list[str]
    environment: dict[str, str]


def command(fleet: Fleet, site: Site, environment: Mapping[str, str], *, fresh: bool = False) -> Command:
    """Return the command and the environment of a site's audit; nothing that is secret stands in the command.

    Raises Mistake when an environment variable that the file names is not set.
    """
    words = ["blog", site.url] if site.url else ["posts", site.posts]
    if site.url and site.posts:
        words += ["--posts", site.posts]
    given = {
        "--site": site.site, "--permalink": site.permalink, "--check-links": site.check_links, "--fail-on": site.fail_on,
        "--notify-on": site.notify, "--format": site.formats,
    }  # fmt: skip
    for option, value in given.items():
        words += [option, value] * bool(value)
    for option, asked in (
        ("--check-affiliate", site.check_affiliate),
        ("--drafts", site.drafts),
        ("--fresh", fresh),
    ):
        words += [option] * asked
    own = {"AUDIT_OUT": str(fleet.out), "AUDIT_FOLDER": site.name, "PYTHONUNBUFFERED": "1"}
    for name, value in site.settings.items():
        text = as_setting(name, value)
        if name in table():
            own[name] = text
        else:
            words += ["-s", f"{name}={text}"]
    if site.segments:
        own["AUDIT_SEGMENTS"] = as_setting("AUDIT_SEGMENTS", site.segments)
    for name, variable in site.secrets.items():
        if not environment.get(variable):
            number = fleet.sites.index(site) + 1
            msg = f"{fleet.at(number, f'secrets.{name}')}: the environment variable {variable} is not set; it holds {name} of {site.name}."
            raise Mistake(msg)
        own[name] = environment[variable]
    return Command([sys.executable, *CHILD, *words], {**environment, **own})


async def start(made: Command, log: Path) -> Process:
    """Start an audit in a session of its own, so that Ctrl-C reaches it by way of its fleet alone; its log begins anew."""
    log.parent.mkdir(parents=True, exist_ok=True)
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    with log.open("wb") as out:
        return await asyncio.create_subprocess_exec(
            *made.line, env=made.environment, stdin=asyncio.subprocess.PIPE, stdout=out, stderr=out, **apart
        )


def stop(process: Process) -> None:
    """Ask a running audit to end, as Ctrl-C does: the first time in order, the second time at once."""
    if process.returncode is None and process.stdin is not None:
        with suppress(OSError, RuntimeError):
            process.stdin.write(STOP)


def last_sentence(log: Path) -> str:
    """Return the last line of an audit's log, which says what went wrong; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - TAIL, 0))
            lines = file.read(TAIL).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return one_line(next((line for line in reversed(lines) if line.strip()), ""))
