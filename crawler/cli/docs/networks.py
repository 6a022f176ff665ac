"""docs/networks.md: how the links of each network are recognised, from its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.catalog.networks import ANY_HOST, networks
from crawler.cli.docs.markdown import code, prose, table
from crawler.cli.docs.rules import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.catalog.networks import Network, UrlExample

HOSTS = 8  # shown of a network
SHOWN = 3  # examples of its links, and one look-alike
PLACES = {
    "param": "parameter {}",
    "last-param": "last parameter {}",
    "path": "part {} of the path",
    "host": "host name",
    "fragment": "fragment",
}
OF_SHOP = "; each shop issues its own ID"
INTRO = """An affiliate link is recognised by its URL alone, without a click. *Certain*: the network's own host, a shop's host with its own
parameter, or a parameter that only one vendor uses. *Likely*: weaker evidence, with the reason; counted separately. How programmes that are not
listed here are recognised is explained [on the page about the workbook](workbook.md#affiliate-links-certain-likely-learned).
To add a missing network, write one small file: [how to add it](recipes.md#add-an-affiliate-network)."""


def pages() -> dict[str, str]:
    """Return the page by its path below the checkout."""
    known = sorted(networks().values(), key=lambda one: one.name.casefold())
    count = f"{len(known)} networks and programmes."
    parts = "\n\n".join("\n\n".join(section(one)) for one in known)
    return {"docs/networks.md": f"# Affiliate networks\n\n{WRITTEN}\n\n{count} {INTRO}\n\n{parts}\n"}


def section(network: Network) -> Iterator[str]:
    """Yield the paragraphs about one network."""
    yield f"## {prose(network.name)}"
    if network.status != "active":
        successor = f"; its links moved to {networks()[network.successor].name}" if network.successor else ""
        since = f" ({network.since})" if network.since else ""
        yield f"**{network.status.capitalize()}**{since}{prose(successor)}."
    yield "\n".join(f"- {fact}" for fact in facts(network))
    links = [one for one in network.example if one.kind == "affiliate" and not one.network][:SHOWN]
    other = [one for one in network.example if one.kind != "affiliate"][:1]
    yield table(("Link", "Read as"), [(code(one.url), read_as(one)) for one in (*links, *other)])


def facts(network: Network) -> Iterator[str]:
    """Yield what the network's file says, each fact as a line."""
    yield f"Network ID: {code(network.id)}"
    hosts = list(dict.fromkeys(host for row in network.match for host in (*row.hosts, *row.exact)))
    if hosts:
        named = ["any host" if host == ANY_HOST else code(host) for host in hosts[:HOSTS]]
        more = f" and {len(hosts) - HOSTS} more" if len(hosts) > HOSTS else ""
        yield f"Hosts: {', '.join(named)}{more}"
    if places := list(dict.fromkeys(place(text) for row in network.match for text in row.affiliate_id)):
        yield f"Affiliate id: {', '.join(places)}{OF_SHOP if network.ids != 'one' else ''}"
    if places := list(dict.fromkeys(place(text) for row in network.match for text in row.sub_id)):
        yield f"Sub-id: {', '.join(places)}"
    if network.click_ids:
        yield f"Added to the shop's address after a click: {', '.join(map(code, network.click_ids))}"
    if reasons := dict.fromkeys(row.reason for row in network.match if row.reason):
        yield f"Only likely where: {'; '.join(map(prose, reasons))}"
    if network.note:
        yield f"Note: {prose(network.note)}"
    yield f"Source: {prose(network.source)}"


def place(locator: str) -> str:
    """Return in words where in a link something sits."""
    word, _, argument = locator.partition(":")
    argument = argument.partition("|")[0]
    shown = argument if argument.isdigit() else code(argument) if argument else ""
    return PLACES.get(word, f"{word} {{}}").format(shown).strip()


def read_as(one: UrlExample) -> str:
    """Return what is said of an example."""
    if one.kind != "affiliate":
        return f"no affiliate link: {one.kind}"
    parts = [one.sureness]
    if one.affiliate_id:
        parts.append(f"id {code(one.affiliate_id)}")
    if one.destination:
        parts.append(f"leads to {code(one.destination)}")
    return ", ".join(parts)
