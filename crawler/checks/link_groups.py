"""Group a page's links once, so that each rule looks only at the few that concern it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from crawler.items import Link, Page, UrlReference

Item = TypeVar("Item", "Link", "UrlReference")


@cached_per_page
def links_by_kind(page: Page) -> dict[str, list[Link]]:
    """Return the links by what their addresses are, each kind in the page's order."""
    return _by_kind(page.links)


@cached_per_page
def references_by_kind(page: Page) -> dict[str, list[UrlReference]]:
    """Return the references by what their addresses are, each kind in the page's order."""
    return _by_kind(page.references)


def _by_kind(items: list[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.to is not None:
            groups[item.to.kind].append(item)
    return dict(groups)


@cached_per_page
def telling_links(page: Page) -> list[Link]:
    """Return the links outside code whose address has a query, or is broken, or stands around another one."""
    return [
        link
        for link in page.links
        if (to := link.to) is not None
        and (to.via or to.fault or "?" in to.url or to.kind == "malformed")
        and not link.in_code
    ]


@cached_per_page
def addresses(page: Page) -> str:
    """Return the addresses of all links as one text, each on a line of its own: what is not in it is in no address."""
    return "\n".join(["", *[link.to.url for link in page.links if link.to is not None]])


@cached_per_page
def parameter_names(page: Page) -> set[str]:
    """Return the names, in small letters, of what may be a parameter in one of the telling links' addresses."""
    queries = (link.to.url.partition("?")[2] for link in telling_links(page) if link.to is not None)
    parts = "&".join(queries).replace("#", "&").split("&")
    return {part.partition("=")[0].lower() for part in parts}


@cached_per_page
def links_with_rel(page: Page) -> list[Link]:
    """Return the links that have a rel."""
    return [link for link in page.links if link.rel]


@cached_per_page
def links_in_headings(page: Page) -> list[Link]:
    """Return the links that stand in a heading, or around one."""
    return [link for link in page.links if link.in_heading]
