"""URLs that stand anywhere but in a link: in metadata, in JSON-LD, in styles, in example code."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# An address in running text or code. JSON writes / as \/ and & as \u0026.
_ADDRESS = re.compile(
    r"""https?:(?://|\\/\\/)[^\s"'<>`\\^{}|)\]]++(?:\\(?:/|u0026)[^\s"'<>`\\^{}|)\]]*+)*+""", re.IGNORECASE
)
# What is not closed is no url(); possessive, so that a style sheet of nothing else stays linear.
_CSS_URL = re.compile(
    r"""url\(\s{0,99}+(?:"([^"\n]{0,8192}+)"|'([^'\n]{0,8192}+)'|([^\s"'()]{1,8192}+))\s{0,99}+\)""",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s,]*+")
_CANDIDATE = re.compile(r"(\S++)")
_DESCRIPTORS = re.compile(r"(?:[^,(]++|\([^)]*+\)?+)*+")
_DATA_NAME = re.compile(
    r"""(data-(?!wpil)[\w-]{1,60}+)\s{0,9}+=\s{0,9}+(?:"(?:[^">]{0,2000}?https?:|\s{0,9}//)|'(?:[^'>]{0,2000}?https?:|\s{0,9}//)|https?:|//)""",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?"
JSON_LIMIT = 1_000_000  # characters of one JSON-LD block
DATA_NAMES = 50  # different data-* attributes that are looked into


def addresses(text: str) -> Iterator[str]:
    """Yield the http(s) addresses that stand in a text, JSON's escaped slashes undone."""
    if "http" not in text and "HTTP" not in text:
        return
    for found in _ADDRESS.finditer(text):
        yield found[0].replace("\\/", "/").replace("\\u0026", "&").rstrip(_TRAILING)


def css_urls(style: str) -> Iterator[str]:
    """Yield what `url(…)` names in a style sheet or style attribute."""
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


def jsonld_urls(text: str) -> Iterator[str]:
    """Yield the addresses in a JSON-LD block, whether it is well-formed JSON or not."""
    if len(text) > JSON_LIMIT:
        yield from addresses(text)
        return
    try:
        stack = [json.loads(text)]
    except (ValueError, RecursionError):
        yield from addresses(text)
        return
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            # @context names a vocabulary, not a page.
            stack += [inner for key, inner in reversed(value.items()) if key != "@context"]
        elif isinstance(value, list):
            stack += reversed(value)
        elif isinstance(value, str) and value.lstrip()[:8].lower().startswith(("http://", "https://")):
            yield value.strip()
