"""Keeps requests out of private networks: only what is audited, or named in AUDIT_ALLOW_NETLOCS, may stand in one.

Two walls. The middleware judges the address as it is written; the resolver judges what a name stands for, at the one place
that every connection passes, so that the address which was checked is the address which is connected to.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.http.reasons import PRIVATE
from crawler.items import because
from crawler.links.hosts import dev_host
from crawler.options import listed
from crawler.run import run_of
from crawler.urls.ip_addresses import unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


MOST_NAMES = 10_000
refused_names: set[str] = (
    set()
)  # that pointed inside: Twisted says of such a name only that it has no address


def allowed_netlocs(crawler: Crawler) -> frozenset[str]:
    """Return the host[:port]s that may stand in a private network: the audited ones and those that the owner names."""
    job = run_of(crawler).job
    site = urlsplit(job.start or job.site).netloc.lower()
    bare = site.removeprefix("www.")
    named = (
        *job.own_hosts,
        *listed(crawler.settings, "AUDIT_OWN_HOSTS"),
        *listed(crawler.settings, "AUDIT_ALLOW_NETLOCS"),
    )
    return frozenset({site, bare, f"www.{bare}", *(name.lower() for name in named)} - {"", "www."})


def host_of(netloc: str) -> str:
    """Return the host of a host[:port], without brackets."""
    return (urlsplit(f"//{netloc}").hostname or "").lower()


def is_private(address: str) -> bool:
    """Return whether an IP address, as a resolver writes it, is one that no reader of a public page can reach."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return bool(unreachable(getattr(ip, "ipv4_mapped", None) or ip))


class PrivateNetworks:
    """Refuses requests to private addresses and names, and to other ports of a private host that is audited."""

    def __init__(self, allowed: frozenset[str]) -> None:
        """Keep what is allowed."""
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler."""
        return cls(allowed_netlocs(crawler))

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for an address inside a private network."""
        parts = urlsplit(request.url)
        netloc = parts.netloc.lower().rpartition("@")[2]
        if netloc in self._allowed:
            return
        host = (parts.hostname or "").lower()
        written = f"[{host}]" if ":" in host else host
        if dev_host(written) or host in {host_of(name) for name in self._allowed if ":" in name}:
            raise IgnoreRequest(because(PRIVATE))


class GuardResolver(CachingThreadedResolver):
    """Resolves names as Scrapy does, and refuses those that point inside."""

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Return the resolver, told which hosts may be private."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = frozenset(map(host_of, allowed_netlocs(crawler)))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Return the address of a name; DNSLookupError when it is a private one that nobody allowed."""
        found = super().getHostByName(name, timeout)
        return found.addCallback(self.checked, name)

    def checked(self, address: str, name: str) -> str:
        """Return the address. Raises DNSLookupError."""
        if is_private(address) and name.lower() not in self.allowed:
            if len(refused_names) < MOST_NAMES:
                refused_names.add(name.lower())
            raise DNSLookupError(PRIVATE)
        return address
