"""Work out at the end of a crawl what was not checked, and why: the rows of the sheet Coverage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.items import Cause, because
from crawler.store.exports import exports_of
from crawler.store.rows import cause_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run import Run

# Of what was fetched and is no page: the codes under which it is listed. All others are other files.
NOT_PAGES = {
    "page-tags": "pages-not-read",
    "page-depth": "pages-not-read",
    "page-unclosed": "pages-not-read",
    "page-attributes": "pages-not-read",
    "page-nested": "pages-not-read",
    "feed": "feeds",
    "feed-with-entities": "feeds",
}


class Gap(NamedTuple):
    """Something that was not checked: one row of the table coverage."""

    code: str  # a key of the table coverage in crawler/catalog/sentences.toml
    number: int
    example: str
    cause: Cause
    subject: str = ""  # the kind or rule that it is about, where there are several


def coverage(run: Run) -> Iterator[Gap]:
    """Yield what was not checked."""
    store = run.store

    def query(sql: str) -> list[Any]:
        return store.connection.execute(sql, (store.crawl_id,)).fetchall()

    if before := store.judged_before():
        (example,) = query("SELECT key FROM page WHERE crawl_id = ? ORDER BY id LIMIT 1")[0]
        yield Gap("judged-otherwise", before, example, because("job-changed"))

    def causes(sql: str) -> list[tuple[Cause, int, str]]:
        """Return cause, number and one example of what the query's FROM and WHERE name; `sql` begins with the example."""
        found = query(f"SELECT cause, cause_values, count(*), {sql} GROUP BY cause, cause_values")
        return [(cause_of(code, values), count, example) for code, values, count, example in found]

    held = {
        cause: count
        for cause, count, _ in causes(
            "'' FROM held_back JOIN frontier ON frontier.id = example_id WHERE held_back.crawl_id = ?"
        )
    }
    waiting = "min(key) FROM frontier WHERE crawl_id = ? AND"
    for cause, count, example in causes(f"{waiting} state = 'skipped'"):
        yield Gap("pages-skipped", count + held.get(cause, 0), example, cause)
    for cause, count, example in causes(f"{waiting} state = 'queued' AND role <> 'sitemap'"):
        yield Gap("pages-not-reached", count, example, cause or run.trouble or because("stopped-before"))
    # The sitemap at the usual place is only tried: no site needs to have one.
    for cause, count, example in causes(
        f"{waiting} state = 'failed' AND role = 'sitemap' AND found_by <> 'start'"
    ):
        yield Gap("sitemaps-not-read", count, example, cause)
    foreign = "SELECT kind, count(*), min(url) FROM sitemap_foreign WHERE crawl_id = ? GROUP BY kind"
    for kind, count, example in query(foreign):
        yield Gap("sitemap-addresses-off-site", count, example, because("sitemap-foreign"), kind)
    notes = "SELECT text, count(*), min(sitemap) FROM sitemap_note WHERE crawl_id = ? GROUP BY text"
    for text, count, example in query(notes):
        yield Gap("sitemaps-cut", count, example, because("other", text=text))
    for count, example in query(
        "SELECT count(*), min(key) FROM ok_page WHERE crawl_id = ? AND affiliate_links"
    ):
        if count:
            yield Gap("money-in-part", count, example, because("shop-knows"))
    yield from _pages(query, causes)
    yield from _links(run, query, causes)
    yield from _resources(query, causes)
    on_disk = (
        "SELECT count(DISTINCT src), min(src) FROM image JOIN page ON page.id = page_id WHERE crawl_id = ? AND source <> ''"
        " AND src <> '' AND src NOT LIKE '%:%' AND src NOT LIKE '//%'"
    )
    for count, example in query(on_disk):
        if count:
            yield Gap("post-images-not-checked", count, example, because("images-on-disk"))
    yield from _exports(run)
    for rule, keys in run.rule_errors.items():
        yield Gap("rule-crashed", len(keys), keys[0], because("rule-fault"), rule)


def _exports(run: Run) -> Iterator[Gap]:
    """Yield what of the owner's exports was not used."""
    for number, (file, cause) in enumerate(run.exports.left, 1):
        yield Gap("exports-not-used", 1, file, cause, f"{number}")
    for row in exports_of(run.store):
        if row.by_page and row.lines > row.matched:
            cause = because("export-addresses", file=row.file, name=row.name)
            yield Gap("export-rows-off-crawl", row.lines - row.matched, row.example, cause)
        if row.unread:
            yield Gap(
                "export-rows-unread",
                row.unread,
                row.file,
                because("export-numbers", file=row.file, name=row.name),
            )
        if row.told_by == "numbers":
            cause = because("export-told-by-numbers", file=row.file, name=row.name)
            yield Gap("export-rows-by-numbers", 1, row.file, cause)


def _pages(query: Any, causes: Any) -> Iterator[Gap]:
    """Yield which of the pages that were asked for were not judged, or in part only."""
    pages = "min(key) FROM page WHERE crawl_id = ? AND outcome ="
    for cause, count, example in causes(f"{pages} 'refused'"):
        yield Gap("pages-refused", count, example, cause)
    for cause, count, example in causes(f"{pages} 'failed'"):
        yield Gap("pages-failed", count, example, cause)
    for cause, count, example in causes(f"{pages} 'fetched' AND NOT is_html"):
        code = NOT_PAGES.get(cause.code, "other-files")
        yield Gap(code, count, example, cause or because("only-status"))
    yield from _contents(query)
    unsettled = (
        "SELECT page_rendered.cause, page_rendered.cause_values, count(*), min(key) FROM page_rendered JOIN page ON page.id = page_id"
        " WHERE crawl_id = ? AND NOT settled GROUP BY 1, 2"
    )
    for code, values, count, example in query(unsettled):
        yield Gap("pages-not-rendered", count, example, cause_of(code, values))
    lacking = "SELECT count(*), min(key) FROM page_rendered JOIN page ON page.id = page_id WHERE crawl_id = ? AND settled AND failed <> '[]'"
    for count, example in query(lacking):
        if count:
            yield Gap("pages-rendered-in-part", count, example, because("render-lacks"))
    off_site = (
        "SELECT count(*), min(key) FROM page WHERE crawl_id = ? AND outcome = 'redirected' AND NOT EXISTS"
        " (SELECT 1 FROM frontier WHERE frontier.crawl_id = page.crawl_id AND frontier.key = page.final_url)"
    )
    for count, example in query(off_site):
        if count:
            yield Gap("redirects-not-followed", count, example, because("redirects-left"))


def _contents(query: Any) -> Iterator[Gap]:
    """Yield of which pages nobody can be sure that the content was found, with a selector for it where most of them agree."""
    kinds = {
        "pages-without-region": "content_by = 'body'",
        "content-in-doubt": "content_by <> 'body' AND (content_share < 0.5 OR content_h1 = 0)",
    }
    for code, which in kinds.items():
        rows = query(
            "SELECT key, json_extract(facts, '$.content_proposal') FROM ok_page WHERE crawl_id = ?"
            f" AND source = '' AND role <> 'variant' AND words > 0 AND {which} ORDER BY key"
        )
        if not rows:
            continue
        proposals = Counter(proposal for _, proposal in rows if proposal)
        (proposal, holds), *_ = proposals.most_common(1) or [("", 0)]
        cause = because("no-content-region" if code == "pages-without-region" else "doubtful-content")
        if holds * 2 > len(rows):
            cause = because("content-proposed", why=cause, proposal=proposal, holds=holds)
        yield Gap(code, len(rows), rows[0][0], cause)


def _links(run: Run, query: Any, causes: Any) -> Iterator[Gap]:
    """Yield which of the links to other sites were not asked, or gave no verdict."""
    outside = (
        "SELECT CASE kind WHEN 'affiliate' THEN kind ELSE 'outbound' END AS sort, count(*), min(url) FROM target"
        " WHERE crawl_id = ? AND kind IN ('affiliate', 'external', 'youtube', 'social', 'shortener', 'subdomain') GROUP BY sort"
    )
    # Where links were asked, `_answers` says which were not, and why.
    for sort, count, example in query(outside) if run.job.check_links == "no" else ():
        yield Gap("links-not-requested", count, example, because(f"{sort}-not-asked"), sort)
    yield from _answers(query, causes, "link_check", "links")


def _resources(query: Any, causes: Any) -> Iterator[Gap]:
    """Yield which of the site's own files were not asked, or gave no verdict, and which probes told nothing."""
    unasked = (
        "SELECT count(*), min(resource) FROM (SELECT resource FROM shown_resource WHERE crawl_id = ?1"
        " AND place IN ('img', 'srcset', 'stylesheet', 'script') GROUP BY resource)"
        " WHERE NOT EXISTS (SELECT 1 FROM resource WHERE crawl_id = ?1)"
    )
    for count, example in query(unasked):
        if count:
            yield Gap("resources-not-requested", count, example, because("resources-off"))
    yield from _answers(query, causes, "resource", "resources")
    lost = (
        "SELECT kind, url, verdict, cause, cause_values FROM probe"
        " WHERE crawl_id = ? AND verdict IN ('blocked', 'temporary', 'not checked')"
    )
    for kind, url, verdict, code, values in query(lost):
        cause = cause_of(code, values) if code else because(f"check-{verdict}")
        yield Gap("probe-not-answered", 1, url, cause, kind)


def _answers(query: Any, causes: Any, table: str, what: str) -> Iterator[Gap]:
    """Yield which addresses of link_check or resource were not asked, or gave no verdict; `what` begins the codes."""
    unasked = f"min(url) FROM {table} WHERE crawl_id = ? AND verdict = 'not checked'"
    for cause, count, example in causes(unasked):
        yield Gap(f"{what}-not-checked", count, example, cause)
    unsure = (
        f"SELECT verdict, count(*), min(url) FROM {table} WHERE crawl_id = ? AND verdict IN ('blocked', 'temporary', 'waiting')"
        " GROUP BY verdict"
    )
    for verdict, count, example in query(unsure):
        yield Gap(f"{what}-without-verdict", count, example, because(f"check-{verdict}"))
