"""Which articles and cards only lead to other posts, and what stands over them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.extract import dom
from crawler.extract.nesting import length_of
from crawler.items import WHOLE_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS = "h1, h2, h3, h4, h5, h6, .entry-title, .post-title, .card-title"
NEAREST = 4  # elements around a teaser
MOST_TEASERS = 50  # of which the heading over them is looked for
LONGEST_HEADING = 60  # characters over a list of teasers
LONGEST = (
    1_000  # characters of a teaser; a longer text is a post itself, though its title leads to its address
)


def is_teaser(article: dom.Element, url: str) -> bool:
    """Return whether an article is short, and its title leads to another page, or a link stands around all of it."""
    title = dom.css_first(article, _HEADINGS)
    if title is None:
        return dom.css_first(article, "a[href]") is not None and dom.css_first(article, "p + p") is None
    if title.tag == "h1" and dom.css_first(title, "a[href]") is None:
        return False
    link = dom.css_first(title, "a[href]")
    above: dom.Element | None = title
    while link is None and above is not None and dom.number(above) != dom.number(article):
        above = dom.parent(above)
        link = above if above is not None and above.tag == "a" else None
    around = dom.parent(article)
    if link is None and around is not None and around.tag == "a":
        link = around
    return (
        link is not None
        and _leads_away(dom.attribute(link, "href") or "", url)
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


def with_their_heading(teasers: list[dom.Element], roots: set[int]) -> list[dom.Element]:
    """Return the teasers, or the elements that hold nothing else, and the headings over them: “Related posts”."""
    if len(teasers) > MOST_TEASERS:
        return teasers
    listed: Counter[int] = Counter()  # number of an element -> characters of the teasers in it
    for teaser in teasers:
        length = length_of(teaser)
        for above in _above(teaser, roots):
            listed[dom.number(above)] += length
    whole: dict[int, dom.Element] = {}
    for teaser in teasers:
        node = teaser
        for above in _above(teaser, roots):
            if length_of(above) > listed[dom.number(above)] + LONGEST_HEADING:
                break
            node = above
        whole[dom.number(node)] = node
    found = []
    for node in whole.values():
        before = dom.element_before(node)
        if before is not None and before.tag in {"h2", "h3", "h4", "h5", "h6"}:
            found.append(before)
        found.append(node)
    return found


def _above(node: dom.Element, roots: set[int]) -> Iterator[dom.Element]:
    """Yield the nearest elements around a teaser that may hold nothing but teasers."""
    above = dom.parent(node)
    for _ in range(NEAREST):
        if above is None or above.tag in {WHOLE_BODY, "main"} or dom.number(above) in roots:
            return
        yield above
        above = dom.parent(above)
