"""Says what every link is; nothing here asks the network."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Target
from crawler.links import hosts, hrefs, rows, wrappers, youtube
from crawler.links.addresses import address
from crawler.links.domains import has_suffix, registrable
from crawler.links.reading import answer, final_destination
from crawler.links.urls import DEFAULT_PORTS, HOST_LENGTH, clean, parameters, resolve, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.links.hosts import HostRow
    from crawler.links.reading import Answer
    from crawler.links.rows import Row
    from crawler.links.urls import Query, Url

KINDS = (
    "internal", "subdomain", "affiliate", "youtube", "social", "dev-host", "shortener",
    "external", "mail", "phone", "fragment", "other-scheme", "malformed",
)  # fmt: skip

MAX_HREF = 16_384  # characters; no browser's address bar or server takes more
SHOWN = 200  # characters kept of a longer one
MEMORY = 50_000  # links remembered; 200,000 took 80 MB, and most links repeat within a few pages …
MEMORY_CHARACTERS = 10_000_000  # … how long they may be together …
MEMORY_HREF = 2_000  # … and one of them
MEMORY_PAGE = 5_000  # links remembered for the current page only
NO_PAGE = "relative URL without a page"
HOSTS = 50_000  # hosts whose facts are remembered
NAME = 5  # characters of a site's name that says more than chance


@dataclass(frozen=True, slots=True)
class _Host:
    """What a host alone tells; the same for all its URLs."""

    domain: str
    dev: str  # why no reader reaches it …
    staging: str  # … or why it is likely not meant for readers
    networks: tuple[Row, ...]
    wrappers: tuple[Row, ...]
    lists: tuple[HostRow, ...]
    generic: bool  # whether rows for any host may claim its URLs


class Classifier:
    """Says what links are, seen from one site; remembers what it has said."""

    def __init__(self, site: str = "", own_hosts: Iterable[str] = ()) -> None:
        """Take the audited site as URL or host, and further hosts that are the site as well."""
        own = [_origin(text) for text in (site, *own_hosts) if text]
        self._own = {(_bare(url.host), url.port) for url in own if url}
        self._domains = {registrable(url.host) for url in own if url} - {""}
        names = {domain.partition(".")[0] for domain in self._domains}
        self._names = {name for name in names if len(name) >= NAME}
        self._index = rows.index()
        self._wrappers = wrappers.index()
        self._lists = hosts.index()
        self._hosts: dict[str, _Host] = {}
        self._absolute: dict[str, Target] = {}  # hrefs that mean the same on every page
        self._rooted: dict[str, Target] = {}  # "/page", on the current origin
        self._here: dict[str, Target] = {}  # all others, on the current page
        self._base = self._origin = ""
        self._own_page: tuple[str, str] | None = (
            None  # host and domain of the current page, when it is the site's
        )
        self._room = MEMORY_CHARACTERS

    def target(self, href: str, base: str = "") -> Target:
        """Return what `href`, found on a page with the base URL `base`, is. Never raises."""
        known = self._absolute.get(href)
        if known is not None:
            return known
        if base != self._base:
            self._move(base)
        known = self._rooted.get(href) or self._here.get(href)
        if known is not None:
            return known
        if self._own_page is not None and _PLAIN_PATH.fullmatch(href):
            host, domain = self._own_page
            answered = Target(self._origin + href, "internal", host=host, domain=domain)
        else:
            answered = self._target(href, base)
        self._remember(href, answered)
        return answered

    def classify(self, url: str) -> Target:
        """Return what an absolute URL is."""
        return self.target(url)

    def _move(self, base: str) -> None:
        """Forget what held on the last page only."""
        origin = "/".join(base.split("/", 3)[:3])
        if origin != self._origin:
            self._rooted.clear()
            self._origin = origin
            self._own_page = self._own_host(origin)
        self._here.clear()
        self._base = base

    def _own_host(self, origin: str) -> tuple[str, str] | None:
        """Return host and domain of an origin that is the site's own, written as a browser writes it; else None."""
        href = resolve(origin)
        if href != f"{origin}/" or not href.startswith(("https://", "http://")):
            return None
        url = split(href)
        return (url.host, registrable(url.host)) if (_bare(url.host), url.port) in self._own else None

    def _remember(self, href: str, target: Target) -> None:
        if len(href) > MEMORY_HREF:
            return
        own_fragment = "#" in href and target.kind in _OWN  # whether it stays on the page depends on the page
        absolute = href.startswith(("https://", "http://"))
        if own_fragment or not (absolute or href.startswith("/")):
            if len(self._here) >= MEMORY_PAGE:
                self._here.clear()
            self._here[href] = target
            return
        self._room -= len(href) + len(target.url) + len(target.destination)
        if self._room < 0 or len(self._absolute) + len(self._rooted) >= MEMORY:
            self._absolute.clear()
            self._rooted.clear()
            self._room = MEMORY_CHARACTERS
        (self._absolute if absolute else self._rooted)[href] = target

    def _target(self, href: str, base: str) -> Target:
        text = clean(href)
        if not text:
            return Target(resolve("", base), "fragment", detail="empty href")
        if len(text) > MAX_HREF:
            scheme = hrefs.scheme_of(text)
            kind = "other-scheme" if scheme and scheme not in DEFAULT_PORTS else "malformed"
            return Target(f"{text[:SHOWN]}…", kind, detail=f"{scheme or 'URL'} of {len(text)} characters")
        if text[0] == "#" and base:
            return self._fragment(text, base)
        if wrong := hrefs.mistyped(text, base):
            return Target(text, "malformed", detail=wrong)
        scheme = hrefs.scheme_of(text)
        if scheme and scheme not in DEFAULT_PORTS:
            return _other(text, scheme)
        missing = "" if scheme else hrefs.missing_scheme(text, has_suffix)
        if not scheme and not base:
            return Target(text, "malformed", detail=missing or NO_PAGE)
        url = resolve(text, base)
        if not url:
            no_page = not scheme and not resolve(base)
            return Target(text, "malformed", detail=NO_PAGE if no_page else hrefs.refused(text))
        if not url.startswith(("https://", "http://")):
            return _other(url, hrefs.scheme_of(url))
        return self._web(url, base, missing)

    def _fragment(self, text: str, base: str) -> Target:
        url = resolve(text, base)
        if not url.startswith(("https://", "http://")):
            return Target(url or text, "fragment")
        host = split(url).host
        return Target(url, "fragment", host=host, domain=registrable(host))

    def _web(self, href: str, base: str, missing: str) -> Target:
        """Return what a resolved http(s) URL is."""
        url = split(href)
        if not url.host or url.host in DEFAULT_PORTS:
            return Target(href, "malformed", detail="scheme written twice" if url.host else "no host")
        if len(url.host) > HOST_LENGTH:
            return Target(href, "malformed", detail="host name too long")
        about = self._hosts.get(url.host) or self._about(url.host)
        if (_bare(url.host), url.port) in self._own:
            same = base and "#" in href and href.partition("#")[0] == resolve(base).partition("#")[0]
            return Target(
                href, "fragment" if same else "internal", host=url.host, domain=about.domain, detail=missing
            )
        if about.dev:
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
        query = parameters(url)
        if found := answer(self._rows(url, query), url, query):
            return self._affiliate(href, url, about, found)
        if (wrapped := answer(about.wrappers, url, query)) and wrapped.destination:
            return self._wrapped(href, url, query, about, wrapped)
        kind, detail = self._listed(url, query, about)
        return Target(href, kind, host=url.host, domain=about.domain, detail=detail or missing)

    def _affiliate(self, href: str, url: Url, about: _Host, found: Answer) -> Target:
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
        )

    def _wrapped(self, href: str, url: Url, query: Query, about: _Host, found: Answer) -> Target:
        """Return what a redirector's link is: with an affiliate link inside, likely one itself."""
        detail = wrappers.described(found.network)
        inner = self._web(resolve(wrappers.unwrapped(found.destination)), "", "")
        if inner.kind == "affiliate":
            return dataclasses.replace(
                inner,
                url=href,
                confidence="likely",
                destination=inner.destination or inner.url,
                host=url.host,
                domain=about.domain,
                detail="; ".join(filter(None, (detail, inner.detail))),
            )
        destination = final_destination(found.destination, self._layers)
        kind = self._listed(url, query, about)[0]
        return Target(href, kind, destination=destination, host=url.host, domain=about.domain, detail=detail)

    def _listed(self, url: Url, query: Query, about: _Host) -> tuple[str, str]:
        """Return kind and detail of a URL that no network claims."""
        own = about.domain in self._domains
        for row in about.lists:
            if row.kind == "dev-host" or (own and row.kind == "external"):
                continue
            if not row.shapes or any(shape.fullmatch(url.path) for shape in row.shapes):
                if row.kind == "youtube":
                    return "youtube", youtube.describe(url, query)
                return row.kind, row.detail
        if own:
            return "subdomain", f"port {url.port}" if url.port else ""
        return "external", "public IP address" if address(url.host) else ""

    def _rows(self, url: Url, query: Query) -> list[Row]:
        """Return the networks' rows that may fit: by host, then by a parameter's name, then by the path's beginning."""
        about = self._hosts.get(url.host) or self._about(url.host)
        rows = list(about.networks)
        if about.generic:
            for name, _ in query.pairs:
                rows += self._index.parameter.get(name, ())
            rows += self._index.segment.get(url.path[1:].partition("/")[0].lower(), ())
            for name, _ in query.pairs:
                rows += self._index.click.get(name.lower(), ())
        return rows

    def _layers(self, url: Url, query: Query) -> list[Row]:
        """Return the rows of networks and wrappers that may hold another address."""
        return [*self._rows(url, query), *(self._hosts.get(url.host) or self._about(url.host)).wrappers]

    def _about(self, host: str) -> _Host:
        lists, domain = self._lists.rows(host), registrable(host)
        about = _Host(
            domain=domain,
            dev=hosts.dev_host(host, lists),
            staging=hosts.staging_host(
                lists, own=domain in self._domains, named=self._is_named_after(domain)
            ),
            networks=self._index.rows(host),
            wrappers=self._wrappers.rows(host),
            lists=lists,
            generic=not any(row.kind in {"social", "youtube"} for row in lists),
        )
        if len(self._hosts) >= HOSTS:
            self._hosts.clear()
        self._hosts[host] = about
        return about

    def _is_named_after(self, domain: str) -> bool:
        """Return whether a domain's own label is the site's name, alone or between hyphens: blog-name.vercel.app."""
        label = domain.partition(".")[0]
        return label in self._names or not self._names.isdisjoint(label.split("-"))


_OWN = {"internal", "fragment"}
# A path that means itself: no dot segment, nothing that is written otherwise when it is resolved.
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+/?+)*+(?:\?[A-Za-z0-9_.~=&-]*+)?+")


def _bare(host: str) -> str:
    """Return the host without its www., which is the same site with and without."""
    return host.removeprefix("www.")


def _origin(text: str) -> Url | None:
    """Return the URL of a site that is given as URL or as host; None when it is neither."""
    cleaned = clean(text)
    href = resolve(cleaned if "://" in cleaned else f"https://{cleaned}")
    return split(href) if href.startswith(("https://", "http://")) else None


def _other(text: str, scheme: str) -> Target:
    """Return what a link with another scheme than http(s) is."""
    if scheme in hrefs.MAIL:
        return Target(text, "mail")
    if scheme in hrefs.PHONE:
        return Target(text, "phone")
    if local := hrefs.local_file(scheme):
        return Target(text, "dev-host", detail=local, confidence="certain")
    if "." in scheme or scheme == "localhost":
        return Target(text, "malformed", detail="missing scheme")
    return Target(text, "other-scheme", detail=scheme)
