"""Read a sitemap: XML (sitemaps.org), gzipped or not, a sitemap index, a feed, or plain text."""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import TYPE_CHECKING

import lxml.etree

from crawler.extract.broken_xml import Written, decoded, written_elements
from crawler.extract.xml import declares_entities, elements, let_go, local_name
from crawler.items import NO_CAUSE, Sitemap, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Cause

MAX_BYTES = 50 * 1024**2  # sitemaps.org: 50 MB uncompressed
MAX_URLS = 50_000  # sitemaps.org: per file
MOST_WRITTEN = 8 * MAX_URLS  # elements of a broken file that are looked at: an address has a few beside it
GZIP_MAGIC = b"\x1f\x8b"
PACKINGS = 2  # times that a file may be packed: by its author, and by the server
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*+>")
_FULL = re.compile(r"https?://", re.IGNORECASE)  # sitemaps.org wants full addresses …
_FROM_HERE = re.compile(r"\.{0,2}[/?]")  # … and those of a feed may be relative
_ENTRIES = {"url", "item", "entry"}
TOO_MANY = because("sitemap-urls", limit=MAX_URLS)  # more than the protocol allows …
CUT = because(
    "sitemap-addresses", limit=MAX_URLS
)  # … or the versions in other languages that its entries name make it so many


def read_sitemap(key: str, body: bytes) -> Sitemap:
    """Return the pages and further sitemaps that the sitemap at `key` names, at most MAX_URLS of them.

    Entities are not expanded and nothing is fetched. Source: https://www.sitemaps.org/protocol.html
    """
    found = Sitemap(key)
    for _ in range(PACKINGS):
        if not body.startswith(GZIP_MAGIC):
            break
        body, cut = _gunzip(body)
        if cut:
            found.notes.append(cut)
    if body.startswith(_WIDE):
        body = _DECLARATION.sub("", decoded(body)).encode("utf-8", "replace")
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        found.cause = because("sitemap-empty")
    elif start.lower().startswith((b"<!doctype html", b"<html")):
        found.cause = because("sitemap-page")
    elif declares_entities(body):
        found.cause = because("sitemap-entities")
    elif start.startswith(b"<"):
        _read_xml(body.lstrip() if body[:1].isspace() else body, found)
    else:
        _read_text(body, found)
    return found


def _gunzip(body: bytes) -> tuple[bytes, Cause]:
    """Return what a gzip file holds, all of its members (RFC 1952 2.2), and why not all of it: it is too large, or broken."""
    out = b""
    while body.startswith(GZIP_MAGIC):
        unpack = zlib.decompressobj(wbits=31)
        try:
            out += unpack.decompress(body, MAX_BYTES + 1 - len(out))
        except zlib.error:
            return out, because("sitemap-gzip")
        if len(out) > MAX_BYTES:
            return out[:MAX_BYTES], because("sitemap-size", limit=MAX_BYTES // 1024**2)
        if not unpack.eof:
            return out, because("sitemap-gzip")
        body = unpack.unused_data
    return out, NO_CAUSE


def _read_xml(body: bytes, found: Sitemap) -> None:
    try:
        root = _take(_parsed(body), found)
    except lxml.etree.XMLSyntaxError as error:
        found.pages.clear()
        found.sitemaps.clear()
        found.notes = [note for note in found.notes if note not in (TOO_MANY, CUT)]
        found.notes.append(
            f"the sitemap is not well-formed ({error.msg}); its addresses were read as they are written"
        )
        root = _take(islice(written_elements(body), MOST_WRITTEN), found)
    if not found.pages and not found.sitemaps:
        known = root in {"urlset", "sitemapindex", "rss", "feed"}
        found.cause = because("sitemap-no-address" if known else "sitemap-other-file")


def _parsed(body: bytes) -> Iterator[Written]:
    """Yield the elements of a well-formed file. Raises lxml.etree.XMLSyntaxError."""
    for element in elements(body, recover=False):
        parent = element.getparent()
        name, holder = local_name(element), local_name(parent) if parent is not None else ""
        yield Written(
            name, holder, dict(element.attrib), (element.text or "").strip(), sure=len(element) == 0
        )
        if name in {*_ENTRIES, "sitemap"}:
            let_go(element)


def _take(written: Iterable[Written], found: Sitemap) -> str:
    """Keep the addresses that the elements name, and say what was left out; returns the name of the last element, the root."""
    root, entries, doubtful, odd = "", 0, [], []
    for one in written:
        root = one.name
        if one.name != "loc" and (one.name != "link" or not _is_alternate(one.attributes)):
            continue
        url = one.text or one.attributes.get("href", "").strip()
        kept = found.sitemaps if one.holder == "sitemap" else found.pages
        if not url or one.holder not in {*_ENTRIES, "sitemap"}:
            continue
        if not one.sure:
            doubtful.append(url)
        elif not (_FULL.match(url) or (one.name == "link" and _FROM_HERE.match(url))):
            odd.append(url)
        elif len(found.pages) + len(found.sitemaps) >= MAX_URLS:
            found.notes.append(TOO_MANY if entries >= MAX_URLS else CUT)
            break
        else:
            kept.append(url)
            entries += one.name == "loc"
    for urls, why in (
        (doubtful, "could not be read for certain and were not asked for"),
        (odd, "are not whole, as the protocol wants them, and were not asked for"),
    ):
        if urls:
            found.notes.append(f"addresses of the sitemap {why}: {len(urls):,}, such as {urls[0][:200]}")
    return root


def _is_alternate(attributes: dict[str, str]) -> bool:
    """Return whether a link element leads to the page that an entry is about: of a feed's links one does (RFC 4287 4.2.7)."""
    kind = attributes.get("type", "")
    return attributes.get("rel", "alternate").lower() == "alternate" and (not kind or "html" in kind.lower())


def _read_text(body: bytes, found: Sitemap) -> None:
    for line in body.decode("utf-8", "replace").splitlines():
        url = line.strip().lstrip("\ufeff")
        if _FULL.match(url):
            if len(found.pages) >= MAX_URLS:
                found.notes.append(TOO_MANY)
                return
            found.pages.append(url)
    if not found.pages:
        found.cause = because("sitemap-other-file")
