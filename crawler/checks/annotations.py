"""Checks of what a page's head tells search engines: canonical, alternates, robots directives, viewport, refresh; and of its size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.checks.head import HEAD
from crawler.extract.indexing import NOINDEX, is_over
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, UrlReference

_ABSOLUTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_SCALE = re.compile(r"maximum-scale\s*=\s*([\d.]{1,10})", re.IGNORECASE)
_UNSCALABLE = re.compile(r"user-scalable\s*=\s*(?:no|0)\b", re.IGNORECASE)
_LEAST_ZOOM = 2.0  # WCAG 1.4.4 asks for text that can be made twice as large


def canonicals_have_no_fragment(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each canonical with something behind a #."""
    for url in dict.fromkeys([*page.canonicals, *page.header_canonicals]):
        address, _, fragment = url.partition("#")
        if fragment:
            yield (
                page,
                {
                    "canonical": url,
                    "part": "canonical",
                    "now": url,
                    "should_be": address,
                    "method": "the same URL without the fragment",
                    "confidence": "high",
                },
            )


def annotations_are_absolute(page: Page, *, where: str) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield each canonical or hreflang link (`where`) whose URL has no host; a scheme may be left out."""
    for reference in page.references:
        if reference.where != where or _ABSOLUTE.match(reference.href) or not reference.href.strip():
            continue
        if "{{" in reference.href:  # a template that nobody filled is another rule's
            continue
        values = {"href": reference.href}
        if reference.to is not None and reference.to.url.startswith(("https://", "http://")):
            values |= {
                "should_be": reference.to.url,
                "method": "the URL that it resolves to",
                "confidence": "medium",
            }
        yield reference, values


def alternates_have_one_address(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each hreflang code that names two pages."""
    named: dict[str, dict[str, str]] = {}
    for code, url in page.hreflang:
        named.setdefault(code.lower(), {}).setdefault(page_key(url), url)
    for code, urls in named.items():
        if len(urls) > 1:
            first, second = list(urls.values())[:2]
            yield (
                page,
                {
                    "text": code,
                    "count": len(urls),
                    "first": first,
                    "second": second,
                    "part": HEAD,
                    "now": " | ".join(urls.values()),
                },
            )


def alternates_stand_on_canonical_pages(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it has hreflang links and another page as its canonical."""
    canonical = (page.canonicals or page.header_canonicals or [""])[0]
    if page.hreflang and canonical and page.url and page_key(canonical) != page_key(page.url):
        yield page, {"canonical": canonical, "count": len(page.hreflang), "part": HEAD, "now": canonical}


def robots_do_not_say(page: Page, *, directives: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its robots meta tags or X-Robots-Tag have one of the directives, blanks left out."""
    said = dict.fromkeys(directive.replace(" ", "") for directive in [*page.robots, *page.x_robots])
    if found := [directive for directive in said if directive in directives]:
        yield page, {"said": ", ".join(found), "part": "robots", "now": ", ".join(said)}


def articles_may_be_indexed(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it calls itself an article (og:type) and robots directives keep it out of search results."""
    said = [directive for directive in [*page.robots, *page.x_robots] if directive in NOINDEX]
    if said and page.social.get("og:type", "").lower() == "article":
        yield (
            page,
            {
                "said": ", ".join(dict.fromkeys(said)),
                "part": "robots",
                "now": ", ".join([*page.robots, *page.x_robots]),
            },
        )


def viewport_lets_zoom(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its viewport forbids to zoom, or to twice the size."""
    found = _SCALE.search(page.viewport)
    try:
        limited = found is not None and float(found[1]) < _LEAST_ZOOM
    except ValueError:
        limited = False
    if limited or _UNSCALABLE.search(page.viewport):
        yield page, {"text": page.viewport, "part": HEAD, "now": page.viewport}


def page_does_not_send_on(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when a meta element, a script or the header Refresh sends its readers at once to another page of the site.

    What leads off the site is a cloaked link, as owners want it.
    """
    if page.refresh and page.url and page_key(page.refresh) != page_key(page.url):
        if urlsplit(page.refresh).netloc != urlsplit(page.url).netloc:
            return
        by_header = "refresh" in page.headers
        by_meta = any(reference.where == "refresh" for reference in page.references)
        means = "the header Refresh" if by_header else "meta refresh" if by_meta else "a script"
        part = "header refresh" if by_header else HEAD
        yield page, {"url": page.refresh, "means": means, "part": part, "now": page.refresh}


def page_is_no_larger_than(page: Page, *, kilobytes: int) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its HTML has more than `kilobytes` times 1,024 bytes."""
    if page.size is not None and page.size > kilobytes * 1024:
        yield page, {"size": f"{page.size / 1_048_576:.2f}", "kilobytes": kilobytes, "part": "the page"}


def pages_stay_available(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each unavailable_after of its robots directives whose day is over."""
    for directive in dict.fromkeys([*page.robots, *page.x_robots]):
        if is_over(directive):
            yield page, {"day": directive.partition(":")[2].strip(), "part": "robots", "now": directive}
