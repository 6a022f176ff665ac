"""Compute redirect chains and loops, and the targets of the site's own redirects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.catalog.sentences import worded
from crawler.http.status import PERMANENT
from crawler.items import because
from crawler.links.hints import NETWORK
from crawler.links.redirectors import OWN_REDIRECT
from crawler.store.conclusions import Chain, Destination, save_destinations, save_redirect_chains

if TYPE_CHECKING:
    from crawler.links import Classifier
    from crawler.posts.redirects import Redirects
    from crawler.store import Store

# The name of a folder or file of redirects that says what they are for: _referrals/bank.md, affiliates/tent.md.
_OF_REFERRALS = re.compile(
    r"(?:\A|[/_.-])(?:referrals?|affiliates?|affiliate-?links?|aff)(?:[/_.-]|\Z)", re.IGNORECASE
)
MAX_HOPS = 20  # of a redirect chain; browsers give up at 20 too


def fill_redirect_chains(store: Store) -> None:
    """Give every redirecting page its chain ("301 → https://b"), what is to be known of it, and the end of it.

    Of several #places on the way the last counts; where a Location names none, the one before stays (RFC 9110 10.2.2).
    """
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
        loop, place = False, ""
        while here in hops and len(chain) < MAX_HOPS and not loop:
            status, to = hops[here]
            here, _, fragment = to.partition("#")
            place = f"#{fragment}" if fragment else place
            chain.append((status, here))
            loop = here in seen
            seen.add(here)
        words = [f"{status} → {to}" for status, to in chain]
        words += [worded(because("loop"), "address")] * loop
        permanent = all(status in PERMANENT for status, _ in chain)
        if loop:
            here = place = ""
        chains.append(Chain(start, here, place, " ".join(words), len(chain), loop, permanent))
    save_redirect_chains(store, chains)


def fill_cloaked(store: Store, classifier: Classifier) -> None:
    """Give the links to the site's own redirects that leave it (/go/tent/) what stands at their end.

    Their kind stays internal; network, id and destination are those of the address that the server named. It is not asked.
    """
    leaving = store.connection.execute(
        "SELECT key, final_url || final_fragment FROM page WHERE crawl_id = :crawl AND outcome = 'redirected' AND final_url <> '' AND NOT EXISTS"
        " (SELECT 1 FROM page AS own WHERE own.crawl_id = page.crawl_id AND own.key = page.final_url)"
        # A page that sends its readers on at once, by a meta element or a script, is such a redirect.
        " UNION ALL SELECT key, json_extract(facts, '$.refresh') FROM page WHERE crawl_id = :crawl AND outcome = 'fetched' AND source = ''"
        " AND facts LIKE '%\"refresh\": \"%' AND json_valid(facts) AND json_extract(facts, '$.refresh') <> ''",
        {"crawl": store.crawl_id},
    )
    _fill(store, classifier, [(key, final, "") for key, final in leaving])


def fill_cloaked_by_files(store: Store, classifier: Classifier, redirects: Redirects) -> None:
    """Give the links to the site's own paths what its project's files say that they lead to, as `fill_cloaked` does."""
    if not redirects:
        return
    found = []
    for (url,) in store.connection.execute(
        "SELECT url FROM target WHERE crawl_id = ? AND kind = 'internal'", (store.crawl_id,)
    ):
        parts = urlsplit(url)
        if (redirect := redirects.of(parts.path)) and redirect.to.startswith(("http://", "https://")):
            found.append((url, redirect.to, redirect.file))
    _fill(store, classifier, found)


def _fill(store: Store, classifier: Classifier, ends: list[tuple[str, str, str]]) -> None:
    """Store for each of the site's addresses what its end is, unless that is the site's own; the third is the file that says so."""
    found = []
    for url, final, file in ends:
        to = classifier.classify(final)
        if to.kind not in {"internal", "malformed"}:
            host = to.host or to.url
            cause = (
                because("own-redirect-file", host=host, file=file)
                if file
                else because(OWN_REDIRECT, host=host)
            )
            network, confidence = to.network, to.confidence if to.network else ""
            if not network and _OF_REFERRALS.search(file):
                network, confidence = NETWORK, "likely"
            destination = to.destination or to.url
            detail = worded(cause, "address")
            found.append(
                Destination(
                    url, network, to.affiliate_id, confidence, destination, detail, to.sub_id, OWN_REDIRECT
                )
            )
    save_destinations(store, found)
