"""Lists of hosts as data: dev hosts, shorteners, social sites, YouTube; and what a host alone tells."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.links.addresses import address, unreachable
from crawler.links.networks import UrlExample, shape
from crawler.rules.schema import RuleFileError, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parents[1] / "rules" / "hosts"
KINDS = ("dev-host", "shortener", "social", "youtube", "external")
# nip.io and the like spell an IPv4 address in the name: 10.0.0.1.nip.io, app-10-0-0-1.nip.io, 0a000001.nip.io
_SPELLED = re.compile(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})$")
_HEX = re.compile(r"(?:^|[.-])([0-9a-f]{8})$")


@dataclass(frozen=True, slots=True)
class HostMatch:
    """Some hosts with one reason."""

    detail: str  # said of each of them: "Local (.local)"
    hosts: tuple[str, ...] = ()  # these and every host below them; a single label is a top-level domain
    exact: tuple[str, ...] = ()  # these hosts only, with or without www.
    paths: tuple[str, ...] = ()  # shapes, as in a network file; empty: any path
    spelled_address: bool = False  # counts only when the name spells an address that nobody reaches


@dataclass(frozen=True, slots=True)
class HostList:
    """One concept: which hosts it holds and which kind their links are."""

    id: str
    name: str
    source: str
    kind: str
    match: tuple[HostMatch, ...]
    example: tuple[UrlExample, ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a kind that a host alone cannot decide."""
        if self.kind not in KINDS:
            msg = f"kind {self.kind!r}; known: {', '.join(KINDS)}"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host match made ready."""

    kind: str
    detail: str
    shapes: tuple[re.Pattern[str], ...]
    spelled_address: bool


@dataclass(slots=True)
class HostIndex:
    """The rows of all lists by host."""

    below: dict[str, list[HostRow]] = field(default_factory=dict)
    exact: dict[str, list[HostRow]] = field(default_factory=dict)

    def rows(self, host: str) -> tuple[HostRow, ...]:
        """Return the rows that name this host or one above it, the most specific first."""
        found = list(self.exact.get(host) or self.exact.get(host.removeprefix("www.")) or ())
        rest = host
        while rest:
            for row in self.below.get(rest, ()):
                if not row.spelled_address or spelled(host.removesuffix(f".{rest}")):
                    found.append(row)  # noqa: PERF401
            rest = rest.partition(".")[2]
        return tuple(found)


def spelled(text: str) -> bool:
    """Return whether the labels end in an IPv4 address, dotted, dashed or in hex, that no reader reaches."""
    if found := _SPELLED.search(text):
        try:
            return bool(unreachable(ipaddress.IPv4Address(".".join(found.groups()))))
        except ValueError:
            return False
    if found := _HEX.search(text):
        return bool(unreachable(ipaddress.IPv4Address(int(found[1], 16))))
    return False


def index_of(lists: Iterable[HostList]) -> HostIndex:
    """Return the index over `lists`."""
    index = HostIndex()
    for hosts in lists:
        for match in hosts.match:
            row = HostRow(hosts.kind, match.detail, tuple(map(shape, match.paths)), match.spelled_address)
            for host in match.hosts:
                index.below.setdefault(host, []).append(row)
            for host in match.exact:
                index.exact.setdefault(host, []).append(row)
    return index


@cache
def host_lists() -> dict[str, HostList]:
    """Return the lists that ship with the crawler, by id."""
    return read_folder(FOLDER, HostList)


@cache
def index() -> HostIndex:
    """Return the index over `host_lists()`."""
    return index_of(host_lists().values())


def dev_host(host: str, rows: tuple[HostRow, ...] | None = None) -> str:
    """Return why readers cannot reach `host` (normalised; IPv6 in brackets): "loopback address"; empty if they can."""
    ip = address(host)
    if ip is not None:
        return unreachable(ip)
    if rows is None:
        rows = index().rows(host)
    for row in rows:
        if row.kind == "dev-host":
            return row.detail
    return "" if "." in host else "host name without a dot"
