"""What the site repeats on pages of which nothing marks the content, and what is not said of it therefore."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.store.parts import LINK
from crawler.store.sketches import INSERT_SKETCH, shingles_of, sketch_row

if TYPE_CHECKING:
    import sqlite3
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
        db.execute(
            f"WITH often AS (SELECT level, name FROM heading WHERE {own} AND region = 'main' AND level > 1 GROUP BY level, name"
            " HAVING count(DISTINCT page_id) >= :least) UPDATE heading SET region = 'other'"
            f" WHERE {own} AND region = 'main' AND (level, name) IN (SELECT * FROM often)",
            asked,
        )
        _take_out_links(db, own, asked)
        for table in ("heading", "link"):
            db.execute(
                f"DELETE FROM finding WHERE {own} AND subject = '{table}' AND region = 'main' AND EXISTS"
                f" (SELECT 1 FROM {table} AS at WHERE at.page_id = finding.page_id AND at.position = finding.position"
                " AND at.region = 'other')",
                asked,
            )
        _take_out_sequences(db, own, asked)


def _take_out_sequences(db: sqlite3.Connection, own: str, asked: dict[str, Any]) -> None:
    """Take what stands on many of the pages out of their sketches."""
    query = f"SELECT page_id, hashes, headings FROM sketch WHERE {own}"
    on = Counter(number for _, *packed in db.execute(query, asked) for number, _ in shingles_of(*packed))
    often = {number for number, count in on.items() if count >= asked["least"]}
    for page, *packed in db.execute(query, asked).fetchall() if often else ():
        left = [shingle for shingle in shingles_of(*packed) if shingle[0] not in often]
        if len(left) * 4 < len(packed[0]):
            db.execute("DELETE FROM sketch WHERE page_id = ?", (page,))
            if left:
                db.execute(INSERT_SKETCH, sketch_row(page, left))


def _take_out_links(db: sqlite3.Connection, own: str, asked: dict[str, Any]) -> None:
    """Give the pages copies of the parts whose links stand on many of them: other pages may have the same parts."""
    db.execute("DROP TABLE IF EXISTS temp.often")
    db.execute("DROP TABLE IF EXISTS temp.taken")
    db.execute(
        f"CREATE TEMP TABLE often AS SELECT target_id, text FROM link WHERE {own} AND region = 'main' GROUP BY target_id, text"
        " HAVING count(DISTINCT page_id) >= :least",
        asked,
    )
    db.execute("CREATE INDEX temp.often_target ON often (target_id)")
    db.execute(
        "CREATE TEMP TABLE taken AS SELECT part_id AS old, (SELECT max(id) FROM part) + row_number() OVER (ORDER BY part_id) AS new FROM"
        f" (SELECT DISTINCT part_id FROM page_part JOIN part_link USING (part_id) WHERE {own} AND region = 'main'"
        " AND (target_id, text) IN (SELECT target_id, text FROM often))",
        asked,
    )
    db.execute("CREATE INDEX temp.taken_old ON taken (old)")
    names = ", ".join(["target_id", *(name for name in LINK if name != "region")])
    db.execute("INSERT INTO part (id, crawl_id) SELECT new, crawl_id FROM taken JOIN part ON part.id = old")
    db.execute(
        f"INSERT INTO part_link (part_id, region, {names}) SELECT new, CASE WHEN region = 'main' AND (target_id, text) IN"
        f" (SELECT target_id, text FROM often) THEN 'other' ELSE region END, {names} FROM taken JOIN part_link ON part_id = old"
    )
    db.execute(
        f"UPDATE page_part SET part_id = (SELECT new FROM taken WHERE old = part_id) WHERE {own} AND part_id IN (SELECT old FROM taken)",
        asked,
    )
    db.execute("DROP TABLE temp.taken")
    db.execute("DROP TABLE temp.often")
