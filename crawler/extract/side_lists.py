"""Which blocks stand in the content, but beside its text, and only list other pages of the site: rails, menus, other stories."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from crawler.catalog.referrals import referrals
from crawler.extract import dom
from crawler.extract.nesting import UNREAD
from crawler.items import WHOLE_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

LEAST = 400  # characters of paragraphs that tell where the text stands
SENTENCE = 40  # characters of a paragraph that counts as text
ENOUGH = 40  # paragraphs, spread evenly, tell where the others stand
TEXT = 0.6  # of the paragraphs stand in the element that is taken for the text
LINKS = 3  # to pages of the site make a list
MOSTLY = 0.75  # of a list's links, or of its headings, lead to such pages
LISTED = 0.5  # of its characters stand in them, where it has no headings …
SEVERAL, EXCERPTS = 5, 0.3  # … or fewer, where there are several such links: each has an excerpt beside it
MOST = 0.3  # of the content's characters in such lists: what has more is a list itself, unless it says that it is a post …
MOST_OF_BODY = 0.5  # … and of a body's, in which menus stand as well
MOST_LINKS = 300  # of one block that are looked at
_BLOCKS = {"div", "section", "ul", "ol", "dl", "table", "td", "header", "figure", "form", "span", "p"}
_FRAME = {"nav", "aside", "footer"}
_TITLES = "h2, h3, h4, h5, h6"
_POST = "meta[property='article:published_time'], meta[itemprop=datePublished], time[itemprop=datePublished]"
_HOME = {"", "index.html", "index.php"}  # paths of a start page, which leads to others
_NAMES = "link[rel=canonical], meta[property='og:url']"
_ADDRESS = re.compile(r"\s*(?:(?:https?:)?//(?P<host>[^/?#\s]+))?(?P<path>[^?#]*)", re.IGNORECASE)
_REL = {"nofollow", "sponsored"}  # a link with one of them is no link to a page that the site shows


def find_side_lists(
    tree: dom.Tree, root: dom.Element, url: str, left_out: AbstractSet[int]
) -> list[dom.Element]:
    """Return the lists beside the text of the content `root`; none on a start page, or where no one element holds most of its paragraphs.

    `left_out` are the numbers of elements that are known to be no content.
    """
    chain = [] if _path(url).strip("/") in _HOME else _down_to_text(root, left_out)
    if len(chain) < 2:
        return []
    site = _Site(tree, url)
    found = [
        child
        for node, way in pairwise(chain)
        for child in node
        if isinstance(child, dom.Element)
        and dom.number(child) != dom.number(way)
        and child.tag in _BLOCKS
        and dom.number(child) not in left_out
        and _lists_pages(child, site)
    ]
    if not found:
        return []
    listed = sum(map(_length, found))
    most = MOST_OF_BODY if root.tag == WHOLE_BODY else MOST
    return found if listed <= most * _length(root) or tree.css_first(_POST) is not None else []


def _down_to_text(root: dom.Element, left_out: AbstractSet[int]) -> list[dom.Element]:
    """Return the elements from the root down to the innermost that holds most of its paragraphs; empty for few paragraphs."""
    held: dict[int, int] = {}  # number of an element -> characters of the paragraphs right in it
    around: dict[int, dom.Element] = {}
    paragraphs = dom.css(root, "p")
    step = len(paragraphs) // ENOUGH + 1
    for paragraph in paragraphs[::step]:
        length = len(dom.text(paragraph)) * step
        if length >= SENTENCE * step and (parent := dom.parent(paragraph)) is not None:
            number = dom.number(parent)
            held[number] = held.get(number, 0) + length
            around[number] = parent
    if sum(held.values()) < LEAST:
        return []
    top = dom.number(root)
    weights: dict[int, int] = {}
    ways: list[tuple[int, list[dom.Element]]] = []
    for number, length in held.items():
        way = list(_way_up(around[number], top, left_out))
        if way and dom.number(way[-1]) == top:
            ways.append((length, way))
            for node in way:
                weights[dom.number(node)] = weights.get(dom.number(node), 0) + length
    whole = weights.get(top, 0)
    if whole < LEAST:
        return []
    _, longest = max(ways, key=itemgetter(0))
    return [node for node in longest if weights[dom.number(node)] >= TEXT * whole][::-1]


def _way_up(node: dom.Element | None, top: int, left_out: AbstractSet[int]) -> Iterator[dom.Element]:
    """Yield an element and those around it, up to the one numbered `top`; what stands in a part of the frame does not get there."""
    while node is not None and node.tag not in _FRAME and dom.number(node) not in left_out:
        yield node
        if dom.number(node) == top:
            return
        node = dom.parent(node)


class _Site:
    """Which links lead to other pages of the site."""

    def __init__(self, tree: dom.Tree, url: str) -> None:
        """Take the page's own address, and what it says that it is, since a copy of a site has another host."""
        named = (dom.attribute(n, "href") or dom.attribute(n, "content") or "" for n in tree.css(_NAMES))
        addresses = [match for one in (url, *named) if (match := _ADDRESS.match(one))]
        self._hosts = {_host(match["host"] or "") for match in addresses}
        self._paths = {match["path"].rstrip("/") for match in addresses}

    def leads_to_page(self, link: dom.Element) -> bool:
        """Return whether a link leads to another page of the site, and not by way of it to a merchant."""
        match = _ADDRESS.match(dom.attribute(link, "href") or "")
        if match is None or (match["host"] and _host(match["host"]) not in self._hosts):
            return False
        path = match["path"].strip()
        if not path or ":" in path.partition("/")[0] or path.rstrip("/") in self._paths:
            return False
        if path.lstrip("/").partition("/")[0].lower() in referrals().own_redirects:
            return False
        rel = dom.attribute(link, "rel")
        return not rel or _REL.isdisjoint(rel.lower().split())


def _path(url: str) -> str:
    match = _ADDRESS.match(url)
    return match["path"] if match else ""


def _host(name: str) -> str:
    return name.lower().removeprefix("www.")


def _lists_pages(block: dom.Element, site: _Site) -> bool:
    """Return whether a block's links or headings are nearly all other pages' titles, and most of what it says."""
    links = dom.css(block, "a[href]")
    if len(links) < LINKS or dom.css_first(block, "h1") is not None:
        return False
    links = links[:MOST_LINKS]
    leading = [link for link in links if site.leads_to_page(link)]
    if len(leading) < max(LINKS, MOSTLY * len(links)):
        return False
    if sum(map(_length, leading)) >= (EXCERPTS if len(leading) >= SEVERAL else LISTED) * _length(block):
        return True
    numbers = {dom.number(link) for link in leading}
    titles = dom.css(block, _TITLES)
    linked = sum(any(dom.number(one) in numbers for one in _links_of(title)) for title in titles)
    return linked >= max(LINKS, MOSTLY * len(titles))


def _length(node: dom.Element) -> int:
    """Return the characters of an element's text as it is shown, white space once."""
    unread = sum(len(" ".join(dom.text(inner).split())) for inner in dom.css(node, UNREAD))
    return len(" ".join(dom.text(node).split())) - unread


def _links_of(title: dom.Element) -> Iterator[dom.Element]:
    """Yield the links in a title, and the one around it."""
    yield from dom.css(title, "a[href]")
    above = dom.parent(title)
    for _ in range(3):
        if above is None:
            return
        if above.tag == "a":
            yield above
            return
        above = dom.parent(above)
