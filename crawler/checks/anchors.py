"""Checks of links in headings, and of links to headings."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.catalog.networks import network_name
from crawler.checks.link_groups import links_in_headings
from crawler.checks.outline import is_linked, lists_pages, own_id, plain, said
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Link, Page

_COUNT = re.compile(r"[-_]\d{1,3}$")  # of the second heading with the same words
LONGEST = 200  # characters of an id that are looked at
LEAST = 4  # letters of an id that is known by its beginning
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]{0,60}:")
# Fragments that scripts answer to, not elements.
FOR_SCRIPTS = (
    "#!",
    "#/",
    "#:~:",
    "#elementor-action",
    "#popup",
    "#modal",
    "#open",
    "#void(",
    "#wp-",
    "#?",
    "#disqus",
    "#respond",
    "#comment",
    "#data-comment",
    "#giscus",
    "#utterances",
    "#isso",
)


def headings_hold_no_links(page: Page, *, kinds: list[str]) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each heading of the content with a link of one of the kinds in or around it, with the first of them.

    A heading that is a link to a page of the same site from end to end is a teaser, and fine on a live page.
    """
    links = links_in_headings(page)
    if not links:
        return
    by_position = {
        h.position: h for h in page.headings if h.region == "main" and not h.hidden and not h.dialog
    }
    teasers = set() if page.source else is_linked(page, by_position.values())
    told = 0
    for link in links:
        heading = by_position.get(link.heading or 0)
        if heading is None or link.to is None or link.to.kind not in kinds:
            continue
        if link.href.startswith("#") or _is_own_address(page, link):
            continue
        if link.to.kind in {"internal", "subdomain"} and heading.position in teasers:
            continue
        if told == heading.position:
            continue
        told = heading.position
        yield heading, {"text": called(heading), "href": link.href, "network": network_name(link.to.network)}


def called(heading: Heading) -> str:
    """Return the heading as a message may quote it."""
    return said(heading) or "(empty)"


def _is_own_address(page: Page, link: Link) -> bool:
    assert link.to is not None
    return bool(page.url) and page_key(link.to.url) == page_key(page.url)


_NUMBERED = re.compile(
    r"(?:section|sec|heading|part|chapter|title|h|toc|anchor)?[-_.:]?\d{1,3}\Z", re.IGNORECASE
)
COUNTED = 3  # links


def fragments_are_there(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link of the content to a place on its page that is not there, with the heading that was probably meant.

    In a post a heading of those words will do: the site's generator gives it its id.
    """
    lost = set(page.lost_fragments)
    if not lost or lists_pages(page):
        return
    headings = {_letters(said(h)): h for h in reversed(page.headings) if not h.hidden and h.name}
    ids = {_letters(own_id(h)): h for h in reversed(page.headings) if own_id(h)}
    given = {own_id(h) for h in page.headings}
    made = {name for name, heading in headings.items() if name and not heading.html_id}
    # GitHub has the name of an emoji in the id, MkDocs an image in its place.
    made |= {_letters(_EMOJI.sub("", said(h))) for h in headings.values() if ":" in h.name and not h.html_id}
    # … and nobody has a word for &, which `plain` reads as "and".
    made |= {
        _letters(said(h).replace("&", " ")) for h in headings.values() if "&" in h.name and not h.html_id
    }
    names = sorted(filter(None, made))
    # Several links to section-1, section-2 …: the site's own code counts the headings.
    numbered = bool(page.source) and sum(_NUMBERED.search(href) is not None for href in lost) >= COUNTED
    for link in page.links:
        if link.href not in lost or link.region != "main" or link.in_code or link.hidden:
            continue
        own, sign, written = link.href.partition("#")
        if f"#{written}".startswith(FOR_SCRIPTS) or not link.text:
            continue
        if numbered and _NUMBERED.fullmatch(written):
            continue
        fragment = unquote(written)
        if page.source and (fragment in given or _is_generated(fragment, names)):
            continue
        meant = ids.get(_letters(fragment)) or headings.get(_letters(fragment))
        meant = meant or headings.get(_letters(link.text))
        values = {"text": link.text, "fragment": f"#{written}"}
        if meant is not None and own_id(meant) and own_id(meant) != fragment:
            values |= {
                "should_be": f"{own}{sign}{own_id(meant)}",
                "method": "the ID of the heading with these words",
                "confidence": "high",
            }
        yield link, values


def _is_generated(fragment: str, names: list[str]) -> bool:
    """Return whether a heading may get this id: its words, cut short, or numbered where two are the same; `names` are sorted."""
    for name in (_letters(fragment[:LONGEST]), _letters(_COUNT.sub("", fragment[:LONGEST]))):
        at = bisect_left(names, name)
        if len(name) >= LEAST and at < len(names) and names[at].startswith(name):
            return True
        if name in names[at : at + 1] or any(_is_in(name[:end], names) for end in range(LEAST, len(name))):
            return True
    return False


def _is_in(name: str, names: list[str]) -> bool:
    at = bisect_left(names, name)
    return at < len(names) and names[at] == name


def _letters(text: str) -> str:
    """Return what all ways to make an id of a heading have in common: letters and digits, no accents, no signs such as ②."""
    letters = "".join([c for c in plain(text) if c.isalpha() or c.isdecimal()])
    if letters.isascii():
        return letters
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", letters)))
