"""Group a shop's links so that their IDs can be compared, and recognise links that name the publisher without an ID."""

from __future__ import annotations

import re

from crawler.catalog.networks import networks
from crawler.urls.domains import registrable
from crawler.urls.parse import resolve, split

NAME = 4  # characters of a site's name that says more than chance
_CODE = re.compile(r"/(?:discount/[^/]+|(?=[^A-Z]{0,40}[A-Z])[A-Z0-9_-]{3,40})/?")
_MARKS = re.compile(r"[\W_]+")


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
