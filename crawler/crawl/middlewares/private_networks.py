"""Keeps requests out of private networks: only what is audited, or named in AUDIT_ALLOW_NETLOCS, may stand in one.

Two walls. The middleware judges the address as it is written; the resolver (crawler/crawl/resolver.py) judges what a name
stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.utils.datatypes import LocalCache

from crawler.http.reasons import PRIVATE
from crawler.items import because
from crawler.links.hosts import dev_host
from crawler.options import listed
from crawler.run import run_of
from crawler.urls.ip_addresses import address as ip_of
from crawler.urls.ip_addresses import unreachable

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

# Host -> why it gave no address, as the resolver writes it down: Twisted says only that there is none.
unresolved: LocalCache[str, str] = LocalCache(10_000)


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
    ip = ip_of(f"[{address}]" if ":" in address else address)  # of one inside another the inner counts
    return ip is not None and bool(unreachable(ip))


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

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a host gave no address, which gets lost on the way: raise IgnoreRequest for one that stands inside."""
        host = (urlsplit(request.url).hostname or "").lower()
        if not isinstance(exception, CannotResolveHostError) or host not in unresolved:
            return
        if unresolved[host] == PRIVATE:
            raise IgnoreRequest(because(PRIVATE)) from exception
        msg = f"address {host!r} not found: {unresolved[host]}"
        raise CannotResolveHostError(msg) from exception
