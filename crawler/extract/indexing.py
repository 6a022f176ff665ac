"""Whether a page lets search engines index it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Page

NOINDEX = {"noindex", "none"}  # robots directives that keep a page out of search results


def says_noindex(directives: Iterable[str]) -> bool:
    """Return whether robots directives, in small letters, keep a page out of search results."""
    return not NOINDEX.isdisjoint(directives)


def is_indexable(page: Page) -> bool:
    """Return whether the page's own word lets search engines index it: no noindex, no canonical or refresh elsewhere."""
    if page.refresh or says_noindex([*page.robots, *page.x_robots]):
        return False
    canonical = (page.canonicals or page.header_canonicals or [""])[0]
    return not canonical or not page.url or page_key(canonical) == page_key(page.url)
