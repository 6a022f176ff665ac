"""Run the analyses of the whole crawl when it closes."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.analysis.finish import close_crawl
from crawler.run import BROKEN_DOWN, run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler


class SiteAudit:
    """Runs the site rules on `spider_closed`, when every pipeline has ended and the reason is known."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run and its page limit."""
        self._run = run_of(crawler)
        self._max_pages = crawler.settings.getint("AUDIT_MAX_PAGES")
        self._keep = crawler.settings.getint("AUDIT_KEEP_CRAWLS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening to the end."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Close the crawl's row with its reason; an interrupted crawl stays open, to be taken up again."""
        self._run.classifier.forget()  # what follows may have its memory
        try:
            close_crawl(self._run, reason, max_pages=self._max_pages)
            if reason == "finished" and not self._run.trouble:
                self._run.store.prune(self._keep)
        except Exception as error:
            self._run.broke(error)
            with suppress(sqlite3.Error):  # it cannot be written to: then the crawl is open already
                self._run.store.end_crawl(BROKEN_DOWN, complete=False)
        self._run.ended = reason
