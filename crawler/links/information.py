"""Tell the pages of a shop that sell nothing from those that do."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from crawler.catalog.information import information
from crawler.urls.parse import resolve, split

_APART = re.compile(r"[-_.+~]+")
# The front page in one language or country: /en/, /de-ch/, /us/en/index.html
_FRONT = re.compile(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?|home|index|default)(?:\.\w{3,5})?){0,3}/?", re.IGNORECASE
)


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that tell such a page, and these with those that may stand beside them."""
    words = frozenset(information().words)
    return words, words | frozenset(information().beside)


@lru_cache(maxsize=10_000)
def sells_nothing(url: str | None) -> bool:
    """Return whether an address is a shop's front page, its help, terms, press or blog, a file, or a page of a store of programs."""
    known = information()
    telling, allowed = _words()
    parts = split(resolve(str(url or "")))
    host, path = parts.host.removeprefix("www."), parts.path.lower()
    if _FRONT.fullmatch(path) or host in known.hosts or host.partition(".")[0] in known.labels:
        return True
    if path.rpartition(".")[2] in known.files or ("amazon." in host and path.startswith(known.amazon)):
        return True
    for part in path.split("/")[1:8]:
        if part in known.goods:
            return False
        words = {word for word in _APART.split(part) if word}
        if words <= allowed and not words.isdisjoint(telling):
            return True
    return False
