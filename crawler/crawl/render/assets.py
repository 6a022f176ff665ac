"""Fetch the scripts, styles and data that a rendered page asks for: through Scrapy, as every other request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.crawl.failures import why_not
from crawler.http.headers import header_text
from crawler.http.status import REDIRECTS
from crawler.items import NO_CAUSE, Cause, because
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

MOST_BYTES = 4 * 1024**2  # of one file
MOST_KEPT = 64 * 1024**2  # bytes of all that are kept for further pages
MOST_HOPS = 3  # redirects of one file
PASSED_ON = ("content-type", "access-control-allow-origin")  # response headers that a browser needs


class Asset(NamedTuple):
    """A file that a page asked for; without a status where there is none."""

    status: int | None
    headers: dict[str, str] = {}  # noqa: RUF012  # nobody changes it
    body: bytes = b""
    cause: Cause = NO_CAUSE  # why it could not be had


class Assets:
    """The files of the site, each script and style fetched once for all pages."""

    def __init__(self, crawler: Crawler, is_own: Callable[[str], bool]) -> None:
        """Keep the crawler, whose engine asks, and which addresses may be asked for."""
        self._crawler = crawler
        self._is_own = is_own
        self._kept: dict[str, asyncio.Future[Asset]] = {}
        self._size = 0

    async def fetch(self, url: str, *, keep: bool) -> Asset:
        """Return a file; `keep` says that further pages will ask for the same. Never raises."""
        if not keep:
            return await self._ask(url)
        pending = self._kept.get(url)
        if pending is None:
            pending = self._kept[url] = asyncio.ensure_future(self._ask(url))
            found = await asyncio.shield(pending)
            self._size += len(found.body)
            if self._size > MOST_KEPT:
                self._kept = {address: one for address, one in self._kept.items() if not one.done()}
                self._size = 0
        return await asyncio.shield(pending)

    async def _ask(self, url: str) -> Asset:
        assert self._crawler.engine is not None
        meta = {"role": "asset", "download_maxsize": MOST_BYTES, "download_timeout": 20}
        try:
            for _ in range(MOST_HOPS + 1):
                request = Request(url, meta=dict(meta), callback=NO_CALLBACK)
                response = await self._crawler.engine.download_async(request)
                location = response.headers.get(b"Location")
                if response.status not in REDIRECTS or not location:
                    break
                url = absolute(header_text(location), url)
                if not self._is_own(url):
                    return Asset(None)  # what stands there is not the site's
        except Exception as error:  # robots.txt, a timeout, a full disk: the page is shown without the file
            return Asset(None, cause=why_not(error, url))
        headers = {
            name: header_text(value) for name in PASSED_ON if (value := response.headers.get(name.encode()))
        }
        if not 200 <= response.status < 300:
            return Asset(response.status, cause=because("http-status", status=response.status))
        return Asset(response.status, headers, response.body)
