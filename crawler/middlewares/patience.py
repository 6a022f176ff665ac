"""Waits when the audited site asks for it: Retry-After on 429 and 503, else a little longer each time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from crawler.http import PUT_OFF, retry_after
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

FIRST_WAIT = 5.0  # seconds, when the site names none; twice as long each time


class Patience:
    """Hands a page back to the scheduler, which asks the site nothing until the time is over."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run, how often a page is tried again, and how long we wait at most."""
        self._run = run_of(crawler)
        self._tries = crawler.settings.getint("RETRY_TIMES")
        self._longest = crawler.settings.getfloat("AUDIT_MAX_WAIT")

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
        # Only this process waits: the page's row says queued, so a kill loses nothing.
        self._run.quiet_until = max(self._run.quiet_until, time.monotonic() + wait)
        return request.replace(meta={**request.meta, "waited": tried + 1}, dont_filter=True)
