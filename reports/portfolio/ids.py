"""What only the whole fleet shows of an affiliate id: whose it is, and where it should not be."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

MAIN = 0.6  # of a site's links of a network: the id that has so many is the site's own
FEW = 3  # ids or sites that a remark names


class Use(NamedTuple):
    """How often one site uses one id of one network."""

    site: str
    network: str
    affiliate_id: str
    links: int
    own: bool  # its owner says so


def remark(connection: sqlite3.Connection) -> None:
    """Write into the portfolio's database what there is to say of ids."""
    rows = connection.execute(
        "SELECT name, network, affiliate_id, links, own FROM affiliate JOIN site ON number = site WHERE affiliate_id <> ''"
    )
    found = remarks(Use(*row) for row in rows)
    connection.executemany(
        "INSERT INTO remark VALUES (?, ?, ?)", ((*key, text) for key, text in found.items())
    )


def remarks(uses: Iterable[Use]) -> dict[tuple[str, str], str]:
    """Return a remark for each (network, id) that stands where another is usual.

    An id belongs to the sites whose owner names it, else to those where it has most links of its network. It is remarked on where it
    also stands on a site that has an id of its own, and where it stands on one site alone whose network has an id that several sites share.
    """
    by_network: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_network[use.network].append(use)
    found: dict[tuple[str, str], str] = {}
    for network, here in by_network.items():
        owners = _owners(here)
        shared = [one for one, sites in owners.items() if len(sites) > 1]
        main = {site: one for one, sites in owners.items() for site in sites}
        for one in {use.affiliate_id for use in here}:
            on = {use.site: use.links for use in here if use.affiliate_id == one}
            strangers = sorted(site for site in on if site in main and site not in owners.get(one, set()))
            if owners.get(one) and strangers:
                found[network, one] = f"id of {_named(owners[one])}, also on {_named(strangers)}"
            elif len(on) == 1 and shared and one not in shared:
                found[network, one] = f"on {next(iter(on))} alone; other sites share {_named(shared)}"
    return found


def _owners(uses: list[Use]) -> dict[str, set[str]]:
    """Return the sites that each id of a network belongs to."""
    owners: dict[str, set[str]] = defaultdict(set)
    total = Counter[str]()
    for use in uses:
        total[use.site] += use.links
    said = {use.site for use in uses if use.own}
    for use in uses:
        if use.own if use.site in said else use.links >= MAIN * total[use.site]:
            owners[use.affiliate_id].add(use.site)
    return owners


def _named(names: Iterable[str]) -> str:
    every = sorted(names)
    return ", ".join(every[:FEW]) + (f" and {len(every) - FEW} more" if len(every) > FEW else "")
