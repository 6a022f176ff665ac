"""How the crawl came to its pages: redirect chains, what the site's own redirects lead to, crawl depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.links import Classifier
    from crawler.store import Store

MAX_HOPS = 20  # of a redirect chain; browsers give up at 20 too


def fill_redirect_chains(store: Store) -> None:
    """Give every redirecting page its chain ("301 → https://b") and the end of it."""
    hops = {
        key: (status, to)
        for key, status, to in store.connection.execute(
            "SELECT key, status, redirect_to FROM page WHERE crawl_id = ? AND outcome = 'redirected'",
            (store.crawl_id,),
        )
    }
    rows = []
    for start in hops:
        seen, here = {start}, start
        words: list[str] = []
        while here in hops and len(words) < MAX_HOPS:
            status, here = hops[here][0], hops[here][1].partition("#")[0]
            words.append(f"{status} → {here}")
            if here in seen:
                words.append("and round again: a loop")
                here = ""
                break
            seen.add(here)
        rows.append((here, " ".join(words), store.crawl_id, start))
    with store.transaction() as db:
        db.executemany("UPDATE page SET final_url = ?, redirects = ? WHERE crawl_id = ? AND key = ?", rows)


def fill_cloaked(store: Store, classifier: Classifier) -> None:
    """Give the links to the site's own redirects that leave it (/go/tent/) what stands at their end.

    Their kind stays internal; network, id and destination are those of the address that the server named. It is not asked.
    """
    leaving = store.connection.execute(
        "SELECT key, final_url FROM page WHERE crawl_id = ? AND outcome = 'redirected' AND final_url <> '' AND NOT EXISTS"
        " (SELECT 1 FROM page AS own WHERE own.crawl_id = page.crawl_id AND own.key = page.final_url)",
        (store.crawl_id,),
    )
    rows = []
    for key, final in leaving:
        to = classifier.classify(final)
        if to.kind not in {"internal", "malformed"}:
            detail = f"the site's own redirect to {to.host or to.url}"
            answer = (
                to.network,
                to.affiliate_id,
                to.confidence if to.network else "",
                to.destination or to.url,
            )
            rows.append((*answer, detail, to.sub_id, store.crawl_id, key))
    with store.transaction() as db:
        db.executemany(
            "UPDATE target SET network = ?, affiliate_id = ?, confidence = ?, destination = ?, detail = ?, sub_id = ?"
            " WHERE crawl_id = ? AND url = ? AND kind = 'internal'",
            rows,
        )


def fill_depths(store: Store) -> None:
    """Give every page its crawl depth: the fewest clicks from the start page, a redirect counting as none.

    Computed from the stored links, so that it does not depend on the order in which answers came.
    """
    crawl = {"crawl": store.crawl_id}
    with store.transaction() as db:
        db.execute("DROP TABLE IF EXISTS temp.reach")
        db.execute("CREATE TEMP TABLE reach (page_id INTEGER PRIMARY KEY, depth INTEGER)")
        # Which page a link leads to is looked up once for each URL, not once for each link.
        db.execute("DROP TABLE IF EXISTS temp.leads")
        db.execute("CREATE TEMP TABLE leads (target_id INTEGER PRIMARY KEY, page_id INTEGER)")
        db.execute(
            "INSERT INTO leads SELECT target.id, page.id FROM target JOIN page ON page.crawl_id = :crawl"
            " AND page.key = CASE WHEN instr(target.url, '#')"
            " THEN substr(target.url, 1, instr(target.url, '#') - 1) ELSE target.url END"
            " WHERE target.crawl_id = :crawl AND target.kind = 'internal'",
            crawl,
        )
        db.execute("CREATE INDEX temp.leads_page ON leads (page_id)")
        db.execute(
            "INSERT INTO reach SELECT page.id, 0 FROM page JOIN frontier USING (crawl_id, key)"
            " WHERE page.crawl_id = :crawl AND frontier.found_by = 'start' AND frontier.role = 'page'",
            crawl,
        )
        depth, grew = 0, True
        while grew:
            at = {**crawl, "depth": depth}
            while db.execute(
                "INSERT OR IGNORE INTO reach SELECT next.id, :depth FROM reach"
                " JOIN page ON page.id = reach.page_id AND page.outcome = 'redirected'"
                " JOIN page AS next ON next.crawl_id = :crawl AND next.key = page.redirect_to WHERE reach.depth = :depth",
                at,
            ).rowcount:
                pass
            # What is reached need not be looked for again: most links of a site lead to the same few pages.
            db.execute(
                "DELETE FROM leads WHERE page_id IN (SELECT page_id FROM reach WHERE depth = :depth)", at
            )
            grew = (
                db.execute(
                    "INSERT OR IGNORE INTO reach SELECT DISTINCT leads.page_id, :depth + 1 FROM reach"
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
