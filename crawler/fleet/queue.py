"""The queue of a fleet: a job is the audit of one site. Procrastinate keeps it in PostgreSQL."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.errors import ALREADY_RUNNING, INCOMPLETE, Mistake
from reports.common.faults import INTERRUPTED, short

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from procrastinate import App
    from procrastinate.jobs import Job
    from procrastinate.retry import RetryDecision

    from crawler.fleet.sites import Fleet, Site

QUEUE, TASK = "audits", "audit"
HIDDEN = ("PGPASSWORD",)  # of the environment of an audit, which needs no database
MISSING = "several machines need further packages; install affiliate-seo-audit[fleet]."
LONGEST = 3_600  # seconds between two attempts
_THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there"
_NUMBERS = "SELECT setval('procrastinate_jobs_id_seq', greatest(nextval('procrastinate_jobs_id_seq'), %(newest)s + 1)) AS number"
# Of each site the newest job, and when it was last heard of.
_NEWEST = """
SELECT DISTINCT ON (site) args->>'site' AS site, job.id, status::text AS status, attempts, scheduled_at, last_heartbeat,
    (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) AS at,
    (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type IN ('deferred', 'deferred_for_retry')) AS deferred
FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE task_name = 'audit' ORDER BY site, job.id DESC
"""


class Ended(Exception):
    """An audit that did not come to a good end, by its exit code."""

    def __init__(self, site: str, code: int, why: str = "") -> None:
        """Keep what decides whether it is tried again."""
        super().__init__(f"{site}: exit code {code}{f': {why}' if why else ''}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest job of a site."""

    id: int
    status: str  # todo / doing / succeeded / failed / aborted …
    attempts: int
    scheduled: datetime | None
    heartbeat: datetime | None  # of the worker that has it
    at: datetime | None  # when something last happened to it
    deferred: datetime | None  # when it was put into the queue

    @property
    def is_open(self) -> bool:
        """Return whether it waits or is being done."""
        return self.status in {"todo", "doing"}


def connection(fleet: Fleet) -> dict[str, Any]:
    """Return how to reach the database. Raises Mistake, which never quotes an address: it may hold a password."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise Mistake(MISSING) from error
    name = fleet.place.database
    if name and not os.environ.get(name):
        msg = f"{fleet.path}: the environment variable {name} is not set; [fleet] database says that it holds the address of the database."
        raise Mistake(msg)
    try:
        return dict(conninfo_to_dict(os.environ.get(name, "") if name else ""))
    except ProgrammingError:
        msg = f"{name}: holds no address of a PostgreSQL database; write one such as postgresql://audit@db.internal/fleet."
        raise Mistake(msg) from None


def make_app(fleet: Fleet) -> App:
    """Return the queue's application, with the audit as a task that another function fills in. Raises Mistake."""
    try:
        from procrastinate import App, PsycopgConnector
    except ImportError as error:
        raise Mistake(MISSING) from error
    given = connection(fleet)
    return App(
        connector=PsycopgConnector(
            kwargs={"connect_timeout": 10, **given}, timeout=10, min_size=1, max_size=8
        )
    )


@asynccontextmanager
async def opened(fleet: Fleet, *, ready: bool = True) -> AsyncIterator[App]:
    """Yield the application with its database at hand; `ready`: its tables have to be there. Raises Mistake."""
    app = make_app(fleet)  # says so where their packages are missing
    import psycopg
    from procrastinate.exceptions import ConnectorException

    try:
        # A pool would try for half a minute, and then not say why.
        async with await psycopg.AsyncConnection.connect(**{"connect_timeout": 10, **connection(fleet)}):
            pass
        await app.open_async()
    except Exception as error:
        await app.close_async()
        msg = f"the database of the queue cannot be reached ({short(error)}); [fleet] database, or PGHOST and its like, say where it is."
        raise Mistake(msg) from error
    try:
        if ready and not (await app.connector.execute_query_one_async(_THERE))["there"]:
            msg = "the database has no tables of the queue yet; run affiliate-seo-audit fleet migrate once."
            raise Mistake(msg)
        yield app
    except ConnectorException as error:
        msg = f"the database of the queue went away ({short(error.__cause__ or error)})."
        raise Mistake(msg) from error
    finally:
        await app.close_async()


async def migrate(fleet: Fleet, newest: int) -> bool:
    """Make the queue's tables, and return whether that was needed: the step cannot be done twice. Raises Mistake.

    `newest`: the highest job in the shared storage. The numbers of jobs go on behind it, also in a database that was made anew:
    by them the storage tells what is newer.
    """
    async with opened(fleet, ready=False) as app:
        there = (await app.connector.execute_query_one_async(_THERE))["there"]
        if not there:
            await app.schema_manager.apply_schema_async()
        if newest:
            await app.connector.execute_query_one_async(_NUMBERS, newest=newest)
        return not there


async def latest(app: App) -> dict[str, Latest]:
    """Return the newest job of each site."""
    rows = await app.connector.execute_query_all_async(_NEWEST)
    return {
        row["site"]: Latest(
            row["id"], row["status"], row["attempts"], row["scheduled_at"], row["last_heartbeat"], row["at"], row["deferred"]
        )
        for row in rows
    }  # fmt: skip


async def enqueue(app: App, sites: Sequence[Site]) -> list[str]:
    """Put the audits of sites into the queue that do not wait there and are not being done; return their names."""
    jobs = await latest(app)
    added = []
    for site in sites:
        if site.name not in jobs or not jobs[site.name].is_open:
            await _job(app, site).defer_async(site=site.name)
            added.append(site.name)
    return added


async def enqueue_due(app: App, site: Site, due: datetime) -> bool:
    """Put the audit that a schedule asks for into the queue, once for all workers that think of it; return whether that was new."""
    stamp = int(due.timestamp())
    made = _job(app, site, {"timestamp": stamp, "site": site.name})
    found = await made.job_manager.defer_periodic_job(
        job=made.job, periodic_id=site.name, defer_timestamp=stamp
    )
    return found is not None


def _job(app: App, site: Site, values: dict[str, Any] | None = None) -> Any:
    # No queueing_lock: with a queued twin, a job that is to be tried again would stay "doing" for ever (their issue 1446).
    return app.configure_task(TASK, queue=QUEUE, lock=site.lock, priority=site.priority, task_kwargs=values)


def again(error: BaseException, job: Job, retries: int) -> RetryDecision | None:
    """Return when a job is tried again, by the exit code of its audit; None: never. Only what is known to pass is tried again."""
    from asyncio import CancelledError

    from procrastinate.retry import RetryDecision

    if isinstance(error, CancelledError):
        return RetryDecision(retry_in={"seconds": 0})
    if not isinstance(error, Ended):
        return None
    if error.code == INTERRUPTED:
        return RetryDecision(retry_in={"seconds": 0})
    if error.code == ALREADY_RUNNING:
        return RetryDecision(retry_in={"seconds": 30})
    # Incomplete (the site was down, the disk was full), or killed from outside, as for want of memory.
    if (error.code == INCOMPLETE or error.code < 0) and job.attempts < retries:
        return RetryDecision(retry_in={"seconds": min(60 * 2**job.attempts, LONGEST)})
    return None
