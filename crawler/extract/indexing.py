"""Decide whether a page is indexable."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Page

NOINDEX = {"noindex", "none"}  # robots directives that keep a page out of search results


def says_noindex(directives: Iterable[str]) -> bool:
    """Return whether robots directives, in small letters, keep a page out of search results, now or since a day that is over."""
    listed = list(directives)
    return not NOINDEX.isdisjoint(listed) or any(map(is_over, listed))


def is_over(directive: str) -> bool:
    """Return whether it is an unavailable_after whose day has passed (RFC 822 or ISO 8601; another form says nothing)."""
    name, _, day = directive.partition(":")
    if name.strip() != "unavailable_after":
        return False
    try:
        date = datetime.fromisoformat(day.strip())
    except ValueError:
        try:
            date = parsedate_to_datetime(day.strip()[:100])
        except (ValueError, TypeError, IndexError, OverflowError):
            return False
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) < datetime.now(UTC)


def is_indexable(page: Page) -> bool:
    """Return whether the page's own word lets search engines index it: no noindex, no canonical or refresh elsewhere."""
    if page.refresh or says_noindex([*page.robots, *page.x_robots]):
        return False
    canonical = (page.canonicals or page.header_canonicals or [""])[0]
    return not canonical or not page.url or page_key(canonical) == page_key(page.url)
