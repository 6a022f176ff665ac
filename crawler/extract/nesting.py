"""How elements of a page stand in one another, and how long their texts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract import dom

if TYPE_CHECKING:
    from collections.abc import Iterable

UNREAD = "script, style, noscript, template"


def outermost(nodes: Iterable[dom.Element]) -> list[dom.Element]:
    """Return those of the elements that stand in none of the others."""
    kept = list({dom.number(node): node for node in nodes}.values())
    if len(kept) == 1:
        return kept
    known = dict.fromkeys((dom.number(node) for node in kept), True)
    return [node for node in kept if not _inside(dom.parent(node), known)]


def _inside(node: dom.Element | None, known: dict[int, bool]) -> bool:
    """Return whether an element is, or stands in, one that is known as true; what is learned on the way is kept."""
    path = []
    while node is not None and (number := dom.number(node)) not in known:
        path.append(number)
        node = dom.parent(node)
    answer = node is not None and known[number]
    known.update(dict.fromkeys(path, answer))
    return answer


def held(roots: Iterable[dom.Element], nodes: Iterable[dom.Element]) -> list[dom.Element]:
    """Return those of the nodes that are one of the roots, or stand in one."""
    known = dict.fromkeys((dom.number(root) for root in roots), True)
    return [node for node in nodes if _inside(node, known)]


def length_of(node: dom.Element) -> int:
    return len(dom.text(node)) - sum(len(dom.text(inner)) for inner in dom.css(node, UNREAD))
