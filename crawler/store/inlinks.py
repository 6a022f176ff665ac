"""The table inlinks: how many links of the site lead to each page, and its link score."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from crawler.store import Store

GROUP = 100_000  # pairs of pages that are compared at once
MOST_SHOWN = 60  # characters of an anchor text in top_texts
# Which page each internal address leads to: the page itself, the end of its redirects, or the page that it is a variant of.
_LEADS = """
INSERT INTO leads (target_id, page_id, redirected)
SELECT target.id, coalesce(other.id, ending.id, page.id), page.outcome = 'redirected'
FROM target_key AS target
JOIN page ON page.crawl_id = :crawl AND page.source = '' AND page.key = target.key
LEFT JOIN page AS ending ON page.outcome = 'redirected' AND ending.crawl_id = :crawl AND ending.key = page.final_url
LEFT JOIN page AS other ON other.crawl_id = :crawl AND other.key = coalesce(ending.variant_of, page.variant_of) AND other.key <> ''
WHERE target.crawl_id = :crawl AND target.kind = 'internal'
UNION ALL
SELECT target.id, min(page.id), 0 FROM target_key AS target JOIN page ON page.crawl_id = :crawl AND page.source <> '' AND page.url = target.key
WHERE target.crawl_id = :crawl AND target.kind = 'internal' GROUP BY target.id
"""
# Links are counted by the part that pages share: a menu of 60 links on 10,000 pages is 60 rows here. A page's links to itself are left out.
_WORN = """
INSERT INTO worn (part_id, pages) SELECT part_id, count(*) FROM page JOIN page_part ON page_part.page_id = page.id
WHERE page.crawl_id = :crawl AND page.outcome = 'fetched' GROUP BY part_id
"""
_LED = """
INSERT INTO led (page_id, part_id, content, nofollow, redirected, text, links)
SELECT page_id, part_id, content, nofollow, redirected, text,
    sum(pages - (SELECT count(*) FROM page_part WHERE page_part.page_id = found.page_id AND page_part.part_id = found.part_id))
FROM (
    SELECT leads.page_id, worn.part_id, region NOT IN ('header', 'nav', 'aside', 'footer') AS content, ' ' || rel || ' ' LIKE '% nofollow %' AS nofollow,
        leads.redirected, text, worn.pages
    FROM worn JOIN part_link ON part_link.part_id = worn.part_id JOIN leads ON leads.target_id = part_link.target_id WHERE NOT in_code
) AS found GROUP BY page_id, part_id, content, nofollow, redirected, text
"""
# What leads to a page, part by part, the parts of one page together.
_PARTS = "SELECT page_id, part_id, max(content), max(NOT nofollow) FROM led GROUP BY page_id, part_id ORDER BY page_id"
_WEARERS = (
    "SELECT part_id, page_id FROM page_part WHERE part_id IN (SELECT part_id FROM led) ORDER BY part_id"
)
_INLINKS = """
INSERT INTO inlinks (page_id, links, pages, content_links, content_pages, nofollow, redirected, texts, top_texts)
WITH named AS (SELECT page_id, text, sum(links) AS times FROM led WHERE text <> '' AND links > 0 GROUP BY page_id, text),
ranked AS (SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY times DESC, text) AS place FROM named),
texts AS MATERIALIZED (
    SELECT page_id, count(*) AS texts, group_concat(CASE WHEN place <= 3 THEN substr(text, 1, :most) || printf(' (%,d)', times) END, '; ') AS top
    FROM (SELECT * FROM ranked ORDER BY page_id, place) GROUP BY page_id
)
SELECT led.page_id, sum(links), linking.pages, sum(led.content * links), linking.content,
    sum(nofollow * links), sum(redirected * links), coalesce(texts.texts, 0), coalesce(texts.top, '')
FROM led JOIN linking ON linking.page_id = led.page_id LEFT JOIN texts ON texts.page_id = led.page_id GROUP BY led.page_id
"""
_SCORE = (
    "INSERT INTO inlinks (page_id, links, pages, content_links, content_pages, nofollow, redirected, texts, top_texts, score)"
    " VALUES (?, 0, 0, 0, 0, 0, 0, 0, '', ?) ON CONFLICT (page_id) DO UPDATE SET score = excluded.score"
)
_TABLES = {
    "leads": "target_id INTEGER PRIMARY KEY, page_id INTEGER, redirected INTEGER",
    "worn": "part_id INTEGER PRIMARY KEY, pages INTEGER",
    "led": "page_id INTEGER, part_id INTEGER, content INTEGER, nofollow INTEGER, redirected INTEGER, text TEXT, links INTEGER",
    "linking": "page_id INTEGER PRIMARY KEY, pages INTEGER, content INTEGER",
}


def fill_inlinks(store: Store) -> tuple[list[int], array[int]]:
    """Fill the table for the open crawl; return its pages that were read, and which of them leads to which by a link to be followed: from, to, from, to …"""
    crawl = {"crawl": store.crawl_id}
    with store.transaction() as db:
        db.execute(
            "DELETE FROM inlinks WHERE page_id IN (SELECT id FROM page WHERE crawl_id = :crawl)", crawl
        )
        for name, columns in _TABLES.items():
            db.execute(f"DROP TABLE IF EXISTS temp.{name}")
            db.execute(f"CREATE TEMP TABLE {name} ({columns})")
        db.execute(_LEADS, crawl)
        db.execute(_WORN, crawl)
        db.execute(_LED)
        edges = _fill_linking(db)
        db.execute(_INLINKS, {"most": MOST_SHOWN})
        pages = [
            number
            for (number,) in db.execute(
                "SELECT id FROM ok_page WHERE crawl_id = :crawl AND role <> 'variant' ORDER BY id", crawl
            )
        ]
        for name in _TABLES:
            db.execute(f"DROP TABLE temp.{name}")
    return pages, edges


def _fill_linking(db: sqlite3.Connection) -> array[int]:
    """Fill in how many pages lead to each page; return which do by a link to be followed: from, to, from, to …

    A page that leads to another by several parts is one. What a group of pages is led to by is looked through at a time, so that memory does
    not grow with the links of the site.
    """
    followed: array[int] = array("i")
    if not db.execute("SELECT 1 FROM led LIMIT 1").fetchone():
        return followed
    import numpy as np  # pandas needs it anyway; here, where a crawl without links does not load it

    found, wearers = (_numbers(db, sql, wide) for sql, wide in ((_PARTS, 4), (_WEARERS, 2)))
    first = np.searchsorted(wearers[:, 0], found[:, 1])
    times = np.searchsorted(wearers[:, 0], found[:, 1], side="right") - first
    for rows in _groups(found[:, 0], times):
        count = times[rows]
        which = np.repeat(np.arange(rows.start, rows.stop), count)
        place = np.arange(len(which)) - np.repeat(np.cumsum(count) - count - first[rows], count)
        goal, source = found[which, 0], wearers[place, 1]
        kept = np.flatnonzero(goal != source)
        kept = kept[np.lexsort((source[kept], goal[kept]))]
        if not len(kept):
            continue
        goal, source, which = goal[kept], source[kept], which[kept]
        begins = np.flatnonzero((np.diff(goal, prepend=-1) != 0) | (np.diff(source, prepend=-1) != 0))
        content, follow = (np.maximum.reduceat(found[which, column], begins) for column in (2, 3))
        goal, source = goal[begins], source[begins]
        pages, place = np.unique(goal, return_index=True)
        sums = zip(pages, np.diff(place, append=len(goal)), np.add.reduceat(content, place), strict=True)
        db.executemany(
            "INSERT INTO linking (page_id, pages, content) VALUES (?, ?, ?)",
            [tuple(map(int, row)) for row in sums],
        )
        followed.frombytes(np.column_stack((source, goal))[follow > 0].astype(np.int32).tobytes())
    return followed


def _numbers(db: sqlite3.Connection, sql: str, wide: int) -> Any:
    """Return the rows of a query, each of so many integers, as an array of numpy."""
    import numpy as np

    flat: array[int] = array("q")
    for row in db.execute(sql):
        flat.extend(row)
    return np.frombuffer(flat, dtype=np.int64).reshape(-1, wide)


def _groups(goals: Any, times: Any) -> Iterator[slice]:
    """Yield slices of rows that make about GROUP edges, the rows of one page in one slice."""
    import numpy as np

    ends = np.append(np.flatnonzero(np.diff(goals)) + 1, len(goals))  # after the last row of each page
    made = np.cumsum(times)[ends - 1]
    begin = 0
    for end, edges, after in zip(ends, made // GROUP, np.append(made[1:] // GROUP, -1), strict=True):
        if edges != after:
            yield slice(begin, int(end))
            begin = int(end)


def save_scores(store: Store, scores: Iterable[tuple[int, int]]) -> None:
    """Save the link score of pages, given as page id and score; a page without inlinks gets a row of zeros."""
    with store.transaction() as db:
        db.executemany(_SCORE, scores)
