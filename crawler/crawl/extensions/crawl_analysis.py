"""When the crawl closes: what only the whole crawl can say."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.analysis.finish import close_crawl
from crawler.run import run_of

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
        try:
            close_crawl(self._run, reason, max_pages=self._max_pages)
            if reason == "finished" and not self._run.trouble:
                self._run.store.prune(self._keep)
        except sqlite3.Error as error:
            self._run.trouble = self._run.unwritable(error)
        self._run.ended = reason
