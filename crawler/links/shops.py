"""Group a shop's links so that their IDs can be compared, and recognise links that name the publisher without an ID."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.catalog.networks import networks
from crawler.urls.domains import registrable
from crawler.urls.parse import resolve, split

NAME = 4  # characters of a site's name that says more than chance
_CODE = re.compile(r"/(?:discount/[^/]+|(?=[^A-Z]{0,40}[A-Z])[A-Z0-9_-]{3,40})/?")
_ASIN = re.compile(
    r"amazon\.[^?#]{2,300}?/(?:dp|gp/product|gp/aw/d|exec/obidos/asin|o/asin)/([A-Z0-9]{10})(?![A-Z0-9])",
    re.IGNORECASE,
)
_OFFER = re.compile(r"ebay\.[^?#]{2,300}?/itm/(?:[^/?#]{1,300}/)?(\d{8,15})(?!\d)")
_MARKS = re.compile(r"[\W_]+")
_SEARCH = re.compile(
    r"/(?:s|sch|search(?:[-_]?results?)?(?:\.\w{1,5})?)(?=/|$)", re.IGNORECASE
)  # Amazon's, eBay's, and of shops in general


def shop(network: str, domain: str, destination: str) -> str | None:
    """Return the shop whose links to `network` carry one id of a publisher's; empty when all links do; None when no one can tell.

    `domain` and `destination` are the link's own, where it is known.
    """
    known = networks().get(network)
    ids = known.ids if known else "one"
    if ids == "one":
        return ""
    led_to = registrable(split(resolve(destination)).host) if destination else ""
    if ids == "per-destination":
        return led_to or None
    return led_to or domain


def is_vanity(url: str, site: str) -> bool:
    """Return whether a link names its publisher without a known id: by the site's own name, or by a code as its path."""
    parts = split(resolve(url))
    if not parts.query and _CODE.fullmatch(parts.path):
        return True
    name = _MARKS.sub("", registrable(split(resolve(site)).host).partition(".")[0])
    return len(name) >= NAME and name in _MARKS.sub("", f"{parts.path}?{parts.query}".lower())


def product(url: str | None, destination: str | None) -> str:
    """Return what a link to a product is of, the same for all links to it: an ASIN, an offer at eBay, or the shop's address without its query.

    Empty where the link does not tell it, and for a search in the shop.
    """
    for text in (str(destination or ""), str(url or "")):
        for written in dict.fromkeys((text, unquote(text))):
            if found := _ASIN.search(written) or _OFFER.search(written):
                return found[1].upper()
    parts = split(resolve(str(destination or "")))
    if not parts.host or parts.path in {"", "/"} or _SEARCH.search(parts.path):
        return ""
    return f"{parts.host}{parts.path.rstrip('/')}"
