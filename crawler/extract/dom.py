"""The only door to the HTML parser: what the readers of a page ask of its tree.

The parser is turbohtml; a room that parses HTML imports this module and nothing of the parser. Everything that another
parser may answer in another way is a function here; the rest of a Node is `tag` of elements, `data` of texts and
comments, `next_sibling`, and iteration over the nodes inside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Comment, Element, Node, SelectorSyntaxError, Text, parse, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Comment", "Element", "Node", "Text", "Tree", "attribute", "attributes", "css", "css_first", "element_before", "elements",
    "every_attribute", "first_child", "is_selector", "number", "parent", "span_of_tag", "start_of", "text",
]  # fmt: skip
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+""")

# A number that tells an element from all others of its tree: the parser's hash is the node's place in memory.
number = hash


class Tree:
    """A parsed page. What stands in a template is not in it."""

    __slots__ = ("_document", "body", "source")

    def __init__(self, html: str) -> None:
        """Parse a page; whatever it is, it is parsed. `source` is what positions count in: every line end of it is a \\n."""
        try:
            html.encode()
        except UnicodeEncodeError:
            html = html.encode(errors="ignore").decode()  # halves of surrogate pairs, which no text may hold
        if "\r" in html:
            html = html.replace("\r\n", "\n").replace("\r", "\n")
        self.source = html
        # Declarative shadow roots are read by shadow_roots.py.
        self._document = parse(html, source_locations=True, allow_declarative_shadow_roots=False)
        for template in self._document.select("template"):
            template.clear()
        self.body = self._document.select_one("html > body")

    def elements(self) -> Iterator[Element]:
        """Yield all elements, in document order."""
        return self._document.iter_elements()

    def css(self, selector: str) -> list[Element]:
        """Return the elements that a CSS selector names, each once, in document order. Raises ValueError for what is none."""
        return self._document.select(selector)

    def css_first(self, selector: str) -> Element | None:
        """Return the first element that a CSS selector names."""
        return self._document.select_one(selector)

    def comments(self) -> Iterator[str]:
        """Yield the text of each comment, in document order."""
        return (node.data for node in self._document.descendants if isinstance(node, Comment))


def is_selector(text: str) -> bool:
    """Return whether a text is a CSS selector."""
    try:
        parse("").select(text)
    except SelectorSyntaxError:
        return False
    return True


def attributes(element: Element) -> dict[str, str | None]:
    """Return the attributes by name, each as it is written; one without a value is empty."""
    found: dict[str, str | None] = element.attrs.copy()  # type: ignore[assignment]
    for name, value in found.items():
        if type(value) is list:  # of words, as the parser holds class, rel and their like
            found[name] = element.attr(name)
    return found


def attribute(element: Element, name: str) -> str | None:
    """Return what `attributes` has under a name, which costs a fifth of all of them; None where it is not there."""
    return element.attr(name)


def parent(node: Node) -> Element | None:
    """Return the element around a node."""
    around = node.parent
    return around if type(around) is Element else None


def first_child(node: Node) -> Node | None:
    """Return the first node inside, of any kind."""
    return next(iter(node), None)


def elements(node: Node) -> Iterator[Element]:
    """Yield the elements inside a node, in document order."""
    return node.iter_elements()


def element_before(node: Node) -> Element | None:
    """Return the nearest element before this one with the same parent."""
    before = node.previous_sibling
    while before is not None and type(before) is not Element:
        before = before.previous_sibling
    return before


def element_after(node: Node) -> Element | None:
    """Return the nearest element behind this one with the same parent."""
    after = node.next_sibling
    while after is not None and type(after) is not Element:
        after = after.next_sibling
    return after


def css(element: Element, selector: str) -> list[Element]:
    """Return the elements inside that a CSS selector names, in document order, and before them the element itself if it is one."""
    found = element.select(selector)
    return [element, *found] if element.matches(selector) else found


def css_first(element: Element, selector: str) -> Element | None:
    """Return the first that `css` returns."""
    return element if element.matches(selector) else element.select_one(selector)


def text(node: Node, separator: str = "") -> str:
    """Return all texts inside a node, code and styles too, one behind the other."""
    return separator.join(node.strings) if separator else node.text


def start_of(element: Element) -> tuple[int, int] | None:
    """Return line, from 1, and column, from 0, of the tag that wrote the element; None where none did.

    What a parser adds to mend a page, such as the second half of a link that may not span a block, has the place of its model.
    """
    return element.position


def span_of_tag(element: Element) -> tuple[int, int] | None:
    """Return where the element's start tag begins and ends in the source; None for an element that the parser added."""
    place = element.source_location
    return None if place is None else (place.start_tag.start_offset, place.start_tag.end_offset)


def every_attribute(tag: str, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return each attribute of a raw start tag whose name begins with `prefix`, in source order; of duplicates a tree keeps the first."""
    written = [found[0] for found in _ATTRIBUTE.finditer(tag) if found[1].lower().startswith(prefix)]
    return tuple((name, value) for one in written for name, value in next(tokenize(f"<a {one}>")).attrs or ())
