"""The address inside a redirector, and what is said of such a link."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.catalog.redirectors import wrappers
from crawler.links.index import index_of
from crawler.links.match import LEVELS, first_match
from crawler.urls.parse import parameters, resolve, split

if TYPE_CHECKING:
    from crawler.links.index import Index

AD_CLICK = "an ad click of "  # how the detail of a link through an ad's counter begins
WRAPPED = "wrapped by "  # … and of any other wrapper's


@cache
def index() -> Index:
    """Return the index over `wrappers()`."""
    return index_of(wrappers().values())


def described(wrapper: str) -> str:
    """Return what is said of a link by the wrapper with this id: "wrapped by Google"."""
    found = wrappers()[wrapper]
    return f"{AD_CLICK if found.ad_click else WRAPPED}{found.name}"


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
