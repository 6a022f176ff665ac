"""What a sitemap names: XML (sitemaps.org), gzipped or not, an index of sitemaps, a feed, or plain text."""

from __future__ import annotations

import zlib

import lxml.etree

from crawler.extract.xml import declares_entities, elements, let_go, local_name
from crawler.items import Sitemap, because

MAX_BYTES = 50 * 1024**2  # sitemaps.org: 50 MB uncompressed
MAX_URLS = 50_000  # sitemaps.org: per file
GZIP_MAGIC = b"\x1f\x8b"


def read_sitemap(key: str, body: bytes) -> Sitemap:
    """Return the pages and further sitemaps that the sitemap at `key` names, at most MAX_URLS of them.

    Entities are not expanded and nothing is fetched. Source: https://www.sitemaps.org/protocol.html
    """
    found = Sitemap(key)
    if body.startswith(GZIP_MAGIC):
        body, cut = _gunzip(body)
        if cut:
            found.notes.append(
                "the sitemap is larger than 50 MB unpacked, or broken; what could be unpacked was read"
            )
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        found.cause = because("sitemap-empty")
    elif start.lower().startswith((b"<!doctype html", b"<html")):
        found.cause = because("sitemap-page")
    elif declares_entities(body):
        found.cause = because("sitemap-entities")
    elif start.startswith(b"<"):
        _read_xml(body, found)
    else:
        _read_text(body, found)
    return found


def _gunzip(body: bytes) -> tuple[bytes, bool]:
    unpack = zlib.decompressobj(wbits=31)
    try:
        out = unpack.decompress(body, MAX_BYTES)
    except zlib.error:
        return b"", True
    return out, bool(unpack.unconsumed_tail) or not unpack.eof


def _read_xml(body: bytes, found: Sitemap) -> None:
    root = ""
    try:
        for element in elements(body):
            tag = local_name(element)
            if tag == "loc" or (tag == "link" and element.getparent() is not None):
                parent = element.getparent()
                holder = local_name(parent) if parent is not None else ""
                url = ((element.text or "") or element.get("href", "")).strip()
                if not url:
                    continue
                if holder == "sitemap":
                    found.sitemaps.append(url)
                elif holder in {"url", "item", "entry"}:
                    found.pages.append(url)
                if len(found.pages) + len(found.sitemaps) >= MAX_URLS:
                    found.notes.append(
                        f"the sitemap names more than {MAX_URLS:,} addresses; the rest was not read"
                    )
                    return
            elif tag in {"url", "sitemap", "item", "entry"}:
                let_go(element)
            root = tag
    except lxml.etree.XMLSyntaxError as error:
        found.notes.append(f"the sitemap is not well-formed ({error.msg}); what came before was read")
    if not found.pages and not found.sitemaps:
        known = root in {"urlset", "sitemapindex", "rss", "feed"}
        found.cause = because("sitemap-no-address" if known else "sitemap-other-file")


def _read_text(body: bytes, found: Sitemap) -> None:
    for line in body.decode("utf-8", "replace").splitlines():
        url = line.strip().lstrip("\ufeff")
        if url.startswith(("http://", "https://")):
            found.pages.append(url)
            if len(found.pages) >= MAX_URLS:
                found.notes.append(
                    f"the sitemap names more than {MAX_URLS:,} addresses; the rest was not read"
                )
                return
    if not found.pages:
        found.cause = because("sitemap-other-file")
