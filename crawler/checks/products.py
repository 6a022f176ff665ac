"""Checks of links to products: what a search in the shop left in their addresses, and sections of a list that have none."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.checks.link_groups import links_by_kind
from crawler.checks.outline import Section, said, sections
from crawler.links.shops import product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Link, Page

_PRODUCT = re.compile(r"/(?:dp|gp/product|gp/aw/d)/(?P<id>[A-Z0-9]{10})(?=[/?]|\Z)")
# ref=nosim is of Amazon's guide for affiliate links ("without similar products"), not of a visit.
_OWN_REF = re.compile(r"/ref=(?!nosim\b)[\w.~-]{1,200}/?", re.IGNORECASE)
# SiteStripe and the Product Advertising API keep such parameters; the API's terms forbid to change its addresses.
_OWN_TOOL = re.compile(r"as_(?:li|sl|at)_|[?&]linkCode=o[gs]i(?=&|\Z)", re.IGNORECASE)
PARAMETERS = 100  # that are looked at
SIBLINGS = 4  # sections that make a list of products


def product_links_carry_no_session(
    page: Page, *, left: list[str], keep: list[str]
) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to a product at Amazon with what a search or a visit left in its address, and the address without it.

    `left` are names of such parameters; one that ends in * stands for all that begin so. `keep` are those that stay.
    """
    whole = {name for name in left if not name.endswith("*")}
    starts = tuple(name[:-1] for name in left if name.endswith("*"))
    groups = links_by_kind(page)
    for link in sorted(
        [*groups.get("affiliate", ()), *groups.get("external", ())], key=lambda one: one.position
    ):
        to = link.to
        if to is None or not to.domain.startswith("amazon.") or link.in_code:
            continue
        parts = urlsplit(to.url)
        found_id = _PRODUCT.search(parts.path)
        if found_id is None or _OWN_TOOL.search(to.url):
            continue
        pairs = [
            (pair, pair.partition("=")[0].lower())
            for pair in parts.query.split("&", PARAMETERS)[:PARAMETERS]
            if pair
        ]
        found = next((name for _, name in pairs if name in whole or (starts and name.startswith(starts))), "")
        ref = _OWN_REF.search(parts.path, found_id.end())
        if not found and ref is None:
            continue
        query = "&".join(pair for pair, name in pairs if name in keep)
        mended = f"{parts.scheme}://{parts.netloc}/dp/{found_id['id']}{'?' if query else ''}{query}"
        yield (
            link,
            {
                "text": link.text or link.label or to.host,
                "found": found or (ref[0].strip("/") if ref else ""),
                "should_be": mended,
                "method": "the same product and tag without the rest",
                "confidence": "high",
            },
        )


def product_sections_have_links(
    page: Page, *, least: int, words: int
) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each section without an affiliate link that stands between sections of its kind which have one each.

    `least` sections of one level under one heading have links, all but this one; it has `words` words.
    """
    links = links_by_kind(page).get("affiliate", ())
    if len(links) < least:
        return
    found = sections(page)
    parents = {section.heading.position: section.parent for section in found}
    linked: dict[int, str] = {}  # position of a heading -> the product of the first link below it
    for link in links:
        position, of = link.heading or 0, link.to
        while of is not None and position in parents and position not in linked:
            linked[position] = product(of.url, of.destination) or of.url
            position = parents[position]
    groups: dict[tuple[int, int], list[Section]] = defaultdict(list)
    for section in found:
        groups[section.heading.level, section.parent].append(section)
    for group in groups.values():
        bare = [number for number, section in enumerate(group) if section.heading.position not in linked]
        if len(bare) != 1 or len(group) - 1 < least or not 0 < bare[0] < len(group) - 1:
            continue
        # A review of one product has many sections, and links it in each.
        if len({linked.get(section.heading.position) for section in group}) < len(group):
            continue
        section = group[bare[0]]
        deeper = section.words + sum(one.words for one in found if one.parent == section.heading.position)
        if deeper >= words:
            yield section.heading, {"text": said(section.heading), "count": len(group) - 1}
