"""Affiliate networks: the format of a network file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import RuleFileError, read_folder

FOLDER = Path(__file__).parent / "networks"
ANY_HOST = "*"
STATUSES = ("active", "closed", "renamed")
IDS = ("one", "per-shop", "per-destination")
CONFIDENCES = ("certain", "likely")


@dataclass(frozen=True, slots=True)
class Match:
    """One form of the network's links; the first matching row of a file applies."""

    hosts: tuple[str, ...] = ()  # these and every host below them; "*" is any host
    exact: tuple[str, ...] = ()  # these hosts only, with or without www.
    not_below: tuple[str, ...] = ()  # labels right below a host that belong to something else: "blog"
    labels_below: int = -1  # how many labels stand below the host; -1: any number
    min_labels: int = 0  # "*" only: how many labels the host has at least …
    under: tuple[str, ...] = ()  # … and which top-level domain; empty: any …
    host_form: str = ""  # … or a regular expression that the whole host has, for random names
    paths: tuple[
        str, ...
    ] = ()  # shapes: `*` a segment or a part of it, `#` digits, a last `**` anything; empty: any
    not_paths: tuple[str, ...] = ()  # shapes that are no click: images, the host's own pages
    path_form: str = ""  # a regular expression that the whole path has, where shapes say too little
    needs: tuple[str, ...] = ()  # parameters with a value: "tag", "mkcid=1", "#aff" in the fragment
    without: tuple[str, ...] = ()  # parameters that make it no click: "i=1"
    affiliate_id: tuple[str, ...] = ()  # locators; the first that gives a value
    needs_id: bool = False  # the row fits only when an id is found …
    id_form: str = ""  # … and only when it looks like this; case matters, as in `path_form`
    certain_id: str = ""  # what an id looks like; any other id is "likely"
    destination: tuple[str, ...] = ()  # locators; the first that gives an http(s) URL
    schemeless: bool = False  # the destination is written without https://
    relative: bool = False  # the destination may be a path on the same host
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
        if (self.min_labels or self.under or self.host_form) and self.hosts != (ANY_HOST,):
            msg = '`min_labels`, `under` and `host_form` are for hosts = ["*"]'
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
    confidence: str = ""  # of an affiliate link certain, unless it is said
    detail: str | None = None  # compared only when given

    @property
    def sureness(self) -> str:
        """The confidence of the link's kind."""
        return self.confidence or ("certain" if self.kind == "affiliate" else "")


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
    ids: str = (
        "one"  # a publisher has one id, or one for each shop: the link's own host, or its destination's
    )
    click_ids: tuple[
        str, ...
    ] = ()  # parameters that only this network adds to the shop's address, after a click
    click_publisher: tuple[str, ...] = ()  # locators of the publisher's id among them

    def __post_init__(self) -> None:
        """Refuse an unknown status, and an end without a date."""
        if self.status not in STATUSES:
            msg = f"status {self.status!r}; known: {', '.join(STATUSES)}"
            raise RuleFileError(msg)
        if self.ids not in IDS:
            msg = f"ids {self.ids!r}; known: {', '.join(IDS)}"
            raise RuleFileError(msg)


def network_name(network: str) -> str:
    """Return the name of a network as people know it; its id where no file has it."""
    known = networks().get(network)
    return known.name if known else network


@cache
def networks() -> dict[str, Network]:
    """Return the networks that ship with the crawler, by id."""
    return read_folder(FOLDER, Network)


def network_texts() -> list[tuple[str, str, str, str, str]]:
    """Return what is kept of each network with a crawl: id, name, status, since when, and the name of its successor."""
    known = networks()
    return [
        (one.id, one.name, one.status, one.since, known[one.successor].name if one.successor else "")
        for one in known.values()
    ]
