"""Checks of links, and of the addresses that stand elsewhere in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.links.proposals import propose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Carrier, Link, Page


QUALIFIED = {"sponsored", "nofollow"}
WEB_KINDS = {"internal", "subdomain", "external", "affiliate", "youtube", "social", "shortener"}
# What people read as part of the link's text and what is none of it.
_ORNAMENTS = " .:!…»›>→⟶➔↗«-–—"


def links_lead_to_public_hosts(page: Page) -> Iterator[tuple[Link | Carrier, dict[str, Any]]]:
    """Yield each link and carrier on a development host, with the certain proposal where the page itself holds one.

    Example code is meant to say localhost and is passed over; embed code offered for copying is not.
    """
    for link in page.links:
        if link.to and link.to.kind == "dev-host" and not link.in_code:
            yield (
                link,
                {
                    "where": "link",
                    "host": link.to.host or link.href,
                    "why": link.to.detail,
                    **_proposal(page, link),
                },
            )
    for carrier in page.carriers:
        to = carrier.to
        if to and to.kind == "dev-host" and (not carrier.in_code or carrier.where == "embed code"):
            yield carrier, {"where": carrier.where, "host": to.host or carrier.href, "why": to.detail}


def _proposal(page: Page, link: Link) -> dict[str, str]:
    """Return what the link's own history says; the crawl's host map is asked when the crawl closes."""
    assert link.to is not None
    found = propose(link.to.url, link.wpil, {}, "") if link.wpil else None
    return {"should_be": found.url, "method": found.method, "confidence": found.confidence} if found else {}


def affiliate_links_carry_rel(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each affiliate link that says neither sponsored nor nofollow, on a page whose robots tag does not either.

    Source: Google, "Qualify your outbound links to Google".
    """
    if {"nofollow", "none"} & {*page.robots, *page.x_robots}:
        return
    for link in page.links:
        if link.to and link.to.kind == "affiliate" and QUALIFIED.isdisjoint(link.rel):
            certain = link.to.confidence == "certain"
            yield (
                link,
                {
                    "text": link.text or link.href,
                    "network": link.to.network,
                    "now": f'rel="{" ".join(link.rel)}"' if link.rel else "no rel",
                    "should_be": f'rel="{" ".join((*link.rel, "sponsored"))}"',
                    "method": f"the address is {link.to.network}'s"
                    if certain
                    else f"the address is likely {link.to.network}'s",
                    "confidence": "certain" if certain else "medium",
                },
            )


def links_use_https(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each http: link; those to the own site only where the site itself is on https."""
    own_is_secure = page.base.startswith("https:")
    for link in page.links:
        to = link.to
        if to is None or not to.url.startswith("http:") or to.kind not in WEB_KINDS:
            continue
        if to.kind == "internal" and not own_is_secure:
            continue
        # Another port speaks another protocol; only the default one has a twin.
        proposal = {} if _has_port(to.url) else {
            "should_be": f"https:{to.url[5:]}",
            "method": "the same address over https; that it answers was not asked",
            "confidence": "medium",
        }  # fmt: skip
        yield link, {"host": to.host, "text": link.text, **proposal}


def _has_port(url: str) -> bool:
    host = url.split("/", 3)[2]
    return host.rpartition("]")[2].count(":") > 0


def links_have_names(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link without anchor text, alt, aria-label or title."""
    for link in page.links:
        if not link.text and not link.label and not link.hidden and not link.in_code:
            yield link, {"what": "image without alt" if link.has_image else "nothing", "href": link.href}


def link_text_is_not(page: Page, *, phrases: list) -> Iterator[tuple[Link, dict[str, Any]]]:  # type: ignore[type-arg]
    """Yield each link whose whole anchor text is one of the phrases, but for case and ornaments; a label names it."""
    generic = set(phrases)
    for link in page.links:
        text = link.text.casefold().strip(_ORNAMENTS)
        if text in generic and not link.label and not link.hidden:
            yield link, {"text": link.text, "href": link.href, "now": link.text}


def links_are_well_formed(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose address no browser can follow, or that surely means another one."""
    for link in page.links:
        if link.to and link.to.kind == "malformed" and not link.in_code:
            proposal = {}
            if link.to.destination:
                proposal = {
                    "should_be": link.to.destination,
                    "method": "the address with its slip mended",
                    "confidence": "medium",
                }
            yield link, {"href": link.href, "why": link.to.detail or "the address cannot be read", **proposal}
