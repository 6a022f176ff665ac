"""Judge the items of a page's structured data by Google's type files: what is required and missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.catalog.structured_types import by_type
from crawler.text.items import graph_of

if TYPE_CHECKING:
    from crawler.catalog.structured_types import StructuredType
    from crawler.items import Page, StructuredItem
    from crawler.text.items import Graph


LONGEST_LIST = 50  # of breadcrumbs: of a longer one nobody asks which comes last


def mark_items(page: Page) -> None:
    """Say of each item which type file judges it, and what that misses. Costs nothing on a page without structured data."""
    if not page.items:
        return
    known, graph = by_type(), graph_of(page)
    for item in page.items:
        kind = next(
            (kind for name in item.types for kind in known.get(name, ()) if is_judged(graph, item, kind)),
            None,
        )
        if kind is None:
            continue
        item.google = kind.id
        if not kind.retired:
            item.missing = missing(graph, item, kind)
            item.unfilled = tuple(path for path in kind.recommended if not _has(graph, item, path, kind))


def is_judged(graph: Graph, item: StructuredItem, kind: StructuredType) -> bool:
    """Return whether the item stands where the type counts, and has what makes it a candidate."""
    if kind.retired:
        return True
    holders = graph.holders(item)
    if kind.inside:
        stands = any(
            via in kind.via and not set(holder.types).isdisjoint(kind.inside) for holder, via in holders
        )
    else:
        stands = (kind.alone and item.top) or any(via in kind.via for _, via in holders)
    return stands and (not kind.trigger or any(graph.has(item, path) for path in kind.trigger))


def missing(graph: Graph, item: StructuredItem, kind: StructuredType) -> tuple[str, ...]:
    """Return what the type requires and the item lacks, as paths: offers.price; "a or b" where one of them would do."""
    found: list[str] = []
    for path in kind.required:
        if path.rpartition(".")[0] not in found and not _has(graph, item, path, kind):
            found.append(path)
    for paths in kind.any_of:
        if not all(path.partition(".")[0] in found for path in paths) and not any(
            _has(graph, item, path, kind) for path in paths
        ):
            found.append(_one_of(paths))
    for name, number in kind.least.items():
        if name not in found and len(item.properties.get(name, ())) < number:
            found.append(f"{name} ({number} or more)")
    if kind.not_last and not _is_last(graph, item):
        found += [path for path in kind.not_last if not _has(graph, item, path, kind)]
    return tuple(found)


def _has(graph: Graph, item: StructuredItem, path: str, kind: StructuredType) -> bool:
    """Return whether the item has one of the properties that "a.b or c" names."""
    return any(_has_one(graph, item, one, kind) for one in path.split(" or "))


def _has_one(graph: Graph, item: StructuredItem, path: str, kind: StructuredType) -> bool:
    if graph.has(item, path):
        return True
    first, _, rest = path.partition(".")
    if first in item.properties or first not in kind.parent:
        return False
    return any(
        not rest or graph.has(holder, rest)
        for holder, via in graph.holders(item)
        if via in kind.parent[first]
    )


def _is_last(graph: Graph, item: StructuredItem) -> bool:
    """Return whether the item is the last of the lists that hold it, by its position or else as written."""
    for holder, via in graph.holders(item)[:5]:
        items = graph.items(holder, via)
        if len(items) > LONGEST_LIST:
            continue
        places = [graph.number(one, "position") for one in items]
        mine = graph.number(item, "position")
        if mine is not None and None not in places:
            if mine < max(place for place in places if place is not None):
                return False
        elif items and items[-1] is not item:
            return False
    return True


def _one_of(paths: tuple[str, ...]) -> str:
    return f"{', '.join(paths[:-1])} or {paths[-1]}" if len(paths) > 1 else paths[0]
