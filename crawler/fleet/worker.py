"""A worker: it takes audits from the queue, and looks after the queue with all the others."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler.errors import ALREADY_RUNNING, INCOMPLETE, OK, AlreadyRunning, Mistake
from crawler.fleet.queue import HIDDEN, QUEUE, TASK, Ended, again, connection, enqueue_due, latest, opened
from crawler.fleet.read import read_sites
from crawler.fleet.remote import Later, Remote, TakenOver
from crawler.fleet.schedule import last_due
from crawler.fleet.storage import open_storage
from reports.common.faults import FAULT, say, short
from reports.common.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from procrastinate import App, JobContext
    from procrastinate.jobs import Job
    from procrastinate.retry import RetryDecision

    from crawler.fleet.sites import Fleet
    from crawler.fleet.storage import Storage

KEPT_HOURS = 24 * 90  # of jobs that are done
_LOCK = 0x61666C74  # of PostgreSQL's advisory locks: one worker at a time looks after the queue


@dataclass
class Worker:
    """What a worker knows."""

    path: Path  # the fleet's file, which is read anew for each job and each minute
    out: Path | None  # folder of the audits on this machine, where it is not the file's
    storage: Storage
    read: Callable[[Path], Fleet] = read_sites
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False  # it was away, and others have its jobs
    running: int = 0
    retries: int = 0  # as the file had it when it could be read last

    def fleet(self) -> Fleet:
        """Return the fleet as its file has it now. Raises Mistake."""
        fleet = self.read(self.path)
        self.retries = fleet.place.retries
        return replace(fleet, place=replace(fleet.place, out=str(self.out))) if self.out else fleet


def run(fleet: Fleet, path: Path, out: Path | None, jobs: int, read: Callable[[Path], Fleet]) -> int:
    """Work until somebody asks for an end, and return the exit code: 0 for that; 2 when the database went away, 75 when its jobs were taken over.

    Raises Mistake.
    """
    storage = open_storage(fleet.place.state, fleet.path.parent)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    # A job that fails is said in one sentence; its traceback is of no use to anybody.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    worker = Worker(path, out, storage, read, retries=fleet.place.retries)
    return asyncio.run(_work(worker, fleet, jobs))


async def _work(worker: Worker, fleet: Fleet, jobs: int) -> int:
    place = fleet.place
    async with opened(fleet) as app:
        _add_task(app, worker)
        work = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE], concurrency=jobs, install_signal_handlers=False, shutdown_graceful_timeout=place.grace,
                update_heartbeat_interval=place.heartbeat, stalled_worker_timeout=place.stalled_after, fetch_job_polling_interval=5.0,
            )
        )  # fmt: skip
        care = asyncio.create_task(_care(app, worker))
        loop = asyncio.get_running_loop()
        before = {
            number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(worker.stopping.set))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        asked = asyncio.create_task(worker.stopping.wait())
        say(f"worker: ready, {jobs} audit{'s' * (jobs != 1)} at a time")
        code = OK
        try:
            await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                code = INCOMPLETE
                say(
                    f"worker: the queue went away ({short(_error(work))}); its audits are stopped, and go on elsewhere or after a restart."
                )
            worker.stopping.set()
            care.cancel()
            if not work.done():
                work.cancel()  # once: a second time would break its waiting for the audits
            with suppress(asyncio.CancelledError, Exception):
                await work
            await _idle(worker, place.grace)
        finally:
            care.cancel()
            asked.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)
        if worker.lost:
            code = ALREADY_RUNNING
        say("worker: ended")
        return code


def _error(work: asyncio.Task[Any]) -> BaseException | None:
    return None if work.cancelled() else work.exception()


async def _idle(worker: Worker, seconds: float) -> None:
    """Wait until no audit runs any more: a worker whose database went away leaves its tasks behind."""
    end = time.monotonic() + seconds
    while worker.running and time.monotonic() < end:
        await asyncio.sleep(0.1)


def _add_task(app: App, worker: Worker) -> None:
    from procrastinate.retry import BaseRetryStrategy

    class ByExitCode(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
            return again(exception, job, worker.retries)

    @app.task(name=TASK, queue=QUEUE, pass_context=True, retry=ByExitCode())
    async def audit(context: JobContext, site: str, timestamp: int = 0) -> str:
        worker.running += 1
        try:
            return await _audit(worker, context, site)
        finally:
            worker.running -= 1


async def _audit(worker: Worker, context: JobContext, name: str) -> str:
    """Run the audit that a job asks for; what is said of it is said here."""
    job = context.job
    assert job.id is not None
    if worker.stopping.is_set():
        raise Ended(name, 130)
    say(f"{name}: begins (job {job.id}, attempt {job.attempts + 1})")
    try:
        fleet = worker.fleet()
        if name not in {site.name for site in fleet.sites}:
            raise Ended(name, FAULT, f"{fleet.path} has no site of this name any more")
        (site,) = fleet.named([name])
        hidden = {*HIDDEN, fleet.place.database}
        environment = {key: value for key, value in os.environ.items() if key not in hidden}
        how = await Remote(
            fleet, site, worker.storage, job.id, job.attempts, worker.stopping, environment
        ).run()
    except TakenOver:
        # Whatever this job ends as here would be written over what the other worker does. A worker that was away begins anew.
        say(
            f"{name}: another worker has taken it over while this one was away; this worker ends, to be started again."
        )
        worker.lost = True
        worker.stopping.set()
        await _leave(worker)
        raise
    except Ended as error:
        say(
            f"{one_line(str(error))}; {'it goes back into the queue' if again(error, job, worker.retries) else 'it is not tried again'}"
        )
        raise
    except asyncio.CancelledError:
        say(f"{name}: stopped; it goes back into the queue")
        raise
    except Later as later:
        if await context.app.job_manager.list_jobs_async(id=later.job):
            say(f"{name}: a later audit of it was made already")
            return "a later audit was made"
        say(
            f"{name}: the shared storage has the state of job {later.job}, which this database does not know; run affiliate-seo-audit fleet migrate."
        )
        raise Ended(name, FAULT, "the numbers of the jobs are behind the shared storage") from None
    except AlreadyRunning as mistake:
        say(f"{name}: {mistake}")
        raise Ended(name, ALREADY_RUNNING, str(mistake)) from None
    except Mistake as mistake:
        say(f"{name}: {mistake}")
        raise Ended(name, INCOMPLETE, str(mistake)) from None
    except Exception as error:
        say(f"{name}: {short(error)}")
        raise Ended(name, INCOMPLETE, short(error)) from None
    say(f"{name}: {how}")
    return how


async def _leave(worker: Worker) -> None:
    """End the process once its other audits have ended, without telling the queue of this one."""
    while worker.running > 1:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)  # until the queue knows of those
    os._exit(ALREADY_RUNNING)


async def _care(app: App, worker: Worker) -> None:
    """Look after the queue again and again: audits of workers that died go back into it, and what is due comes into it."""
    looked, said = 0.0, ""
    fleet: Fleet | None = None
    while True:
        try:
            tick = False
            if fleet is None or time.monotonic() - looked >= fleet.place.tick:
                fleet, tick = worker.fleet(), True
            if await _round(app, fleet, tick=tick) and tick:
                looked = time.monotonic()
            said = ""
        except Exception as error:  # the file is being edited, or the database is away for a moment
            if (now := str(error) if isinstance(error, Mistake) else short(error)) != said:
                said = now
                say(f"worker: {said}")
            fleet = None
        await asyncio.sleep(min(fleet.place.heartbeat if fleet else 5, 10))


async def _round(app: App, fleet: Fleet, *, tick: bool) -> bool:
    """Look after the queue once, unless another worker does so at this moment; return whether it did."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(
        autocommit=True, connect_timeout=10, **connection(fleet)
    ) as own:
        cursor = await own.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
        row = await cursor.fetchone()
        if not row or not row[0]:
            return False
        for job in await app.job_manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=fleet.place.stalled_after
        ):
            say(
                f"{one_line(str(job.task_kwargs.get('site')))}: its worker is gone; it goes back into the queue"
            )
            await app.job_manager.retry_job(job)
        if tick:
            now = datetime.now(UTC)
            jobs = await latest(app)
            for site in fleet.sites:
                if not site.cron:
                    continue
                due, newest = last_due(site.cron, site.timezone, now), jobs.get(site.name)
                # One that waits or runs, or that somebody asked for since, is what the schedule wants.
                if newest and (newest.is_open or (newest.deferred and newest.deferred >= due)):
                    continue
                if await enqueue_due(app, site, due):
                    say(f"{site.name}: due since {due:%Y-%m-%d %H:%M} UTC")
            await app.job_manager.delete_old_jobs(
                nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
            )
    return True
