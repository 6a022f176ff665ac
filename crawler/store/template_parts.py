"""What the site repeats on pages of which nothing marks the content, and what is not said of it therefore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store


def unmarked_pages(store: Store) -> list[tuple[int, list[list[int]], int]]:
    """Return the pages whose body had to be taken for the content: id, hash and words of each text, and all words."""
    rows = store.connection.execute(
        "SELECT id, json_extract(facts, '$.texts'), json_extract(facts, '$.all_words') FROM own_page"
        " WHERE crawl_id = ? AND content_by = 'body' AND source = ''",
        (store.crawl_id,),
    )
    return [(number, json.loads(texts or "[]"), words) for number, texts, words in rows if words is not None]


def take_out(
    store: Store,
    pages: Iterable[int],
    least: int,
    texts: Iterable[tuple[int, int]],
    words: Iterable[tuple[int, int]],
) -> None:
    """Take what stands on at least `least` of the pages out of their content.

    `texts` are page and position of each such block, `words` how many words are left to each page. Of headings, links and
    sequences of words the rows tell it: headings by level and name, but never an h1; links by address and text.
    """
    asked: dict[str, Any] = {"pages": json.dumps(list(pages)), "least": least}
    own = "page_id IN (SELECT value FROM json_each(:pages))"
    with store.transaction() as db:
        db.executemany("UPDATE page SET words = ? WHERE id = ?", [(count, page) for page, count in words])
        db.executemany(
            "DELETE FROM finding WHERE page_id = ? AND subject = 'block' AND position = ?", list(texts)
        )
        for table, same in (("heading", "level, name"), ("link", "target_id, text")):
            no_h1 = " AND level > 1" if table == "heading" else ""
            db.execute(
                f"WITH often AS (SELECT {same} FROM {table} WHERE {own} AND region = 'main'{no_h1} GROUP BY {same}"
                f" HAVING count(DISTINCT page_id) >= :least) UPDATE {table} SET region = 'other'"
                f" WHERE {own} AND region = 'main' AND ({same}) IN (SELECT * FROM often)",
                asked,
            )
            db.execute(
                f"DELETE FROM finding WHERE {own} AND subject = '{table}' AND region = 'main' AND EXISTS"
                f" (SELECT 1 FROM {table} AS at WHERE at.page_id = finding.page_id AND at.position = finding.position"
                " AND at.region = 'other')",
                asked,
            )
        db.execute(
            f"DELETE FROM shingle WHERE {own} AND hash IN (SELECT hash FROM shingle WHERE {own} GROUP BY hash"
            " HAVING count(DISTINCT page_id) >= :least)",
            asked,
        )
