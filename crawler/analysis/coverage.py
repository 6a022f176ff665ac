"""What was not checked, and why: the lines of the sheet Coverage that only the end of a crawl can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run import Run


def coverage(run: Run) -> Iterator[tuple[str, int, str, str]]:
    """Yield what was not checked: what, how many, one example, why."""
    store = run.store

    def query(sql: str) -> list[Any]:
        return store.connection.execute(sql, (store.crawl_id,)).fetchall()

    if before := store.judged_before():
        (example,) = query("SELECT key FROM page WHERE crawl_id = ? ORDER BY id LIMIT 1")[0]
        why = "the arguments, settings, rules or this program changed while the crawl was stopped; -a fresh=yes reads all anew"
        yield "Pages judged otherwise than the rest", before, example, why
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
