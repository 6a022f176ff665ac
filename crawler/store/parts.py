"""Store the links of pages by parts: what stands in the same header, menu, sidebar or footer of several pages is kept once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from crawler.items import WHOLE_BODY
from crawler.store import rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from crawler.items import Link, Page
    from crawler.store import Store

MEMORY_LINKS = 20_000  # of the parts that are remembered; a template's have some hundred
_INSERT_PART = rows.insert("part", "id, crawl_id")
_INSERT_PAGE_PART = rows.insert("page_part", "page_id, position, part_id, heading, line")
# The columns of part_link beside those that name its part and its target.
LINK = ("number", "href", "text", "rel", "target", "region", "heading", "line", "wpil", "in_code", "scripted")
# Behind "finding CROSS JOIN": the row of part_link that a finding about a link is about. The view link looks through all links of its page.
LINK_OF_FINDING = (
    "page_part ON page_part.page_id = finding.page_id AND page_part.position ="
    " (SELECT max(before.position) FROM page_part AS before WHERE before.page_id = finding.page_id AND before.position <= finding.position)"
    " CROSS JOIN part_link AS link ON link.part_id = page_part.part_id AND link.number = finding.position - page_part.position"
)
_INSERT_LINK = rows.insert("part_link", f"part_id, target_id, {', '.join(LINK)}")


class Parts:
    """Gives pages their parts; remembers those that the next pages may have as well."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[Any, ...], int] = {}  # the rows of a part -> its id
        self._room = MEMORY_LINKS

    def forget(self) -> None:
        """Forget which parts there are: a page stores its own, then."""
        self._known.clear()
        self._room = MEMORY_LINKS

    def save(
        self,
        db: sqlite3.Connection,
        crawl_id: int,
        page_id: int | None,
        page: Page,
        linked: Iterable[tuple[Link, int]],
    ) -> None:
        """Store the links of a page, each with the id of its target."""
        unmarked = page.content_by == WHOLE_BODY  # its menus stand in what is taken for the content

        def place(pair: tuple[Link, int]) -> tuple[str, int | None]:
            link = pair[0]
            return link.region, link.heading if unmarked or link.region != "main" else 0

        last = last_id(db, "part")
        named, made, links = [], [], []
        for (region, _), run in groupby(linked, place):
            pairs = list(run)
            first = pairs[0][0]
            part = tuple([rows.part_link_row(link, target, first) for link, target in pairs])
            shared = unmarked or region != "main"
            number = self._known.get(part) if shared else None
            if number is None:
                number = last = last + 1
                made.append((number, crawl_id))
                links += [(number, *row) for row in part]
                if shared:
                    self._remember(part, number)
            named.append((page_id, first.position, number, first.heading or 0, first.line or 0))
        db.executemany(_INSERT_PART, made)
        db.executemany(_INSERT_LINK, links)
        db.executemany(_INSERT_PAGE_PART, named)

    def _remember(self, part: tuple[Any, ...], number: int) -> None:
        self._room -= len(part)
        if self._room < 0:
            self._known.clear()
            self._room = MEMORY_LINKS - len(part)
        self._known[part] = number


def last_id(db: sqlite3.Connection, table: str) -> int:
    """Return the highest id of a table whose ids are given out here, since nobody else writes."""
    (last,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(last)


def forget_unused_parts(store: Store) -> None:
    """Delete the parts of pages that were stored anew."""
    with store.transaction() as db:
        unused = "DELETE FROM part WHERE crawl_id = ? AND id NOT IN (SELECT part_id FROM page_part)"
        db.execute(unused, (store.crawl_id,))
