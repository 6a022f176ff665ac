"""Compare two URLs in three strengths: as search engines do, within one site, and by path alone.

In none of them do the fragment, slashes at the end of the path, an empty query, or the way that a character is escaped
tell pages apart (RFC 3986, section 6.2.2); the case of the path and the query with its order do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.urls.parse import resolve, split

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_ENDINGS = (".html", ".htm", ".php")  # of a file, which are no part of the page's name


class _Parts(NamedTuple):
    scheme: str
    host: str  # with a port that is not the scheme's own
    path: str  # "/" for the root, with the query


@lru_cache(16_384)  # the end of a crawl asks for each leaked address a dozen times
def _parts(url: str) -> _Parts | None:
    """Return what tells pages apart; None for what is no http(s) address."""
    href = resolve(url)
    if not href.startswith(("https://", "http://")):
        return None
    parsed = split(href)
    path = _ESCAPE.sub(_plain, parsed.path).rstrip("/") or "/"
    return _Parts(
        parsed.scheme,
        f"{parsed.host}:{parsed.port}" if parsed.port else parsed.host,
        f"{path}?{_ESCAPE.sub(_plain, parsed.query)}" if parsed.query else path,
    )


def _plain(escape: re.Match[str]) -> str:
    """Return an escaped character as it is compared: itself where it needs no escape, else in capitals."""
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()


def page_key(url: str) -> str:
    """Return what all addresses of one page have in common for search engines: scheme, host, path and query count.

    So a canonical on http:// or www. names another page. What is no http(s) address is the same as itself only.
    """
    parts = _parts(url)
    return f"{parts.scheme}://{parts.host}{parts.path}" if parts else url


def site_key(url: str) -> str:
    """Return what all addresses of one page have in common on a site that answers to http, https and www. alike.

    Empty for what is no http(s) address.
    """
    parts = _parts(url)
    return f"{parts.host.removeprefix('www.')}{parts.path}" if parts else ""


def path_key(url: str) -> str:
    """Return path and query as they are compared across hosts, "/" for a root; empty for what is no http(s) address."""
    parts = _parts(url)
    return parts.path if parts else ""


def slug(url: str) -> str:
    """Return the last segment of the path in small letters, without the ending of a file; empty for a root."""
    name = path_key(url).partition("?")[0].rpartition("/")[2].casefold()
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)
