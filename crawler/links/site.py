"""Classify hosts relative to the audited site; a host's result holds for all its URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.links import hosts, redirectors
from crawler.links import index as rows
from crawler.urls.domains import registrable
from crawler.urls.parse import clean, resolve, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.links.hosts import HostRow
    from crawler.links.index import NetworkRow
    from crawler.urls.parse import Url

HOSTS = 5_000  # hosts whose facts are remembered
NAME = 5  # characters of a site's name that says more than chance


@dataclass(frozen=True, slots=True)
class Host:
    """What a host alone determines, the same for all its URLs."""

    domain: str
    dev: str  # why no reader reaches it …
    staging: str  # … or why it is likely not meant for readers
    networks: tuple[NetworkRow, ...]
    wrappers: tuple[NetworkRow, ...]
    lists: tuple[HostRow, ...]
    generic: bool  # whether rows for any host may claim its URLs


class Site:
    """Knows which hosts are the site's own, and says of every other what its name tells."""

    def __init__(self, site: str, own_hosts: Iterable[str]) -> None:
        """Take the audited site as URL or host, and further hosts that are the site as well."""
        own = [_origin(text) for text in (site, *own_hosts) if text]
        self._own = {(_bare(url.host), url.port) for url in own if url}
        self.domains = {registrable(url.host) for url in own if url} - {""}
        names = {domain.partition(".")[0] for domain in self.domains}
        self._names = {name for name in names if len(name) >= NAME}
        self._networks = rows.index()
        self._wrappers = redirectors.index()
        self._lists = hosts.index()
        self._known: dict[str, Host] = {}

    def owns(self, url: Url) -> bool:
        """Return whether a URL is on the site itself: host, with or without www., and port."""
        return (_bare(url.host), url.port) in self._own

    def page(self, origin: str) -> tuple[str, str] | None:
        """Return host and domain of an origin that is the site's own, written as a browser writes it; else None."""
        href = resolve(origin)
        if href != f"{origin}/" or not href.startswith(("https://", "http://")):
            return None
        url = split(href)
        return (url.host, registrable(url.host)) if self.owns(url) else None

    def host(self, host: str) -> Host:
        """Return what a host alone tells."""
        known = self._known.get(host)
        if known is not None:
            return known
        lists, domain = self._lists.rows(host), registrable(host)
        about = Host(
            domain=domain,
            dev=hosts.dev_host(host, lists),
            staging=hosts.staging_host(lists, own=domain in self.domains, named=self._is_named_after(domain)),
            networks=self._networks.rows(host),
            wrappers=self._wrappers.rows(host),
            lists=lists,
            generic=not any(row.kind in {"social", "youtube"} for row in lists),
        )
        if len(self._known) >= HOSTS:
            self._known.clear()
        self._known[host] = about
        return about

    def forget(self) -> None:
        """Drop what is known of hosts."""
        self._known.clear()

    def _is_named_after(self, domain: str) -> bool:
        """Return whether a domain's own label is the site's name, alone or between hyphens: blog-name.vercel.app."""
        label = domain.partition(".")[0]
        return label in self._names or not self._names.isdisjoint(label.split("-"))


def _bare(host: str) -> str:
    """Return the host without its www., which is the same site with and without."""
    return host.removeprefix("www.")


def _origin(text: str) -> Url | None:
    """Return the URL of a site that is given as URL or as host; None when it is neither."""
    cleaned = clean(text)
    href = resolve(cleaned if "://" in cleaned else f"https://{cleaned}")
    return split(href) if href.startswith(("https://", "http://")) else None
