"""IP addresses as hosts: which of them visitors of a public page cannot reach."""

from __future__ import annotations

import ipaddress
from functools import cache

# Ranges of the IANA special-purpose registries whose name says more than "not public". The first that holds wins.
# `ipaddress` alone would not do: what it calls private changed between Python 3.11 and 3.13.
_NAMED = tuple(
    (ipaddress.ip_network(text), name)
    for text, name in (
        ("0.0.0.0/8", "unspecified address"),
        ("127.0.0.0/8", "loopback address"),
        ("10.0.0.0/8", "private address"),
        ("172.16.0.0/12", "private address"),
        ("192.168.0.0/16", "private address"),
        ("169.254.0.0/16", "link-local address"),
        ("100.64.0.0/10", "carrier-grade NAT address"),
        ("192.0.2.0/24", "documentation address"),
        ("198.51.100.0/24", "documentation address"),
        ("203.0.113.0/24", "documentation address"),
        ("198.18.0.0/15", "benchmark address"),
        ("224.0.0.0/4", "multicast address"),
        ("240.0.0.0/4", "reserved address"),
        ("::/128", "unspecified address"),
        ("::1/128", "loopback address"),
        ("64:ff9b:1::/48", "private address"),
        ("fc00::/7", "private address"),
        ("fe80::/10", "link-local address"),
        ("fec0::/10", "private address"),
        ("2001:db8::/32", "documentation address"),
        ("3fff::/20", "documentation address"),
        ("ff00::/8", "multicast address"),
    )
)
# Globally reachable although they stand inside 192.0.0.0/24 (RFC 7723, RFC 8155).
_REACHABLE = {"192.0.0.9", "192.0.0.10"}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 2.5.5.1: an IPv4 address behind 96 zero bits


@cache
def _networks(version: int) -> tuple[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str], ...]:
    return tuple((network, name) for network, name in _NAMED if network.version == version)


def address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a normalised URL's host is, an IPv4 address inside IPv6 taken out; None for a name."""
    if host.startswith("["):
        try:
            v6 = ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            return None
        inner = v6.ipv4_mapped or v6.sixtofour
        if inner is None and (v6 in _NAT64 or (v6 in _COMPATIBLE and int(v6) > 0xFFFF)):
            inner = ipaddress.IPv4Address(int(v6) & 0xFFFFFFFF)
        return inner or v6
    if not host[-1:].isdigit():
        return None
    try:
        return ipaddress.IPv4Address(host)
    except ValueError:
        return None


def unreachable(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return what kind of unreachable address this is ("loopback address"); empty for a public one."""
    for network, name in _networks(ip.version):
        if ip in network:
            return name
    if ip.is_global or str(ip) in _REACHABLE:
        return ""
    return "address that is not public"
