"""Stops a download at its headers when they say that no page is coming: an image or archive costs no bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

# A type that is missing or vague may still be a page: then the body decides.
READABLE = (
    b"text/html",
    b"application/xhtml",
    b"text/plain",
    b"application/octet-stream",
    b"application/xml",
    b"text/xml",
    b"application/rss+xml",
    b"application/atom+xml",
    b"application/rdf+xml",
)


class HeadersOnly:
    """Lets pages, feeds, sitemaps and robots.txt through."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening to headers."""
        extension = cls()
        crawler.signals.connect(extension.headers_received, signal=signals.headers_received)
        return extension

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Raise StopDownload, which keeps the answer without its body, for what is not a page."""
        kind = (headers.get(b"Content-Type") or b"").strip().lower()
        is_page = request.meta.get("role") == "page"
        if is_page and kind and not kind.startswith(READABLE):
            raise StopDownload(fail=False)
