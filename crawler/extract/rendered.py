"""Read a page a second time as it is after its scripts have run, and decide which of the two is judged."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from crawler.extract.page import read_html

if TYPE_CHECKING:
    from crawler.items import Block, Heading, Image, Link, Page, Rendered, StructuredItem, UrlReference

FEW_WORDS = 20  # a page as sent with no more has no text: "You need to enable JavaScript to run this app."
ENOUGH_WORDS = 50  # that the scripts must have written, or the page has no text either way
# What the answer tells, and not its HTML.
OF_THE_ANSWER = (
    "key", "outcome", "status", "content_type", "charset", "size", "elapsed_ms", "depth", "x_robots", "header_canonicals", "headers",
    "etag", "last_modified", "wants_cookie", "follow",
)  # fmt: skip


def with_rendered(page: Page, html: str, rendered: Rendered, *, content: str = "") -> Page:
    """Return the page that is judged, with what is known of its rendering: the one that was sent, unless that has no text.

    `html` is the document after the scripts, empty where the browser gave none; `content` a CSS selector of the content region.
    """
    page.rendered = rendered
    if not html:
        return page
    after = read_html(html, page.url, content=content)
    rendered.other = after
    if not (rendered.settled and is_shell(page) and after.words >= ENOUGH_WORDS):
        return page
    for name in OF_THE_ANSWER:
        setattr(after, name, getattr(page, name))
    after.notes = [*page.notes, *after.notes]
    _forget_lines(after)
    after.rendered, page.rendered = rendered, None
    rendered.other, rendered.judged = page, True
    return after


def _forget_lines(page: Page) -> None:
    """Take every line from a page that was read of a document that nobody has as a file."""
    places: list[Heading | Link | Image | UrlReference | Block | StructuredItem] = [
        *page.headings,
        *page.links,
        *page.images,
        *page.references,
        *page.blocks,
        *page.items,
    ]
    for place in places:
        place.line = None
    page.title_line = None
    page.misplaced = [(what, None) for what, _ in page.misplaced]
    page.jsonld_lines = [None] * len(page.jsonld)
    page.broken_jsonld = [dataclasses.replace(block, line=None) for block in page.broken_jsonld]


def is_shell(page: Page) -> bool:
    """Return whether the page as it was sent has no text, so that only scripts can show any."""
    return page.is_html and not page.headings and page.words <= FEW_WORDS
