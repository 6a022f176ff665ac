"""Checks of headings that say the same as another of their page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.checks.headings import own
from crawler.checks.outline import is_linked, plain, said
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.items import Heading, Page

AGAIN = 3  # times that a label stands on one page
LABEL = 3  # words of one
_OF_CODE = frozenset("#$*+<=>@[\\]`{}")


def headings_differ(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading whose text an earlier heading of the page's own text has, but for case.

    A sub-heading under another heading than the first is a label, and so are few words that stand there three times: "Pros", a
    speaker's name.
    """
    # A recipe's card names the dish again, below the heading of the whole page.
    card = any('"Recipe"' in block for block in page.jsonld)
    for heading, first in _same(page, lambda text: " ".join(text.casefold().split())):
        if card and first.level == 1:
            continue
        yield heading, {"text": heading.text, "where": _place(page, first)}


def headings_differ_in_more_than_marks(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading that differs from an earlier one in marks only: a colon, a comma, "&" for "and"."""
    for heading, first in _same(page, plain):
        names = [" ".join(said(one).casefold().split()) for one in (heading, first)]
        # C, C++ and C#, {@code} and <code> differ by what they are made of.
        if names[0] != names[1] and not any(_OF_CODE.intersection(name) for name in names):
            yield heading, {"text": said(heading), "first": said(first), "where": _place(page, first)}


@cached_per_page
def _has_twins(page: Page) -> bool:
    """Return whether two headings say the same but for case and marks: on most pages none do."""
    names = [plain(said(heading)) for heading in own(page)]
    return len(set(names)) < len(names)


def _same(page: Page, form: Callable[[str], str]) -> Iterator[tuple[Heading, Heading]]:
    """Yield each heading of the page's own text, with the first one before it whose text has the same form."""
    if not _has_twins(page):
        return
    linked = is_linked(page, own(page))
    often = Counter(form(said(heading)) for heading in own(page))
    firsts: dict[str, tuple[Heading, str]] = {}
    above: list[tuple[int, str]] = []  # level and text
    for heading in own(page):
        text = form(said(heading))
        while above and above[-1][0] >= heading.level:
            above.pop()
        under = above[-1][1] if above else ""
        above.append((heading.level, text))
        if not text or not heading.text:
            continue
        first, first_under = firsts.setdefault(text, (heading, under))
        label = bool(under and first_under) and under not in {first_under, text}
        # Who speaks, and what is said of each thing in turn.
        # A card of this very page among the newest or related posts.
        label = label or heading.in_link or heading.position in linked
        label = label or (often[text] >= AGAIN and len(text.split()) <= LABEL)
        if first is not heading and not label:
            yield heading, first


def _place(page: Page, first: Heading) -> str:
    return f"line {first.line}" if page.source and first.line else f"heading {first.position}"
