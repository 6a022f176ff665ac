"""Pipeline 100: classify a page's links, derive further facts and find the URLs to visit next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.enrich import enrich
from crawler.enrich.links import followed, own_feeds, sort_sitemap
from crawler.items import Page, Sitemap, because
from crawler.run import run_of
from crawler.store.unchanged import Leads

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

OTHER_FEEDS = because("other-feeds")


class Classify:
    """Hands pages to `enrich`; in a sitemap, keeps the addresses that are the site's own."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run, whose classifier serves the whole crawl."""
        self._run = run_of(crawler)
        self._leads = Leads(self._run.store, self._run.before)
        self._feeds: set[str] = set()  # named so far and chosen, or noted as left out

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of this crawler."""
        return cls(crawler)

    def process_item(self, item: Page | Sitemap) -> Page | Sitemap:
        """Return the same item with its links judged."""
        run = self._run
        if isinstance(item, Sitemap):
            sort_sitemap(item, run.classifier.target)
            return item
        if item.unchanged:  # what its links are, that crawl has said: it was judged as this one is
            named, item.feeds = self._leads.of(item)
            item.found = followed(item, named, run.classifier.target)
        else:
            enrich(item, run.classifier, run.disclosures)
        if item.feeds:
            self._note_feeds(item)
        return item

    def _note_feeds(self, page: Page) -> None:
        """Say at the first page that names a feed of the site which is not read that there is one."""
        if page.outcome != "fetched" or not page.follow:
            return
        named = own_feeds(page, self._run.classifier.target)
        left = set(named) - set(page.found) - self._feeds
        self._feeds.update(named)
        if left:
            page.notes.append(OTHER_FEEDS)
