"""The table project: what the files around a folder of posts tell about the site generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.rows import text

if TYPE_CHECKING:
    from crawler.store import Store


def save_project(store: Store, generator: str, attribute_list: str, rel_everywhere: str) -> None:
    """Keep the generator's name and what it makes of links, in place of what was known before a resume."""
    with store.transaction() as db:
        db.execute("DELETE FROM project WHERE crawl_id = ?", (store.crawl_id,))
        db.execute(
            "INSERT INTO project (crawl_id, generator, attribute_list, rel_everywhere) VALUES (?, ?, ?, ?)",
            (store.crawl_id, text(generator), attribute_list, text(rel_everywhere)),
        )
