"""Host lists: development hosts, shorteners, social networks and others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.generators import generators
from crawler.catalog.networks import CONFIDENCES, UrlExample
from crawler.catalog.reader import RuleFileError, read_folder

IPV4_PARTS = 4
_AUTHORITY = re.compile(r"[^/?#\\]*")
_REFERRER = re.compile(r"[?&]ref=[\w.-]*\Z")  # which Ghost hangs on every link
_LOOPBACK = re.compile(r"(?:^|[.-])127[.-]0[.-]0[.-]1[.-]")  # tents.127.0.0.1.nip.io
_PAGE = re.compile(r"/\Z|\.(?:html?|php|aspx?)\Z", re.IGNORECASE)  # how the address of a page ends
_FILE = re.compile(r"\.(?:html?|php)(?:[?#]|\Z)", re.IGNORECASE)
FOLDER = Path(__file__).parent / "hosts"
KINDS = ("dev-host", "shortener", "social", "youtube", "external")


@dataclass(frozen=True, slots=True)
class HostMatch:
    """Hosts that share one reason."""

    detail: str  # said of each of them: "Local (.local)"
    hosts: tuple[str, ...] = ()  # these and every host below them; a single label is a top-level domain
    below: tuple[
        str, ...
    ] = ()  # hosts below these only: what is given to customers, not the company's own site
    exact: tuple[str, ...] = ()  # these hosts only, with or without www.
    pattern: str = ""  # these hosts, as a regular expression; looked at where a host is one label, or on no public domain
    names: str = ""  # with `hosts` or `below`: what stands in front of it, as a regular expression
    first_labels: tuple[str, ...] = ()  # below any domain: the first label, digits behind it not counted
    own_only: bool = False  # counts only below the audited site's own domain
    named_after_site: bool = False  # counts only when the name in front is the audited site's own name
    confidence: str = "certain"  # of a dev-host: certain / likely
    paths: tuple[str, ...] = ()  # shapes, as in a network file; empty: any path
    spelled_address: bool = False  # counts only when the name spells an address that nobody reaches


@dataclass(frozen=True, slots=True)
class HostList:
    """One list: its hosts and the kind of their links."""

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
        for match in self.match:
            if match.confidence not in CONFIDENCES:
                msg = f"confidence {match.confidence!r}; known: {', '.join(CONFIDENCES)}"
                raise RuleFileError(msg)


@cache
def host_lists() -> dict[str, HostList]:
    """Return the lists that ship with the crawler, by id."""
    return read_folder(FOLDER, HostList)


@cache
def _dev_names() -> tuple[frozenset[str], frozenset[str]]:
    matches = [match for one in host_lists().values() if one.kind == "dev-host" for match in one.match]
    names = {name for match in matches for name in (*match.hosts, *match.below, *match.exact)}
    return frozenset(names), frozenset(label for match in matches for label in match.first_labels)


def may_be_dev_host(address: str) -> bool:
    """Return whether what follows “//” in an address begins with a host that a closer look may find to be a development host.

    A name without a dot is none here, but for those that are known: scripts and texts say http://a/ for any address.
    """
    authority = _AUTHORITY.match(address)[0].rpartition("@")[2].lower()  # type: ignore[index]
    if authority.startswith("["):
        return True
    labels = authority.partition(":")[0].rstrip(".").split(".")
    names, first_labels = _dev_names()
    if labels[-1].isdigit():
        return len(labels) == IPV4_PARTS
    if len(labels) > 1 and labels[0].rstrip("0123456789") in first_labels:
        return True
    return any(".".join(labels[cut:]) in names for cut in range(len(labels)))


def is_device(host: str) -> bool:
    """Return whether a host is the reader's own machine or one of their network, and not a name that somebody gave it."""
    return host == "localhost" or host.replace(".", "").isdigit()


def is_at_generators_port(url: str) -> bool:
    """Return whether an address has the port at which a site generator shows the site itself, or is a file of HTML at a port."""
    place, _, path = url.partition("://")[2].partition("/")
    port = place.partition(":")[2]
    return bool(port) and (port in _generator_ports() or is_file(path))


def is_file(url: str) -> bool:
    """Return whether an address is that of a file of HTML or PHP."""
    return _FILE.search(url) is not None


@cache
def _generator_ports() -> frozenset[str]:
    return frozenset(str(one.port) for one in generators().values() if one.port)


def shows_device(url: str, text: str) -> bool:
    """Return whether a link's text is its address on the reader's own device, as a tutorial tells readers to open it.

    That is the root (“log in at 192.168.1.1”), or what a program answers to at its port (http://localhost:8083/connectors): no page,
    and not at the port where a site generator shows the site itself.
    """
    address = _REFERRER.sub("", url).partition("://")[2]
    place, _, path = address.partition("/")
    host, _, port = place.partition(":")
    shown = text.strip().removeprefix("http://").removeprefix("https://")
    if not (is_device(host) or _LOOPBACK.search(host)) or shown.rstrip("/") != address.rstrip("/"):
        return False
    return not path or (bool(port) and port not in _generator_ports() and not _PAGE.search(shown))
