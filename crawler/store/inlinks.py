"""The table inlinks: how many links of the site lead to each page, and its link score."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

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
_EDGES = """
INSERT INTO edge (page_id, from_id, content, followed)
SELECT found.page_id, page_part.page_id, max(content), max(followed)
FROM (SELECT page_id, part_id, max(content) AS content, max(NOT nofollow) AS followed FROM led GROUP BY page_id, part_id) AS found
CROSS JOIN page_part ON page_part.part_id = found.part_id
WHERE page_part.page_id <> found.page_id GROUP BY found.page_id, page_part.page_id
"""
_INLINKS = """
INSERT INTO inlinks (page_id, links, pages, content_links, content_pages, nofollow, redirected, texts, top_texts)
WITH named AS (SELECT page_id, text, sum(links) AS times FROM led WHERE text <> '' AND links > 0 GROUP BY page_id, text),
ranked AS (SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY times DESC, text) AS place FROM named),
texts AS MATERIALIZED (
    SELECT page_id, count(*) AS texts, group_concat(CASE WHEN place <= 3 THEN substr(text, 1, :most) || printf(' (%,d)', times) END, '; ') AS top
    FROM (SELECT * FROM ranked ORDER BY page_id, place) GROUP BY page_id
),
linking AS MATERIALIZED (SELECT page_id, count(*) AS pages, sum(content) AS content FROM edge GROUP BY page_id)
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
    "edge": "page_id INTEGER, from_id INTEGER, content INTEGER, followed INTEGER",
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
        db.execute(_EDGES)
        db.execute(_INLINKS, {"most": MOST_SHOWN})
        pages = [
            number
            for (number,) in db.execute(
                "SELECT id FROM ok_page WHERE crawl_id = :crawl AND role <> 'variant' ORDER BY id", crawl
            )
        ]
        edges = array("q")
        for pair in db.execute("SELECT from_id, page_id FROM edge WHERE followed"):
            edges.extend(pair)
        for name in _TABLES:
            db.execute(f"DROP TABLE temp.{name}")
    return pages, edges


def save_scores(store: Store, scores: Iterable[tuple[int, int]]) -> None:
    """Save the link score of pages, given as page id and score; a page without inlinks gets a row of zeros."""
    with store.transaction() as db:
        db.executemany(_SCORE, scores)
