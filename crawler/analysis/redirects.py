"""Redirect chains, and what the site's own redirects lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.catalog.sentences import worded
from crawler.http.status import PERMANENT
from crawler.items import because
from crawler.links.redirectors import OWN_REDIRECT
from crawler.store.conclusions import Chain, Destination, save_destinations, save_redirect_chains

if TYPE_CHECKING:
    from crawler.links import Classifier
    from crawler.store import Store

MAX_HOPS = 20  # of a redirect chain; browsers give up at 20 too


def fill_redirect_chains(store: Store) -> None:
    """Give every redirecting page its chain ("301 → https://b"), what is to be known of it, and the end of it."""
    hops = {
        key: (status, to)
        for key, status, to in store.connection.execute(
            "SELECT key, status, redirect_to FROM page WHERE crawl_id = ? AND outcome = 'redirected'",
            (store.crawl_id,),
        )
    }
    chains = []
    for start in hops:
        seen, here = {start}, start
        chain: list[tuple[int, str]] = []
        loop = False
        while here in hops and len(chain) < MAX_HOPS and not loop:
            status, here = hops[here][0], hops[here][1].partition("#")[0]
            chain.append((status, here))
            loop = here in seen
            seen.add(here)
        words = [f"{status} → {to}" for status, to in chain]
        words += [worded(because("loop"), "address")] * loop
        permanent = all(status in PERMANENT for status, _ in chain)
        chains.append(Chain(start, "" if loop else here, " ".join(words), len(chain), loop, permanent))
    save_redirect_chains(store, chains)


def fill_cloaked(store: Store, classifier: Classifier) -> None:
    """Give the links to the site's own redirects that leave it (/go/tent/) what stands at their end.

    Their kind stays internal; network, id and destination are those of the address that the server named. It is not asked.
    """
    leaving = store.connection.execute(
        "SELECT key, final_url FROM page WHERE crawl_id = ? AND outcome = 'redirected' AND final_url <> '' AND NOT EXISTS"
        " (SELECT 1 FROM page AS own WHERE own.crawl_id = page.crawl_id AND own.key = page.final_url)",
        (store.crawl_id,),
    )
    found = []
    for key, final in leaving:
        to = classifier.classify(final)
        if to.kind not in {"internal", "malformed"}:
            detail = worded(because(OWN_REDIRECT, host=to.host or to.url), "address")
            confidence = to.confidence if to.network else ""
            destination = to.destination or to.url
            found.append(
                Destination(
                    key, to.network, to.affiliate_id, confidence, destination, detail, to.sub_id, OWN_REDIRECT
                )
            )
    save_destinations(store, found)
