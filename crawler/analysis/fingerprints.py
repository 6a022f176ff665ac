"""What makes a finding the same in the next crawl: its rule, page, subject, words, and which of several equal ones it is."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.urls.parse import split
from crawler.urls.same import path_key, site_key

if TYPE_CHECKING:
    from collections.abc import Container

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# No vowels: a Ref is no word, no month that a spreadsheet makes a date of, and no 1e5. It begins with a letter: no number either.
_LETTERS = "bcdfghjkmnpqrstvwz"
_SIGNS = f"{_LETTERS}x23456789"
_SHORTEST = 6
_CAUSE, _CAUSE_LENGTH = "x", 8  # the Ref of a cause begins as that of no issue does
_LENGTH = 32  # hex digits of a fingerprint


class Words:
    """Texts and page keys of one site as they are compared: the site's own address is left out, so that http, https, www. and another port change nothing."""

    def __init__(self, site: str) -> None:
        """Prepare for a site such as https://blog.example; empty for a folder of posts that has none."""
        url = split(site) if site else None
        host = f"{url.host}:{url.port}" if url and url.port else url.host if url else ""
        self._site = site_key(f"{site}/").rstrip("/") if site else ""
        bare = host.removeprefix("www.")
        # Followed by what ends a host, lest blog.example be found in blog.example.evil.
        self._own = (
            re.compile(rf"https?://(?:www\.)?{re.escape(bare)}(?=[/?#\s”\"')\],;]|$)", re.IGNORECASE)
            if bare
            else None
        )
        self._pages: dict[str, str] = {}

    def page(self, key: str) -> str:
        """Return a page's key as it is compared: "/about" on the site itself, host and path elsewhere, a post's path as it is."""
        if key not in self._pages:
            found = site_key(key) if key.startswith(("http://", "https://")) else ""
            own = self._site and (found == self._site or found.startswith(f"{self._site}/"))
            self._pages[key] = path_key(key) if own else found or key
        return self._pages[key]

    def text(self, text: str) -> str:
        """Return a text without the site's own address."""
        return self._own.sub("", text) if self._own and "://" in text else text

    def message(self, message: str) -> str:
        """Return a finding's message without the site's own address and with its numbers masked."""
        return _NUMBER.sub("#", self.text(message))


def digest(*parts: str) -> str:
    """Return a fingerprint of these texts: 32 hex digits."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def ref_of(fingerprint: str, taken: Container[str]) -> str:
    """Return the shortest Ref for a fingerprint that is not taken."""
    for length in range(_SHORTEST, _LENGTH - 8):
        if (ref := _spelled(fingerprint, length)) not in taken:
            return ref
    return ref_of(digest(fingerprint, "again"), taken)


def cause_of(*parts: str) -> str:
    """Return the Ref of what the same words in the same part of a template have in common on all pages."""
    return _CAUSE + _spelled(digest(*parts), _CAUSE_LENGTH - 1)


def _spelled(fingerprint: str, length: int) -> str:
    number, index = divmod(int(fingerprint, 16), len(_LETTERS))
    number %= len(_SIGNS) ** (length - 1)  # what is behind the last sign: small numbers are divided faster
    signs = _LETTERS[index]
    for _ in range(length - 1):
        number, index = divmod(number, len(_SIGNS))
        signs += _SIGNS[index]
    return signs


_HEAD = {"og", "twitter", "jsonld", "canonical", "hreflang", "refresh", "stylesheet", "feed", "link"}
_TEMPLATE = {"header", "nav", "aside", "footer"}


def zone_of(source: str | None, subject: str, region: str, place: str) -> str:
    """Return which part of a live page a template may repeat there: head, response, nav …; empty for a page's own part and for posts."""
    if source != "":  # a post's file, or the site
        return ""
    if (subject == "page" and place == "head") or (subject == "carrier" and place in _HEAD):
        return "head"
    if subject == "page" and place == "structured data":
        return place
    if subject == "page":
        return "response" if place.startswith("header ") else ""
    if subject == "site":
        return ""
    return region if region in _TEMPLATE else "content"
