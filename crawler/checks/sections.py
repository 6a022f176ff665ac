"""Checks of what stands under the headings of a page's content."""

from __future__ import annotations

import re
import statistics
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import is_linked, lists_pages, plain, said, sections, where
from crawler.items import main_h1
from crawler.text.spaceless import is_spaceless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.checks.outline import Section
    from crawler.items import Block, Heading, Page

_SENTENCE_END = re.compile(r"[.!?。！？][\"”’)\]»]*(?:\s|$)")
_STATEMENT = re.compile(r"[.。!！][\"”’)\]»]*\Z")
_TITLE_OF_ITS_OWN = re.compile(r"[:–—|(]| - ")
LIST_PAGE = re.compile(r"(?:\A|/)_index\.[^/]+\Z")  # Hugo's, below whose text the template lists the posts
SENTENCE = 14  # words of a heading that is a text of its own
_PROSE = {"paragraph", "item", "quote", "caption"}


def sections_have_text(page: Page, *, filled: list[str]) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading with nothing under it before the next one of its level or above.

    `filled` are names of sections that a template or a script fills: a table of contents, comments, related posts.
    """
    if lists_pages(page) or LIST_PAGE.search(page.source):
        return
    found = sections(page)
    # A title that the theme shows once more is duplicate-heading's.
    titles = {plain(said(heading)) for heading in page.headings if heading.level == 1}
    teasers = is_linked(page, [section.heading for section in found])
    for number, section in enumerate(found):
        heading = section.heading
        if section.blocks or section.deeper or heading.besides or heading.position in teasers:
            continue
        if not heading.text and heading.name:
            continue  # an image set as a heading: it is what stands there
        if plain(said(heading)) in titles and heading.level > 1:
            continue
        # The h1 alone is the page's name, and the last heading often that of something a script adds.
        if heading.level == 1 or (not page.source and number == len(found) - 1):
            continue
        # A line above the post's title names its column.
        if not page.source and found[number + 1].heading.level == 1:
            continue
        if _holds_more(page, heading) or _says_it_all(said(heading), tuple(filled)):
            continue
        yield heading, {"text": said(heading), "level": heading.level}


def _says_it_all(text: str, filled: tuple[str, ...]) -> bool:
    """Return whether a heading is a text of its own, a sentence, very long or with an address, or names what a template puts there."""
    words = len(text.split())
    if words >= SENTENCE or "://" in text or (words > 3 and _STATEMENT.search(text[-3:])):
        return True
    return plain(text) in _folded(filled)


@lru_cache(maxsize=100)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(name) for name in names)


def _holds_more(page: Page, heading: Heading) -> bool:
    """Return whether anything but text, such as an empty link, is known to stand in the section."""
    return any(link.heading == heading.position and not link.in_heading for link in page.links)


def sections_say_more_than_one_sentence(
    page: Page, *, most_words: int, usual_words: int
) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading with one short sentence under it, on a page whose sections usually have `usual_words` or more."""
    if lists_pages(page):
        return
    leaves = [section for section in sections(page) if section.blocks and section.heading.level > 1]
    short = [section for section in leaves if len(section.blocks) == 1 and section.words <= most_words]
    if not short or len(leaves) < 3 or statistics.median(section.words for section in leaves) < usual_words:
        return
    teasers = is_linked(page, [section.heading for section in short])
    for section in short:
        heading, block = section.heading, section.blocks[0]
        if section.deeper or heading.besides or heading.position in teasers:
            continue
        if block.kind != "paragraph" or heading.name.rstrip().endswith(("?", "？")):
            continue
        if len(_SENTENCE_END.findall(block.text)) == 1 and not _has_link(page, heading):
            yield heading, {"text": said(heading), "sentence": block.text, "words": block.words}


def _has_link(page: Page, heading: Heading) -> bool:
    return any(link.heading == heading.position for link in page.links)


def sections_are_divided(page: Page, *, most_words: int) -> Iterator[tuple[Heading | Page, dict[str, Any]]]:
    """Yield each heading with more than `most_words` words under it before the next heading, tables and code not counted.

    A text without any heading besides its title is one section.
    """
    below = _below_title(page)
    if not below:
        words = _prose(page.blocks)
        if words > most_words and not _is_uncountable(page.blocks):
            yield page, {"text": "the whole text", "words": words, "most_words": most_words}
        return
    for section in below:
        words = _prose(section.blocks)
        if words > most_words and not _is_uncountable(section.blocks):
            yield section.heading, {"text": said(section.heading), "words": words, "most_words": most_words}


def introduction_is_short(page: Page, *, most_words: int) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when more than `most_words` words come before the first heading below its h1, and at least half as many behind it."""
    below = _below_title(page)
    if not below:
        return
    first = below[0].heading
    before = [block for block in page.blocks if block.heading + 1 < first.position]
    words = _prose(before)
    # Where little comes behind, as a form for comments, it is the text itself.
    rest = sum(block.words for block in page.blocks if block.heading + 1 >= first.position)
    if words > most_words and 2 * rest >= words and not _is_uncountable(before):
        yield (
            page,
            {
                "first": said(first),
                "words": words,
                "most_words": most_words,
                "line": before[0].line if page.source else None,
            },
        )


def _below_title(page: Page) -> list[Section]:
    """Return the sections but that of the h1 that names the page; others may have an h1 too."""
    title = None if page.template_h1 else main_h1(page.headings, page.titles)
    return [
        section for section in sections(page) if title is None or section.heading.position != title.position
    ]


def _prose(blocks: list[Block]) -> int:
    return sum([block.words for block in blocks if block.kind in _PROSE])


def _is_uncountable(blocks: list[Block]) -> bool:
    """Return whether the text is in a script that does not part words, so that words cannot be counted."""
    return any(is_spaceless(block.text[:200]) for block in blocks[:3])


def closing_sections_stand_once(page: Page, *, kinds: dict) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each second conclusion, or second FAQ, of a page; `kinds` gives the headings that are one, by its name."""
    named = _named(tuple((phrase, name) for name, phrases in kinds.items() for phrase in phrases))
    seen: dict[tuple[str, int], Section] = {}
    for section in sections(page):
        name = _kind(said(section.heading), named) if section.heading.level <= 3 else ""
        if not name:
            continue
        first = seen.setdefault((name, section.parent), section)  # each chapter may have its own
        if first is not section:
            yield (
                section.heading,
                {
                    "what": name,
                    "text": said(section.heading),
                    "first": said(first.heading),
                    "where": where(page, first.heading),
                },
            )


@lru_cache(maxsize=100)
def _named(kinds: tuple[tuple[str, str], ...]) -> dict[str, dict[str, str]]:
    """Return the names of the phrases, by a phrase's first word and the phrase."""
    named: dict[str, dict[str, str]] = {}
    for phrase, name in kinds:
        named.setdefault(plain(phrase).partition(" ")[0], {})[plain(phrase)] = name
    return named


def _kind(text: str, named: dict[str, dict[str, str]]) -> str:
    """Return what kind of closing section the heading names; what follows a colon or dash is its own title."""
    whole = plain(text)
    names = named.get(whole.partition(" ")[0])
    if not names:
        return ""
    return names.get(whole) or names.get(plain(_TITLE_OF_ITS_OWN.split(text, maxsplit=1)[0]), "")
