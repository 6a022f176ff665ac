"""Classify one link by its URL alone: its kind and, for an affiliate link, its network, ID and destination."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from crawler.catalog.sentences import worded
from crawler.items import NO_CAUSE, Cause, Target, because
from crawler.links import hrefs, redirectors, youtube
from crawler.links import index as rows
from crawler.links.hints import hinted
from crawler.links.match import final_destination, first_match
from crawler.links.referrals import LearnedMark, Mark, learned_target, marks_of
from crawler.urls.domains import has_suffix, registrable
from crawler.urls.ip_addresses import address
from crawler.urls.parse import (
    DEFAULT_PORTS,
    HOST_LENGTH,
    absolute,
    clean,
    page_address,
    parameters,
    resolve,
    split,
    without_credentials,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.links.index import NetworkRow
    from crawler.links.match import NetworkLink
    from crawler.links.site import Host, Site
    from crawler.urls.parse import Query, Url

KINDS = (
    "internal", "subdomain", "affiliate", "youtube", "social", "dev-host", "shortener",
    "external", "mail", "phone", "fragment", "other-scheme", "malformed",
)  # fmt: skip

MAX_HREF = 16_384  # characters; no browser's address bar or server takes more
_HTTP = {"http", "HTTP", "Http"}
HIDDEN_MAIL = "/cdn-cgi/l/email-protection"  # what Cloudflare makes of mailto: links
SHOWN = 200  # characters kept of a longer one
NO_PAGE = because("no-page")  # said where nobody told us the site: no fault of the address


class Judge:
    """Judges links, seen from one site."""

    def __init__(self, site: Site, learned: Iterable[LearnedMark] = (), *, reach_only: bool = False) -> None:
        """Take the audited site, what earlier crawls of it have learned of shops' own programmes, and whether only reach is asked."""
        self._site = site
        self._reach_only = reach_only
        self._learned: dict[str, dict[Mark, LearnedMark]] = {}
        for mark in learned:
            self._learned.setdefault(mark.domain, {})[Mark(mark.place, mark.value)] = mark
        self._index = rows.index()

    def target(self, href: str, base: str) -> Target:
        """Return what `href`, found on a page with the base URL `base`, is. Never raises."""
        text = clean(href)
        if "@" in text:
            text = without_credentials(text)
        if not text:
            return _faulty(resolve("", base), "fragment", because("empty"))
        if len(text) > MAX_HREF:
            scheme = hrefs.scheme_of(text)
            kind = "other-scheme" if scheme and scheme not in DEFAULT_PORTS else "malformed"
            return _faulty(
                f"{text[:SHOWN]}…", kind, because("too-long", scheme=scheme or "URL", number=len(text))
            )
        if text[0] == "#" and base:
            return self._fragment(text, base)
        if text[0] == "[" and (inner := hrefs.markdown_address(text)):
            return self.target(inner, base)
        if text[:4] in _HTTP and (meant := hrefs.eaten_scheme(text)):
            return self._eaten(meant)
        if wrong := hrefs.mistyped(text, base):
            return _faulty(text, "malformed", wrong)
        scheme = hrefs.scheme_of(text)
        if scheme and scheme not in DEFAULT_PORTS:
            return _other(text, scheme)
        missing = NO_CAUSE if scheme else hrefs.missing_scheme(text, has_suffix)
        if not scheme and not base:
            return _faulty(text, "malformed", missing or NO_PAGE)
        url = resolve(text, base)
        if not url:
            no_page = not scheme and not resolve(base)
            return _faulty(text, "malformed", NO_PAGE if no_page else hrefs.refused(text))
        if not url.startswith(("https://", "http://")):
            return _other(url, hrefs.scheme_of(url))
        return self._web(url, base, missing)

    def _fragment(self, text: str, base: str) -> Target:
        url = resolve(text, base)
        if not url.startswith(("https://", "http://")):
            return Target(url or text, "fragment")
        url = page_address(url)
        host = split(url).host
        return Target(url, "fragment", host=host, domain=registrable(host))

    def _eaten(self, meant: str) -> Target:
        """Return what an address is whose “://” is gone: no page for anybody, and a leak where it meant a dev host."""
        url = split(resolve(meant))
        about = self._site.host(url.host)
        if about.dev and not self._site.owns(url):
            detail = f"{about.dev}; its scheme is broken, too"
            return Target(
                url.href, "dev-host", host=url.host, domain=about.domain, detail=detail, confidence="certain"
            )
        return _faulty(meant, "malformed", because("mistyped-slashes"))

    def _web(self, href: str, base: str, missing: Cause) -> Target:
        """Return what a resolved http(s) URL is."""
        url = split(href)
        if not url.host or url.host in DEFAULT_PORTS:
            return _faulty(href, "malformed", because("double-scheme" if url.host else "no-host"))
        if "," in url.host:
            return _faulty(href, "malformed", because("comma"))
        if url.host.startswith(".") or url.host.endswith(".") or ".." in url.host:
            return _faulty(href, "malformed", because("two-dots"))
        if len(url.host) > HOST_LENGTH:
            return _faulty(href, "malformed", because("long-host"))
        about = self._site.host(url.host)
        if self._site.owns(url):
            if url.path.startswith(HIDDEN_MAIL):
                return Target(href, "mail")
            href = page_address(href)
            same = base and "#" in href and href.partition("#")[0] == absolute(base, "").partition("#")[0]
            kind = "fragment" if same else "internal"
            return _faulty(href, kind, missing, host=url.host, domain=about.domain)
        if about.dev and _is_pasted(url):
            return _faulty(href, "malformed", because("host-character"))
        if about.dev and _is_elsewhere(url, about):
            return Target(
                href, "dev-host", host=url.host, domain=about.domain, detail=about.dev, confidence="certain"
            )
        if about.staging:
            return Target(
                href,
                "dev-host",
                host=url.host,
                domain=about.domain,
                detail=about.staging,
                confidence="likely",
            )
        if self._reach_only:
            return Target(href, "external", host=url.host, domain=about.domain)
        query = parameters(url)
        if found := first_match(self._rows(url, query), url, query):
            return self._affiliate(href, url, about, found)
        if (wrapped := first_match(about.wrappers, url, query)) and wrapped.destination:
            return self._wrapped(href, url, query, about, wrapped)
        if self._may_be_hinted(about) and (found := hinted(url, query, about.domain)):
            return self._affiliate(href, url, about, found)
        kind, detail = self._listed(url, about)
        if kind == "external" and (known := self._learned.get(about.domain)):
            for mark in marks_of(href):
                if learned := known.get(mark):
                    return learned_target(href, url.host, learned)
        if kind == "youtube":
            item = youtube.describe(url, query)
            return Target(
                href, kind, host=url.host, domain=about.domain, detail=item.words,
                fault=item.fault, item=item.name, item_id=item.id,
            )  # fmt: skip
        if missing and not detail:
            return _faulty(href, kind, missing, host=url.host, domain=about.domain)
        return Target(href, kind, host=url.host, domain=about.domain, detail=detail)

    def _may_be_hinted(self, about: Host) -> bool:
        """Return whether a link there can be one of the shop's own programme: not on the site's domain, on nobody's list."""
        return about.domain not in self._site.domains and not about.lists

    def _affiliate(self, href: str, url: Url, about: Host, found: NetworkLink) -> Target:
        return Target(
            url=href,
            kind="affiliate",
            network=found.network,
            affiliate_id=found.affiliate_id,
            confidence=found.confidence,
            destination=final_destination(found.destination, self._layers) if found.destination else "",
            host=url.host,
            domain=about.domain,
            detail=found.detail,
            sub_id=found.sub_id,
            via=redirectors.COPIED if found.copied else "",
        )

    def _wrapped(self, href: str, url: Url, query: Query, about: Host, found: NetworkLink) -> Target:
        """Return what a redirector's link is: with an affiliate link inside, likely one itself."""
        via, detail = redirectors.via_of(found.network)
        inner = self._web(resolve(redirectors.unwrapped(found.destination)), "", NO_CAUSE)
        if inner.kind == "affiliate":
            return dataclasses.replace(
                inner,
                url=href,
                confidence="likely",
                destination=inner.destination or inner.url,
                host=url.host,
                domain=about.domain,
                detail="; ".join(filter(None, (detail, inner.detail))),
                via=via,
            )
        destination = final_destination(found.destination, self._layers)
        kind = self._listed(url, about)[0]
        return Target(
            href, kind, destination=destination, host=url.host, domain=about.domain, detail=detail, via=via
        )

    def _listed(self, url: Url, about: Host) -> tuple[str, str]:
        """Return kind and detail of a URL that no network claims."""
        own = about.domain in self._site.domains
        for row in about.lists:
            if row.kind == "dev-host" or (own and row.kind == "external"):
                continue
            if not row.shapes or any(shape.fullmatch(url.path) for shape in row.shapes):
                return row.kind, row.detail
        if own:
            return "subdomain", f"port {url.port}" if url.port else ""
        return "external", "public IP address" if address(url.host) else ""

    def _rows(self, url: Url, query: Query) -> list[NetworkRow]:
        """Return the networks' rows that may fit: by host, then by a parameter's name, then by the path."""
        about = self._site.host(url.host)
        rows = list(about.networks)
        if about.generic:
            for name, _ in query.pairs:
                rows += self._index.parameter.get(name.lower(), ())
            rows += self._index.segment.get(url.path[1:].partition("/")[0].lower(), ())
            rows += self._index.formed
            for name, _ in query.pairs:
                rows += self._index.click.get(name.lower(), ())
        return rows

    def _layers(self, url: Url, query: Query) -> list[NetworkRow]:
        """Return the rows of networks and wrappers that may hold another address."""
        return [*self._rows(url, query), *self._site.host(url.host).wrappers]


def _is_elsewhere(url: Url, about: Host) -> bool:
    """Return whether an address on a development host is one of its sites: not where its row tells their paths, and this has another."""
    told = [row.shapes for row in about.lists if row.kind == "dev-host" and row.detail == about.dev]
    return not told or any(
        not shapes or any(shape.fullmatch(url.path) for shape in shapes) for shapes in told
    )


def _is_pasted(url: Url) -> bool:
    """Return whether a host without a dot is the beginning of a text that was pasted as an address: http://put it on/another page/."""
    return "." not in url.host and (url.host.startswith("xn--") or url.path.count("%20") > 1)


def _faulty(url: str, kind: str, fault: Cause, *, host: str = "", domain: str = "") -> Target:
    """Return a target with what is wrong with it, as far as anything is."""
    return Target(url, kind, host=host, domain=domain, detail=worded(fault, "address"), fault=fault.code)


def _other(text: str, scheme: str) -> Target:
    """Return what a link with another scheme than http(s) is."""
    if scheme in hrefs.MAIL:
        return Target(text, "mail")
    if scheme in hrefs.PHONE:
        return Target(text, "phone")
    if local := hrefs.local_file(scheme):
        return Target(text, "dev-host", detail=local, confidence="certain")
    if "." in scheme or scheme == "localhost":
        return _faulty(text, "malformed", because("missing-scheme"))
    return Target(text, "other-scheme", detail=scheme)
