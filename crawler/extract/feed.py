"""Read the URLs of a feed (RSS, Atom), including those in the HTML of its entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.etree

from crawler.catalog.hosts import shows_device
from crawler.extract.metadata import FEED_TYPES
from crawler.extract.page import read_html
from crawler.extract.state import LIMITS, MAX_HREF
from crawler.extract.xml import declares_entities, elements, let_go, local_name
from crawler.items import Page, UrlReference, because

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {*FEED_TYPES, "application/rdf+xml", "application/xml", "text/xml"}
READ = because("feed")
_ROOT = re.compile(
    rb"\s*+(?:<\?[^>]*+>\s*+|<!--(?:[^-]++|-(?!->))*+-->\s*+|<!DOCTYPE[^>\[]*+>\s*+)*+<(?:rss|feed|rdf:RDF)\b",
    re.I,
)
_NAMED = {"link", "comments", "commentRss", "url", "logo", "icon"}  # whose text is an address
_HTML = {"encoded", "description", "summary", "content"}  # whose text is HTML
_ENTRIES = {"item", "entry"}
_LAST_LINE = 65_535  # libxml2 counts no further


def is_feed(body: bytes) -> bool:
    """Return whether an XML file is a feed."""
    return bool(_ROOT.match(body.removeprefix(b"\xef\xbb\xbf")[:20_000]))


def read_feed(url: str, body: bytes) -> Page:
    """Return the feed as a Page that is no HTML and whose references are the feed's addresses, as many as of a page."""
    page = Page(url=url, base=url, is_feed=True, cause=READ)
    if declares_entities(body):
        page.cause = because("feed-with-entities")
        return page
    most = LIMITS["references"]
    try:
        for where, href, line, in_code in _addresses(body, page):
            if len(page.references) >= most:
                page.notes.append(f"it has more than {most:,} addresses; the others were not read")
                break
            position = len(page.references) + 1
            page.references.append(
                UrlReference(
                    position, where, href[:MAX_HREF], line if line < _LAST_LINE else None, "other", in_code
                )
            )
    except lxml.etree.XMLSyntaxError as error:
        page.notes.append(f"the feed is not well-formed ({error.msg}); what came before was read")
    return page


def _addresses(body: bytes, page: Page) -> Iterator[tuple[str, str, int, bool]]:
    """Yield where each address stands, the address, its line, and whether it is example code; notes what could not be read."""
    mended: list[str] = []
    for element in elements(body, mended=mended):
        name, line = local_name(element), element.sourceline or _LAST_LINE
        text = (element.text or "").strip()
        for attribute in ("href", "url", "src"):
            if href := (element.get(attribute) or "").strip():
                yield "feed link" if name == "link" else f"feed {name}", href, line, False
        permalink = name == "guid" and text.startswith("http") and element.get("isPermaLink") != "false"
        if text and (name in _NAMED or permalink):
            yield "feed link", text, line, False
        elif name in _HTML and "<" in text:
            inner = read_html(element.text or "", page.url, fragment=True)
            page.notes += [note for note in inner.notes if note not in page.notes]
            for link in inner.links:
                shown = link.in_code or shows_device(link.href, link.text)
                yield "feed text", link.href, line + (link.line or 1) - 1, shown
            for one in inner.references:
                yield "feed text", one.href, line + (one.line or 1) - 1, one.in_code
        if name in _ENTRIES:
            let_go(element)
    page.notes += [f"the feed is not well-formed ({why}); its addresses may be cut" for why in mended]
