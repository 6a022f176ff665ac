"""Pipeline 900: store a page, its links, its findings and its frontier state in one transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.http.reasons import RENDER_STOPPED, SILENCES
from crawler.http.status import PUT_OFF
from crawler.items import Page, Sitemap, because
from crawler.run import run_of
from crawler.store import from_outside
from crawler.text.page_cache import forget
from reports.common.faults import short

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class StorePage:
    """Writes each item; when the database cannot be written to, the crawl ends and says so."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run's store."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._give_up = crawler.settings.getint("AUDIT_GIVE_UP")
        self._refused: list[str] = []  # pages in a row that the site put off, or did not answer at all

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of this crawler, which hears of items and answers that other code of ours failed on."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.lost, signal=signals.item_error)
        crawler.signals.connect(pipeline.unread, signal=signals.spider_error)
        return pipeline

    def process_item(self, item: Page | Sitemap) -> Page | Sitemap:
        """Return the item once it is stored."""
        if self._run.stopped or _is_half_seen(item):
            return item
        try:
            if isinstance(item, Sitemap):
                self._run.store.save_sitemap(item)
            else:
                if item.unchanged:
                    self._run.store.save_unchanged(item, self._run.before)
                else:
                    self._run.store.save_page(item)
                forget(item)
                if item.rendered is not None:
                    item.rendered.other = None  # compared, and as large as the page itself
                self._run.count(item)
                self._watch(item)
        except sqlite3.Error as error:
            if not from_outside(error):
                raise  # one page that the database does not take; `lost` hears of it
            self._run.fail(self._crawler, error)
        return item

    def lost(self, item: Page | Sitemap, failure: Failure) -> None:
        """Store a row that says so for an item that some pipeline, or this one, failed on: no page goes without one."""
        self._run.slip = short(failure.value)
        cause = because("unstored-fault")
        if isinstance(item, Sitemap):
            self.process_item(Sitemap(item.key, cause=cause))
        else:
            url = "" if item.source else item.key
            self.process_item(
                Page(url, item.source, outcome="failed", cause=cause, key=item.key, depth=item.depth)
            )

    def unread(self, failure: Failure, response: Response | Failure | None) -> None:
        """Store a row that says so for an answer that the spider failed on."""
        request: Request | None = getattr(response, "request", None)
        key = request.meta.get("key", "") if request else ""
        cause = because("unread-fault")
        self._run.slip = short(failure.value)
        if request is None:
            self._run.note_fault(failure.value)  # where the addresses come from: nobody knows what is missing
        elif request.meta.get("role") == "sitemap":
            self.process_item(Sitemap(key, cause=cause))
        elif request.meta.get("role") == "page":
            depth = request.meta.get("depth")
            self.process_item(Page(key, outcome="failed", cause=cause, key=key, depth=depth))

    def _watch(self, page: Page) -> None:
        """End the crawl when the site does not want it or is not there any more; what it refused waits for the next run."""
        if page.source or (page.status not in PUT_OFF and page.cause.code not in SILENCES):
            self._refused.clear()
            return
        self._refused.append(page.key)
        if len(self._refused) >= self._give_up:
            self._run.store.requeue(self._refused)
            target, count = self._run.job.target, len(self._refused)
            cause = because("site-refuses", target=target, count=count, answer=page.cause)
            self._run.stop(self._crawler, cause)


def _is_half_seen(item: Page | Sitemap) -> bool:
    """Return whether the user has stopped the crawl while a browser had the page: it waits for the next run."""
    return isinstance(item, Page) and item.rendered is not None and item.rendered.cause.code == RENDER_STOPPED
