"""Checks of the address that a page has, and of the one that it names for social networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.checks.head import HEAD
from crawler.urls.pagers import page_number
from crawler.urls.parse import resolve
from crawler.urls.same import site_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

_JOINED = re.compile(r"[^\W_]_+[^\W_]")
_INDEX = "/index.html"


def path_is_well_formed(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its path has an empty segment, a blank, or twice the same two segments in a row."""
    path = urlsplit(page.url).path
    segments = [part for part in path.lower().split("/") if part]
    fault = ""
    if "//" in path:
        fault = "has two slashes in a row"
    elif "%20" in path:
        fault = "contains a space"
    elif any(
        segments[at : at + 2] == segments[at + 2 : at + 4] and not "".join(segments[at : at + 2]).isdigit()
        for at in range(len(segments) - 3)
    ):
        fault = "repeats a part"
    if fault:
        yield page, {"url": page.url, "fault": fault, "part": "the URL", "now": page.url}


def path_has_no_underscores(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its path joins words by underscores."""
    path = urlsplit(page.url).path
    if _JOINED.search(path):
        yield page, {"url": page.url, "part": "the URL", "now": page.url}


def social_address_is_canonical(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its og:url is another page than its canonical; scheme, www, index.html and a slash at the end do not count, nor does page 2 of a list."""
    written = page.social.get("og:url", "")
    canonical = next((url for url in [*page.canonicals, *page.header_canonicals] if url), "")
    if not canonical or not written or written == canonical or "{{" in written:
        return
    shared = resolve(written, page.base)
    # Of a list readers share the first page.
    if _name(shared) == _name(canonical) or page_number(canonical, shared) > 1:
        return
    # A development host in one of them is another rule's.
    if any(
        one.where in {"og", "canonical"} and one.to and one.to.kind == "dev-host" for one in page.references
    ):
        return
    method = "the canonical of the page"
    proposal = {"should_be": canonical, "method": method, "confidence": "medium"}
    yield page, {"social": written, "canonical": canonical, "part": HEAD, "now": written, **proposal}


def _name(url: str) -> str:
    return site_key(url).removesuffix(_INDEX)
