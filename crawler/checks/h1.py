"""Checks of the main heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.checks.headings import visible
from crawler.checks.outline import plain, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Page

_LATIN = re.compile(r"[^\W\d_]")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def h1_has_text_of_its_own(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each h1 that only images give a name."""
    for heading in visible(page):
        if heading.level == 1 and not heading.text and heading.name:
            yield heading, {"text": heading.name}


def h1_has_words(page: Page, *, least: int, on_words: int) -> Iterator[tuple[Page | Heading, dict[str, Any]]]:
    """Yield the first h1, or a post's title, of fewer than `least` words on a page of at least `on_words`.

    Not in scripts that do not part words.
    """
    first = next((heading for heading in visible(page) if heading.level == 1 and heading.text), None)
    at: Page | Heading | None = page if page.template_h1 else first
    if at is None or page.words < on_words:
        return
    text = page.template_h1 or (said(first) if first else "")
    if len(plain(text).split()) < least and _LATIN.search(text) and not _SPACELESS.search(text):
        yield at, {"text": text, "words": len(text.split()), "least": least, "part": "title"}


def h1_differs_from_title(page: Page) -> Iterator[tuple[Page | Heading, dict[str, Any]]]:
    """Yield the first h1 when the page's title says the same."""
    first = next((heading for heading in visible(page) if heading.level == 1 and heading.text), None)
    title = next((title for title in page.titles if title), "")
    if first is not None and title and plain(said(first)) == plain(title):
        # What a template does on most pages is one thing to change, so the rows have to be alike.
        yield first, {"text": said(first), "now": ""}
