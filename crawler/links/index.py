"""Index the rows of all networks, so that a URL is compared only with the few that may match."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from crawler.catalog.networks import ANY_HOST, Match, Network, networks
from crawler.catalog.reader import RuleFileError, expression
from crawler.catalog.sentences import worded
from crawler.items import because
from crawler.links.locators import Locator, locator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.catalog.redirectors import Wrapper


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A match made ready: its shapes, needs and locators parsed."""

    network: str
    match: Match
    host: str  # the one of the match's hosts that this row is filed under
    shapes: tuple[re.Pattern[str], ...]
    not_shapes: tuple[re.Pattern[str], ...]
    path_form: re.Pattern[str] | None
    needs: tuple[tuple[str, str], ...]  # lower-case name -> value, or empty for any
    without: tuple[tuple[str, str], ...]
    affiliate_id: tuple[Locator, ...]
    id_form: re.Pattern[str] | None
    certain_id: re.Pattern[str] | None
    destination: tuple[Locator, ...]
    sub_id: tuple[Locator, ...]
    copied: bool = False  # it knows a link by what a click has left in the address


@dataclass(slots=True)
class Index:
    """The rows of all networks, filed by what a URL can be looked up with."""

    below: dict[str, list[NetworkRow]] = field(default_factory=dict)  # host, and all hosts below it
    exact: dict[str, list[NetworkRow]] = field(default_factory=dict)
    parameter: dict[str, list[NetworkRow]] = field(
        default_factory=dict
    )  # any host: lower-case name of a parameter
    segment: dict[str, list[NetworkRow]] = field(default_factory=dict)  # any host: first segment of the path
    formed: list[NetworkRow] = field(default_factory=list)  # any host: known by the form of their path alone
    click: dict[str, list[NetworkRow]] = field(default_factory=dict)  # any host: name of a click id
    named: list[tuple[re.Pattern[str], NetworkRow]] = field(default_factory=list)  # hosts of this form

    def rows(self, host: str) -> tuple[NetworkRow, ...]:
        """Return the rows that name this host or one above it, the most specific first."""
        found = list(self.exact.get(host) or self.exact.get(host.removeprefix("www.")) or ())
        labels = host.split(".")
        for cut in range(len(labels)):
            for row in self.below.get(".".join(labels[cut:]), ()):
                next_label = labels[cut - 1] if cut else ""
                if next_label not in row.match.not_below and row.match.labels_below in {-1, cut}:
                    found.append(row)
        found += [row for form, row in self.named if form.fullmatch(host)]
        return tuple(found)


def shape(text: str) -> re.Pattern[str]:
    """Return the pattern of a path shape; one trailing slash more or less does not matter."""
    parts = text.split("/")
    if parts[0] or "**" in parts[:-1] or any("**" in part and part != "**" for part in parts):
        msg = f"path {text!r} should start with a slash; `*` stands for a segment or part of one, `**` for the last one"
        raise RuleFileError(msg)
    segments = [
        ".*" if part == "**" else re.escape(part).replace(r"\#", "[0-9]+").replace(r"\*", "[^/]+")
        for part in parts[1:]
    ]
    return re.compile("/" + "/".join(segments) + "/?", re.IGNORECASE | re.DOTALL)


def _conditions(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the lower-case names of parameters with the values asked for."""
    return tuple((name.lower(), value) for name, _, value in (text.partition("=") for text in texts))


def _row(network: Network | Wrapper, match: Match, host: str, *, copied: bool = False) -> NetworkRow:
    return NetworkRow(
        network=network.id,
        match=match,
        host=host,
        shapes=tuple(map(shape, match.paths)),
        not_shapes=tuple(map(shape, match.not_paths)),
        path_form=expression("path_form", match.path_form),
        needs=_conditions(match.needs),
        without=_conditions(match.without),
        affiliate_id=tuple(map(locator, match.affiliate_id)),
        id_form=expression("id_form", match.id_form),
        certain_id=expression("certain_id", match.certain_id, re.IGNORECASE),
        destination=tuple(map(locator, match.destination)),
        sub_id=tuple(map(locator, match.sub_id)),
        copied=copied,
    )


def _file_any_host(index: Index, row: NetworkRow) -> None:
    """File a row for any host under its host's form, its parameter, with the others of its kind, or under its paths' first segment."""
    if form := expression("host_form", row.match.host_form):
        index.named.append((form, row))
        return
    if row.match.needs:
        index.parameter.setdefault(row.needs[0][0], []).append(row)
        return
    if row.path_form:
        index.formed.append(row)
        return
    firsts = {path.split("/")[1].lower() for path in row.match.paths}
    if not firsts or any(not first or set(first) & set("*#") for first in firsts):
        msg = 'a match on "*" needs a parameter, or paths with a literal first segment'
        raise RuleFileError(msg)
    for first in sorted(firsts):
        index.segment.setdefault(first, []).append(row)


def _file_clicks(index: Index, network: Network) -> None:
    """File what the network adds to the shop's address after a click."""
    for name in network.click_ids:
        reason = worded(because("copied", name=network.name, parameter=name), "address")
        match = Match(
            (ANY_HOST,),
            needs=(name,),
            affiliate_id=network.click_publisher,
            confidence="likely",
            reason=reason,
        )
        index.click.setdefault(name.lower(), []).append(_row(network, match, ANY_HOST, copied=True))


def index_of(networks: Iterable[Network | Wrapper]) -> Index:
    """Return the index over `networks`; RuleFileError names file and row of a match that cannot be used."""
    index = Index()
    for network in networks:
        if isinstance(network, Network):
            _file_clicks(index, network)
        for number, match in enumerate(network.match, 1):
            try:
                for host in match.hosts:
                    row = _row(network, match, host)
                    if host == ANY_HOST:
                        _file_any_host(index, row)
                    else:
                        index.below.setdefault(host, []).append(row)
                for host in match.exact:
                    index.exact.setdefault(host, []).append(_row(network, match, host))
            except RuleFileError as error:
                msg = f"{network.id}.toml [[match]] {number}: {error}"
                raise RuleFileError(msg) from error
    return index


@cache
def index() -> Index:
    """Return the index over the networks that ship with the crawler."""
    return index_of(networks().values())
