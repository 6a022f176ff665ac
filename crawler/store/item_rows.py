"""The items of structured data as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.catalog.structured_types import structured_types
from crawler.extract.json_ld import lines_of
from crawler.store.rows import insert, text
from crawler.text.items import graph_of
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, StructuredItem
    from crawler.text.items import Graph

MOST = 200  # rows of one page
LONGEST = 500  # characters of a name
INSERT_ITEM = insert(
    "structured_item",
    "page_id, position, parent, via, types, name, url, syntax, line, google, feature, retired, missing, unfilled",
)


def item_rows(page: Page, page_id: int | None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the items that stand for themselves or that one of Google's types is about."""
    graph, known = graph_of(page), structured_types()
    kept = [item for item in page.items if item.types and (item.top or item.google)][:MOST]
    lines = lines_of(page)
    for item in kept:
        kind = known.get(item.google)
        yield (
            page_id, item.position, item.parent, text(item.via), text(" ".join(item.types)), text(_name(graph, item)),
            text(_address(page, graph, item)), item.syntax, lines.get(item.position), item.google, kind.name if kind else "",
            kind.retired if kind else "", "; ".join(item.missing), "; ".join(item.unfilled),
        )  # fmt: skip


def _name(graph: Graph, item: StructuredItem) -> str:
    return (graph.text(item, "name") or graph.text(item, "headline") or graph.text(item, "item.name"))[
        :LONGEST
    ]


def _address(page: Page, graph: Graph, item: StructuredItem) -> str:
    """Return the item's own address; of a breadcrumb's step that of the page that it leads to."""
    if item.google == "ListItem":
        steps = graph.items(item, "item")
        texts = [step.item_id or graph.text(step, "url") for step in steps] or [
            value for value in item.properties.get("item", ()) if isinstance(value, str)
        ]
        href = next(iter(texts), "")
    else:
        href = graph.text(item, "url")
    return absolute(href, page.base) if href else ""
