"""Parse structured response headers: Link, X-Robots-Tag, Set-Cookie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 20_000  # characters of one header that are looked at
_TARGET = re.compile(r"[\s,]*+<([^<>]{0,4096}+)>")
_PARAMETER = re.compile(
    r"""\s*+;\s*+(?:([^\s=;,"<>]++)(?:\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)(?:"|$)|([^\s;,"]*+)))?+)?+""", re.DOTALL
)
_AGENT = re.compile(r"\s*([\w*-]+)\s*:(.*)", re.DOTALL)
# These directives carry a colon themselves and are no user agent.
_WITH_COLON = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
READ_AGENTS = {"", "*", "googlebot"}  # whose directives count; those for other crawlers are not ours to judge
_COOKIE = re.compile(r"\s*([!#$%&'*+.^`|~\w-]+)\s*=\s*([^;\x00-\x1f]*)")


def header_text(value: bytes) -> str:
    """Return a header's value as text: UTF-8, as servers write it, or else with each byte beyond ASCII percent-encoded.

    So browsers read a Location. Nothing is lost: what is no UTF-8 is asked for with the very bytes that came.
    """
    if value.isascii():
        return value.decode("ascii")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


class HeaderLink(NamedTuple):
    """One link of a Link header."""

    href: str
    relations: tuple[str, ...]  # small letters
    parameters: dict[str, str]  # the first of each name, in small letters


def header_links(value: str) -> Iterator[HeaderLink]:
    """Yield the links of a Link header; what stands in a quoted parameter is no link. Source: RFC 8288 section 3, appendix B."""
    value = value[:LONGEST]
    position = 0
    while found := _TARGET.match(value, position):
        position = found.end()
        parameters: dict[str, str] = {}
        while (part := _PARAMETER.match(value, position)) and part.end() > position:
            position = part.end()
            if part[1]:
                quoted = re.sub(r"\\(.)", r"\1", part[2]) if part[2] is not None else part[3] or ""
                parameters.setdefault(part[1].lower(), quoted)
        yield HeaderLink(found[1].strip(), tuple(parameters.get("rel", "").lower().split()), parameters)
        comma = value.find(",", position)
        if comma < 0:
            return
        position = comma + 1


def robots_directives(values: Iterable[str]) -> list[str]:
    """Return what X-Robots-Tag headers tell everybody and Googlebot, in small letters.

    An agent's name holds up to the next one: `BadBot: nofollow, googlebot: noindex, nosnippet`.
    Source: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag
    """
    found: list[str] = []
    for value in values:
        agent = ""
        for part in value[:LONGEST].split(","):
            directive = part
            if (named := _AGENT.fullmatch(part)) and named[1].lower() not in _WITH_COLON:
                agent, directive = named[1].lower(), named[2]
            if agent in READ_AGENTS and (directive := directive.strip().lower()):
                found.append(directive)
    return found


def cookies_set(values: Iterable[str]) -> dict[str, str]:
    """Return the cookies that Set-Cookie headers set, name to value; those that they delete are left out (RFC 6265 section 5)."""
    cookies: dict[str, str] = {}
    for value in values:
        if found := _COOKIE.match(value[:4096]):
            attributes = value[found.end() :].lower()
            if re.search(r";\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)", attributes):
                cookies.pop(found[1], None)
            else:
                cookies[found[1]] = found[2].strip()
    return cookies
