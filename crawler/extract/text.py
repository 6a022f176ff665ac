"""Read the text of elements, collapsed, and as assistive technology announces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract import dom

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_READ = 50_000_000  # characters inside headings, links and labels: three times the largest page
PER_TAG = 100  # characters that are read in the time of one tag
LIMIT = 2_000  # characters of one heading's or anchor's text
_BREAKS = "br, p, div, li, td, tr, ul, ol"
_UNREAD = {"script", "style", "noscript", "template", "svg"}
_HIDING = {"aria-hidden", "hidden", "style"}
_SPECIAL = f"{_BREAKS}, {', '.join(sorted(_UNREAD))}"
# Zero-width characters: a text of nothing else is no text.
_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)


def collapse(text: str) -> str:
    """Return the text with runs of white space as one space, at most LIMIT characters of it."""
    return " ".join(text.split())[:LIMIT]


def holds_no_elements(node: dom.Element) -> bool:
    """Return whether the element is empty or holds a single text, as most do."""
    first = dom.first_child(node)
    return first is None or (isinstance(first, dom.Text) and first.next_sibling is None)


def text_of(node: dom.Element) -> str:
    """Return the element's text content, collapsed; a line break or block inside it parts words, and code is no text."""
    first = dom.first_child(node)
    if first is None:
        return ""
    if isinstance(first, dom.Text) and first.next_sibling is None:
        return collapse(first.data)
    special = dom.css_first(node, _SPECIAL)
    if special is None:
        return collapse(dom.text(node))
    if dom.css_first(node, ", ".join(_UNREAD)) is None:
        return collapse(dom.text(node, " "))
    separator = " " if dom.css_first(node, _BREAKS) is not None else ""
    return collapse(separator.join(texts_inside(node, lambda inner: inner.tag not in _UNREAD)))


def has_words(text: str) -> bool:
    """Return whether anything but white space and zero-width characters is there."""
    return bool((text if text.isascii() else text.translate(_NOTHING)).strip())


class TooNested(Exception):
    """Headings, links or labels hold one another so often that nobody could read the text of each."""


class Effort:
    """What was read of headings, links and labels, in characters of HTML.

    An object of its own: a Reading that its labels know would be a cycle, and hold each page's tree until the collector comes.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._read = 0

    def spend(self, node: dom.Element) -> None:
        """Count what reading an element's text costs. Raises TooNested: 9,000 headings inside each other took minutes."""
        if holds_no_elements(node):
            return
        html = node.html or ""
        self._read += len(html) + PER_TAG * html.count("<")
        if self._read > MOST_READ:
            raise TooNested


class Labels:
    """What the elements are called that aria-labelledby refers to, each looked for and read once."""

    def __init__(self, tree: dom.Tree, effort: Effort) -> None:
        """Keep the tree; nothing is looked for until somebody asks."""
        self._tree, self._effort = tree, effort
        self._elements: dict[str, dom.Element] | None = None
        self._names: dict[str, str] = {}

    def name(self, label: str) -> str:
        """Return the name of the first element with this id; empty when there is none."""
        if self._elements is None:
            found = reversed(self._tree.css("[id]"))
            self._elements = {dom.attribute(node, "id") or "": node for node in found}
        if label not in self._names:
            target = self._elements.get(label)
            if target is not None:
                self._effort.spend(target)
            self._names[label] = "" if target is None else _named(target)
        return self._names[label]

    def names(self, labels: str) -> str:
        """Return what the elements of an aria-labelledby are called together; empty when none of them is there."""
        return collapse(" ".join(self.name(label)[:LIMIT] for label in labels.split()[:10])) if labels else ""


def _named(target: dom.Element) -> str:
    return (dom.attribute(target, "aria-label") or "").strip() or text_of(target) or _images(target)


def accessible_name(node: dom.Element, known: Labels, text: str) -> str:
    """Return the element's accessible name, as far as HTML alone tells it.

    aria-labelledby, aria-label, the content (hidden parts left out, an image by its alt, an svg by its title), title.
    Source: https://www.w3.org/TR/accname-1.2/
    """
    attributes = dom.attributes(node)
    if name := known.names(attributes.get("aria-labelledby") or ""):
        return name
    if name := collapse(attributes.get("aria-label") or ""):
        return name
    # The selector takes in the element itself.
    if not (holds_no_elements(node) and _HIDING.isdisjoint(attributes)) and (
        dom.css_first(node, "[aria-hidden=true], [hidden], [style*='display'], [style*='visibility']")
        is not None
    ):
        text = _visible(node)
    if has_words(text):
        return text
    return _images(node, known) or collapse(attributes.get("title") or "")


def _images(node: dom.Element, known: Labels | None = None) -> str:
    """Return what the images, and what else has a name, inside the element are called."""
    names = []
    found = dom.css(node, "img, svg, [role=img], [aria-label], [aria-labelledby], [title]")
    for inner in found:
        attributes = dom.attributes(inner)
        if attributes.get("aria-hidden") == "true" or "hidden" in attributes:
            continue
        if attributes.get("role") in {"presentation", "none"}:
            continue
        # What is itself a label is not asked for its own.
        name = known.names(attributes.get("aria-labelledby") or "") if known else ""
        name = name or attributes.get("aria-label") or attributes.get("alt") or ""
        if not name.strip() and inner.tag == "svg" and (title := dom.css_first(inner, "title")) is not None:
            name = dom.text(title)
        names.append(name or attributes.get("title") or "")
    return collapse(" ".join(names))


def _visible(node: dom.Element) -> str:
    """Return the text of the element without its hidden parts."""
    separator = " " if dom.css_first(node, _BREAKS) is not None else ""
    return collapse(separator.join(texts_inside(node, _is_seen)))


def _is_seen(node: dom.Element) -> bool:
    attributes = dom.attributes(node)
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        attributes.get("aria-hidden") != "true"
        and "hidden" not in attributes
        and "display:none" not in style
        and "visibility:hidden" not in style
        and node.tag not in _UNREAD
    )


def texts_inside(node: dom.Element, wanted: Callable[[dom.Element], bool]) -> list[str]:
    """Return the texts inside an element, those of unwanted elements left out."""
    parts: list[str] = []
    stack = [dom.first_child(node)]
    while stack:
        here = stack.pop()
        if here is None:
            continue
        stack.append(here.next_sibling)
        if isinstance(here, dom.Text):
            parts.append(here.data)
        elif isinstance(here, dom.Element) and wanted(here):
            stack.append(dom.first_child(here))
    return parts
