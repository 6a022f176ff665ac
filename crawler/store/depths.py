"""Crawl depth: the fewest clicks from the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.store import Store


def fill_depths(store: Store) -> None:
    """Give every page its crawl depth: the fewest clicks from the start page, a redirect counting as none.

    Computed from the stored links, so that it does not depend on the order in which answers came.
    """
    crawl = {"crawl": store.crawl_id}
    with store.transaction() as db:
        db.execute("DROP TABLE IF EXISTS temp.reach")
        db.execute("CREATE TEMP TABLE reach (page_id INTEGER PRIMARY KEY, depth INTEGER)")
        # A blog whose posts lead to the next one only has as many depths as posts.
        db.execute("CREATE INDEX temp.reach_depth ON reach (depth)")
        # Which page a link leads to is looked up once for each URL, not once for each link.
        db.execute("DROP TABLE IF EXISTS temp.leads")
        db.execute("CREATE TEMP TABLE leads (target_id INTEGER PRIMARY KEY, page_id INTEGER)")
        db.execute(
            "INSERT INTO leads (target_id, page_id) SELECT target.id, page.id FROM target_key AS target"
            " JOIN page ON page.crawl_id = :crawl AND page.key = target.key"
            " WHERE target.crawl_id = :crawl AND target.kind = 'internal'",
            crawl,
        )
        db.execute("CREATE INDEX temp.leads_page ON leads (page_id)")
        db.execute(
            "INSERT INTO reach (page_id, depth) SELECT page.id, 0 FROM page JOIN frontier USING (crawl_id, key)"
            " WHERE page.crawl_id = :crawl AND frontier.found_by = 'start' AND frontier.role = 'page'",
            crawl,
        )
        depth, grew = 0, True
        while grew:
            at = {**crawl, "depth": depth}
            while db.execute(
                "INSERT OR IGNORE INTO reach (page_id, depth) SELECT next.id, :depth FROM reach"
                " JOIN page ON page.id = reach.page_id AND page.outcome = 'redirected'"
                " JOIN page AS next ON next.crawl_id = :crawl AND next.key ="
                " substr(page.redirect_to, 1, instr(page.redirect_to || '#', '#') - 1) WHERE reach.depth = :depth",
                at,
            ).rowcount:
                pass
            # What is reached need not be looked for again: most links of a site lead to the same few pages.
            db.execute(
                "DELETE FROM leads WHERE page_id IN (SELECT page_id FROM reach WHERE depth = :depth)", at
            )
            grew = (
                db.execute(
                    "INSERT OR IGNORE INTO reach (page_id, depth) SELECT DISTINCT leads.page_id, :depth + 1 FROM reach"
                    " JOIN link ON link.page_id = reach.page_id JOIN leads ON leads.target_id = link.target_id"
                    " WHERE reach.depth = :depth AND EXISTS (SELECT 1 FROM leads)",
                    at,
                ).rowcount
                > 0
            )
            depth += 1
        db.execute(
            "UPDATE page SET depth = (SELECT depth FROM reach WHERE page_id = page.id) WHERE crawl_id = :crawl",
            crawl,
        )
        db.execute("DROP TABLE temp.reach")
        db.execute("DROP TABLE temp.leads")
