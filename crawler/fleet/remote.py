"""One audit of the queue: its state is brought here, copied back while it runs, and published at the end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.errors import FINDINGS, OK
from crawler.fleet.audit import DATABASE, LOG, command, known, last_sentence, start, stop
from crawler.fleet.queue import Ended
from crawler.fleet.storage import Key
from reports.common.faults import FAULT, INTERRUPTED, say, short

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping
    from pathlib import Path

    from crawler.fleet.sites import Fleet, Site
    from crawler.fleet.storage import Storage

PATIENCE = 0.5  # of `grace`: an audit that has not ended by then is asked again, which ends it at once


class TakenOver(Exception):
    """Another worker has the job: this one was away for longer than `stalled_after`, and what it has is worth nothing any more."""


class Later(Exception):
    """The storage has the state of a later job."""

    def __init__(self, job: int) -> None:
        """Keep which."""
        super().__init__(str(job))
        self.job = job


@dataclass
class Remote:
    """One attempt at one audit."""

    fleet: Fleet
    site: Site
    storage: Storage
    job: int
    attempt: int
    stopping: asyncio.Event  # the worker is to end
    environment: Mapping[str, str]
    number: int = 0  # copies so far
    _pushed: tuple[float, ...] = field(
        default_factory=tuple
    )  # what the database's files were at the last copy

    @property
    def folder(self) -> Path:
        """Return the folder of the site's audit on this machine."""
        return self.fleet.folder(self.site)

    async def run(self) -> str:
        """Bring the site's audit to its end and return in words how that was.

        Raises Ended for an exit code that is none of a complete audit, TakenOver, and Later.
        """
        job, _ = await asyncio.to_thread(self.storage.newest_attempt, self.site.name)
        if job > self.job:
            raise Later(job)
        await self._check()
        await asyncio.to_thread(self.storage.claim, self.site.name, self.job, self.attempt)
        newest = await asyncio.to_thread(self.storage.pull, self.site.name, self.folder)
        before = known(self.folder / DATABASE, self.site.target, count=False)
        if newest and newest.job == self.job and before.finished:
            # The worker before was lost between the audit's end and the queue's.
            await asyncio.to_thread(self.storage.publish, self.site.name, self.folder)
            return "was complete"
        process = await start(command(self.fleet, self.site, self.environment), self.folder / LOG)
        try:
            code = await self._watch(process)
        except BaseException:  # cancelled, or taken over: no audit goes on by itself
            await end(process, 0)
            raise
        await self._push()
        after = known(self.folder / DATABASE, self.site.target, count=False)
        if after.crawl:
            await asyncio.to_thread(self.storage.publish, self.site.name, self.folder)
        if code in {OK, FINDINGS}:
            # Success is what the database says, not the exit code alone: it might be another site's folder.
            if not after.finished or (after.crawl == before.crawl and before.finished):
                raise Ended(
                    self.site.name,
                    FAULT,
                    "it was said to be complete, but its database has no new complete crawl",
                )
            return "complete" if code == OK else "complete, with findings at or above fail_on"
        raise Ended(
            self.site.name, INTERRUPTED if self.stopping.is_set() else code, last_sentence(self.folder / LOG)
        )

    async def _watch(self, process: Process) -> int:
        """Wait for the audit's end, with a copy of its database now and then; end it when the worker is to end."""
        ended, asked = asyncio.create_task(process.wait()), asyncio.create_task(self.stopping.wait())
        try:
            while not ended.done():
                await asyncio.wait(
                    {ended, asked}, timeout=self.fleet.place.checkpoint, return_when=asyncio.FIRST_COMPLETED
                )
                if asked.done() and not ended.done():
                    await end(process, self.fleet.place.grace * PATIENCE)
                elif not ended.done():
                    await self._checkpoint()
            code = await ended
        finally:
            asked.cancel()
            ended.cancel()
        return INTERRUPTED if code == -2 else code

    async def _checkpoint(self) -> None:
        """Copy the database into the storage; one that is away for a moment costs the audit nothing. Raises TakenOver."""
        try:
            await self._push()
        except TakenOver:
            raise
        except Exception as error:  # whatever a storage's library raises
            say(
                f"{self.site.name}: its database could not be copied ({short(error)}); it is tried again in {self.fleet.place.checkpoint} s."
            )

    async def _push(self) -> None:
        """Copy the database into the storage, where it has changed. Raises TakenOver when a later attempt is there."""
        seen = tuple(
            value
            for name in (DATABASE, f"{DATABASE}-wal")
            if (path := self.folder / name).is_file()
            for value in (path.stat().st_mtime_ns, path.stat().st_size)
        )
        await self._check()
        if not seen or seen == self._pushed:
            return
        self.number += 1
        await asyncio.to_thread(
            self.storage.push, self.site.name, self.folder, Key(self.job, self.attempt, self.number)
        )
        self._pushed = seen

    async def _check(self) -> None:
        if await asyncio.to_thread(self.storage.newest_attempt, self.site.name) > (self.job, self.attempt):
            raise TakenOver(self.site.name)


async def end(process: Process, patience: float) -> None:
    """End an audit: in order, after `patience` seconds at once, and after as many again without asking."""
    since = time.monotonic()
    for seconds in (patience, max(patience, 5)):
        stop(process)
        try:
            await asyncio.wait_for(process.wait(), max(seconds, 0.1))
        except TimeoutError:
            continue
        return
    if process.returncode is None and time.monotonic() > since:
        process.kill()
        await process.wait()
