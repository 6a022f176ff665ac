"""Which development hosts were copies of the audited site, and what shows it: there the same path on the site is what was meant."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.links.replacements import is_placeholder
from crawler.links.site import NAME
from crawler.urls.domains import registrable
from crawler.urls.parse import resolve, split
from crawler.urls.same import path_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TWO = 2  # addresses that the site has as well, of a host that has more of them than others
SHORT = 4  # characters of a host's label that says whose copy it is when it is the site's whole name
SLUG = 8  # characters of a last segment that two sites hardly share by chance, where it has more than letters
LOOPBACK = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "[::1]"})
_MORE_THAN_LETTERS = re.compile(r"[-_.\d]")
# Where WordPress keeps what an author has uploaded, by month or in a folder of its own.
_MEDIA = re.compile(r"/wp-content/(?:uploads|blogs\.dir|(?:19|20)\d\d)/.*[^/]\.\w{2,5}$", re.IGNORECASE)


class Leak(NamedTuple):
    """One place that leads to a development host."""

    url: str  # without the folder that was the site's root there
    shown: bool = (
        False  # it is a link that shows the host in its text, as what a tutorial tells readers to open
    )
    own: bool = False  # by it a page, or the site's own sitemap, names itself


class Copies(NamedTuple):
    """What shows that a development address is the site's own, in words for a person."""

    hosts: dict[str, str]  # by host with port: all that is there
    urls: dict[str, str]  # by URL: it alone


def site_copies(leaks: Iterable[Leak], has: Callable[[str], str], site: str, port: int = 0) -> Copies:
    """Return which hosts, and which single addresses, stand for `site`.

    `has` says in words how the site is known to have the address that the same path makes on it; empty where it is not.
    `port` is the one at which the site generator shows the site to its author, 0 where other programs use it as well.
    """
    by_host: dict[str, list[Leak]] = defaultdict(list)
    for leak in leaks:
        if host := host_of(leak.url):
            by_host[host].append(leak)
    found = Copies({}, {})
    for host, places in by_host.items():
        paths: dict[str, str] = {}  # that no tutorial made up, and how the site has each
        for leak in places:
            path = path_key(leak.url).partition("?")[0]
            if path == "/" or is_placeholder(leak.url):
                continue
            if why := _media(leak.url) or has(resolve(path, site)):
                found.urls[leak.url] = f"{why}; same path"
            if why or not leak.shown:
                paths[path] = why
        if why := _why(host, places, paths, site, port):
            found.hosts[host] = f"{why}; same path"
    return found


@lru_cache(16_384)
def host_of(url: str) -> str:
    """Return host and port of an http(s) address; empty for any other."""
    href = resolve(url)
    if not href.startswith(("http://", "https://")):
        return ""
    parts = split(href)
    return f"{parts.host}:{parts.port}" if parts.port else parts.host


def shows_address(text: str, url: str, site: str) -> bool:
    """Return whether a link shows its address in its text, as what readers open on their own machine: localhost:8090/swagger-ui.

    A host that has the name of the site is nobody else's, whatever the text.
    """
    parts, shown = split(url), text.casefold().strip()
    host = host_of(url)
    if not host or not shown or is_named_after(host, site):
        return False
    return host in shown or (parts.path != "/" and shown.strip("/") == parts.path.casefold().strip("/"))


def is_device(url: str) -> bool:
    """Return whether an address leads to whatever machine it is opened on, or to a number of somebody's own network."""
    name = host_of(url).rpartition(":")[0] or host_of(url)
    return name in LOOPBACK or name[-1:].isdigit() or name.startswith("[")


def _why(host: str, places: list[Leak], paths: dict[str, str], site: str, port: int) -> str:
    """Return what shows that a host is a copy of the site as a whole; empty where nothing does."""
    if any(leak.own for leak in places):
        return f"the site uses {host} instead of its own host"
    if is_named_after(host, site):
        return f"{host} has the site's name"
    name, _, number = host.rpartition(":")
    if port and number == str(port) and name in LOOPBACK and paths:
        return f"{host} is the local preview of the site generator"
    ours = [path for path, why in paths.items() if why]
    enough = len(ours) >= TWO or any(map(_is_telling, ours))
    if enough and len(ours) * 2 >= len(paths):
        return f"the site has {len(ours)} of {len(paths)} paths of {host}, such as {ours[0]}"
    return ""


def is_named_after(host: str, site: str) -> bool:
    """Return whether a host's name holds the site's: blog.example.test, exampleblog.local for exampleblog.org."""
    own = split(resolve(site)).host.removeprefix("www.") if site else ""
    labels = host.partition(":")[0].removeprefix("www.").split(".")
    if not own or host.startswith("[") or labels[-1].isdigit() or len(labels) < TWO:
        return False
    if ".".join(labels).startswith(f"{own}."):
        return True
    name = registrable(own).partition(".")[0].replace("-", "")
    for label in labels[:-1]:
        bare = label.replace("-", "")
        whole = bare == name or name in label.split("-")
        if (whole and len(name) >= SHORT) or (bare.startswith(name) and len(name) >= NAME):
            return True
    return False


def _media(url: str) -> str:
    return "a file of WordPress's media library" if _MEDIA.search(split(resolve(url)).path) else ""


def _is_telling(path: str) -> bool:
    name = path.rpartition("/")[2]
    return len(name) >= SLUG and bool(_MORE_THAN_LETTERS.search(name))
