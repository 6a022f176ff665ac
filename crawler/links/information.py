"""Tell the pages of a shop that sell nothing from those that do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crawler.catalog.reader import read_file
from crawler.urls.parse import resolve, split

FILE = Path(__file__).with_name("information.toml")
_WORDS = re.compile(r"[-_.+~]+")
# The front page in one language or country: /en/, /de-ch/, /us/en/index.html
_FRONT = re.compile(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?|home|index|default)(?:\.\w{3,5})?){0,3}/?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Information:
    """By what such pages are known."""

    words: tuple[str, ...]
    beside: tuple[str, ...]
    labels: tuple[str, ...]
    hosts: tuple[str, ...]
    amazon: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    words: frozenset[str]
    all_words: frozenset[str]
    labels: frozenset[str]
    hosts: frozenset[str]
    amazon: tuple[str, ...]
    files: frozenset[str]


@cache
def _known() -> _Known:
    read = read_file(FILE, Information)
    words = frozenset(read.words)
    return _Known(
        words,
        words | frozenset(read.beside),
        frozenset(read.labels),
        frozenset(read.hosts),
        read.amazon,
        frozenset(read.files),
    )


@lru_cache(maxsize=10_000)
def sells_nothing(url: str | None) -> bool:
    """Return whether an address is a shop's front page, its help, terms, press or blog, a file, or a page of a store of programs."""
    known = _known()
    parts = split(resolve(str(url or "")))
    host, path = parts.host.removeprefix("www."), parts.path.lower()
    if _FRONT.fullmatch(path) or host in known.hosts or host.partition(".")[0] in known.labels:
        return True
    if path.rpartition(".")[2] in known.files or ("amazon." in host and path.startswith(known.amazon)):
        return True
    for part in path.split("/")[1:8]:
        words = {word for word in _WORDS.split(part) if word}
        if words <= known.all_words and not words.isdisjoint(known.words):
            return True
    return False
