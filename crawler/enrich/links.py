"""Classify the links and references of a page, and find the site's URLs to visit next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.catalog.url_places import leading_on, leaks_only
from crawler.extract.state import sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page, Sitemap, Target, UrlReference

    Classify = Callable[[str, str], Target]  # an address as written, and what it resolves against

FOLLOWED = leading_on()  # references whose addresses are pages
LEAKS_ONLY = leaks_only()  # references that count only where they lead to a development host
FOREIGN_EXAMPLES = 20  # kept of a sitemap's addresses on other sites, of each kind …
DEV_EXAMPLES = 500  # … and of those on development hosts
FEED_DEPTH = 1  # clicks from the start page to the pages whose feeds are read …
FEEDS = 5  # … and how many of one page


def classify(page: Page, target: Classify) -> list[str]:
    """Say of each link and reference what it is, and return the pages of the site that they name, in order."""
    base = page.base or page.url
    named: list[str] = []
    for link in page.links:
        to = link.to = target(sent(page, link.href), base)
        if to.kind == "internal":
            named.append(to.url)
    for reference in page.references:
        to = reference.to = target(sent(page, reference.href), base)
        if to.kind == "internal" and reference.where in FOLLOWED:
            named.append(to.url)
    page.references = [r for r in page.references if r.where not in LEAKS_ONLY or _is_leak(r)]
    return named


def _is_leak(reference: UrlReference) -> bool:
    return reference.to is not None and reference.to.kind == "dev-host"


def followed(page: Page, named: list[str], target: Classify) -> list[str]:
    """Return the addresses that the crawl visits next because of this page, each once, without fragments.

    `named` are the pages of the site that it names. A redirect leads to its end alone; of a post, of what was not
    fetched, and where only a list is wanted, nothing follows.
    """
    if page.redirect_to:
        to = target(page.redirect_to, page.url)
        named = [to.url] if to.kind == "internal" else []
    elif not page.follow or page.source or page.outcome != "fetched":
        return []
    elif page.feeds:
        named = [*named, *chosen_feeds(page, own_feeds(page, target))]
    return list(dict.fromkeys([url.partition("#")[0] for url in named]))


def own_feeds(page: Page, target: Classify) -> list[str]:
    """Return the feeds of the site that the page names, each once, without fragments."""
    found = (target(url, page.url) for url in page.feeds)
    return list(dict.fromkeys(to.url.partition("#")[0] for to in found if to.kind == "internal"))


def chosen_feeds(page: Page, feeds: list[str]) -> list[str]:
    """Return those of the site's feeds that are worth reading.

    Each post of a WordPress site names a feed of its comments, and each category one of posts that the site's own has.
    """
    if page.depth is None or page.depth > FEED_DEPTH:
        return []
    below = page.url.rstrip("/") + "/"
    return [
        feed for feed in feeds if "/comments/" not in feed and not (page.depth and feed.startswith(below))
    ][:FEEDS]


def sort_sitemap(sitemap: Sitemap, target: Classify) -> None:
    """Keep only the audited site's own addresses: a sitemap speaks for its own site (sitemaps.org, location)."""
    for name in ("pages", "sitemaps"):
        own = []
        for url in getattr(sitemap, name):
            to = target(url, sitemap.key)
            if to.kind == "internal":
                own.append(to.url.partition("#")[0])
                continue
            room = DEV_EXAMPLES if to.kind == "dev-host" else FOREIGN_EXAMPLES
            if sum(one.kind == to.kind for one in sitemap.foreign[:room]) < room:
                sitemap.foreign.append(to)
        setattr(sitemap, name, list(dict.fromkeys(own)))
