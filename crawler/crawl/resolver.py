"""Resolve host names to IPv4 and IPv6 addresses in the one place that every connection uses, so that checked addresses are the ones connected to.

Scrapy's own resolvers know IPv4 only, or no time-out; and with either of them Twisted loses why a name gave no address.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from scrapy.resolver import HostResolution, dnscache
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.crawl.middlewares.private_networks import allowed_netlocs, host_of, is_private, unresolved
from crawler.http.reasons import PRIVATE

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

MOST = 3  # addresses of one host that are tried, each 0.3 s after the one before
NO_SUCH_NAME = "Name or service not known"  # whatever words the system has for it
NOT_FOUND = {socket.EAI_NONAME, 11001}  # the second is Windows'


def look_up(name: str) -> list[str]:
    """Return the addresses of a host: IPv4 where it has any and this machine can use them, else IPv6. Raises gaierror."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except socket.gaierror:
        # A machine that is on no network has no address but that of the loopback, which the flag does not count.
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in found]
    return [one for one in addresses if ":" not in one] or addresses


@implementer(IHostnameResolver)
class GuardResolver:
    """Refuses addresses inside a private network, unless their host is audited or named in AUDIT_ALLOW_NETLOCS."""

    allowed: frozenset[str] = frozenset()

    def __init__(self, reactor: Any, timeout: float, allowed: frozenset[str]) -> None:
        """Keep the reactor, the seconds for one look-up, and the hosts that may be private."""
        self._reactor, self._timeout, self.allowed = reactor, timeout, allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Return the resolver of this crawl."""
        dnscache.limit = crawler.settings.getint("DNSCACHE_SIZE")
        allowed = frozenset(map(host_of, allowed_netlocs(crawler)))
        return cls(reactor, crawler.settings.getfloat("DNS_TIMEOUT"), allowed)

    def install_on_reactor(self) -> None:
        """Let every connection ask here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,  # an IResolutionReceiver
        hostName: str,
        portNumber: int = 0,
        addressTypes: object = None,
        transportSemantics: str = "TCP",
    ) -> HostResolution:
        """Tell the receiver the addresses of a host; none when it has none, and `unresolved` says why."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def found(addresses: list[str]) -> None:
            dnscache[hostName] = addresses
            unresolved.pop(hostName, None)
            allowed = [one for one in addresses if self._may(one, hostName)]
            if addresses and not allowed:
                unresolved[hostName] = PRIVATE
            for one in allowed[:MOST]:
                kind = IPv6Address if ":" in one else IPv4Address
                resolutionReceiver.addressResolved(kind("TCP", one, portNumber))

        def failed(failure: Failure) -> None:
            code = getattr(failure.value, "errno", None)
            unresolved[hostName] = (
                NO_SUCH_NAME if code in NOT_FOUND else (failure.getErrorMessage() or "time-out")
            )

        if isIPAddress(hostName) or isIPv6Address(hostName):
            found([hostName])
        elif hostName in dnscache:
            found(dnscache[hostName])
        else:
            pool = self._reactor.getThreadPool()
            asked = deferToThreadPool(self._reactor, pool, look_up, hostName)
            asked.addTimeout(self._timeout, self._reactor)
            asked.addCallbacks(found, failed)
            asked.addBoth(lambda _: resolutionReceiver.resolutionComplete())
            return resolution
        resolutionReceiver.resolutionComplete()
        return resolution

    def _may(self, address: str, name: str) -> bool:
        try:
            self.checked(address, name)
        except DNSLookupError:
            return False
        return True

    def checked(self, address: str, name: str) -> str:
        """Return the address. Raises DNSLookupError for a private one that nobody allowed."""
        if is_private(address) and name.lower() not in self.allowed:
            raise DNSLookupError(PRIVATE)
        return address
