"""URLs that stand anywhere but in a link: in metadata, in JSON-LD, in styles, in example code."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# An address in running text or code. JSON writes its slashes as \/ and forms encode them as %2F.
_ADDRESS = re.compile(
    r"""https?:(?://|\\/\\/)[^\s"'<>`\\^{}|)\]]+(?:\\/[^\s"'<>`\\^{}|)\]]*)*""", re.IGNORECASE
)
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)""", re.IGNORECASE)
_SRCSET_DESCRIPTOR = re.compile(r"\s+[\d.]+[wxh]\s*(?:,|$)|,\s+")
_DATA_ATTRIBUTE = re.compile(
    r"""\sdata-(?!wpil)[\w.:-]{1,60}\s*=\s*(?:"\s*((?:https?:)?//[^"]+)"|'\s*((?:https?:)?//[^']+)')""",
    re.IGNORECASE,
)
BLOCK = "<!-- wp:"
BLOCK_LIMIT = 20_000  # characters of one block comment
_TRAILING = ".,;:!?"
JSON_LIMIT = 1_000_000  # characters of one JSON-LD block


def addresses(text: str) -> Iterator[str]:
    """Yield the http(s) addresses that stand in a text, JSON's escaped slashes undone."""
    if "http" not in text and "HTTP" not in text:
        return
    for found in _ADDRESS.finditer(text):
        yield found[0].replace("\\/", "/").replace("\\u0026", "&").rstrip(_TRAILING)


def css_urls(style: str) -> Iterator[str]:
    """Yield what `url(…)` names in a style sheet or style attribute."""
    if "url(" in style or "URL(" in style:
        for found in _CSS_URL.finditer(style):
            yield found[1] or found[2] or found[3] or ""


def srcset_urls(srcset: str) -> Iterator[str]:
    """Yield the addresses of a srcset; a comma inside an address does not end it.

    Source: https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
    """
    for candidate in _SRCSET_DESCRIPTOR.split(srcset):
        url = candidate.strip().strip(",").partition(" ")[0]
        if url:
            yield url


def data_urls(source: str) -> Iterator[tuple[int, str]]:
    """Yield position and address of every data-* attribute that holds an absolute address."""
    for found in _DATA_ATTRIBUTE.finditer(source):
        yield found.start() + 1, (found[1] or found[2]).strip()


def block_urls(source: str) -> Iterator[tuple[int, str]]:
    """Yield position and address of what WordPress block comments hold: `<!-- wp:image {"url":"…"} -->`."""
    start = source.find(BLOCK)
    while start >= 0:
        end = source.find("-->", start, start + BLOCK_LIMIT)
        for url in addresses(source[start : max(end, start)]):
            yield start, url
        start = source.find(BLOCK, start + len(BLOCK))


def jsonld_urls(text: str) -> Iterator[str]:
    """Yield the addresses in a JSON-LD block, whether it is well-formed JSON or not."""
    if len(text) > JSON_LIMIT:
        yield from addresses(text[:JSON_LIMIT])
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
            stack.extend(inner for key, inner in value.items() if key != "@context")
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and value.lstrip().lower().startswith(("http://", "https://")):
            yield value.strip()
