"""The frontier: a Scrapy SCHEDULER over the frontier table."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from scrapy import Request

from crawler.extract.sitemap import MAX_BYTES
from crawler.items import NO_CAUSE, because
from crawler.run import run_of
from crawler.store.limits import Limits, too_long

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.items import Cause
    from crawler.store import Queued

T = TypeVar("T")

MAX_SITEMAPS = (
    1_000  # of one crawl; each may name 50,000 pages, and an index may name further ones without end
)
BATCH = 64  # rows read at once; what is read and not yet fetched is simply read again after a crash


class FrontierScheduler:
    """Hand out the waiting rows of the frontier in the order they were found; nothing else queues requests.

    In-flight is a matter of this process only: the last row id handed out says where to go on.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Keep the crawler: its spider says how a row becomes a request."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._store, self._checks = self._run.store, self._run.checks
        self._last = 0
        self._rows: deque[Queued] = deque()
        self._again: deque[Request] = deque()  # retries, which come back from a downloader middleware
        self._longest = crawler.settings.getint("URLLENGTH_LIMIT")
        self._sitemaps = 0
        states = self._store.counts()
        self._left = (
            crawler.settings.getint("AUDIT_MAX_PAGES") - states.get("done", 0) - states.get("failed", 0)
        )
        self._store.limits = Limits(
            crawler.settings.getint("AUDIT_MAX_PAGES"),
            crawler.settings.getint("AUDIT_MAX_DEPTH"),
            crawler.settings.getint("AUDIT_MAX_PER_PATTERN"),
            self._longest,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the scheduler of this crawler."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Take up the spider."""

    def close(self, reason: str) -> None:
        """Store the unchanged pages that are held; the frontier is in the database already."""
        try:
            self._store.store_held()
        except sqlite3.Error as error:
            self._run.broke(error)

    def has_pending_requests(self) -> bool:
        """Return whether a row waits that was not handed out yet."""
        return not self._run.stopped and bool(self._again or self._try(self._fill) or self._checks)

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request that a middleware wants to try again, or one of the checks that come after the pages."""
        if "check" in request.meta:
            self._checks.put(request.meta["group"], request)
            return True
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the next request, or None while nothing waits."""
        return self._try(self._next)

    def _try(self, ask: Callable[[], T]) -> T | None:
        """Return what `ask` does, and end the crawl if it fails: Scrapy would ask again every five seconds, for ever."""
        if self._run.stopped:
            return None
        try:
            return ask()
        except Exception as error:
            self._run.fail(self._crawler, error)
            return None

    def _next(self) -> Request | None:
        if time.monotonic() < self._run.quiet_until:
            return self._checks.next(time.monotonic())
        if self._again:
            return self._again.popleft()
        if not self._fill():
            return self._checks.next(time.monotonic())
        row = self._rows.popleft()
        return Request(
            row.key,
            errback=getattr(self._crawler.spider, "failed", None),
            meta={
                "frontier": row.id,
                "key": row.key,
                "role": row.role,
                "depth": row.depth,
                # A sitemap may be larger than a page.
                **({"download_maxsize": MAX_BYTES} if row.role == "sitemap" else {}),
                # A sitemap that robots.txt names may be read even where it keeps crawlers from that folder; one that is only tried may not.
                "dont_obey_robotstxt": row.role == "sitemap" and self._store.names_sitemaps(),
            },
            dont_filter=True,
        )

    def _fill(self) -> bool:
        """Return whether a row may be handed out; beyond the limits rows are skipped or, for the next run, left."""
        while not self._rows and (batch := self._store.queued(self._last, BATCH)):
            self._last = batch[-1].id
            for row in batch:
                if why := self._over(row):
                    self._store.mark(row.id, "skipped", why)
                elif row.role == "sitemap" or self._left > 0:
                    self._left -= row.role == "page"
                    self._rows.append(row)
        if not self._rows:
            self._store.store_held()  # whoever is asked next, once no page waits, wants all of them
        return bool(self._rows)

    def _over(self, row: Queued) -> Cause:
        """Return which limit keeps this row from being visited; empty when none does."""
        if len(row.key) > self._longest:
            return too_long(self._longest)
        if row.role == "sitemap":
            self._sitemaps += 1
            if self._sitemaps > MAX_SITEMAPS:
                return because("limit-sitemaps", limit=MAX_SITEMAPS)
        return NO_CAUSE
