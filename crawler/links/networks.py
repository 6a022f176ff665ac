"""Networks as data: what a network file may say, and the index that finds the rows for a URL without trying them all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.links.locators import Locator, locator
from crawler.rules.schema import RuleFileError, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parents[1] / "rules" / "networks"
ANY_HOST = "*"
STATUSES = ("active", "closed", "renamed")
CONFIDENCES = ("certain", "likely")


@dataclass(frozen=True, slots=True)
class Match:
    """One form that the network's links have; the first row of a file that fits is taken."""

    hosts: tuple[str, ...] = ()  # these and every host below them; "*" is any host
    exact: tuple[str, ...] = ()  # these hosts only, with or without www.
    not_below: tuple[str, ...] = ()  # labels right below a host that belong to something else: "blog"
    labels_below: int = -1  # how many labels stand below the host; -1: any number
    min_labels: int = 0  # "*" only: how many labels the host has at least …
    under: tuple[str, ...] = ()  # … and which top-level domain; empty: any
    paths: tuple[str, ...] = ()  # shapes: `*` one segment, `#` digits, a last `**` anything; empty: any path
    not_paths: tuple[str, ...] = ()  # shapes that are no click: images, the host's own pages
    needs: tuple[str, ...] = ()  # parameters with a value: "tag", "mkcid=1", "#aff" in the fragment
    affiliate_id: tuple[str, ...] = ()  # locators; the first that gives a value
    needs_id: bool = False  # the row fits only when an id is found
    certain_id: str = ""  # what an id looks like; any other id is "likely"
    destination: tuple[str, ...] = ()  # locators; the first that gives an http(s) URL
    schemeless: bool = False  # the destination is written without https://
    sub_id: tuple[str, ...] = ()
    confidence: str = "certain"
    reason: str = ""  # why it is only likely

    def __post_init__(self) -> None:
        """Refuse a row that cannot be looked up, and a doubt without its reason."""
        if not self.hosts and not self.exact:
            msg = "a match needs `hosts` or `exact`"
            raise RuleFileError(msg)
        if self.confidence not in CONFIDENCES:
            msg = f"confidence {self.confidence!r}; known: {', '.join(CONFIDENCES)}"
            raise RuleFileError(msg)
        if (self.confidence == "likely" or self.certain_id) and not self.reason:
            msg = "a match that may be only likely needs a `reason`"
            raise RuleFileError(msg)
        if (self.min_labels or self.under) and self.hosts != (ANY_HOST,):
            msg = '`min_labels` and `under` are for hosts = ["*"]'
            raise RuleFileError(msg)
        for host in (*self.hosts, *self.exact):
            if host != ANY_HOST and (host != host.lower() or "/" in host or host.startswith(".")):
                msg = f"host {host!r} should be lower case, without dot in front and without path"
                raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class UrlExample:
    """A URL and exactly what is said about it; the examples are the network's tests."""

    url: str
    kind: str = "affiliate"
    network: str = ""  # when another than this file's
    affiliate_id: str = ""
    destination: str = ""
    sub_id: str = ""
    confidence: str = ""
    detail: str | None = None  # compared only when given


@dataclass(frozen=True, slots=True)
class Network:
    """An affiliate network or programme: which URLs are its own."""

    id: str
    name: str
    source: str  # where the network, or who knows it, documents its links
    match: tuple[Match, ...]
    example: tuple[UrlExample, ...]
    status: str = "active"
    since: str = ""  # of a status that is not active: year, month or day, as far as known
    successor: str = ""  # id of the network that took it over
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown status, and an end without a date."""
        if self.status not in STATUSES:
            msg = f"status {self.status!r}; known: {', '.join(STATUSES)}"
            raise RuleFileError(msg)


@dataclass(frozen=True, slots=True)
class Row:
    """A match made ready: its shapes, needs and locators parsed."""

    network: str
    match: Match
    host: str  # the one of the match's hosts that this row is filed under
    shapes: tuple[re.Pattern[str], ...]
    not_shapes: tuple[re.Pattern[str], ...]
    needs: tuple[tuple[str, str], ...]  # lower-case name -> value, or empty for any
    affiliate_id: tuple[Locator, ...]
    certain_id: re.Pattern[str] | None
    destination: tuple[Locator, ...]
    sub_id: tuple[Locator, ...]


@dataclass(slots=True)
class Index:
    """The rows of all networks, filed by what a URL can be looked up with."""

    below: dict[str, list[Row]] = field(default_factory=dict)  # host, and all hosts below it
    exact: dict[str, list[Row]] = field(default_factory=dict)
    parameter: dict[str, list[Row]] = field(default_factory=dict)  # any host: name of a parameter
    segment: dict[str, list[Row]] = field(default_factory=dict)  # any host: first segment of the path

    def rows(self, host: str) -> tuple[Row, ...]:
        """Return the rows that name this host or one above it, the most specific first."""
        found = list(self.exact.get(host) or self.exact.get(host.removeprefix("www.")) or ())
        labels = host.split(".")
        for cut in range(len(labels)):
            for row in self.below.get(".".join(labels[cut:]), ()):
                next_label = labels[cut - 1] if cut else ""
                if next_label not in row.match.not_below and row.match.labels_below in {-1, cut}:
                    found.append(row)
        return tuple(found)


def shape(text: str) -> re.Pattern[str]:
    """Return the pattern of a path shape; one trailing slash more or less does not matter."""
    parts = text.split("/")
    if parts[0] or "**" in parts[:-1] or any("*" in part and part not in {"*", "**"} for part in parts):
        msg = f"path {text!r} should begin with a slash; `*` is a whole segment and `**` the last one"
        raise RuleFileError(msg)
    kinds = {"*": "[^/]+", "**": ".*"}
    segments = [kinds.get(part, re.escape(part).replace(r"\#", "[0-9]+")) for part in parts[1:]]
    return re.compile("/" + "/".join(segments) + "/?", re.IGNORECASE | re.DOTALL)


def _row(network: Network, match: Match, host: str) -> Row:
    needs = tuple((name.lower(), value) for name, _, value in (need.partition("=") for need in match.needs))
    try:
        certain_id = re.compile(match.certain_id, re.IGNORECASE) if match.certain_id else None
    except re.error as error:
        msg = f"certain_id {match.certain_id!r} is no regular expression: {error}"
        raise RuleFileError(msg) from error
    return Row(
        network=network.id,
        match=match,
        host=host,
        shapes=tuple(map(shape, match.paths)),
        not_shapes=tuple(map(shape, match.not_paths)),
        needs=needs,
        affiliate_id=tuple(map(locator, match.affiliate_id)),
        certain_id=certain_id,
        destination=tuple(map(locator, match.destination)),
        sub_id=tuple(map(locator, match.sub_id)),
    )


def _file_any_host(index: Index, row: Row) -> None:
    """File a row for any host under its parameter, or under the first segment of its paths."""
    if row.match.needs:
        index.parameter.setdefault(row.match.needs[0].partition("=")[0], []).append(row)
        return
    firsts = {path.split("/")[1].lower() for path in row.match.paths}
    if not firsts or any(not first or set(first) & set("*#") for first in firsts):
        msg = 'a match on "*" needs a parameter, or paths with a literal first segment'
        raise RuleFileError(msg)
    for first in sorted(firsts):
        index.segment.setdefault(first, []).append(row)


def index_of(networks: Iterable[Network]) -> Index:
    """Return the index over `networks`; RuleFileError names file and row of a match that cannot be used."""
    index = Index()
    for network in networks:
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
def networks() -> dict[str, Network]:
    """Return the networks that ship with the crawler, by id."""
    return read_folder(FOLDER, Network)


@cache
def index() -> Index:
    """Return the index over `networks()`."""
    return index_of(networks().values())
