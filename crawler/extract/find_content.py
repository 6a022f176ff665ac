"""Which elements of a page hold its content: the candidate that has the h1, or follows it, and most of the page's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.extract import dom
from crawler.extract.content_names import NAMED
from crawler.extract.content_sizes import HEADED, Sizes, is_frame, selector_of_most
from crawler.extract.context import is_hidden
from crawler.extract.hangers import find_hangers
from crawler.extract.nesting import held, length_of, outermost
from crawler.extract.side_lists import find_side_lists
from crawler.extract.teasers import is_teaser, with_their_heading
from crawler.items import WHOLE_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 0.5  # of the page's own words, which the content has to hold
DATA = {'{"', "[{", "[["}  # what JSON begins with that is served as a page: /wp-json/ of an export
MOST_MAINS = 4  # that are looked at; a page has one
MAINLY = 0.6  # of the text in a main, in its one article, which then is the content
LITTLE = 400  # characters of a page's own text
LANDMARKS = {"main", "[role=main]", "article"}
OWNER = "AUDIT_CONTENT_SELECTOR"
_MAIN = "main, [role=main]"
_CARDS = (
    ".wp-block-post, .elementor-post, .post-card"  # what shows a post, or leads to it, as an article does
)


class Found(NamedTuple):
    """The content of one page, and how sure that is."""

    roots: list[dom.Element]  # they may stand in one another
    by: str  # what found them: a selector, OWNER, or WHOLE_BODY where nothing marks the content
    share: float | None = None  # of the page's own words that they hold
    holds_h1: bool | None = None  # None: the page has none
    titles: tuple[dom.Element, ...] = ()  # the h1 before them, which belongs to them
    teasers: tuple[dom.Element, ...] = ()  # what in or beside them only leads to other posts
    proposal: str = ""  # of WHOLE_BODY: a selector of what holds nearly all words


class _Page:
    """What is asked of one page several times, each looked for once."""

    def __init__(self, tree: dom.Tree, url: str) -> None:
        self.tree, self.url = tree, url
        nodes = tree.css(f"h1, article, {_MAIN}, {_CARDS}")
        self.h1s = [node for node in nodes if node.tag == "h1"]
        self.articles = [node for node in nodes if node.tag == "article"]
        self.mains = [n for n in nodes if n.tag == "main" or dom.attribute(n, "role") == "main"]
        taken = {dom.number(node) for node in (*self.h1s, *self.articles, *self.mains)}
        self.cards = [node for node in nodes if dom.number(node) not in taken]
        self.whole = length_of(tree.body) if tree.body is not None else 0  # characters of the body's text
        self.hangers = find_hangers(tree, self.whole)
        # Number of an element -> it is no frame, and stands in none.
        self.free = dict.fromkeys((dom.number(node) for node in self.hangers), False)
        self._sizes: Sizes | None = None

    @property
    def sizes(self) -> Sizes:
        """Return how much text each element has; asked only where the quick answer is no."""
        if self._sizes is None:
            assert self.tree.body is not None
            self._sizes = Sizes(self.tree.body, {dom.number(node) for node in self.hangers})
        return self._sizes


def by_selector(tree: dom.Tree, chosen: list[dom.Element]) -> Found:
    """Return what the owner's selector has chosen, and how much of the page that is."""
    page = _Page(tree, "")
    sizes = page.sizes
    h1s = [node for node in page.h1s if sizes.counts(node)]
    has_h1 = None if not h1s else bool(held(chosen, h1s))
    return Found(chosen, OWNER, sizes.share(outermost(chosen)), has_h1, (), tuple(page.hangers))


def find_content(tree: dom.Tree, url: str) -> Found:
    """Return the content of a page that says itself where it is, as far as it does; `url` is its own address."""
    if tree.body is None:
        return Found([], "")
    page = _Page(tree, url)
    for by, roots in _shown_first(page):
        if found := _accepted(page, by, roots):
            return found
    if dom.text(tree.body).lstrip()[:2] in DATA:
        return Found([], "")
    sizes = page.sizes
    teasers = _beside(page, [tree.body])
    h1 = next((node for node in page.h1s if sizes.counts(node)), None)
    proposal = selector_of_most(tree, sizes, h1)
    return Found([tree.body], WHOLE_BODY, 1.0, None if h1 is None else True, (), tuple(teasers), proposal)


def _candidates(page: _Page) -> Iterator[tuple[str, list[dom.Element]]]:
    """Yield what may be the content, the likeliest first."""
    for node in page.mains[:MOST_MAINS]:
        if _unframed(node, page.free):
            if (post := _post_of(page, node)) and length_of(post) >= MAINLY * length_of(node):
                yield "article", [post]
            yield "main" if node.tag == "main" else "[role=main]", [node]
    if articles := [node for node in outermost(page.articles) if _unframed(node, page.free)]:
        posts = [node for node in articles if not is_teaser(node, page.url)]
        titled = [node for node in posts if dom.css_first(node, "h1") is not None]
        for some in (titled[:1], posts, articles):
            if some:
                yield "article", some
    for names in NAMED:
        for name in names:
            if found := [
                n for n in page.tree.css(name) if n.tag not in {"html", "body"} and _unframed(n, page.free)
            ]:
                yield name, outermost(found)


def _shown_first(page: _Page) -> Iterator[tuple[str, list[dom.Element]]]:
    """Yield the candidates without what is hidden, as copies for machines are; then those, since scripts show some pages' content."""
    hidden = []
    known: dict[int, bool] = {}
    for by, roots in _candidates(page):
        shown = [node for node in roots if not _is_hidden(node, known)]
        if shown:
            yield by, shown
        if len(shown) < len(roots):
            hidden.append((by, roots))
    yield from hidden


def _is_hidden(node: dom.Element | None, known: dict[int, bool]) -> bool:
    """Return whether an element or one around it is hidden; what is learned on the way is kept."""
    path = []
    while node is not None and (number := dom.number(node)) not in known:
        path.append(number)
        if is_hidden(dom.attributes(node)):
            known.update(dict.fromkeys(path, True))
            return True
        node = dom.parent(node)
    answer = node is not None and known[dom.number(node)]
    known.update(dict.fromkeys(path, answer))
    return answer


def _post_of(page: _Page, main: dom.Element) -> dom.Element | None:
    """Return the one article of a main that is no teaser; None where there is none, or are several."""
    posts = [
        node for node in held([main], outermost(page.articles))
        if _unframed(node, page.free) and not is_teaser(node, page.url)
    ]  # fmt: skip
    return posts[0] if len(posts) == 1 else None


def _unframed(node: dom.Element, known: dict[int, bool]) -> bool:
    """Return whether an element stands in no part of the page's frame; `known` are elements of which that is known already."""
    path, above = [], dom.parent(node)
    while above is not None and dom.number(above) not in known:
        path.append(above)
        above = dom.parent(above)
    free, headed = above is None or known[dom.number(above)], above is not None and above.tag in HEADED
    for here in reversed(path):
        free = free and not is_frame(here.tag, dom.attributes(here), headed=headed)
        headed = headed or here.tag in HEADED
        known[dom.number(here)] = free
    return free


def _accepted(page: _Page, by: str, roots: list[dom.Element]) -> Found | None:
    """Return the candidate where it holds the h1 or follows it, and most of the page's own words; else None."""
    titles: tuple[dom.Element, ...] = ()
    has_h1: bool | None = None
    if page.h1s:
        has_h1 = any(dom.css_first(root, "h1") is not None for root in roots)
        if not has_h1:
            h1s = [node for node in page.h1s if page.sizes.counts(node)]
            if h1s and not page.sizes.is_before(h1s[0], roots[0]):
                return None
            titles, has_h1 = tuple(node for node in h1s[:1] if _is_title(page, node)), True if h1s else None
    share = _quick_share(page, roots)
    if share < MOST and (share := page.sizes.share(roots)) < MOST:
        # What little text there is says nothing against what the page itself calls its content.
        if not (
            by in LANDMARKS and page.sizes.of(page.sizes.body) < LITTLE and not is_teaser(roots[0], page.url)
        ):
            return None
        share = max(share, MOST)
    return Found(roots, by, share, has_h1, titles, tuple(_beside(page, roots)))


def _is_title(page: _Page, h1: dom.Element) -> bool:
    """Return whether an h1 says what the page is about: it begins the page's title, and is no short name of the site in it."""
    title = page.tree.css_first("title")
    name, whole = (
        " ".join(dom.text(h1).split()),
        " ".join(dom.text(title).split()) if title is not None else "",
    )
    return bool(name) and (whole.startswith(name) or (name in whole and 2 * len(name) >= len(whole)))


def _quick_share(page: _Page, roots: list[dom.Element]) -> float:
    """Return which part of the body's text stands in the roots, frame and all; what the parser counts at once."""
    return sum(map(length_of, roots)) / page.whole if page.whole else 1.0


def _beside(page: _Page, roots: list[dom.Element]) -> list[dom.Element]:
    """Return the articles that only lead to other posts, unless they are most of what stands there: then it is a list of posts."""
    items = [*page.articles, *page.cards]
    chosen = {dom.number(root) for root in roots}
    teasers = [node for node in items if dom.number(node) not in chosen and is_teaser(node, page.url)]
    hangers = page.hangers
    if len(roots) == 1:
        left_out = {dom.number(node) for node in (*hangers, *teasers)}
        hangers = [*hangers, *find_side_lists(page.tree, roots[0], page.url, left_out)]
    if not teasers:
        return hangers
    teasers = outermost(teasers)
    inside = held(roots, teasers)
    listed = sum(map(length_of, inside))
    if inside and listed >= MOST * sum(map(length_of, roots)):
        return hangers
    return [*hangers, *with_their_heading(teasers, chosen)]
