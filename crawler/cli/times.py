"""The messages before a crawl: how long it will take, and that AUDIT_CONTACT is not set."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.links.hosts import dev_host

if TYPE_CHECKING:
    from crawler.run import Job


def duration(seconds: float) -> str:
    """Return a length of time in the words of a person: "45 s", "12 min", "3 h 20 min", "2 days"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    return f"{round(minutes / 60 / 24)} days"


def estimate(known: int, queued: int, left: int, pace: float) -> str:
    """Return the sentence about the time that the queued pages will take, at `pace` seconds each; empty when that is none to speak of.

    `left` is how many more the limit allows.
    """
    pages = min(queued, left)
    if pages * pace < 1:
        return ""
    limit = f", {pages:,} of them will still be read (AUDIT_MAX_PAGES)" if queued > left else ""
    return (
        f"{known:,} pages known{limit}: about {duration(pages * pace)} at one request every {pace:.3g} s."
        " To crawl your own site faster, lower AUDIT_DELAY."
    )


def introduction(job: Job, contact: str, *, first: bool) -> str:
    """Return what is said once, before the first crawl of a site that may be somebody else's; empty when there is nothing."""
    if not first or contact or job.spider == "posts" or job.target == "demo":
        return ""
    host = urlsplit(job.start or job.site).hostname or ""
    if dev_host(f"[{host}]" if ":" in host else host):  # on the user's own machine or network
        return ""
    return (
        "AUDIT_CONTACT is not set: set it to a web or e-mail address, so that the site's owner sees in the server log"
        " who crawls and can reach you."
    )
