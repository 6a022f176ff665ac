"""Reads a URL as browsers do (WHATWG, through ada) and takes the normalised text apart."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

import ada_url

# What browsers strip at both ends, and what they drop wherever it stands (URL Standard, "basic URL parser").
_EDGES = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\n\r")
_SURROGATES = re.compile("[\ud800-\udfff]")
DEFAULT_PORTS = {"http": "80", "https": "443"}
HOST_LENGTH = 253  # characters; the DNS knows no longer name
PARAMETERS = 1_000  # read of one query; more is no link of any network


class Url(NamedTuple):
    """An http(s) URL in its normalised parts."""

    href: str
    scheme: str
    host: str  # ASCII, lower case, without trailing dot; an IPv6 address keeps its brackets
    port: str  # empty for the scheme's own
    path: str  # begins with a slash
    query: str
    fragment: str


class Query(NamedTuple):
    """The parameters of a query and of a fragment that looks like one; a fragment's names begin with `#`."""

    pairs: tuple[tuple[str, str], ...] = ()  # names decoded, values raw, in order
    values: tuple[dict[str, str], ...] = ({},)  # one dict: lower-case name -> its first raw value
    escaped: bool = False  # a name began with `amp;`, which no server understands

    def get(self, name: str) -> str:
        """Return the first raw value of `name`, whatever its case; empty when it is missing."""
        return self.values[0].get(name, "")


NO_QUERY = Query()


def clean(href: str) -> str:
    """Return `href` as browsers see it before they parse: edges stripped, tabs and line breaks dropped."""
    text = href.strip(_EDGES)
    if not text.isprintable():
        text = text.translate(_DROPPED)
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    return text


def resolve(href: str, base: str = "") -> str:
    """Return the normalised absolute URL; empty when browsers would refuse it."""
    try:
        return ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return ""


def split(href: str) -> Url:
    """Return the parts of a normalised http(s) URL, as `resolve` gives it."""
    scheme, _, rest = href.partition(":")
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest[2:].partition("/")
    host = authority.rpartition("@")[2]
    port = ""
    if ":" in host and not host.endswith("]"):
        host, _, port = host.rpartition(":")
    return Url(href, scheme, host.removesuffix("."), port, f"/{path}", query, fragment)


def parameters(url: Url) -> Query:
    """Return the URL's parameters; `+` stays `+`, and values stay encoded."""
    texts = [("", url.query)] if url.query else []
    if "=" in url.fragment:
        texts.append(("#", url.fragment.rpartition("?")[2]))
    if not texts:
        return NO_QUERY
    pairs: list[tuple[str, str]] = []
    values: dict[str, str] = {}
    escaped = False
    for prefix, text in texts:
        for part in text.split("&", PARAMETERS)[:PARAMETERS]:
            name, _, value = part.partition("=")
            if "%" in name:
                name = unquote(name)
            if name.startswith("amp;"):
                name, escaped = name[4:], True
            name = prefix + name
            pairs.append((name, value))
            values.setdefault(name.lower(), value)
    return Query(tuple(pairs), (values,), escaped)


def absolute(href: str, base: str) -> str:
    """Return `href` resolved against `base`, as a browser writes it; empty when it is no http(s) address.

    Source: https://url.spec.whatwg.org/
    """
    try:
        url = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return ""
    return url if url.startswith(("https:", "http:")) else ""
