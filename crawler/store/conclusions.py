"""Store what the end of a crawl adds to pages, targets and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.store.rows import address_hash, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Proposal
    from crawler.store import Store


class Chain(NamedTuple):
    """Where one redirecting page leads."""

    key: str
    final_url: str  # empty: nowhere, it is a loop
    final_fragment: str  # "#place" that the chain names
    redirects: str  # "301 → https://a 302 → https://b"
    hops: int
    loop: bool
    permanent: bool  # every hop is meant to last


class Destination(NamedTuple):
    """What stands at the end of one of the site's own redirects that leave it."""

    key: str
    network: str
    affiliate_id: str
    confidence: str
    destination: str
    detail: str
    sub_id: str
    via: str  # the code of what shows it


def save_redirect_chains(store: Store, chains: Iterable[Chain]) -> None:
    """Give each redirecting page of the crawl its chain and the end of it."""
    with store.transaction() as db:
        db.executemany(
            "UPDATE page SET final_url = ?, final_fragment = ?, redirects = ?, redirect_hops = ?, redirect_loop = ?, redirect_permanent = ?"
            " WHERE crawl_id = ? AND key = ?",
            [(*answer, store.crawl_id, key) for key, *answer in chains],
        )


def save_destinations(store: Store, found: Iterable[Destination]) -> None:
    """Give the links to each of these redirects of the site what stands at its end."""
    with store.transaction() as db:
        db.executemany(
            "UPDATE target SET network = ?, affiliate_id = ?, confidence = ?, destination = ?, detail = ?, sub_id = ?, via = ?"
            " WHERE hash = ? AND crawl_id = ? AND url = ? AND kind = 'internal'",
            [(*answer, address_hash(key), store.crawl_id, key) for key, *answer in found],
        )


def save_products(store: Store, found: Iterable[tuple[int, str]]) -> None:
    """Give each address, by its id, the product that it leads to; empty for none."""
    with store.transaction() as db:
        db.executemany(
            "UPDATE target SET product = ? WHERE id = ? AND product <> ?",
            [(product, number, product) for number, product in found],
        )


def save_proposals(store: Store, found: Iterable[tuple[int, Proposal | None]]) -> None:
    """Give each finding, by its id, what is proposed in place of what it points at; None takes an earlier proposal away."""
    with store.transaction() as db:
        db.executemany(
            "UPDATE finding SET should_be = ?, method = ?, confidence = ? WHERE id = ?",
            [
                (proposal.url, proposal.method, proposal.confidence, finding)
                if proposal
                else ("", "", "", finding)
                for finding, proposal in found
            ],
        )


def save_places_to_mend(store: Store, found: Iterable[tuple[int, str]]) -> None:
    """Give each finding, by its id, the place where it is mended: "hip-pain.md:41"."""
    with store.transaction() as db:
        db.executemany(
            "UPDATE finding SET mend_at = ? WHERE id = ?",
            [(text(place), finding) for finding, place in found],
        )
