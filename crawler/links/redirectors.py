"""Extract the URL inside a redirector."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.catalog.redirectors import wrappers
from crawler.catalog.sentences import worded
from crawler.items import because
from crawler.links.index import index_of
from crawler.links.match import LEVELS, first_match
from crawler.urls.parse import parameters, resolve, split

if TYPE_CHECKING:
    from crawler.links.index import Index

# Target.via, what stands around the address that was meant:
COPIED = "copied"  # a network's click id: the address was copied from the address bar after a click
AD_CLICK = "ad-click"  # an ad's counter
WRAPPED = "wrapped"  # any other wrapper
OWN_REDIRECT = "own-redirect"  # the site's own redirect, which leaves it
VIA = (COPIED, AD_CLICK, WRAPPED, OWN_REDIRECT)


@cache
def index() -> Index:
    """Return the index over `wrappers()`."""
    return index_of(wrappers().values())


def via_of(wrapper: str) -> tuple[str, str]:
    """Return Target.via of a link by the wrapper with this id, and what is said of it: "wrapped by Google"."""
    found = wrappers()[wrapper]
    via = AD_CLICK if found.ad_click else WRAPPED
    return via, worded(because(via, name=found.name), "address")


def wrapper_of(url: str) -> str:
    """Return the name of the wrapper that a URL is of; empty for none."""
    parts = split(resolve(url))
    found = first_match(index().rows(parts.host), parts, parameters(parts))
    return wrappers()[found.network].name if found else ""


def unwrapped(url: str) -> str:
    """Return the address inside a wrapper, inside further wrappers too; the same address when there is none.

    Links of affiliate networks stay: they are meant.
    """
    current = url
    for _ in range(LEVELS):
        parts = split(resolve(current))
        query = parameters(parts)
        inner = first_match(index().rows(parts.host), parts, query)
        if inner is None or not inner.destination:
            break
        current = inner.destination
    return current
