"""Pipeline 100: says what every link and reference is, and which URLs to visit next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Page, Sitemap, because
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.enrich.disclosures import Disclosures
    from crawler.links import Classifier

FOREIGN_EXAMPLES = 20  # kept of a sitemap's addresses on other sites, of each kind …
DEV_EXAMPLES = 500  # … and of those on development hosts
FEED_DEPTH = 1  # clicks from the start page to the pages whose feeds are read …
FEEDS = 5  # … and how many of one page
OTHER_FEEDS = because("other-feeds")


class Classify:
    """Fills `link.to`, `reference.to` and `page.found`; in a sitemap, keeps the addresses that are the site's own."""

    def __init__(self, classifier: Classifier, disclosures: Disclosures) -> None:
        """Keep the classifier, whose memory serves the whole crawl, and the words of disclosures."""
        self._classifier = classifier
        self._disclosures = disclosures
        self._feeds: set[str] = set()  # named so far and chosen, or noted as left out

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline with this run's classifier."""
        return cls(run_of(crawler).classifier, run_of(crawler).disclosures)

    def process_item(self, item: Page | Sitemap) -> Page | Sitemap:
        """Return the same item with its links judged."""
        if isinstance(item, Sitemap):
            self._sort(item)
        else:
            self._classify(item)
        return item

    def _classify(self, page: Page) -> None:
        target, base = self._classifier.target, page.base or page.url
        found: list[str] = []
        for link in page.links:
            to = link.to = target(link.href, base)
            if to.kind == "internal":
                found.append(to.url)
        for reference in page.references:
            to = reference.to = target(reference.href, base)
            if to.kind == "internal" and reference.where in {"canonical", "hreflang", "refresh"}:
                found.append(to.url)
        self._choose_feeds(page)
        found += page.feeds
        page.disclosure = self._disclosures.of(page)
        page.amazon_sentence = self._disclosures.has_amazon_sentence(page)
        if page.redirect_to:
            to = target(page.redirect_to, page.url)
            found = [to.url] if to.kind == "internal" else []
        elif not page.follow or page.source or page.outcome != "fetched":
            found = []
        page.found = list(dict.fromkeys(url.partition("#")[0] for url in found))

    def _choose_feeds(self, page: Page) -> None:
        """Keep the feeds of the site that are worth reading; a note says that there are others.

        Each post of a WordPress site names a feed of its comments, and each category one of posts that the site's own has.
        """
        near = page.depth is not None and page.depth <= FEED_DEPTH
        chosen: list[str] = []
        for url in dict.fromkeys(page.feeds):
            to = self._classifier.target(url, page.url)
            feed = to.url.partition("#")[0]
            if to.kind != "internal" or not page.follow:
                continue
            below = page.depth and feed.startswith(page.url.rstrip("/") + "/")
            if near and not below and "/comments/" not in feed and len(chosen) < FEEDS:
                chosen.append(feed)
            elif feed not in self._feeds and OTHER_FEEDS not in page.notes:
                page.notes.append(OTHER_FEEDS)
            self._feeds.add(feed)
        page.feeds = chosen

    def _sort(self, sitemap: Sitemap) -> None:
        """Keep only the audited site's own addresses: a sitemap speaks for its own site (sitemaps.org, location)."""
        for name in ("pages", "sitemaps"):
            own = []
            for url in getattr(sitemap, name):
                to = self._classifier.target(url, sitemap.key)
                if to.kind == "internal":
                    own.append(to.url.partition("#")[0])
                    continue
                room = DEV_EXAMPLES if to.kind == "dev-host" else FOREIGN_EXAMPLES
                if sum(one.kind == to.kind for one in sitemap.foreign[:room]) < room:
                    sitemap.foreign.append(to)
            setattr(sitemap, name, list(dict.fromkeys(own)))
