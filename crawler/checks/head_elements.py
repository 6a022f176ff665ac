"""Checks of head elements and of what the response says beside them: where they stand, what they contradict, how the page is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.checks.head import HEAD
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

NAMES = {
    "title": "title",
    "description": "meta description",
    "robots": "robots meta tag",
    "canonical": "canonical",
    "hreflang": "hreflang link",
}
OPPOSITES = (("index", "noindex"), ("follow", "nofollow"), ("all", "noindex"), ("all", "nofollow"))
_HTML = {"text/html", "application/xhtml+xml", ""}


def metadata_stands_in_the_head(page: Page, *, what: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for the first element of each kind in `what` that stands in the body, with the element that ended the head."""
    said: set[str] = set()
    for kind, line in page.misplaced:
        if kind in what and kind not in said:
            said.add(kind)
            by = f"; <{page.body_begins}> ended the head" if page.body_begins else ""
            yield page, {"what": NAMES[kind], "by": by, "line": line, "part": HEAD}


def canonicals_have_no_foreign_attributes(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when a canonical link has an attribute with which Google takes it for none."""
    if page.canonical_attributes:
        names = ", ".join(dict.fromkeys(page.canonical_attributes))
        yield page, {"attributes": names, "part": HEAD}


def robots_do_not_contradict(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when what it tells all search engines says a thing and its opposite; what it tells Googlebot alone may differ."""
    own = list(page.googlebot)
    general = []
    for directive in page.robots:
        if directive in own:
            own.remove(directive)
        else:
            general.append(directive)
    said = {*general, *page.x_robots}
    for one, other in OPPOSITES:
        if one in said and other in said:
            where = (
                "the robots meta tags and the X-Robots-Tag header"
                if page.x_robots
                else "the robots meta tags"
            )
            now = ", ".join([*general, *page.x_robots])
            yield page, {"where": where, "first": one, "second": other, "part": "robots", "now": now}
            return


def pages_beside_are_linked(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each next or prev page that none of its links leads to."""
    if not page.pages_beside:
        return
    linked = {page_key(link.to.url) for link in page.links if link.to is not None}
    for relation, url in dict.fromkeys(page.pages_beside):
        if page_key(url) not in linked and page_key(url) != page_key(page.url):
            yield page, {"relation": relation, "url": url, "part": HEAD, "now": url}


def page_has_doctype(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when nothing says that it is HTML of today, so that browsers show it as in 1998.

    What has no title either is no page: a part that a script puts into one, JSON sent as HTML, a script that only leads on.
    """
    if not page.has_doctype and page.titles and not page.refresh:
        yield page, {"part": HEAD}


def charset_is_declared(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its letters are not all ASCII and nothing says how it is encoded; not one that sends readers on at once."""
    if page.charset_guessed and not page.refresh:
        yield page, {"charset": page.charset, "part": HEAD}


def content_type_is_html(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its Content-Type says that it is no HTML, which it is."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if page.is_html and kind not in _HTML:
        yield page, {"type": kind, "part": "header content-type", "now": page.content_type}
