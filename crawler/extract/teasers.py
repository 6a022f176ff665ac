"""Which articles and cards only lead to other posts, and what stands over them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.extract.nesting import length_of
from crawler.items import WHOLE_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_HEADINGS = "h1, h2, h3, h4, h5, h6, .entry-title, .post-title, .card-title"
NEAREST = 4  # elements around a teaser
MOST_TEASERS = 50  # of which the heading over them is looked for
LONGEST_HEADING = 60  # characters over a list of teasers
LONGEST = (
    1_000  # characters of a teaser; a longer text is a post itself, though its title leads to its address
)


def is_teaser(article: LexborNode, url: str) -> bool:
    """Return whether an article is short, and its title leads to another page, or a link stands around all of it."""
    title = article.css_first(_HEADINGS)
    if title is None:
        return article.css_first("a[href]") is not None and article.css_first("p + p") is None
    if title.tag == "h1" and title.css_first("a[href]") is None:
        return False
    link = title.css_first("a[href]")
    above: LexborNode | None = title
    while link is None and above is not None and above.mem_id != article.mem_id:
        above = above.parent
        link = above if above is not None and above.tag == "a" else None
    if link is None and article.parent is not None and article.parent.tag == "a":
        link = article.parent
    return (
        link is not None
        and _leads_away(link.attributes.get("href") or "", url)
        and length_of(article) <= LONGEST
    )


def _leads_away(href: str, url: str) -> bool:
    """Return whether an address is of another page than `url`; their paths are compared, since a copy of a site has another host."""
    if not href or href.startswith("#"):
        return False
    try:
        there, here = urlsplit(urljoin(url, href)), urlsplit(url)
    except ValueError:
        return True
    return (there.path.rstrip("/"), there.query) != (here.path.rstrip("/"), here.query)


def with_their_heading(teasers: list[LexborNode], roots: set[int]) -> list[LexborNode]:
    """Return the teasers, or the elements that hold nothing else, and the headings over them: “Related posts”."""
    if len(teasers) > MOST_TEASERS:
        return teasers
    listed: Counter[int] = Counter()  # number of an element -> characters of the teasers in it
    for teaser in teasers:
        length = length_of(teaser)
        for above in _above(teaser, roots):
            listed[above.mem_id] += length
    whole: dict[int, LexborNode] = {}
    for teaser in teasers:
        node = teaser
        for above in _above(teaser, roots):
            if length_of(above) > listed[above.mem_id] + LONGEST_HEADING:
                break
            node = above
        whole[node.mem_id] = node
    found = []
    for node in whole.values():
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        if before is not None and before.tag in {"h2", "h3", "h4", "h5", "h6"}:
            found.append(before)
        found.append(node)
    return found


def _above(node: LexborNode, roots: set[int]) -> Iterator[LexborNode]:
    """Yield the nearest elements around a teaser that may hold nothing but teasers."""
    above = node.parent
    for _ in range(NEAREST):
        if above is None or above.tag in {WHOLE_BODY, "main"} or above.mem_id in roots:
            return
        yield above
        above = above.parent
