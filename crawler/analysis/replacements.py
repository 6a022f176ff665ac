"""Propose replacements for leaked, old and broken URLs from what the whole crawl knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.analysis.evidence import Crawled, evidence
from crawler.analysis.local_folders import without_folder
from crawler.analysis.site_copies import host_of, is_device, shows_address
from crawler.items import Proposal
from crawler.links.replacements import propose
from crawler.store.conclusions import save_proposals
from crawler.store.development_hosts import DevelopmentHosts, known_before, save_known
from crawler.store.parts import LINK_OF_FINDING
from crawler.urls.domains import registrable
from crawler.urls.parse import split
from crawler.urls.same import path_key

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.store import Store

LEAKED = ("dev-host-link", "staging-host-link", "old-host-link")  # on a host that is not the site's
IN_TEXT = "dev-host-in-text"
BROKEN = ("broken-internal-link",)  # on the site itself
IN_SITEMAP = "dev-host-in-sitemap"


def fill_proposals(store: Store, site: str, folder: Path | None = None) -> None:
    """Give the findings about leaked, old and broken addresses what the crawl knows; a certain proposal stays.

    `folder` holds the posts, when there are any: the project around them tells more of the site.
    """
    rules = [*LEAKED, IN_TEXT, *BROKEN]
    before = known_before(store)
    marks = ", ".join("?" * len(rules))
    if not store.connection.execute(
        f"SELECT 1 FROM finding WHERE crawl_id = ? AND rule IN ({marks}, ?) LIMIT 1",
        (store.crawl_id, *rules, IN_SITEMAP),
    ).fetchone():
        save_known(store, before)
        return  # what the crawl knows of the site is asked for by these findings only
    crawled = evidence(store, site, before, folder)
    save_known(store, DevelopmentHosts(crawled.host_map, crawled.folders))
    proposals: list[tuple[int, Proposal | None]] = []
    # None of these rules is about a resource of the site.
    for table, text, pointed in (
        ("link", "link.text", f"{LINK_OF_FINDING} CROSS JOIN target ON target.id = link.target_id"),
        ("carrier", "''", "carrier USING (page_id, position) CROSS JOIN target ON target.id = target_id"),
    ):
        found = store.connection.execute(
            f"SELECT finding.id, rule, target.url, target.confidence = 'likely', {text}, page.url, now, should_be, finding.confidence"
            f" FROM finding CROSS JOIN {pointed} CROSS JOIN page ON page.id = finding.page_id"
            f" WHERE finding.crawl_id = ? AND rule IN ({marks}) AND subject = ?",
            (store.crawl_id, *rules, table),
        )
        for finding, rule, url, doubted, anchor, page, now, should_be, confidence in found:
            if confidence == "certain" and not crawled.known.is_gone(should_be):
                continue
            if rule in BROKEN or confidence == "certain":
                proposal = crawled.known.meant(should_be or url, anchor)
            else:
                proposal = leaked(url, anchor, page if table == "carrier" else "", crawled)
                if rule == IN_TEXT and proposal:
                    proposal = _in_text(url, now, proposal)
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

    `text` is that of the link, `page` the address of the page whose own metadata holds the URL; each empty where there is none.
    """
    known = crawled.known
    bare = without_folder(url, crawled.folders)
    moved = propose(bare, (), crawled.host_map, crawled.site)
    if moved is None:
        return None
    shown = shows_address(text, bare, crawled.site)
    why = crawled.copies.urls.get(bare) or ("" if shown else crawled.copies.hosts.get(host_of(bare), ""))
    if why:
        moved = Proposal(moved.url, why, "high")
    elif shown:
        return None  # a tutorial tells readers to open it on their own machine
    if path_key(moved.url) == path_key(page):
        if moved.confidence != "high" or why:
            method = "the page's own URL, which has the same path"
            return Proposal(page, method, moved.confidence)
        return moved
    same = known.same_path(moved.url)
    if same is None:
        # A path that nobody knows may be an image, or a page that was not reached, and says more than what is alike.
        return known.alike(moved.url, text) if known.is_gone(moved.url) else moved
    if same.url == moved.url:
        return moved if moved.confidence == "high" else Proposal(same.url, same.method, "high")
    return moved if moved.confidence == "high" and not known.is_gone(moved.url) else same


def _in_text(url: str, now: str, proposal: Proposal) -> Proposal | None:
    """Return what to write in prose; None where it may tell readers of their own machine, or where it is a mere guess."""
    if proposal.confidence != "high" or is_device(url):
        return None
    bare = path_key(url) == "/" and not now.endswith("/")
    return Proposal(proposal.url.removesuffix("/"), proposal.method, "high") if bare else proposal


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
