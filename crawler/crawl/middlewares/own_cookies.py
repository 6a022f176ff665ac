"""Asks once more where a server redirects to the very page that was asked for, as it does until its cookie comes back."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from scrapy.http.request import NO_CALLBACK

from crawler.http.headers import cookies_set, header_text
from crawler.http.status import REDIRECTS
from crawler.urls.parse import page_address, resolve

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

HOPS = 5  # of one such detour, or in one circle
REMEMBERED = 1_000  # redirects of the site, in which a circle is looked for


class Hop(NamedTuple):
    """One redirect of the chain."""

    request: Request
    to: str  # the key of the page that it leads to
    cookies: dict[str, str]


class OwnCookies:
    """Follow a redirect that needs a cookie, with a cookie jar for this page only that is not kept.

    So browsers see the page, and the audit does. A circle over several pages in which a cookie is set is gone round once
    more, with it. A server that wants another spelling of the same address gets it, too.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Keep the crawler, whose engine asks."""
        self._crawler = crawler
        self._hops: OrderedDict[str, Hop] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer, or in place of a redirect that comes back to the page what stands at its end."""
        if response.status not in REDIRECTS or "frontier" not in request.meta or "jar" in request.meta:
            return response
        to = _to(response)
        if not to or urlsplit(to).netloc != urlsplit(request.url).netloc:
            return response
        cookies = _cookies(response)
        respelled = to != request.url and page_address(to) == page_address(request.url)
        if _path(to) == _path(request.url) and (cookies or respelled):
            found = await self._follow(request, to, cookies)
            if found is not None:
                request.meta["wants_cookie"] = bool(cookies)
                return found
        self._hops[request.url] = Hop(request, page_address(to), cookies)
        if len(self._hops) > REMEMBERED:
            self._hops.popitem(last=False)
        self._go_round(request.url)
        return response

    async def _follow(self, request: Request, to: str, cookies: dict[str, str]) -> Response | None:
        """Return the page itself from the end of its redirects; None where they lead elsewhere, or have no end."""
        assert self._crawler.engine is not None
        here = request.url
        meta = {name: value for name, value in request.meta.items() if name != "frontier"}
        for _ in range(HOPS):
            asked = request.replace(
                url=to, meta=dict(meta), callback=NO_CALLBACK, errback=None, dont_filter=True
            )
            _send(asked, cookies)
            try:
                response = await self._crawler.engine.download_async(asked)
            except Exception as error:  # whatever kept the second answer from us, the first one holds
                logger.debug("%s: the second try failed: %r", here, error)
                return None
            if response.status not in REDIRECTS:
                request.meta["conditional"] = asked.meta.get("conditional", False)
                return (
                    response.replace(url=here, request=request)
                    if _path(response.url) == _path(here)
                    else None
                )
            cookies = {**cookies, **_cookies(response)}
            to = _to(response)
            if not to or urlsplit(to).netloc != urlsplit(here).netloc:
                return None
        return None

    def _go_round(self, start: str) -> None:
        """Ask for the first page of a circle again, with the cookies that are set in it; no circle, or no cookie: leave it."""
        assert self._crawler.engine is not None
        cookies: dict[str, str] = {}
        circle: list[Hop] = []
        here = start
        while here in self._hops and len(circle) < HOPS:
            circle.append(self._hops[here])
            cookies |= circle[-1].cookies
            here = circle[-1].to
            if here == start:
                break
        if here != start or not cookies or len(circle) < 2:
            return
        first = min(circle, key=lambda hop: hop.request.meta["frontier"])
        del self._hops[first.request.url]
        again = first.request.replace(
            meta={**first.request.meta, "jar": True, "wants_cookie": True}, dont_filter=True
        )
        _send(again, cookies)
        self._crawler.engine.crawl(again)


def _cookies(response: Response) -> dict[str, str]:
    return cookies_set(map(header_text, response.headers.getlist(b"Set-Cookie")))


def _send(request: Request, cookies: dict[str, str]) -> None:
    if cookies:
        request.headers[b"Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()


def _to(response: Response) -> str:
    """Return where a redirect leads, spelled as the server has it, without its fragment; empty for what is no http(s) address."""
    location = header_text(response.headers.get(b"Location") or b"")
    to = resolve(location, response.url) if location else ""
    return to.partition("#")[0] if to.startswith(("http:", "https:")) else ""


def _path(url: str) -> str:
    parts = urlsplit(page_address(url))
    return f"{parts.netloc}{parts.path}"
