"""A fleet on one machine: the sites that are due, some at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from crawler.errors import ALREADY_RUNNING, FINDINGS, INCOMPLETE, OK, AlreadyRunning, Mistake
from crawler.fleet.audit import DATABASE, LOG, command, known, start, stop
from crawler.fleet.journal import Journal, open_journal
from crawler.fleet.schedule import last_due, next_due
from crawler.fleet.show import ON_TERMINAL, Show
from reports.common.faults import FAULT, INTERRUPTED

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Iterator, Sequence

    from crawler.fleet.audit import Command
    from crawler.fleet.sites import Fleet, Site

WORST = (FAULT, INCOMPLETE, INTERRUPTED, ALREADY_RUNNING, FINDINGS, OK)  # of exit codes, the worst first
BUSY_WAIT, BUSY_TRIES = (
    5.0,
    12,
)  # seconds and times: an audit whose fleet was killed ends by itself within a minute


@dataclass
class Pool:
    """The audits of one run."""

    fleet: Fleet
    journal: Journal
    show: Show
    jobs: int  # at once
    commands: dict[str, Command]
    stops: int = 0  # how often somebody asked for an end
    processes: dict[str, Process] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def ask_to_stop(self) -> None:
        """End all audits: the first time in order, the second time at once, the third time without asking."""
        self.stops += 1
        for process in self.processes.values():
            stop(process)
            if self.stops > 2:
                with suppress(ProcessLookupError):
                    process.kill()


def run(fleet: Fleet, sites: Sequence[Site], *, jobs: int, every: bool, fresh: bool) -> int:
    """Audit the sites that are due, or `every` one, and return the exit code of the worst.

    A run that was stopped or killed goes on where it was. Raises AlreadyRunning when another run of this fleet goes on, Mistake for
    what a user can mend.
    """
    with _alone(fleet):
        journal, resumed = open_journal(fleet.out, fresh=fresh)
        now = datetime.now(UTC)
        due = {site.name: last_due(site.cron, site.timezone, now) if site.cron else None for site in sites}
        done = [site for site in sites if resumed and journal.is_done(site.name, due[site.name])]
        wanted = [site for site in sites if site not in done and (every or fresh or is_due(fleet, site, now))]
        wanted.sort(key=lambda site: -site.priority)
        # All of them before the first begins: a name that is not set is said now, not in the night.
        commands = {site.name: command(fleet, site, os.environ, fresh=fresh) for site in wanted}
        show = Show(len(wanted))
        if resumed and (done or wanted):
            show.line(
                f"going on with the run that began {journal.began:%Y-%m-%d %H:%M} UTC: {len(done)} of its sites"
                f" {'is' if len(done) == 1 else 'are'} done; --fresh starts over"
            )
        if not wanted and not done:
            show.line(_nothing_due(sites, now))
        pool = Pool(fleet, journal, show, jobs, commands)
        pool.codes.update({site.name: journal.done[site.name][0] for site in done})
        with _signals(pool) as arm:
            asyncio.run(_all(pool, wanted, arm))
        if pool.stops:
            show.line("stopped; the same command goes on.")
            return INTERRUPTED
        journal.end()
        return next(
            (code for code in WORST if code in pool.codes.values()), max(pool.codes.values(), default=OK)
        )


def is_due(fleet: Fleet, site: Site, now: datetime) -> bool:
    """Return whether a site has no finished crawl since its schedule last asked for one; without a schedule it always is due."""
    found = known(fleet.folder(site) / DATABASE, site.target, count=False)
    if not site.cron or not found.finished or found.started is None:
        return True
    return found.started < last_due(site.cron, site.timezone, now)


def _nothing_due(sites: Sequence[Site], now: datetime) -> str:
    following = min((next_due(site.cron, site.timezone, now), site.name) for site in sites if site.cron)
    return f"nothing is due; next is {following[1]} at {following[0]:%Y-%m-%d %H:%M} UTC. --all audits all of them now."


@contextmanager
def _alone(fleet: Fleet) -> Iterator[None]:
    lock = FileLock(fleet.out / "fleet.lock")
    try:
        fleet.out.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout as error:
        msg = f"{fleet.out}: another run of this fleet is going on; wait until it has ended."
        raise AlreadyRunning(msg) from error
    except (OSError, NotImplementedError) as error:
        msg = f"{fleet.out}: cannot be written ({getattr(error, 'strerror', None) or 'files cannot be locked there'}); name another folder with `out` in [fleet]."
        raise Mistake(msg) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _signals(pool: Pool) -> Iterator[list[asyncio.AbstractEventLoop]]:
    """Let Ctrl-C and a request to end reach the pool; what it yields is filled with the loop once that runs."""
    arm: list[asyncio.AbstractEventLoop] = []

    def asked(*_: object) -> None:
        if arm:
            with suppress(RuntimeError):  # the loop is closed: nothing is left that could be stopped
                arm[0].call_soon_threadsafe(pool.ask_to_stop)
        else:
            pool.stops += 1

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield arm
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _all(pool: Pool, wanted: Sequence[Site], arm: list[asyncio.AbstractEventLoop]) -> None:
    arm.append(asyncio.get_running_loop())
    waiting = list(wanted)
    running: dict[asyncio.Task[None], Site] = {}
    try:
        while running or (waiting and not pool.stops):
            held = {site.lock for site in running.values()}
            for site in list(waiting):
                if len(running) >= pool.jobs or pool.stops:
                    break
                if site.lock not in held:
                    held.add(site.lock)
                    waiting.remove(site)
                    running[asyncio.create_task(_one(pool, site))] = site
            if not running:
                continue
            ended, _ = await asyncio.wait(running, timeout=ON_TERMINAL, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                del running[task]
                task.result()
            pool.show.renew(stopping=pool.stops == 1)
    finally:
        for process in pool.processes.values():  # a fault of the fleet's own
            stop(process)


async def _one(pool: Pool, site: Site) -> None:
    """Audit one site to its end."""
    folder = pool.fleet.folder(site)
    pool.show.start(site, folder)
    code = ALREADY_RUNNING
    for attempt in range(BUSY_TRIES):
        if attempt:
            await asyncio.sleep(BUSY_WAIT)
        if pool.stops:
            code = INTERRUPTED
            break
        try:
            process = await start(pool.commands[site.name], folder / LOG)
        except OSError as error:
            msg = f"{folder}: the audit cannot be started ({error.strerror})."
            raise Mistake(msg) from error
        pool.processes[site.name] = process
        if pool.stops:  # asked while it was being started
            stop(process)
        code = await process.wait()
        code = INTERRUPTED if code < 0 else code  # a signal
        del pool.processes[site.name]
        if code != ALREADY_RUNNING:
            break
    pool.codes[site.name] = code
    pool.show.end(site, code, folder / LOG)
    if code != INTERRUPTED:
        pool.journal.note(site.name, code, datetime.now(UTC))
