"""Compare a page as it was sent with what its scripts make of it."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from crawler.enrich.links import classify
from crawler.enrich.sponsored import mark_sponsored
from crawler.enrich.told import mark_told
from crawler.items import RenderedLink, Sight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.items import Link, Page, Rendered, Target

MOST_LINKS = 500  # differences that are kept of one page
ADDED, GONE, CHANGED = "added", "gone", "changed"


def compare(page: Page, rendered: Rendered, target: Callable[[str, str], Target]) -> list[str]:
    """Fill in what scripts change; returns the pages of the site that only they name.

    Certain affiliate links in the content that only scripts write are added to the page's own, marked so: they earn, and
    have to be marked and disclosed as any other.
    """
    page.links = [link for link in page.links if not link.scripted]
    other = rendered.other
    if other is None:
        rendered.before = sight(page)
        to = target(rendered.moved_to, page.url) if rendered.moved_to else None
        return [to.url] if to is not None and to.kind == "internal" else []
    named = classify(other, target)
    mark_sponsored(other)
    mark_told(other)
    before, after = (other, page) if rendered.judged else (page, other)
    rendered.before, rendered.after = sight(before), sight(after)
    found = differences(before, after)
    rendered.links = found[:MOST_LINKS]
    if rendered.judged:
        return []  # its links are the page's own
    places = {heading.text: heading.position for heading in reversed(page.headings)}
    for one in found:
        if one.state != GONE and earns(one.link):
            link = dataclasses.replace(
                one.link,
                position=len(page.links) + 1,
                heading=places.get(one.heading),
                line=None,
                scripted=True,
            )
            page.links.append(link)
    return named


def earns(link: Link) -> bool:
    """Return whether a link in the content is certainly an affiliate link."""
    to = link.to
    return (
        to is not None and to.kind == "affiliate" and to.confidence == "certain"
        and link.words_before is not None and not link.in_code and not link.hidden
    )  # fmt: skip


def sight(page: Page) -> Sight:
    """Return what a search engine takes from a page, white space made one."""
    return Sight(
        title=" ".join((page.titles or [""])[0].split()),
        description=" ".join((page.descriptions or [""])[0].split()),
        canonical=(page.canonicals or [""])[0],
        robots=", ".join(page.robots),
        h1=next((h.name or h.text for h in page.headings if h.level == 1), ""),
        words=page.words,
        links=len(page.links),
        headings=len(page.headings),
        affiliate_links=sum(map(earns, page.links)),
    )


def differences(before: Page, after: Page) -> list[RenderedLink]:
    """Return the links that scripts have added, taken away or changed; what only leads to a place on the page is left out."""
    old, new = list(_links(before)), list(_links(after))
    still = Counter(_address(link) for link in old)
    added = [link for link in new if not _take(still, link)]
    here = Counter(_address(link) for link in new)
    gone = [link for link in old if not _take(here, link)]
    ways = _alone(before, gone)
    pairs = {name: (ways[name], link) for name, link in _alone(after, added).items() if name in ways}
    changed = {id(link): was for was, link in pairs.values()}
    paired = {id(was) for was in changed.values()}
    found = [
        RenderedLink(
            CHANGED if id(link) in changed else ADDED, link, _under(after, link), changed.get(id(link))
        )
        for link in added
    ]
    return found + [RenderedLink(GONE, link, _under(before, link)) for link in gone if id(link) not in paired]


def _links(page: Page) -> Iterator[Link]:
    for link in page.links:
        if link.to is not None and link.to.kind != "fragment" and not link.in_code:
            yield link


def _address(link: Link) -> str:
    assert link.to is not None
    return link.to.url.partition("#")[0]


def _take(counted: Counter[str], link: Link) -> bool:
    """Return whether one of the counted addresses is the link's, and count it off."""
    address = _address(link)
    if counted[address] <= 0:
        return False
    counted[address] -= 1
    return True


def _under(page: Page, link: Link) -> str:
    if not link.heading or link.heading > len(page.headings):
        return ""
    return page.headings[link.heading - 1].text


def _alone(page: Page, links: list[Link]) -> dict[tuple[str, str], Link]:
    """Return the links whose text, under its heading, no other of them has, by both."""
    named: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        if text := " ".join(link.text.split()).casefold():
            named[text, _under(page, link)].append(link)
    return {name: same[0] for name, same in named.items() if len(same) == 1}
