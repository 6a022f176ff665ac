"""Checks of the main heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.checks.headings import visible
from crawler.checks.outline import lists_pages, plain, said
from crawler.items import main_h1
from crawler.text.spaceless import has_open_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Page

_LETTER = re.compile(r"[^\W\d_]")
_VERSION = re.compile(r"v?\d+(?:[.-]\w+)*", re.IGNORECASE | re.ASCII)  # v2.14.0, 3.0-beta


def h1_has_text_of_its_own(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each h1 that only images give a name."""
    for heading in visible(page):
        if heading.level == 1 and not heading.text and heading.name:
            yield heading, {"text": heading.name}


def h1_has_words(page: Page, *, least: int, on_words: int) -> Iterator[tuple[Page | Heading, dict[str, Any]]]:
    """Yield the first h1, or a post's title, of fewer than `least` words on a page of at least `on_words`.

    Not where spaces do not show what a word is, not of a number or version, and not of a page that lists others.
    """
    first = main_h1((heading for heading in visible(page) if heading.text), page.titles)
    at: Page | Heading | None = page if page.template_h1 else first
    if at is None or page.words < on_words or lists_pages(page):
        return
    text = page.template_h1 or (said(first) if first else "")
    if len(plain(text).split()) >= least or has_open_words(text):
        return
    if _LETTER.search(text) and not _VERSION.fullmatch(text.strip()):
        yield at, {"text": text, "words": len(text.split()), "least": least, "part": "title"}


def h1_differs_from_title(page: Page) -> Iterator[tuple[Page | Heading, dict[str, Any]]]:
    """Yield the first h1 when the page's title says the same; nobody reads that of a page that sends its readers on at once."""
    if page.refresh:
        return
    first = main_h1((heading for heading in visible(page) if heading.text), page.titles)
    title = next((title for title in page.titles if title), "")
    if first is not None and title and plain(said(first)) == plain(title):
        # What a template does on most pages is one thing to change, so the rows have to be alike.
        yield first, {"text": said(first), "now": ""}
