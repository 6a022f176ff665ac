"""Checks of headings. Those hidden from assistive technology do not count (axe-core, ACT rule ffd0e9)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import plain, said
from crawler.items import FRAME, Heading, Page, main_h1
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Iterator

ABBREVIATIONS = {"etc", "inc", "ltd", "corp", "approx", "usw", "bzw", "vol", "bros", "dept"}


_CLOSING = ")]}»”’\"'"  # what ends words before a colon, after a blank too
_EMOJI = re.compile(r"(?:\A|[^\w:]):[A-Za-z0-9_+-]{1,50}:\Z")


@cached_per_page
def visible(page: Page) -> list[Heading]:
    """Return the headings that readers and assistive technology meet."""
    return [heading for heading in page.headings if not heading.hidden]


@cached_per_page
def own(page: Page) -> list[Heading]:
    """Return the visible headings of the page's own text: of its content region, and each h1 besides.

    Where no region is marked, those outside header, navigation, sidebar and footer.
    """
    if not page.has_content_region:
        return [heading for heading in visible(page) if heading.region not in FRAME]
    return [h for h in visible(page) if h.region == "main" or (h.level == 1 and h.region not in FRAME)]


INDEX = 3  # letters as headings
# Not what dividers are made of: one sign again and again.
_OPERATOR = re.compile(r"(?!([*_~.=#-])\1*\Z)[!$%&*+/<=>?^|~@#:._-]{2,3}")


_LOOPED = re.compile(r"(?:\{\{[^{}]*\}\}\s*)+")  # what a loop of a template fills: {{ post.title }}
_SIGN = re.compile(r"(?!([*_~.=#-])\1{2,}\Z)[!-/:-@\[-`{-~]{1,3}")
SIGNS = 3  # that make a reference of a page


def called(heading: Heading) -> str:
    """Return the heading's name as a message may quote it."""
    return heading.name or "(empty)"


def level_present(page: Page, *, level: int) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it has no heading of that level."""
    if page.refresh or any(heading.level == level for heading in visible(page)):
        return  # nobody reads a page that sends its readers on
    # While a dialog is open, the page behind it is hidden from assistive technology (axe-core, page-has-heading-one).
    if not (page.has_dialog and any(heading.level == level for heading in page.headings)):
        yield page, {"level": level}


def level_not_repeated(page: Page, *, level: int, most: int) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading of that level beyond `most`; a post's template already shows its title as h1.

    A dialog has an outline of its own (html-validate, heading-level); what repeats the template's h1 is another rule's.
    Where the site's head has one, which is the same on each page, and the content its own, the former is one too many.
    An empty one is none: that is what has to be mended about it.
    """
    by_template = 1 if level == 1 and page.template_h1 else 0
    title = plain(page.template_h1)
    outlines: dict[int, list[Heading]] = {}
    for heading in visible(page):
        if heading.quoted or _LOOPED.fullmatch(heading.text):
            continue
        if heading.level == level and heading.name and not (by_template and plain(said(heading)) == title):
            outlines.setdefault(heading.dialog, []).append(heading)
    for dialog, found in outlines.items():
        known = 0 if dialog else by_template
        named = None if known else main_h1(found, page.titles)
        own = found.index(named) if named in found else 0
        first = page.template_h1 if known else called(found[own])
        beside = f"the first is “{first}”"
        if own:
            found = [found[own], *found[:own], *found[own + 1 :]]  # noqa: PLW2901
            # What a template does on each page is one thing to change, so the words have to be alike.
            beside = "the content has its own"
        for heading in found[max(most - known, 0) :]:
            values = {"level": level, "text": called(heading), "beside": beside}
            yield heading, {**values, "count": len(found) + known}


def headings_have_names(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading without an accessible name. Source: ACT rule ffd0e9, axe-core empty-heading."""
    for heading in visible(page):
        if not heading.name:
            yield heading, {"level": heading.level}


def headings_increase_by_one(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading more than one level deeper than the one before, inside the content region only.

    The first heading passes and any climb back is fine, as in axe-core's heading-order; a post's first heading follows
    the h1 of its template. A dialog begins anew (html-validate, heading-level). Cards, whose headings stand in links, are
    no sections of a live page.
    """
    if not page.has_content_region:
        return
    outlines: dict[int, list[Heading]] = {}
    if page.template_h1:
        outlines[0] = [Heading(0, 1, page.template_h1)]
    for heading in visible(page):
        if heading.region == "main" and not heading.quoted and not (heading.in_link and not page.source):
            outlines.setdefault(heading.dialog, []).append(heading)
    for content in outlines.values():
        for before, here in pairwise(content):
            if here.level > before.level + 1:
                yield (
                    here,
                    {"level": here.level, "text": called(here), "before": before.level},
                )


def heading_length_between(
    page: Page, *, least: int = 0, most: int, sentences: bool = True, titles: bool = True
) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading with text of fewer than `least` or more than `most` characters.

    `sentences` False leaves those to another rule, `titles` False the h1 that begins the page's title; a card's heading is another page's.
    """
    title = next(iter(page.titles), "").casefold()
    for heading in own(page):
        if heading.in_link or (
            not titles and heading.level == 1 and title.startswith(heading.text.casefold())
        ):
            continue
        if (
            heading.text
            and not least <= len(heading.text) <= most
            and (sentences or not _is_sentence(heading))
        ):
            yield heading, {"text": heading.text, "length": len(heading.text), "least": least, "most": most}


def headings_do_not_end_with(page: Page, *, characters: str) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading that ends with one of the characters, with the heading without them as proposal.

    The colon of an emoji's name (:tent:) belongs to it: site generators and GitHub show the emoji.
    """
    for heading in own(page):
        text = heading.text.rstrip()
        if text.endswith(":") and _EMOJI.search(text):
            continue
        # "The Elvis operator ?:" is called so, and French writes a blank before the colon.
        sign = text.rpartition(" ")[2].rstrip(characters)
        if sign and not any(map(str.isalnum, sign)) and sign[-1] not in _CLOSING:
            continue
        kept = text.rstrip(characters + " ")
        if kept and kept != text:
            yield (
                heading,
                {
                    "text": text,
                    "should_be": kept,
                    "method": "the same heading without the characters at its end",
                    "confidence": "high",
                },
            )


def headings_say_something(page: Page) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading without any letter or digit; an operator (=>, $_, &&) is what a section of a reference is about.

    So is any sign (:, *) where the page has headings of several different ones, or shows this one as code, and one sign among
    the letters of an index.
    """
    headings = own(page)
    found = [heading for heading in headings if heading.name and not any(map(str.isalnum, heading.name))]
    if not found:
        return
    signs = {heading.name for heading in found if _SIGN.fullmatch(heading.name)}
    letters = Counter(one.level for one in headings if len(one.name) == 1 and one.name.isalpha())
    for heading in found:
        indexed = len(heading.name) == 1 and letters[heading.level] >= INDEX
        if indexed or _OPERATOR.fullmatch(heading.name) or (heading.name in signs and len(signs) >= SIGNS):
            continue
        if heading.name not in signs or not any(heading.name in block.code for block in page.blocks):
            yield heading, {"text": heading.name}


def headings_are_no_sentences(page: Page, *, least_words: int) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading of `least_words` or more that ends with a full stop; an abbreviation's is none."""
    for heading in own(page):
        words = len(said(heading).split())
        if words >= least_words and _is_sentence(heading) and not heading.in_link:
            yield heading, {"text": said(heading), "words": words}


def _is_sentence(heading: Heading) -> bool:
    text = said(heading)
    # An image's alternative text may be a sentence.
    if not heading.text or not text.endswith((".", "。")) or text.endswith(".."):
        return False
    last = text.split()[-1].rstrip(".")
    return len(last) > 2 and "." not in last and last.lower() not in ABBREVIATIONS


def first_heading_has_level(page: Page, *, level: int) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield the first heading of the page's own text when one of that level comes only after it.

    A navigation's or sidebar's heading may come first (W3C WAI, Headings tutorial).
    """
    headings = visible(page)
    first = next((heading for heading in headings if heading.level == level), None)
    if first is None or page.template_h1:
        return
    before = [heading for heading in own(page) if heading.position < first.position]
    if before:
        yield (
            before[0],
            {"text": called(before[0]), "count": len(before), "first": called(first), "level": level},
        )
