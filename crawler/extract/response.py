"""Read an HTTP response into a Page: charset, robots and canonical headers, and whether it is a page at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from w3lib.encoding import html_to_unicode, http_content_type_encoding

from crawler.extract.feed import TYPES as XML_TYPES
from crawler.extract.feed import is_feed, read_feed
from crawler.extract.headers import kept
from crawler.extract.page import read_html
from crawler.extract.refresh import refresh_of, sends_on
from crawler.extract.state import MAX_HREF
from crawler.http.headers import header_links, robots_directives
from crawler.items import NO_CAUSE, Page, UrlReference, because
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["absolute", "read_response"]

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # a byte order mark comes before the header
_WIDE_CODECS = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
SAYING = ("x-robots-tag", "link", "refresh")  # headers that say of a page what its elements may say as well
HTML_TYPES = {"text/html", "application/xhtml+xml"}
# What a file begins with that is no page, whatever its Content-Type says, and the code of what it is.
_MAGIC = (
    (b"%PDF-", "file-pdf"),
    (b"\x89PNG\r\n", "file-png"),
    (b"\xff\xd8\xff", "file-jpeg"),
    (b"GIF8", "file-gif"),
    (b"PK\x03\x04", "file-zip"),
    (b"\x1f\x8b", "file-gzip"),
    (b"RIFF", "file-media"),
)
# JSON that a host sends as HTML, as it does of the file wp-json/index.html of an exported WordPress.
_JSON = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:\{\s*+\"[^\"<>\n]{1,200}+\"\s*+:|\[\s*+(?:\{\s*+\"|\"|\[|-?\d))"
)
_JSON_ENDS = {b"}", b"]"}
_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<!--(?:[^-]++|-(?!->))*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|title|meta|script|h1|p|div|a|table)\b",
    re.I | re.S,
)
_WIDE = re.compile(
    r"charset\s*=\s*[\"']?\s*((?:utf-?|csucs|ucs-?|iso-10646-ucs-)(?:16|32|2|4)(?:[bl]e)?|unicode)\b",
    re.IGNORECASE,
)

_META_CHARSET = re.compile(rb"<meta\b[^>]*\bcharset\s*=", re.IGNORECASE)


def read_response(
    url: str, status: int, headers: Mapping[str, list[str]], body: bytes, *, content: str = ""
) -> Page:
    """Return the facts of an answer; header names are lower case, every value of a repeated header is given. `content` is a
    CSS selector of the content region.

    A body that is no page gives a Page with `is_html` false and the cause. Never raises.
    """
    content_type = (headers.get("content-type") or [""])[-1]
    kind = content_type.partition(";")[0].strip().lower()
    magic = next((code for start, code in _MAGIC if body.startswith(start)), "") or _json(body)
    is_html = kind in HTML_TYPES or (
        kind in {"", "text/plain", "application/octet-stream"} and bool(_LOOKS_LIKE_HTML.match(body[:4096]))
    )
    if magic and is_html:
        file = because(magic)
        cause = (
            because("disguised-file", file=file, type=kind)
            if kind
            else because("disguised-file-untyped", file=file)
        )
        page = Page(url=url, base=url, cause=cause)
    elif (is_html or kind in XML_TYPES) and is_feed(body):
        page = read_feed(url, body)
    elif is_html and body:
        charset, text = _decode(content_type, body)
        encoding = "" if charset in {"utf-8", *_WIDE_CODECS} else charset
        page = read_html(text, url, content=content, encoding=encoding)
        page.charset = page.charset or charset
        page.charset_guessed = not _says_charset(content_type, body)
        if kind_of_lie := _wide_lie(content_type, body):
            page.notes.append(
                f"its Content-Type says {kind_of_lie}, which it is not; it was read as {charset}"
            )
    else:
        page = Page(url=url, base=url, is_html=is_html and 200 <= status < 300)
        if not is_html:
            page.cause = because(magic) if magic else because("content-type", type=kind) if kind else NO_CAUSE
    page.status = status
    page.content_type = content_type[:200]
    page.size = len(body)
    page.headers = kept(headers)
    page.etag = (headers.get("etag") or [""])[-1][:500]
    page.last_modified = (headers.get("last-modified") or [""])[-1][:100]
    page.x_robots = robots_directives(headers.get("x-robots-tag") or [])
    page.header_canonicals = _canonicals(headers.get("link") or [], url)
    page.hreflang += _alternates(headers.get("link") or [], url)
    if asked := next(filter(None, map(refresh_of, headers.get("refresh") or [])), None):
        _send_on(page, *asked)
    return page


def _json(body: bytes) -> str:
    """Return the code of a body that is JSON from end to end, by how it begins and ends."""
    return "file-json" if _JSON.match(body[:4096]) and body[-100:].rstrip()[-1:] in _JSON_ENDS else ""


def _canonicals(values: list[str], url: str) -> list[str]:
    """Return what Link headers name as the canonical address of `url`, absolute; a link with an anchor may speak of another page."""
    found = []
    for link in (link for value in values for link in header_links(value)):
        anchor = link.parameters.get("anchor")
        spoken_of = absolute(anchor, url) if anchor is not None else url
        if "canonical" in link.relations and spoken_of == url and (href := absolute(link.href, url)):
            found.append(href)
    return found


def _alternates(values: list[str], url: str) -> list[tuple[str, str]]:
    """Return what Link headers name as versions of `url` in other languages: language, absolute address."""
    return [
        (language.strip()[:40], href)
        for value in values
        for link in header_links(value)
        if "alternate" in link.relations
        and (language := link.parameters.get("hreflang"))
        and (href := absolute(link.href, url))
    ]


def _says_charset(content_type: str, body: bytes) -> bool:
    """Return whether header, byte order mark or a meta element among the first 1,024 bytes says how the page is encoded, or all is ASCII."""
    return (
        "charset=" in content_type.lower()
        or body.startswith(_BOMS)
        or _META_CHARSET.search(body[:1024]) is not None
        or body.isascii()
    )


def _send_on(page: Page, seconds: int, href: str) -> None:
    """Take the header Refresh as the meta element that says the same; the header comes first."""
    if to := sends_on(seconds, href, page.url, page.url):
        page.refresh = to
    if href:
        page.references.append(UrlReference(len(page.references) + 1, "refresh", href[:MAX_HREF]))


def _decode(content_type: str, body: bytes) -> tuple[str, str]:
    """Return charset and text as a browser reads them: byte order mark, header, meta, and then windows-1252."""
    if content_type[-5:].lower() == "utf-8" and "charset=" in content_type and not body.startswith(_BOMS):
        try:
            return "utf-8", body.decode("utf-8")
        except UnicodeDecodeError:
            pass  # the header lies, or some bytes are broken
    if _wide_lie(content_type, body):
        content_type = ""
    usual = "utf-8" if _is_utf8(body) else "windows-1252"
    try:
        charset, text = html_to_unicode(content_type or None, body, default_encoding=usual)
        if (
            charset in _WIDE_CODECS
            and not http_content_type_encoding(content_type)
            and not body.startswith(_BOMS)
        ):
            # Only a meta element says so, whose letters could not be read if it were true (HTML standard, 13.2.3.2).
            charset, text = "utf-8", body.decode("utf-8", "replace")
        return charset, text
    except (LookupError, ValueError):
        # A charset such as "hex" is a codec of Python and none of the web.
        return "utf-8", body.decode("utf-8", "replace")


def _wide_lie(content_type: str, body: bytes) -> str:
    """Return the charset that the header names when it has two or four bytes a letter and the body has not; else empty.

    Text that is mostly ASCII, as every page's tags are, has a NUL in every second byte of UTF-16.
    """
    named = _WIDE.search(content_type)
    return named[1].lower() if named and not body.startswith(_BOMS) and b"\0" not in body[:1024] else ""


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
