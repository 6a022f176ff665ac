"""How the queue stands, one line a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fleet.schedule import next_due

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.fleet.queue import Latest
    from crawler.fleet.sites import Fleet

WORDS = {
    "todo": "waiting",
    "doing": "running",
    "succeeded": "complete",
    "failed": "failed",
    "aborted": "stopped",
    "cancelled": "cancelled",
}


def lines(fleet: Fleet, jobs: dict[str, Latest], now: datetime) -> list[str]:
    """Return the state of each site's newest job, since when, how often it was tried, and when it is due next."""
    width = max(len(site.name) for site in fleet.sites)
    told = [f"{'site':<{width}}  {'state':<10}  {'since (UTC)':<16}  {'attempt':>7}  {'next due (UTC)':<16}"]
    for site in fleet.sites:
        job = jobs.get(site.name)
        following = (
            f"{next_due(site.cron, site.timezone, now):%Y-%m-%d %H:%M}" if site.cron else "when you ask"
        )
        state = WORDS.get(job.status, job.status) if job else "never"
        if job and job.status == "todo" and job.scheduled and job.scheduled > now:
            following, state = f"{job.scheduled:%Y-%m-%d %H:%M}", "tried again"
        if (
            job
            and job.status == "doing"
            and (not job.heartbeat or (now - job.heartbeat).total_seconds() > fleet.place.stalled_after)
        ):
            state = "stalled"
        since = f"{job.at:%Y-%m-%d %H:%M}" if job and job.at else ""
        told.append(
            f"{site.name:<{width}}  {state:<10}  {since:<16}  {job.attempts + job.is_open if job else 0:>7}  {following:<16}"
        )
    return told
