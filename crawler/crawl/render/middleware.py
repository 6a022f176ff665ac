"""Hand each page that Scrapy has fetched to a browser, and put what it made of it into the request's meta."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from scrapy import signals

from crawler.crawl.render.assets import Assets
from crawler.crawl.render.browser import OfflineBrowser, find_browser
from crawler.crawl.render.visit import Visit
from crawler.extract.response import HTML_TYPES
from crawler.http.headers import header_text
from crawler.http.reasons import RENDER_STOPPED
from crawler.items import Rendered, because
from crawler.options import listed
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from playwright.async_api import BrowserContext
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

PAGES = 2  # shown side by side
TRIES = 2  # a browser may be killed from outside, or crash
# Of the answer's headers: its type, and what it forbids its own scripts.
PASSED_ON = ("content-type", "content-security-policy")
# So tall that what is loaded on scrolling is there; nothing is scrolled, clicked or accepted.
VIEWPORT = {"width": 1280, "height": 10_000}


class RenderPages:
    """Renders HTML pages; whatever fails in the browser costs the page its rendering, and nothing else."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep the browser, which starts with the first page."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._hosts = {host.lower() for host in listed(crawler.settings, "AUDIT_RENDER_HOSTS")}
        self._assets = Assets(crawler, self.may_ask)
        self._browser = OfflineBrowser(find_browser())
        self._turns = asyncio.Semaphore(PAGES)
        self._starting = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler, which ends its browser with the crawl."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def may_ask(self, url: str) -> bool:
        """Return whether a page may have this file: it is the site's own, or of a host that the owner names."""
        if not url.startswith(("http://", "https://")):
            return False
        to = self._run.classifier.target(url, url)
        return to.kind == "internal" or to.host in self._hosts

    def _stopped(self) -> bool:
        return not self._crawler.crawling

    async def close(self) -> None:
        """End the browser."""
        await self._browser.stop()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the same response, once its page was rendered."""
        if request.meta.get("role") == "page" and is_page(response) and not self._run.stopped:
            async with self._turns:
                request.meta["rendered"] = await self._render(response)
        return response

    async def _render(self, response: Response) -> tuple[str, Rendered]:
        """Return the document after the scripts, empty where there is none, and how that went. Never raises."""
        headers = {
            name: header_text(value) for name in PASSED_ON if (value := response.headers.get(name.encode()))
        }
        document = {"status": 200, "headers": {"content-type": "text/html", **headers}, "body": response.body}
        visit = None
        for _ in range(TRIES):
            if self._stopped():
                return "", Rendered(cause=because(RENDER_STOPPED))
            context = None
            visit = Visit(response.url, document, self._assets, self.may_ask, self._stopped)
            try:
                context = await self._context()
                return await visit.run(context), visit.rendered
            except Exception as error:
                logger.info("%s could not be rendered: %r", response.url, error)
            finally:
                if context is not None:
                    await self._leave(context)
        failed = Rendered(cause=because("render-failed"))
        if visit is not None:
            failed.ms, failed.requests = visit.rendered.ms, visit.rendered.requests
        return "", failed

    async def _context(self) -> BrowserContext:
        """Return a context of its own for a page, in a browser that lives. Raises playwright's Error."""
        how: dict[str, Any] = {"viewport": VIEWPORT, "service_workers": "block", "accept_downloads": False}
        async with self._starting:
            with suppress(Error, TimeoutError):
                browser = await self._browser.start()
                return await asyncio.wait_for(browser.new_context(**how), 10)
            await self._browser.stop()
            browser = await self._browser.start()
            return await asyncio.wait_for(browser.new_context(**how), 10)

    async def _leave(self, context: BrowserContext) -> None:
        """Close a page's context; a browser that does not let it go is ended, and the next page gets another."""
        try:
            await asyncio.wait_for(context.close(), 5)
        except TimeoutError:
            await self._browser.stop()
        except Error:
            pass  # the browser is gone


def is_page(response: Response) -> bool:
    """Return whether an answer is a whole HTML page."""
    kind = header_text(response.headers.get(b"Content-Type") or b"").partition(";")[0].strip().lower()
    return response.status == HTTPStatus.OK and kind in HTML_TYPES and bool(response.body)
