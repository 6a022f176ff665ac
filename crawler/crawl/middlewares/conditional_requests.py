"""Asks for a page that an earlier crawl has read only if it has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from crawler.run import run_of
from crawler.store.unchanged import validators

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.store import Store


class Conditional:
    """Adds If-None-Match and If-Modified-Since."""

    def __init__(self, store: Store, before: int, full_every: int) -> None:
        """Keep the database, the crawl that a page is compared with, and how often it is downloaded all the same."""
        self._store, self._before, self._full_every = store, before, full_every

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler. Raises NotConfigured when there is no crawl to compare with."""
        run = run_of(crawler)
        if not run.before:
            msg = "no earlier crawl was judged as this one is: every page is downloaded"
            raise NotConfigured(msg)
        return cls(run.store, run.before, crawler.settings.getint("AUDIT_FULL_EVERY"))

    def process_request(self, request: Request) -> None:
        """Ask for changes only."""
        if request.meta.get("role") != "page":
            return
        key = request.meta["key"]
        headers = validators(self._store, self._before, key, full_every=self._full_every)
        for name, value in headers.items():
            request.headers[name] = value
        request.meta["conditional"] = bool(headers)
