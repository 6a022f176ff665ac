"""What only the whole crawl can say: redirect chains, depths, proposals by host map, site rules, coverage."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.audit import run_site_rules
from crawler.copies import fill_copies, forget_sketches
from crawler.http import PUT_OFF
from crawler.limits import too_many_pages
from crawler.live import SILENCES
from crawler.proposing import fill_proposals
from crawler.robots import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.beside import Posts
    from crawler.links import Classifier
    from crawler.rules.schema import Rule
    from crawler.run import Run
    from crawler.store import Store

logger = logging.getLogger(__name__)

MAX_HOPS = 20  # of a redirect chain; browsers give up at 20 too


def close_crawl(run: Run, reason: str, *, max_pages: int) -> None:
    """Finish what is stored, as far as the crawl got, and close its row; run again after a resume it replaces itself.

    Raises sqlite3.Error when the database cannot be written to.
    """
    store = run.store
    ended = reason == "finished" and not run.trouble
    if (why := wait_for_a_better_day(store)) and ended:
        # A crawl that read nothing must not be what the next one is compared with.
        run.trouble = f"{why}, and with it nothing else; the same command goes on later."
        ended, reason = False, "the site did not answer"
    states = store.counts()
    if ended and states.get("queued") and states.get("done", 0) + states.get("failed", 0) >= max_pages:
        store.skip_rest(too_many_pages(max_pages))
        reason = f"page limit of {max_pages:,} reached"
    elif ended and states.get("queued"):
        ended, reason = False, "not every page could be stored"
    fill_redirect_chains(store)
    fill_cloaked(store, run.classifier)
    fill_depths(store)
    fill_copies(store)
    posts: Posts | None = None
    if run.job.posts:
        from crawler.beside import Posts, fill_beside, point_at_posts  # loads what reads Markdown and YAML

        posts = Posts(Path(run.job.posts), run.classifier.target, run.job.site, run.job.permalink)
        fill_beside(store, posts)
    rules = [bound.rule for bound in run.rules if bound.rule.sql]

    def failed(rule: Rule, error: Exception) -> None:
        run.rule_errors.setdefault(rule.id, []).append("the whole crawl")
        logger.warning("rule %s failed: %r", rule.id, error)

    findings = list(run_site_rules(store.connection, store.crawl_id, rules, failed))
    store.replace_site_findings([rule.id for rule in rules], findings)
    fill_proposals(store, run.job.site)
    if posts:
        point_at_posts(store, posts)
    for row in coverage(run):
        store.save_coverage(*row)
    store.end_crawl(reason, complete=ended)
    if ended:
        forget_sketches(store)
        store.forget_held_back()


def wait_for_a_better_day(store: Store) -> str:
    """Where nothing was read, queue again what an outage kept back, and return what happened to the first page of it.

    Sitemaps that failed meanwhile are asked for again, too. Empty when anything was read, or no page may heal.
    """
    crawl = {"crawl": store.crawl_id}
    read = "SELECT 1 FROM page WHERE crawl_id = :crawl AND outcome = 'fetched' LIMIT 1"
    if store.connection.execute(read, crawl).fetchone():
        return ""
    heals = {
        "put_off": json.dumps(sorted(PUT_OFF)),
        "silences": json.dumps(sorted(SILENCES)),
        "unreadable": UNREADABLE,
    }
    pages = store.connection.execute(
        "SELECT key, reason FROM page WHERE crawl_id = :crawl AND outcome IN ('failed', 'refused')"
        " AND (status BETWEEN 500 AND 599 OR status IN (SELECT value FROM json_each(:put_off))"
        " OR reason IN (SELECT value FROM json_each(:silences)) OR instr(reason, :unreadable) = 1) ORDER BY id",
        crawl | heals,
    ).fetchall()
    waiting = "SELECT 1 FROM frontier WHERE crawl_id = :crawl AND role = 'page' AND state = 'queued' LIMIT 1"
    if pages or store.connection.execute(waiting, crawl).fetchone():
        failed = "SELECT key FROM frontier WHERE crawl_id = :crawl AND role = 'sitemap' AND state = 'failed'"
        sitemaps = store.connection.execute(failed, crawl).fetchall()
        store.requeue([key for key, *_ in [*pages, *sitemaps]])
    return f"{pages[0][0]}: could not be read ({pages[0][1]})" if pages else ""


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


def coverage(run: Run) -> Iterator[tuple[str, int, str, str]]:
    """Yield what was not checked: what, how many, one example, why."""
    store = run.store

    def query(sql: str) -> list[Any]:
        return store.connection.execute(sql, (store.crawl_id,)).fetchall()

    grouped = "SELECT reason, count(*), min(key) FROM frontier WHERE crawl_id = ? AND {} GROUP BY reason"
    held = dict(
        query(
            "SELECT reason, count(*) FROM held_back JOIN frontier ON frontier.id = example_id"
            " WHERE held_back.crawl_id = ? GROUP BY reason"
        )
    )
    for why, count, example in query(grouped.format("state = 'skipped'")):
        yield "Pages skipped", count + held.get(why, 0), example, why
    for why, count, example in query(grouped.format("state = 'queued' AND role <> 'sitemap'")):
        yield (
            "Pages not reached",
            count,
            example,
            why or run.trouble or "the crawl was stopped before; run the same command again",
        )
    # The sitemap at the usual place is only tried: no site needs to have one.
    for why, count, example in query(
        grouped.format("state = 'failed' AND role = 'sitemap' AND found_by <> 'start'")
    ):
        yield "Sitemaps not read", count, example, why
    foreign = "SELECT kind, count(*), min(url) FROM sitemap_foreign WHERE crawl_id = ? GROUP BY kind"
    for kind, count, example in query(foreign):
        yield (
            f"Sitemap addresses off the site ({kind})",
            count,
            example,
            "a sitemap speaks for its own site only",
        )
    notes = "SELECT text, count(*), min(sitemap) FROM sitemap_note WHERE crawl_id = ? GROUP BY text"
    for text, count, example in query(notes):
        yield "Sitemaps not read to the end", count, example, text
    pages = (
        "SELECT reason, count(*), min(key) FROM page WHERE crawl_id = ? AND outcome = '{}' GROUP BY reason"
    )
    for why, count, example in query(pages.format("refused")):
        yield "Pages refused", count, example, why
    for why, count, example in query(pages.format("failed")):
        yield "Pages that failed", count, example, why
    not_html = "SELECT reason, count(*), min(key) FROM page WHERE crawl_id = ? AND outcome = 'fetched' AND NOT is_html GROUP BY reason"
    for why, count, example in query(not_html):
        if why.startswith("it was not read"):
            what = "Pages not read"
        else:
            what = "Feeds" if why.startswith("a feed") else "Files that are not web pages"
        yield what, count, example, why or "not HTML; only its status was read"
    unmarked = (
        "SELECT count(*), min(key) FROM page WHERE crawl_id = ? AND outcome = 'fetched' AND is_html AND source = ''"
        " AND coalesce(status, 200) BETWEEN 200 AND 299 AND json_extract(facts, '$.content_region') IS NULL"
    )
    for count, example in query(unmarked):
        if count:
            yield (
                "Pages whose outline and sections were not judged",
                count,
                example,
                "they mark no main or article; say with AUDIT_CONTENT_SELECTOR where the text stands",
            )
    off_site = (
        "SELECT count(*), min(key) FROM page WHERE crawl_id = ? AND outcome = 'redirected' AND NOT EXISTS"
        " (SELECT 1 FROM frontier WHERE frontier.crawl_id = page.crawl_id AND frontier.key = page.final_url)"
    )
    for count, example in query(off_site):
        if count:
            yield (
                "Redirects not followed",
                count,
                example,
                "they lead off the site, in a circle, or were not reached",
            )
    outside = (
        "SELECT CASE kind WHEN 'affiliate' THEN kind ELSE 'outbound' END AS sort, count(*), min(url) FROM target"
        " WHERE crawl_id = ? AND kind IN ('affiliate', 'external', 'youtube', 'social', 'shortener', 'subdomain') GROUP BY sort"
    )
    why_not = {
        "affiliate": "an automated click may break the programme's terms; judged by the address alone",
        "outbound": "links to other sites are judged by their address; whether they answer was not asked",
    }
    # Where links were asked, the second query below says which were not, and why.
    for sort, count, example in query(outside) if run.job.check_links == "no" else ():
        yield f"Distinct {sort} links not requested", count, example, why_not[sort]
    not_asked = "SELECT reason, count(*), min(url) FROM link_check WHERE crawl_id = ? AND verdict = 'not checked' GROUP BY reason"
    for why, count, example in query(not_asked):
        yield "Links to other sites not checked", count, example, why
    unsure = (
        "SELECT verdict, count(*), min(url) FROM link_check WHERE crawl_id = ? AND verdict IN ('blocked', 'temporary', 'waiting')"
        " GROUP BY verdict"
    )
    why_unsure = {
        "blocked": "the site does not answer programs; look at it in a browser (sheet Link checks)",
        "temporary": "it did not answer, or with a fault that may heal; the next crawl asks again",
        "waiting": "the crawl was stopped before; run the same command again",
    }
    for verdict, count, example in query(unsure):
        yield "Links to other sites without a verdict", count, example, why_unsure[verdict]
    for rule, keys in run.rule_errors.items():
        yield f"Rule {rule} crashed", len(keys), keys[0], "a fault of the rule; its answer is missing there"
