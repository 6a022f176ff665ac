"""How much of a page's own text each of its elements holds, and which selector names the one that holds nearly all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.landmarks import FRAME_ROLES, named_region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    Attributes = dict[str, str | None]

NEARLY_ALL = 0.8  # of an element's text stands in the one that a proposal goes on to
_FRAME = {"nav", "aside", "footer"}  # a header stands in a section as well
_UNREAD = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "textarea",
    "select",
    "button",
    "iframe",
    "a",
    "form",
}
HEADED = {"main", "article", "section"}  # whose header is not the site's
# Names with digits (post-123, elementor-2204) are one page's own, and names of layouts and states say nothing of content.
_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{2,40}")
_LAYOUT = re.compile(
    r"(?:col|row|flex|grid|container|wrapper?|inner|outer|clearfix|section|page|site|ng|js|is|has|wp)(?:$|[-_].*)"
)


class Sizes:
    """The characters of text in each element; links, menus, sidebars and the site's header and footer are no text of its own."""

    def __init__(self, body: dom.Element, hangers: AbstractSet[int] = frozenset()) -> None:
        """Walk the body once; `hangers` are numbers of elements that are no text of the page's own."""
        self._size: dict[int, int] = {}
        self._place: dict[int, int] = {}  # in document order; of elements that count only
        self.body = body
        # Each element is met twice: on the way in, and with its children counted on the way out.
        stack: list[tuple[dom.Element, bool, bool]] = [(body, False, False)]
        while stack:
            node, headed, done = stack.pop()
            number = dom.number(node)
            if done:
                if node is not body and (parent := dom.parent(node)) is not None:
                    self._size[dom.number(parent)] += self._size[number]
                continue
            self._place[number] = len(self._place)
            self._size[number] = 0
            stack.append((node, headed, True))
            inner = headed or node.tag in HEADED
            below = []
            for child in node:
                if isinstance(child, dom.Text):
                    self._size[number] += len(child.data.strip())
                elif (
                    isinstance(child, dom.Element)
                    and dom.number(child) not in hangers
                    and not _left_out(child, headed=inner)
                ):
                    below.append((child, inner, False))
            stack.extend(reversed(below))

    def counts(self, node: dom.Element) -> bool:
        """Return whether the element stands in no frame of the page."""
        return dom.number(node) in self._place

    def of(self, node: dom.Element) -> int:
        """Return the characters of the element's own text."""
        return self._size.get(dom.number(node), 0)

    def share(self, roots: Iterable[dom.Element]) -> float:
        """Return which part of the body's own text stands in elements that do not stand in each other."""
        whole = self.of(self.body)
        return sum(map(self.of, roots)) / whole if whole else 1.0

    def is_before(self, node: dom.Element, other: dom.Element) -> bool:
        """Return whether the element comes first in the document."""
        return self._place.get(dom.number(node), 0) < self._place.get(dom.number(other), -1)


def _left_out(node: dom.Element, *, headed: bool) -> bool:
    if node.tag in _UNREAD:
        return True
    attributes = dom.attributes(node)
    return "hidden" in attributes or is_frame(node.tag, attributes, headed=headed)


def is_frame(tag: str, attributes: Attributes, *, headed: bool) -> bool:
    """Return whether an element is one of the page's frame; `headed`: it stands in an element with a header of its own."""
    if tag in _FRAME:
        # An article's own footer is no frame, and has little text.
        return not (tag == "footer" and headed)
    if tag == "header":
        return not headed
    if (attributes.get("role") or "").strip().lower() in FRAME_ROLES:
        return True
    return bool(named_region(tag, attributes, inside=headed))


def selector_of_most(tree: dom.Tree, sizes: Sizes, h1: dom.Element | None) -> str:
    """Return a selector of the smallest element that still holds nearly all of the page's own text and its h1; else empty."""
    above = set()
    while h1 is not None:
        above.add(dom.number(h1))
        h1 = dom.parent(h1)
    node: dom.Element | None = sizes.body
    found = ""
    while node is not None and sizes.of(node):
        if node.tag != "body":
            found = _name(tree, node) or found
        most = NEARLY_ALL * sizes.of(node)
        node = next((c for c in node if isinstance(c, dom.Element) and sizes.of(c) >= most), None)
        if above and node is not None and dom.number(node) not in above:
            break
    return found


def _name(tree: dom.Tree, node: dom.Element) -> str:
    """Return a selector by id or class that only this element of the page has, and that other pages may have as well."""
    attributes = dom.attributes(node)
    names = [f"#{attributes['id']}"] if _NAME.fullmatch(attributes.get("id") or "") else []
    names += [f".{name}" for name in (attributes.get("class") or "").split() if _NAME.fullmatch(name)]
    names = [name for name in names if not _LAYOUT.fullmatch(name[1:])]
    return next((name for name in names if len(tree.css(name)) == 1), "")
