"""Pipeline 900: stores a page with all that stands on it and its "done", in one transaction."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from crawler.items import Page, Sitemap
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


class StorePage:
    """Writes each item; when the database cannot be written to, the crawl ends and says so."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run's store."""
        self._crawler = crawler
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of this crawler."""
        return cls(crawler)

    def process_item(self, item: Page | Sitemap) -> Page | Sitemap:
        """Return the item once it is stored."""
        if self._run.trouble:
            return item
        try:
            if isinstance(item, Sitemap):
                self._run.store.save_sitemap(item)
            else:
                self._run.store.save_page(item)
                self._run.count(item)
        except sqlite3.Error as error:
            self._run.trouble = (
                f"{self._run.database}: cannot be written to ({error}); what was stored before is kept."
            )
            assert self._crawler.engine is not None
            closing = self._crawler.engine.close_spider_async(reason="database trouble")
            self._closing = asyncio.ensure_future(closing)
        return item
