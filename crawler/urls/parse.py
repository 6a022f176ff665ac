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
_AUTHORITY = re.compile(r"(https?://)(?:[^/?#@]*+@)?+(\[[^\]/]*+\]|[^/?#:]*+)(:\d++)?+")
_CREDENTIALS = re.compile(r"^([\x00-\x20]*+(?:https?:)?+[/\\]{2})(?!mailto:)[^/?#\\]*@", re.IGNORECASE)
_EMPTY_QUERY = re.compile(r"^([^?#]*+)\?(?=#|$)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = {
    *map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}  # RFC 3986 2.3
_OTHER_SCHEME = re.compile(r"[\s\x00]*(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
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


def page_address(url: str) -> str:
    """Return the one spelling of an absolute http(s) URL, as `resolve` gives it, under which its page is known.

    User name and password go, the dot behind a host, and a question mark with nothing behind it; percent-encodings are in
    capitals, and letters, digits and `-._~` are not encoded. Which are all one address: RFC 3986 section 6.2.2.
    """
    found = _AUTHORITY.match(url)
    if found is None:
        return url
    rest = url[found.end() :]
    if "?" in rest and _EMPTY_QUERY.search(rest):
        rest = _EMPTY_QUERY.sub(r"\1", rest)
    if "%" in rest:
        address, hashed, fragment = rest.partition("#")
        rest = _ESCAPE.sub(_spelled, address) + hashed + fragment
    return f"{found[1]}{found[2].removesuffix('.')}{found[3] or ''}{rest}"


def _spelled(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code in _UNRESERVED else escape[0].upper()


def has_port(url: str) -> bool:
    """Return whether a whole address names a port; the colons of an IPv6 address are none."""
    host = url.split("/", 3)[2].rpartition("@")[2]
    return ":" in host.rpartition("]")[2]


def without_credentials(href: str) -> str:
    """Return an href without the user name and password in front of its host, which are nobody else's business."""
    return _CREDENTIALS.sub(r"\1", href) if "@" in href else href


def in_encoding(href: str, encoding: str) -> str:
    """Return an href whose query is percent-encoded as a page in `encoding` sends it; its path is always UTF-8.

    Source: https://url.spec.whatwg.org/#query-state; a character that the encoding lacks becomes `&#8364;`, itself encoded.
    """
    address, hashed, fragment = href.partition("#")
    path, mark, query = address.partition("?")
    if query.isascii() or _OTHER_SCHEME.match(path):
        return href
    return path + mark + "".join(c if c.isascii() else _sent(c, encoding) for c in query) + hashed + fragment


def _sent(character: str, encoding: str) -> str:
    try:
        return "".join(f"%{byte:02X}" for byte in character.encode(encoding))
    except UnicodeEncodeError:
        return f"%26%23{ord(character)}%3B"


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
    """Return `href` resolved against `base`, spelled as `page_address` spells it; empty when it is no http(s) address.

    Source: https://url.spec.whatwg.org/
    """
    url = resolve(href, base)
    return page_address(url) if url.startswith(("https:", "http:")) else ""
