"""How elements of a page stand in one another, and how long their texts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

_UNREAD = "script, style, noscript, template"


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


def held(roots: Iterable[LexborNode], nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return those of the nodes that are one of the roots, or stand in one."""
    known = dict.fromkeys((root.mem_id for root in roots), True)
    return [node for node in nodes if _inside(node, known)]


def length_of(node: LexborNode) -> int:
    return len(node.text()) - sum(len(inner.text()) for inner in node.css(_UNREAD))
