"""Parse a refresh such as `0; url=/new`, from the header or the meta element."""

from __future__ import annotations

import re

from crawler.urls.parse import absolute

AT_ONCE = 1  # second; who has longer to wait reads the page
# Source: HTML standard, "shared declarative refresh steps". Without a time it is none, unless it begins with a dot.
_TIME = re.compile(
    r"[ \t\n\f\r]*+(?:(\d++)[\d.]*+|\.[\d.]*+)(?:(?=[;, \t\n\f\r])[ \t\n\f\r]*+[;,]?+[ \t\n\f\r]*+|$)"
)
_URL = re.compile(r"url[ \t\n\f\r]*+=[ \t\n\f\r]*+", re.IGNORECASE)


def refresh_of(value: str) -> tuple[int, str] | None:
    """Return after how many seconds, and to which address as written, browsers go on; None where they stay.

    An empty address is the page itself.
    """
    found = _TIME.match(value)
    if found is None:
        return None
    rest = value[found.end() :]
    if named := _URL.match(rest):
        rest = rest[named.end() :]
    if rest[:1] in {"'", '"'}:
        rest = rest[1:].partition(rest[0])[0]
    return int((found[1] or "0")[:9]), rest.strip()


def sends_on(seconds: int, href: str, base: str, url: str) -> str:
    """Return where a page at `url` sends its readers at once, absolute, itself included; empty where it gives them time to read."""
    if seconds > AT_ONCE:
        return ""
    here = url.partition("#")[0]
    to = absolute(href, base) if href else here
    # To another place on the same page browsers only scroll.
    return "" if "#" in to and to.partition("#")[0] == here else to
