"""What the whole crawl can propose in place of a leaked, an old or a broken address."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.analysis.known_urls import GONE, LIVE, MOVED, NAMED, Known
from crawler.analysis.local_folders import learn_folders, without_folder
from crawler.items import Proposal
from crawler.links.replacements import learn_hosts, propose, wpil_original
from crawler.store.conclusions import save_proposals
from crawler.store.development_hosts import DevelopmentHosts, known_before, save_known
from crawler.urls.domains import registrable
from crawler.urls.parse import split
from crawler.urls.same import path_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.store import Store

LEAKED = ("dev-host-link", "staging-host-link", "old-host-link")  # on a host that is not the site's
BROKEN = ("broken-internal-link",)  # on the site itself
IN_SITEMAP = "dev-host-in-sitemap"


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the whole crawl tells of addresses."""

    known: Known
    host_map: Mapping[str, str]  # development host -> the origin that it stood for
    site: str
    folders: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # development host -> folders that were its root


def fill_proposals(store: Store, site: str) -> None:
    """Give the findings about leaked, old and broken addresses what the crawl knows; a certain proposal stays."""
    rules = [*LEAKED, *BROKEN]
    before = known_before(store)
    marks = ", ".join("?" * len(rules))
    if not store.connection.execute(
        f"SELECT 1 FROM finding WHERE crawl_id = ? AND rule IN ({marks}, ?) LIMIT 1",
        (store.crawl_id, *rules, IN_SITEMAP),
    ).fetchone():
        save_known(store, before)
        return  # what the crawl knows of the site is asked for by these findings only
    links = store.connection.execute(
        "SELECT target.url, link.wpil FROM link JOIN page ON page.id = link.page_id JOIN target ON target.id = target_id"
        " WHERE page.crawl_id = ? AND target.kind = 'dev-host' AND wpil IS NOT NULL",
        (store.crawl_id,),
    )
    pairs = [(url, original) for url, wpil in links if (original := wpil_original(json.loads(wpil)))]
    leaks = store.connection.execute(
        "SELECT url FROM target WHERE crawl_id = ? AND kind = 'dev-host'", (store.crawl_id,)
    )
    known = known_pages(store)
    folders = learn_folders([url for (url,) in leaks], pairs, known, site, before.folders)
    hosts = learn_hosts((without_folder(url, folders), original) for url, original in pairs)
    # What a patch has mended votes no more; what votes today comes first.
    hosts = {**before.hosts, **hosts}
    save_known(store, DevelopmentHosts(hosts, folders))
    crawled = Crawled(known, hosts, site, folders)
    proposals: list[tuple[int, Proposal | None]] = []
    for table, text in (("link", "link.text"), ("carrier", "''")):
        found = store.connection.execute(
            f"SELECT finding.id, rule, target.url, target.confidence = 'likely', {text}, page.url, should_be, finding.confidence"
            f" FROM finding JOIN {table} USING (page_id, position)"
            " JOIN target ON target.id = target_id JOIN page ON page.id = page_id"
            f" WHERE finding.crawl_id = ? AND rule IN ({marks}) AND subject = ?",
            (store.crawl_id, *rules, table),
        )
        for finding, rule, url, doubted, anchor, page, should_be, confidence in found:
            if confidence == "certain" and not crawled.known.is_gone(should_be):
                continue
            if rule in BROKEN or confidence == "certain":
                proposal = crawled.known.meant(should_be or url, anchor)
            else:
                proposal = leaked(url, anchor, page if table == "carrier" else "", crawled)
                if doubted and proposal and not _is_ours(url, proposal, crawled):
                    proposal = None
            proposals.append((finding, proposal))
    named = store.connection.execute(
        "SELECT id, now FROM finding WHERE crawl_id = ? AND rule = ?", (store.crawl_id, IN_SITEMAP)
    )
    for finding, url in named.fetchall():
        proposals.append((finding, leaked(url, "", "", crawled)))
    save_proposals(store, proposals)


def leaked(url: str, text: str, page: str, crawled: Crawled) -> Proposal | None:
    """Return what to write in place of an address on a host that is not the site's; None rather than a guess.

    `page` is the address of the page whose own metadata holds the URL, or empty.
    """
    known = crawled.known
    moved = propose(without_folder(url, crawled.folders), (), crawled.host_map, crawled.site)
    if moved is None:
        return None
    if path_key(moved.url) == path_key(page):
        if moved.confidence != "high":
            return Proposal(page, "the page's own address, which has the same path", "medium")
        return moved
    same = known.same_path(moved.url)
    if same is None:
        # A path that nobody knows may be an image, or a page that was not reached, and says more than what is alike.
        return known.alike(moved.url, text) if known.is_gone(moved.url) else moved
    if same.url == moved.url:
        return moved if moved.confidence == "high" else Proposal(same.url, same.method, "high")
    return moved if moved.confidence == "high" and not known.is_gone(moved.url) else same


def _is_ours(url: str, proposal: Proposal, crawled: Crawled) -> bool:
    """Return whether a staging system or preview is surely the site's own, and not one of the shop that is linked.

    Its host stands below the site's domain, the crawl has learned what it stands for, or the site has a page of that path.
    """
    domain, own = (registrable(split(address).host) for address in (url, crawled.site))
    if domain == own or own.partition(".")[0] in domain.partition(".")[0].split("-"):
        return True
    if crawled.host_map.get(split(url).host):
        return True
    return path_key(url) not in {"", "/"} and crawled.known.meant(proposal.url, "") is not None


def known_pages(store: Store) -> Known:
    """Return what the crawl knows of the site: its pages, its redirects, and what its sitemaps name."""
    known = Known()
    pages = store.connection.execute(
        "SELECT url, outcome, status, final_url || final_fragment, title, h1 FROM page WHERE crawl_id = ? AND url <> ''",
        (store.crawl_id,),
    )
    for url, outcome, status, final, title, h1 in pages:
        if outcome == "fetched":
            known.add(url, LIVE, names={title, h1})
        elif outcome == "redirected":
            known.add(url, MOVED, final)
        elif status in {404, 410}:
            known.add(url, GONE)
    named = store.connection.execute(
        "SELECT key FROM frontier WHERE crawl_id = ? AND role = 'page' AND found_by = 'sitemap'"
        " AND state IN ('queued', 'skipped')",
        (store.crawl_id,),
    )
    for (url,) in named:
        known.add(url, NAMED)
    return known
