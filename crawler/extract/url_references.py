"""Read URLs outside links: in metadata, JSON-LD, styles and example code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.catalog.hosts import may_be_dev_host
from crawler.extract import json_ld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# An address in running text or code. JSON writes / as \/ or \u002F, JSON inside a text once more, and & as \u0026.
_SLASH = r"(?:/|\\{1,3}/|\\{1,2}u002[fF]|\\x2[fF])"
_INSIDE = r"""[^\s"'<>`\\^{}|)\]]"""
_ADDRESS = re.compile(
    rf"https?(?::|\\u003[aA]){_SLASH}{{2}}{_INSIDE}++(?:(?:\\{{1,3}}/|\\{{1,2}}u00(?:2[fF]|26|3[dD])|\\x2[fF6]){_INSIDE}*+)*+"
    r"(?!\\[.()*+?|$\[])"  # http:\/\/127\.0 is the beginning of a regular expression
)
_ESCAPES = re.compile(r"\\{1,2}u00(2[fF]|26|3[aAdD])|\\x(2[fF6])|\\{1,3}(/)")
_SHOUTED = re.compile(rf"HTTPS?:{_SLASH}{{2}}{_INSIDE}++")
_ENCODED = re.compile(r"https?%3[aA](?:%2[fF]){2}[^\s\"'<>`\\^{}|)\]&;,]++")
# What is not closed is no url(); possessive, so that a style sheet of nothing else stays linear.
_CSS_URL = re.compile(
    r"""url\(\s{0,99}+(?:"([^"\n]{0,8192}+)"|'([^'\n]{0,8192}+)'|([^\s"'()]{1,8192}+))\s{0,99}+\)""",
    re.IGNORECASE,
)
_CSS_IMPORT = re.compile(r"""@import\s{0,99}+(?:"([^"\n]{1,8192}+)"|'([^'\n]{1,8192}+)')""", re.IGNORECASE)
_CSS_SET = re.compile(r"image-set\(([^;{}]{1,8192}+)", re.IGNORECASE)
# A string of an image-set; what stands in url() is found by itself, and type() names no file.
_CSS_STRING = re.compile(
    r"""(?:url|type)\(\s{0,99}+(?:"[^"\n]{0,8192}+"|'[^'\n]{0,8192}+'|[^)"']{0,8192}+)|"([^"\n]{1,8192}+)"|'([^'\n]{1,8192}+)'""",
    re.IGNORECASE,
)
# "//host/…" as a whole string of a script. Each begins with letters, which are found much faster than a choice of them.
_SCHEMELESS = {
    start: re.compile(rf"{re.escape(start)}(?!/){_INSIDE}++(?:{_SLASH}{_INSIDE}*+)*+(?=[\"'])")
    for start in ('"//', "'//", '"\\/\\/', "'\\/\\/")
}
_JSON_STRING = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"')
_HTML_URL = re.compile(r"""\b(?:href|src)\s{0,9}=\s{0,9}["']?(https?://[^\s"'<>]++)""", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,]*+")
_CANDIDATE = re.compile(r"(\S++)")
_DESCRIPTORS = re.compile(r"(?:[^,(]++|\([^)]*+\)?+)*+")
_DATA_NAME = re.compile(
    r"""(data-(?!wpil)[\w-]{1,60}+)\s{0,9}+=\s{0,9}+(?:"(?:[^">]{0,2000}?https?[:%]|\s{0,9}//)|'(?:[^'>]{0,2000}?https?[:%]|\s{0,9}//)|https?[:%]|//)""",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?”“„’‘»«…。、」』）】"
DATA_NAMES = 50  # different data-* attributes that are looked into


def addresses(text: str) -> Iterator[str]:
    """Yield the http(s) addresses that stand in a text, the escapes of JSON and JavaScript undone."""
    if "http" in text:
        for found in _ADDRESS.finditer(text):
            yield _plain(found[0])
    if "HTTP" in text:
        for found in _SHOUTED.finditer(text):
            yield _plain(found[0])


def _plain(address: str) -> str:
    if "\\" in address:
        address = _ESCAPES.sub(lambda found: found[3] or chr(int(found[1] or found[2], 16)), address)
    return address.rstrip(_TRAILING)


def encoded_addresses(text: str) -> Iterator[str]:
    """Yield the addresses that stand percent-encoded in a text, as in a query."""
    if "%3A" in text or "%3a" in text:
        for found in _ENCODED.finditer(text):
            yield unquote(found[0]).rstrip(_TRAILING)


def leaks(found: Iterable[str]) -> Iterator[str]:
    """Yield those of the addresses that may be on a development host, each once: scripts name others by the dozen."""
    for address in dict.fromkeys(found):
        if may_be_dev_host(address.partition("//")[2]):
            yield address


def in_form(form: str, value: str) -> Iterator[str]:
    """Yield the addresses that a value of one of the forms of url_attributes.toml holds."""
    if form == "url":
        yield value
    elif form == "urls":
        yield from value.split()
    elif form == "srcset":
        yield from srcset_urls(value)
    elif form == "css":
        yield from css_urls(value)
    elif form == "json":
        yield from jsonld_urls(value)
    elif form == "query":
        query = value.partition("?")[2]
        yield from addresses(query)
        yield from encoded_addresses(query)
    else:
        yield from addresses(value)
        yield from _schemeless(value)
        yield from encoded_addresses(value)


def _schemeless(text: str) -> Iterator[str]:
    """Yield the addresses without a scheme that are whole strings of a script."""
    for start, pattern in _SCHEMELESS.items():
        if start in text:
            yield from (_plain(found[0][1:]) for found in pattern.finditer(text))


def css_urls(style: str) -> Iterator[str]:
    """Yield what `url(…)` and `@import "…"` name in a style sheet or style attribute."""
    lower = style.lower() if "@" in style or "-set" in style else ""
    if "@import" in lower:
        yield from (found[1] or found[2] for found in _CSS_IMPORT.finditer(style))
    if "image-set(" in lower:
        for images in _CSS_SET.finditer(style):
            yield from (url for found in _CSS_STRING.finditer(images[1]) if (url := found[1] or found[2]))
    for found in _CSS_URL.finditer(style):
        if url := found[1] or found[2] or found[3]:
            yield url


def srcset_urls(srcset: str) -> Iterator[str]:
    """Yield the addresses of a srcset; a comma inside an address does not end it.

    Source: https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
    """
    pieces = [piece.split() for piece in srcset.split(",")] if srcset else []
    if all(len(piece) == 2 and piece[1][-1] in "wxh" for piece in pieces):
        # As nearly all are written; a comma in an address would have left a piece without its descriptor.
        yield from (piece[0] for piece in pieces)
        return
    position = 0
    while True:
        position = _SEPARATORS.match(srcset, position).end()  # type: ignore[union-attr]
        found = _CANDIDATE.match(srcset, position)
        if found is None:
            return
        position = found.end()
        if url := found[0].rstrip(","):
            yield url
        if not found[0].endswith(","):
            position = _DESCRIPTORS.match(srcset, position).end()  # type: ignore[union-attr]


def data_names(source: str) -> set[str]:
    """Return the names of the data-* attributes that hold an absolute address somewhere in the page, at most DATA_NAMES."""
    names: set[str] = set()
    written = source.count("data-")
    if (written and written > source.count("data-wpil")) or "DATA-" in source:
        for found in _DATA_NAME.finditer(source):
            names.add(found[1].lower())
            if len(names) >= DATA_NAMES:
                break
    return names


def data_urls(value: str) -> Iterator[str]:
    """Yield the absolute addresses that a data-* attribute is or, as JSON or HTML, holds."""
    value = value.strip()
    if value.startswith("//"):
        yield value.partition(" ")[0]
    else:
        yield from addresses(value)
        yield from leaks(encoded_addresses(value))


def jsonld_urls(text: str) -> Iterator[str]:
    """Yield the addresses in a JSON-LD block, whether it is well-formed JSON or not."""
    yield from urls_of_value(text, json_ld.parse(text)[0])


def urls_of_value(text: str, value: Any) -> Iterator[str]:
    """Yield the addresses in a JSON-LD block that was parsed; `value` is None where it is no well-formed JSON, or too long."""
    if value is None:
        # What is no JSON still has strings, unless its quotation marks are what is wrong.
        strings = (
            (_plain(found[1].strip()) for found in _JSON_STRING.finditer(text))
            if len(text) <= json_ld.LIMIT
            else ()
        )
        yield from dict.fromkeys([*addresses(text), *filter(_begins_as_address, strings)])
        return
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            # @context names a vocabulary, not a page.
            stack += [inner for key, inner in reversed(value.items()) if key != "@context"]
        elif isinstance(value, list):
            stack += reversed(value)
        elif isinstance(value, str):
            if _begins_as_address(href := value.strip()):
                yield href
            elif "<" in value and "http" in value:
                yield from leaks(found[1] for found in _HTML_URL.finditer(value))


def _begins_as_address(text: str) -> bool:
    """Return whether a text may be an address: where a search and replace took its “://”, what is left still says which one."""
    return text[:4].lower().startswith(("http", "//")) and len(text.split(maxsplit=1)) == 1 and text != "//"
