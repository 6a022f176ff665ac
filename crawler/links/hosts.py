"""Look up hosts in the lists: development hosts, shorteners, social networks, YouTube."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from crawler.catalog.hosts import HostList, HostMatch, host_lists
from crawler.catalog.reader import RuleFileError
from crawler.links.index import shape
from crawler.urls.domains import has_suffix, registrable
from crawler.urls.ip_addresses import address, unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable

# nip.io and the like spell an IPv4 address in the name: 10.0.0.1.nip.io, app-10-0-0-1.nip.io, 0a000001.nip.io
_SPELLED = re.compile(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})$")
_HEX = re.compile(r"(?:^|[.-])([0-9a-f]{8})$")


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host match made ready."""

    kind: str
    detail: str
    confidence: str
    shapes: tuple[re.Pattern[str], ...]
    spelled_address: bool
    names: re.Pattern[str] | None
    own_only: bool
    named_after_site: bool
    only_below: bool = False

    def fits(self, name: str) -> bool:
        """Return whether the row means a host by `name`, what stands in front of the one that the row is filed under."""
        if self.only_below and name in {"", "www"}:
            return False
        if self.names is not None and not self.names.fullmatch(name):
            return False
        return not self.spelled_address or spelled(name)


@dataclass(slots=True)
class HostIndex:
    """The rows of all lists by host."""

    below: dict[str, list[HostRow]] = field(default_factory=dict)
    exact: dict[str, list[HostRow]] = field(default_factory=dict)
    first: dict[str, list[HostRow]] = field(default_factory=dict)
    private: list[tuple[re.Pattern[str], HostRow]] = field(
        default_factory=list
    )  # of hosts on no public domain

    def rows(self, host: str) -> tuple[HostRow, ...]:
        """Return the rows that name this host or one above it, the most specific first."""
        found = list(self.exact.get(host) or self.exact.get(host.removeprefix("www.")) or ())
        if not has_suffix(host):
            found += [row for pattern, row in self.private if pattern.fullmatch(host)]
        rest = host
        while rest:
            if filed := self.below.get(rest):
                name = host[: -len(rest) - 1]
                found += [row for row in filed if row.fits(name)]
            rest = rest.partition(".")[2]
        label, dot, _ = host.partition(".")
        if dot and (filed := self.first.get(label.rstrip("0123456789"))) and registrable(host) != host:
            found += filed
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


def _compiled(hosts: HostList, key: str, pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        msg = f"{hosts.id}.toml: {key} {pattern!r} is not a valid regular expression: {error}"
        raise RuleFileError(msg) from error


def _row(hosts: HostList, match: HostMatch) -> HostRow:
    return HostRow(
        kind=hosts.kind,
        detail=match.detail,
        confidence=match.confidence,
        shapes=tuple(map(shape, match.paths)),
        spelled_address=match.spelled_address,
        names=_compiled(hosts, "names", match.names),
        own_only=match.own_only,
        named_after_site=match.named_after_site,
    )


def index_of(lists: Iterable[HostList]) -> HostIndex:
    """Return the index over `lists`."""
    index = HostIndex()
    for hosts in lists:
        for match in hosts.match:
            row = _row(hosts, match)
            for host in match.hosts:
                index.below.setdefault(host, []).append(row)
            for host in match.below:
                index.below.setdefault(host, []).append(dataclasses.replace(row, only_below=True))
            for label in match.first_labels:
                index.first.setdefault(label, []).append(row)
            if pattern := _compiled(hosts, "pattern", match.pattern):
                index.private.append((pattern, row))
            for host in match.exact:
                index.exact.setdefault(host, []).append(row)
    return index


@cache
def index() -> HostIndex:
    """Return the index over `host_lists()`."""
    return index_of(host_lists().values())


def dev_host(host: str, rows: tuple[HostRow, ...] | None = None) -> str:
    """Return why no reader can reach `host` (normalised; IPv6 in brackets): "loopback address"; empty if they may."""
    ip = address(host)
    if ip is not None:
        return unreachable(ip)
    if rows is None:
        rows = index().rows(host)
    for row in rows:
        if row.kind == "external" and not row.shapes:
            return ""  # a name that texts give as an example, or a device of the reader's own
        if row.kind == "dev-host" and row.confidence == "certain":
            return row.detail
    return "" if "." in host else "host name without a dot"


def staging_host(rows: tuple[HostRow, ...], *, own: bool, named: bool) -> str:
    """Return why a host is likely a staging system or a preview; empty when it is none.

    `own` says whether it stands below the site's own domain, `named` whether its name in front is the site's own.
    """
    for row in rows:
        meant = (own or not row.own_only) and (named or not row.named_after_site)
        if meant and row.kind == "dev-host" and row.confidence == "likely":
            return row.detail
    return ""
