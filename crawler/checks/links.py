"""Checks of links, and of the addresses that stand elsewhere in a page."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.catalog.hosts import is_at_generators_port, is_device, is_file, shows_device
from crawler.catalog.networks import network_name
from crawler.checks.link_groups import (
    addresses,
    links_by_kind,
    links_in_headings,
    references_by_kind,
    telling_links,
)
from crawler.links import hrefs
from crawler.links.reach import NOBODY, reach
from crawler.links.redirectors import COPIED
from crawler.links.referrals import LEARNED
from crawler.links.replacements import propose
from crawler.text.page_cache import cached_per_page
from crawler.urls.domains import has_suffix
from crawler.urls.ip_addresses import address
from crawler.urls.parse import has_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Link, Page, Target, UrlReference


QUALIFIED = {"sponsored", "nofollow"}
WEB_KINDS = {"internal", "subdomain", "external", "affiliate", "youtube", "social", "shortener"}
NOT_PAGES = {"mail", "phone", "fragment", "other-scheme", "malformed"}
# What crawler.links says of a relative address when nobody told it the site: no fault of the address.
NO_SITE = "no-page"
MISTYPED = {"mistyped-scheme", "double-scheme"}
MISSING = {"missing-scheme": "https://", "missing-mailto": "mailto:"}
_NAMED_PORT = re.compile(r"\w+://[\w.-]{1,253}:[A-Za-z]")  # http://localhost:port
_ASCII = re.compile(r"[\x00-\x7f]*")
_ADDRESS = re.compile(r"(?:https?://|/|localhost\b|127\.0\.)\S*")  # a text that is an address or a path
UNLINKED = "unlinked address"  # what the reference to a bare address is called that the site shows as text
VISIBLE_TEXT = "visible text"  # what references are called that stand in the text itself
LONGEST_WORD = 24  # characters of a word that keeps an address's place
# What people read as part of the link's text and what is none of it.
_ORNAMENTS = " .:!…»›>→⟶➔↗«-–—"

# What a reference is called in a message.
WORDS = {
    "img": "image",
    "srcset": "image (srcset)",
    "source": "media source",
    "og": "social preview (og)",
    "twitter": "social preview (twitter)",
    "jsonld": "structured data (JSON-LD)",
    "css": "style",
    "data": "data attribute",
    "block": "block editor comment",
    "base": "base address of the page",
    "background": "background image",
    "citation": "source of a quotation",
    "frame": "frame",
    "svg": "drawing (svg)",
    "meta": "metadata",
    "text": "example code",
    "canonical": "canonical address",
    "script link": "link that a script writes",
    "refresh": "address that the page sends readers on to",
    "hreflang": "hreflang address",
}


def links_lead_to_public_hosts(
    page: Page, *, confidence: str = "certain"
) -> Iterator[tuple[Link | UrlReference, dict[str, Any]]]:
    """Yield each link and reference on a development host, with the certain proposal where the page itself holds one.

    `confidence` says which: those that no reader can reach (certain), or staging systems and previews (likely).
    Example code is meant to say localhost and is passed over; embed code offered for copying is not. Where the page's base is
    such an address, it is the fault, and not each link that resolves against it.
    """
    based = _leads_astray(page)
    for link in links_by_kind(page).get("dev-host", ()):
        to = link.to
        if based and hrefs.is_relative(link.href):
            continue
        # Nobody builds a site at a Tor address: who links one with words of its own means it.
        if to and to.host.endswith(".onion") and (link.text or link.label):
            continue
        if to and to.confidence == confidence and not link.in_code and not _is_only_shown(page, link, to):
            values = {"where": "link", "host": to.host or link.href, "why": to.detail}
            yield link, {**values, **_proposal(page, link)}
    for reference in references_by_kind(page).get("dev-host", ()):
        to = reference.to
        # A bare address that its site shows as text leads nowhere.
        if to is None or to.confidence != confidence or reference.where in {VISIBLE_TEXT, UNLINKED}:
            continue
        if (based and hrefs.is_relative(reference.href)) or _is_for_scripts(reference):
            continue
        if not reference.in_code or reference.where == "embed code":
            where = WORDS.get(reference.where, reference.where)
            yield reference, {"where": where, "host": to.host or reference.href, "why": to.detail}


def _is_only_shown(page: Page, link: Link, to: Target) -> bool:
    """Return whether a link is an address that the text shows, as tutorials do, and that was never meant for the site.

    In a post that is one that stands bare, or in angle brackets: on a host of the author's network, at a port that is not the
    generator's own, of a preview that is spoken of. Scripts without spaces go on behind it. Beside code, which makes a tutorial
    of the post, it is what the reader's own machine answers to, at any port and path.
    """
    if shows_device(to.url, link.text):
        return True
    if page.source and is_device(to.host) and _ADDRESS.fullmatch(link.text) and _shows_code(page):
        return True
    if not _is_bare(page, link):
        return False
    if to.confidence != "certain" or _is_of_network(to.host) or not is_device(to.host):
        return True
    shown = _ASCII.match(link.href)[0]  # type: ignore[index]
    place, _, path = shown.partition("://")[2].partition("/")
    if not path:
        return True
    if not has_port(shown) or is_file(shown):
        return False
    return place.partition(":")[2] != page.dev_port if page.dev_port else not is_at_generators_port(shown)


@cached_per_page
def _shows_code(page: Page) -> bool:
    return any(block.kind == "code" for block in page.blocks)


def _is_bare(page: Page, link: Link) -> bool:
    """Return whether a post shows an address, bare or in angle brackets, and Markdown makes a link of it."""
    return bool(page.source) and link.text.strip().casefold() == html.unescape(link.href).strip().casefold()


def texts_name_public_hosts(page: Page) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield each address on a development host that stands in the text that people read, and is no link.

    What a reader's own device or program answers to (http://localhost:3000/api, http://10.0.0.1/get/heating) is what a tutorial
    shows: of those only a page (about.html) and what stands at the port of a site generator is meant for the site itself.
    """
    for reference in references_by_kind(page).get("dev-host", ()):
        to = reference.to
        if reference.where != VISIBLE_TEXT or to is None or to.confidence != "certain":
            continue
        if not is_device(to.host) or (not _is_of_network(to.host) and is_at_generators_port(to.url)):
            yield reference, {"host": to.host, "why": to.detail, "now": reference.href}


def _leads_astray(page: Page) -> bool:
    """Return whether the base that relative addresses resolve against is itself a development address."""
    return any(
        reference.where == "base" and reference.to is not None and reference.to.kind == "dev-host"
        for reference in page.references
    )


def _is_for_scripts(reference: UrlReference) -> bool:
    """Return whether it is a mere origin in a script, which is compared with or resolved against, and leads nobody there."""
    return reference.where == "inline script" and reference.to is not None and _is_root(reference.to.url)


def _is_root(url: str) -> bool:
    return not url.partition("://")[2].partition("/")[2]


def _is_of_network(host: str) -> bool:
    return host[:1].isdigit() and not host.startswith("127.")


def _proposal(page: Page, link: Link) -> dict[str, str]:
    """Return what the link's own history says; the crawl's host map is asked when the crawl closes."""
    assert link.to is not None
    found = propose(link.to.url, link.wpil, {}, "") if link.wpil else None
    return {"should_be": found.url, "method": found.method, "confidence": found.confidence} if found else {}


def affiliate_links_carry_rel(page: Page, *, meant: list[str]) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each affiliate link that says neither sponsored nor nofollow, on a page whose robots tag does not either.

    An address that was copied after somebody's click is another rule's: it hardly earns. So is a rel that begins as one of
    `meant`: it is misspelt, and one in an attribute called ref. Source: Google, "Qualify your outbound links to Google".
    """
    if {"nofollow", "none"} & {*page.robots, *page.x_robots}:
        return
    if page.refresh and not page.source:  # a redirect: its link is for those who are not sent on
        return
    slips = tuple(meant)
    if page.rel_file:  # who knows what it makes of them
        return
    for link in links_by_kind(page).get("affiliate", ()):
        # What only the whole site tells is the rule's about own programmes, in the crawl that learns it and in all later ones.
        if link.to is None or link.to.via == COPIED or link.to.via in LEARNED:
            continue
        if not QUALIFIED.isdisjoint((*link.rel, *link.misnamed_rel)) or any(
            word.startswith(slips) for word in link.rel
        ):
            continue
        if not link.in_code:
            certain = link.to.confidence == "certain"
            yield (
                link,
                {
                    "text": link.text or link.href,
                    "network": network_name(link.to.network),
                    "now": f'rel="{" ".join(link.rel)}"' if link.rel else "no rel",
                    "should_be": f'rel="{" ".join((*link.rel, "sponsored"))}"',
                    "method": f"the URL is of {network_name(link.to.network)}"
                    if certain
                    else f"the URL is likely of {network_name(link.to.network)}",
                    "confidence": "certain" if certain else "medium",
                },
            )


def affiliate_links_carry_own_ids(page: Page, *, own: dict) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each certain affiliate link whose id is none of the owner's; `own` gives the ids of each network.

    A network without an entry is not judged, nor is a link that shows no id.
    """
    for link in links_by_kind(page).get("affiliate", ()):
        to = link.to
        if to is None or to.confidence != "certain" or link.in_code:
            continue
        ids = own.get(to.network)
        if ids and to.affiliate_id and to.affiliate_id not in ids:
            yield (
                link,
                {
                    "text": link.text or to.url,
                    "network": network_name(to.network),
                    "affiliate_id": to.affiliate_id,
                },
            )


def links_use_https(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each http: link; those to the own site only where the site itself is on https."""
    if "\nhttp:" not in addresses(page):
        return
    own_is_secure = page.base.startswith("https:")
    for link in page.links:
        to = link.to
        if to is None or not to.url.startswith("http:") or to.kind not in WEB_KINDS or link.in_code:
            continue
        if "ugc" in link.rel:
            continue  # what readers wrote below the post
        # //shop.com goes over what the page itself was opened with.
        if (to.kind == "internal" or link.href.lstrip().startswith("//")) and not own_is_secure:
            continue
        if to.kind == "external" and not has_suffix(to.host) and not address(to.host):
            continue  # a placeholder, or a name in somebody's own network
        # Another port speaks another protocol, and hardly any address without a name has a certificate.
        proposal = {} if has_port(to.url) or not to.domain else {
            "should_be": f"https:{to.url[5:]}",
            "method": "the same URL over https, not verified",
            "confidence": "medium",
        }  # fmt: skip
        yield link, {"host": to.host, "text": link.text or link.label or link.href, **proposal}


def links_have_names(page: Page, *, embeds: list[str]) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link without anchor text, alt, aria-label or title; on the hosts of `embeds` a script replaces it."""
    for link in page.links:
        if link.to and link.to.domain in embeds and not link.has_image:
            continue
        if not link.text and not link.label and not link.hidden and not link.in_code:
            yield (
                link,
                {
                    "what": "only an image without alt text" if link.has_image else "no anchor text",
                    "href": link.href,
                },
            )


def link_text_is_not(page: Page, *, phrases: list[str]) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to a page whose whole anchor text is one of the phrases, but for case and ornaments; a label helps.

    "Read more" below a heading that is itself a link to the same page says no less than that heading does; on a live page,
    whose items may have headings of their own, wherever it stands. What the address calls itself is a name: Continue at continue.dev.
    """
    if page.refresh and not page.source:
        return  # nobody reads a page that sends its readers on at once
    generic = _folded(tuple(phrases))
    titles: set[tuple[int, str]] | None = None
    for link in page.links:
        if _words(link.text) not in generic or link.hidden or link.in_code:
            continue
        if titles is None:
            titles = {(_item(page, title), title.href) for title in links_in_headings(page) if title.text}
        if not link.in_heading and (_item(page, link), link.href) in titles:
            continue
        if _is_name(link):
            continue
        labelled = link.label and _words(link.label) not in generic
        if not labelled and (link.to is None or link.to.kind not in NOT_PAGES):
            yield link, {"text": link.text, "href": link.href, "now": link.text}


def _item(page: Page, link: Link) -> int:
    """Return the heading that names what a link stands in: 0 for all of a live page, -1 for none."""
    return (link.heading or -1) if page.source else 0


def _is_name(link: Link) -> bool:
    """Return whether a link's text is one word with a capital that its host, or its path's first or last part, is called by."""
    if link.to is None or link.to.kind not in {"external", "affiliate"} or not link.text[:1].isupper():
        return False
    word = link.text.strip(_ORNAMENTS)
    if not word.isalpha() or (word.isupper() and len(word) > 1):
        return False
    path = link.to.url.partition("://")[2].partition("/")[2].partition("?")[0].casefold().split("/")
    return word.casefold() in {*link.to.host.split("."), path[0], path[-1], *path[1:2]}


@lru_cache(maxsize=100)
def _folded(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in phrases)


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    return text.casefold().strip(_ORNAMENTS)


def links_have_addresses(
    page: Page, *, words: list[str], top: list[str]
) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose address is empty, # alone, or one of the `words` that keep the place of one.

    # is meant where the link's text holds a word of `top`, or no word at all. What a post shows as code, too, is an example.
    """
    places = _folded(tuple(words))
    for link in page.links:
        href = link.href.strip()
        if len(href) > LONGEST_WORD or link.in_code or link.hidden:
            continue
        name = (link.text or link.label).casefold()
        if href == "#" and (not any(map(str.isalpha, name)) or any(word in name for word in top)):
            continue
        if len(href) > 1 and href.startswith("#") and _names_a_heading(page, href[1:]):
            continue
        if not href or href == "#" or href.casefold() in places:
            if page.source and link.text and _is_example(page, link.text):
                continue
            what = f"only “{href}” as its URL" if href else "no URL"
            yield link, {"text": link.text or link.label or "(image)", "what": what}


def _names_a_heading(page: Page, fragment: str) -> bool:
    wanted = fragment.casefold()
    return any(
        wanted in {heading.html_id.casefold(), "-".join(heading.text.casefold().split())}
        for heading in page.headings
    )


def _is_example(page: Page, text: str) -> bool:
    """Return whether a link of that text stands in the page's code, as Markdown or HTML."""
    written = (f"[{text}](", f">{text}</a>")
    return any(block.kind == "code" and any(one in block.text for one in written) for block in page.blocks)


def links_have_hrefs(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each `a` element with a text that was meant as a link and has no href, or an empty one."""
    for link in page.links:
        if link.lacks_href and link.text and not link.hidden and not link.in_code:
            yield link, {"text": link.text, "now": link.text}


def links_are_well_formed(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose address no browser can follow, or that surely means another one."""
    for link in telling_links(page):
        to = link.to
        if to is None or to.fault == NO_SITE:
            continue
        # “http:// becomes https://” and http://localhost:port are spoken of.
        if _is_bare(page, link) and (not link.href.isascii() or _NAMED_PORT.match(link.href)):
            continue
        if start := MISSING.get(to.fault):
            proposal = {}
            mended = start + link.href.strip()
            if reach(mended).kind not in NOBODY:
                proposal = {
                    "should_be": mended,
                    "method": f"{start} in front of the same URL",
                    "confidence": "medium",
                }
            yield link, {"href": link.href, "why": to.detail, **proposal}
        elif to.kind == "malformed":
            values = {"href": link.href, "why": to.detail or "the address cannot be read"}
            meant = link.href.strip().partition("://")[2]
            if to.fault == hrefs.TWO_SCHEMES and hrefs.scheme_of(meant) in hrefs.MAIL | hrefs.PHONE:
                method = "the same URL without the first scheme"
                values |= {"should_be": meant, "method": method, "confidence": "medium"}
            elif to.fault in MISTYPED and (mended := hrefs.with_scheme(link.href.strip())):
                method = "the same URL with the scheme as it was meant"
                if reach(mended).kind not in NOBODY:
                    values |= {"should_be": mended, "method": method, "confidence": "medium"}
            yield link, values


def addresses_are_links(page: Page) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield each bare address of a post whose site generator shows it as text, with angle brackets around it as proposal."""
    for reference in page.references:
        to = reference.to
        # Addresses of examples and of the reader's own machine are shown, not linked; ** is emphasis around a part of one.
        told = to is not None and (
            to.kind in NOT_PAGES | {"dev-host"} or (to.kind == "external" and to.detail)
        )
        if reference.where == UNLINKED and not told and "**" not in reference.href:
            mended = {"method": "the same URL in angle brackets", "confidence": "high"}
            yield reference, {"href": reference.href, "should_be": f"<{reference.href}>", **mended}


def links_lead_to_posts(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to a post's file, or by a post's name, that the folder does not have."""
    lost = set(page.lost_posts)
    for link in page.links:
        if link.href in lost and not link.in_code:
            yield (
                link,
                {"text": link.text or link.label or "(image)", "href": link.href.removeprefix("template:")},
            )
