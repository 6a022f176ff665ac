"""How many words the main text of a page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.context import FRAME

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.extract.context import Contexts

_UNREAD = "script, style, noscript, template"
_FRAMES = _UNREAD + ", header, nav, aside, footer, .sidebar, .widget-area, #sidebar, [role]"


def count_words(tree: LexborHTMLParser, contexts: Contexts, *, fragment: bool) -> tuple[bool, int]:
    """Return whether the page has a content region, and the words of it, or of the body without its frame."""
    if tree.body is None:
        return fragment, 0
    if fragment:
        return True, _without(tree.body, _UNREAD, contexts, frames=False)
    regions = [node for node in tree.css("main, [role=main]") if contexts.of(node).region == "main"][:1]
    # A page of several articles without a main, such as a list of posts, has all of them as its content.
    regions = regions or [
        node
        for node in tree.css("article")
        if contexts.of(node).region == "main" and contexts.of(node.parent).region == "other"
    ]
    if not regions:
        return False, _without(tree.body, _FRAMES, contexts, frames=True)
    return True, sum(_without(node, _UNREAD, contexts, frames=False) for node in regions)


def _without(root: LexborNode, selector: str, contexts: Contexts, *, frames: bool) -> int:
    """Return the words of `root` less those of the outermost elements of `selector`; `frames`: less those around content."""
    count = _count(root)
    seen = set()  # lexbor gives an element once for each part of the selector that names it
    for node in root.css(selector):
        if node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        around = contexts.of(node.parent)
        if around.in_noscript or (frames and around.region in FRAME):
            continue
        if node.tag in {"script", "style", "noscript", "template"} or contexts.of(node).region in FRAME:
            count -= _count(node)
    return max(count, 0)


def _count(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())
