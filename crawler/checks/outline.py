"""The outline of a page's content: its headings and the visible text under each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.checks.link_groups import links_in_headings
from crawler.items import Block, Heading, Page, main_h1
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Collection

# A dot or hyphen inside a word belongs to it: "fs.constants".
_MARKS = re.compile(r"[^\w\s+#.]+|\.(?!\w)|(?<!\w)\.")
# The link to the heading itself that many sites put behind it.
_PERMALINK = re.compile(r"\s*[#¶§🔗]+$")
# An id or class that kramdown, Pandoc or Hugo reads at the end of a Markdown heading: {#packing}.
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:[#.][^{}\s]+\s*)+\}$")
_ID = re.compile(r"[{\s]#([^{}\s]+)[^{}]*\}$")


class Section(NamedTuple):
    """A heading of the content and its own text, up to the next heading of any level."""

    heading: Heading
    blocks: list[Block]
    words: int  # of its own text
    deeper: bool  # a heading of a deeper level comes next
    parent: int  # position of the heading above it in the outline; 0: none


@cached_per_page
def sections(page: Page) -> list[Section]:
    """Return the sections of the content, in order; headings without a name begin none. None without a content region."""
    if not page.has_content_region:
        return []
    headings = [h for h in page.headings if h.region == "main" and not h.hidden and not h.dialog and h.name]
    owner = _owners(page, headings)
    texts: dict[int, list[Block]] = {heading.position: [] for heading in headings}
    for block in page.blocks:
        if block.heading >= 0 and (position := owner.get(block.heading + 1)):
            texts[position].append(block)
    found: list[Section] = []
    above: list[Heading] = []
    for number, heading in enumerate(headings):
        while above and above[-1].level >= heading.level:
            above.pop()
        deeper = number + 1 < len(headings) and headings[number + 1].level > heading.level
        blocks = texts[heading.position]
        words = sum([block.words for block in blocks])
        found.append(Section(heading, blocks, words, deeper, above[-1].position if above else 0))
        above.append(heading)
    return found


def _owners(page: Page, headings: list[Heading]) -> dict[int, int]:
    """Return for each heading's position that of the section in which it stands: an empty heading begins none."""
    named = {heading.position for heading in headings}
    owner: dict[int, int] = {}
    last = 0
    for heading in page.headings:
        if heading.position in named:
            last = heading.position
        owner[heading.position] = last
    return owner


def title_of(page: Page) -> str:
    """Return what the page calls itself: a post's title, or the first h1, or the title."""
    h1 = main_h1((h for h in page.headings if h.name and not h.hidden), page.titles)
    return page.template_h1 or (h1.name if h1 else "") or next((title for title in page.titles if title), "")


def said(heading: Heading) -> str:
    """Return the heading as a reader sees it, without a link to itself or Markdown attributes at its end."""
    return _bare(heading.name)


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    if name[-1:].isalnum():  # as most do; both end with a mark
        return name
    return _PERMALINK.sub("", _ATTRIBUTES.sub("", name))


def own_id(heading: Heading) -> str:
    """Return the id that the heading has, or that the site's generator gives it by its Markdown attributes."""
    found = _ID.search(heading.name) if heading.name.endswith("}") else None
    return heading.html_id or (found[1] if found else "")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text as it is compared: without case and marks, "&" as "and"."""
    words = text.casefold().replace("&", " and ").replace("’", "").replace("'", "").split()
    if "".join(words).isalnum():  # as most are: no mark is left
        return " ".join(words)
    return " ".join(_MARKS.sub(" ", " ".join(words)).split())


def is_linked(page: Page, headings: Collection[Heading]) -> set[int]:
    """Return the positions of the headings that are a link to another page from end to end, or stand in one: teasers and cards."""
    links = links_in_headings(page)
    if not links:
        return set()
    texts = {heading.position: plain(heading.name) for heading in headings}
    cards = {heading.position for heading in headings if heading.in_link}
    return cards | {
        link.heading
        for link in links
        if link.heading is not None
        and link.heading in texts
        and not link.href.startswith("#")
        and plain(link.text) == texts[link.heading]
    }


@cached_per_page
def lists_pages(page: Page) -> bool:
    """Return whether the page lists others rather than telling something: half of its headings and three or more are links."""
    if page.source:
        return False
    if len(links_in_headings(page)) < 3:
        return False
    headings = [h for h in page.headings if h.region == "main" and not h.hidden and h.level > 1]
    linked = is_linked(page, headings)
    return len(linked) >= 3 and 2 * len(linked) >= len(headings)


def where(page: Page, item: Heading | Block) -> str:
    """Return where something stands, for a message: its line, or for a heading without one its number."""
    if item.line and (page.source or isinstance(item, Block)):
        return f"line {item.line}"
    return f"heading {item.position}" if isinstance(item, Heading) else f"paragraph {item.position}"
