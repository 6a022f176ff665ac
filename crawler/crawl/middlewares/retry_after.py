"""Waits when the audited site asks for it: Retry-After on 429 and 503, else a little longer each time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from crawler.http.status import PUT_OFF, retry_after
from crawler.items import because
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

FIRST_WAIT = 5.0  # seconds, when the site names none; twice as long each time


class Patience:
    """Return a page to the scheduler, which requests nothing from the site until the wait is over.

    One wait has a limit, and so has their sum: else a site that answers every other page could hold a crawl for weeks.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run, how often a page is tried again, and how long we wait at most."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._tries = crawler.settings.getint("RETRY_TIMES")
        self._longest = crawler.settings.getfloat("AUDIT_MAX_WAIT")
        self._most = crawler.settings.getfloat("AUDIT_MAX_TOTAL_WAIT")
        self._waited = 0.0  # seconds of this run in which the site was asked nothing

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer, or the request again when the site asked for a wait that is not too long."""
        if response.status not in PUT_OFF or "frontier" not in request.meta:
            return response
        tried = request.meta.get("waited", 0)
        named = retry_after((response.headers.get(b"Retry-After") or b"").decode("latin-1"), time.time())
        wait = FIRST_WAIT * 2**tried if named is None else named
        if tried >= self._tries or wait > self._longest:
            request.meta["wait_asked"] = named
            return response
        if self._run.trouble:
            return response
        now = time.monotonic()
        self._waited += longer(self._run.quiet_until, now, wait)
        if self._waited > self._most:
            target = self._run.job.target
            cause = because("site-too-slow", target=target, status=response.status, limit=self._most)
            self._run.stop(self._crawler, cause)
            return response  # nothing is stored any more: the page waits for the next run
        # Only this process waits: the page's row says queued, so a kill loses nothing.
        self._run.quiet_until = max(self._run.quiet_until, now + wait)
        return request.replace(meta={**request.meta, "waited": tried + 1}, dont_filter=True)


def longer(until: float, now: float, wait: float) -> float:
    """Return the seconds that a wait from `now` on adds to one that lasts until `until`: pages wait side by side."""
    return max(now + wait - max(until, now), 0.0)
