"""Which elements of a page hold its content: the candidate that has the h1, or follows it, and most of the page's own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler.extract.content_names import NAMED
from crawler.extract.content_sizes import HEADED, Sizes, is_frame, selector_of_most
from crawler.items import WHOLE_BODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST = 0.5  # of the page's own words, which the content has to hold
MOST_TEASERS = 50  # of which the heading over them is looked for
DATA = {'{"', "[{", "[["}  # what JSON begins with that is served as a page: /wp-json/ of an export
MOST_MAINS = 4  # that are looked at; a page has one
NEAREST = 4  # elements around a teaser
MAINLY = 0.6  # of the text in a main, in its one article, which then is the content
LITTLE = 400  # characters of a page's own text
LANDMARKS = {"main", "[role=main]", "article"}
LONGEST_HEADING = 60  # characters over a list of teasers
OWNER = "AUDIT_CONTENT_SELECTOR"
_MAIN = "main, [role=main]"
_CARDS = (
    ".wp-block-post, .elementor-post, .post-card"  # what shows a post, or leads to it, as an article does
)
_HEADINGS = "h1, h2, h3, h4, h5, h6, .entry-title, .post-title, .card-title"
_UNREAD = "script, style, noscript, template"


class Found(NamedTuple):
    """The content of one page, and how sure that is."""

    roots: list[LexborNode]  # they may stand in one another
    by: str  # what found them: a selector, OWNER, or WHOLE_BODY where nothing marks the content
    share: float | None = None  # of the page's own words that they hold
    holds_h1: bool | None = None  # None: the page has none
    titles: tuple[LexborNode, ...] = ()  # the h1 before them, which belongs to them
    teasers: tuple[LexborNode, ...] = ()  # what in or beside them only leads to other posts
    proposal: str = ""  # of WHOLE_BODY: a selector of what holds nearly all words


class _Page:
    """What is asked of one page several times, each looked for once."""

    def __init__(self, tree: LexborHTMLParser, url: str) -> None:
        self.tree, self.url = tree, url
        self._order = {
            node.mem_id: (number, node)
            for number, node in enumerate(tree.css(f"h1, article, {_MAIN}, {_CARDS}")[::-1])
        }
        nodes = [node for _, node in sorted(self._order.values(), key=lambda pair: -pair[0])]
        self.place = {node.mem_id: number for number, node in enumerate(nodes)}
        self.h1s = [node for node in nodes if node.tag == "h1"]
        self.articles = [node for node in nodes if node.tag == "article"]
        taken = {"h1", "article", "main"}
        self.cards = [n for n in nodes if n.tag not in taken and (n.attributes.get("role") or "") != "main"]
        self.mains = [n for n in nodes if n.tag == "main" or (n.attributes.get("role") or "") == "main"]
        self.free: dict[int, bool] = {}  # number of an element -> it is no frame, and stands in none
        self._sizes: Sizes | None = None

    @property
    def sizes(self) -> Sizes:
        """Return how much text each element has; asked only where the quick answer is no."""
        if self._sizes is None:
            assert self.tree.body is not None
            self._sizes = Sizes(self.tree.body)
        return self._sizes


def by_selector(tree: LexborHTMLParser, chosen: list[LexborNode]) -> Found:
    """Return what the owner's selector has chosen, and how much of the page that is."""
    page = _Page(tree, "")
    sizes = page.sizes
    h1s = [node for node in page.h1s if sizes.counts(node)]
    holds = None if not h1s else any(_holds(chosen, node) for node in h1s)
    return Found(chosen, OWNER, sizes.share(outermost(chosen)), holds)


def find_content(tree: LexborHTMLParser, url: str) -> Found:
    """Return the content of a page that says itself where it is, as far as it does; `url` is its own address."""
    if tree.body is None:
        return Found([], "")
    page = _Page(tree, url)
    for by, roots in _candidates(page):
        if found := _accepted(page, by, roots):
            return found
    if tree.body.text().lstrip()[:2] in DATA:
        return Found([], "")
    sizes = page.sizes
    teasers = _beside(page, [tree.body])
    h1 = next((node for node in page.h1s if sizes.counts(node)), None)
    proposal = selector_of_most(tree, sizes, h1)
    return Found([tree.body], WHOLE_BODY, 1.0, None if h1 is None else True, (), tuple(teasers), proposal)


def outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return those of the elements that stand in none of the others."""
    kept = list({node.mem_id: node for node in nodes}.values())
    if len(kept) == 1:
        return kept
    known = dict.fromkeys((node.mem_id for node in kept), True)
    return [node for node in kept if not _inside(node.parent, known)]


def _inside(node: LexborNode | None, known: dict[int, bool]) -> bool:
    """Return whether an element is, or stands in, one that is known as true; what is learned on the way is kept."""
    path = []
    while node is not None and (number := node.mem_id) not in known:
        path.append(number)
        node = node.parent
    answer = node is not None and known[number]
    known.update(dict.fromkeys(path, answer))
    return answer


def _holds(roots: Iterable[LexborNode], node: LexborNode) -> bool:
    return _inside(node, dict.fromkeys((root.mem_id for root in roots), True))


def _candidates(page: _Page) -> Iterator[tuple[str, list[LexborNode]]]:
    """Yield what may be the content, the likeliest first."""
    for node in page.mains[:MOST_MAINS]:
        if _unframed(node, page.free):
            if (post := _post_of(page, node)) and _length(post) >= MAINLY * _length(node):
                yield "article", [post]
            yield "main" if node.tag == "main" else "[role=main]", [node]
    if articles := [node for node in outermost(page.articles) if _unframed(node, page.free)]:
        posts = [node for node in articles if not _is_teaser(node, page.url)]
        titled = [node for node in posts if node.css_first("h1") is not None]
        for some in (titled[:1], posts, articles):
            if some:
                yield "article", some
    for names in NAMED:
        for name in names:
            if found := [
                n for n in page.tree.css(name) if n.tag not in {"html", "body"} and _unframed(n, page.free)
            ]:
                yield name, outermost(found)


def _post_of(page: _Page, main: LexborNode) -> LexborNode | None:
    """Return the one article of a main that is no teaser; None where there is none, or are several."""
    posts = [
        node for node in outermost(page.articles)
        if _holds([main], node) and _unframed(node, page.free) and not _is_teaser(node, page.url)
    ]  # fmt: skip
    return posts[0] if len(posts) == 1 else None


def _unframed(node: LexborNode, known: dict[int, bool]) -> bool:
    """Return whether an element stands in no part of the page's frame; `known` are elements of which that is known already."""
    path, above = [], node.parent
    while above is not None and above.mem_id not in known:
        path.append(above)
        above = above.parent
    free, headed = above is None or known[above.mem_id], above is not None and above.tag in HEADED
    for here in reversed(path):
        free = free and not is_frame(here.tag or "", here.attributes, headed=headed)
        headed = headed or here.tag in HEADED
        known[here.mem_id] = free
    return free


def _accepted(page: _Page, by: str, roots: list[LexborNode]) -> Found | None:
    """Return the candidate where it holds the h1 or follows it, and most of the page's own words; else None."""
    titles: tuple[LexborNode, ...] = ()
    holds: bool | None = None
    if page.h1s:
        holds = any(root.css_first("h1") is not None for root in roots)
        if not holds:
            h1s = [node for node in page.h1s if page.sizes.counts(node)]
            if h1s and not page.sizes.is_before(h1s[0], roots[0]):
                return None
            titles, holds = tuple(node for node in h1s[:1] if _is_title(page, node)), True if h1s else None
    share = _quick_share(page, roots)
    if share < MOST and (share := page.sizes.share(roots)) < MOST:
        # What little text there is says nothing against what the page itself calls its content.
        if not (
            by in LANDMARKS and page.sizes.of(page.sizes.body) < LITTLE and not _is_teaser(roots[0], page.url)
        ):
            return None
        share = max(share, MOST)
    return Found(roots, by, share, holds, titles, tuple(_beside(page, roots)))


def _is_title(page: _Page, h1: LexborNode) -> bool:
    """Return whether an h1 says what the page is about: it begins the page's title, and is no short name of the site in it."""
    title = page.tree.css_first("title")
    name, whole = " ".join(h1.text().split()), " ".join(title.text().split()) if title is not None else ""
    return bool(name) and (whole.startswith(name) or (name in whole and 2 * len(name) >= len(whole)))


def _quick_share(page: _Page, roots: list[LexborNode]) -> float:
    """Return which part of the body's text stands in the roots, frame and all; what lexbor can count at once."""
    assert page.tree.body is not None
    whole = _length(page.tree.body)
    return sum(map(_length, roots)) / whole if whole else 1.0


def _length(node: LexborNode) -> int:
    return len(node.text()) - sum(len(inner.text()) for inner in node.css(_UNREAD))


def _beside(page: _Page, roots: list[LexborNode]) -> list[LexborNode]:
    """Return the articles that only lead to other posts, unless they are most of what stands there: then it is a list of posts."""
    items = [*page.articles, *page.cards]
    if not items or (len(items) == 1 and roots[0].mem_id == items[0].mem_id):
        return []
    chosen = {root.mem_id for root in roots}
    teasers = [node for node in items if node.mem_id not in chosen and _is_teaser(node, page.url)]
    if not teasers:
        return []
    teasers = outermost(teasers)
    inside = [node for node in teasers if _holds(roots, node)]
    listed = sum(map(_length, inside))
    return (
        [] if inside and listed >= MOST * sum(map(_length, roots)) else _with_their_heading(teasers, chosen)
    )


def _with_their_heading(teasers: list[LexborNode], roots: set[int]) -> list[LexborNode]:
    """Return the teasers, or the elements that hold nothing else, and the headings over them: “Related posts”."""
    if len(teasers) > MOST_TEASERS:
        return teasers
    listed: Counter[int] = Counter()  # number of an element -> characters of the teasers in it
    for teaser in teasers:
        length = _length(teaser)
        for above in _above(teaser, roots):
            listed[above.mem_id] += length
    whole: dict[int, LexborNode] = {}
    for teaser in teasers:
        node = teaser
        for above in _above(teaser, roots):
            if _length(above) > listed[above.mem_id] + LONGEST_HEADING:
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


def _is_teaser(article: LexborNode, url: str) -> bool:
    """Return whether an article's title leads to another page, or a link stands around all of it."""
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
    return link is not None and _leads_away(link.attributes.get("href") or "", url)


def _leads_away(href: str, url: str) -> bool:
    """Return whether an address is of another page than `url`; their paths are compared, since a copy of a site has another host."""
    if not href or href.startswith("#"):
        return False
    try:
        there, here = urlsplit(urljoin(url, href)), urlsplit(url)
    except ValueError:
        return True
    return (there.path.rstrip("/"), there.query) != (here.path.rstrip("/"), here.query)
