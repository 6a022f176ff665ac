"""One visit of a browser to a page: what it is given, how long it may take, and what it made of the page."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from playwright.async_api import Error

from crawler.http.reasons import RENDER_STOPPED as STOPPED
from crawler.items import Rendered, because

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from playwright.async_api import BrowserContext, CDPSession, Page, Route

    from crawler.crawl.render.assets import Assets

FILES = {"script", "stylesheet"}  # each is asked for once in a crawl
DATA = {"xhr", "fetch"}
MOST_FILES = 150  # of one page
MOST_DATA = 20  # a page that asks every 100 ms would ask 50 times
MOST_HTML = 8 * 1024**2  # characters of the document
MOST_ELEMENTS = 200_000
SETTLE = 5_000  # milliseconds of the page's own time, which passes as fast as the browser can
LONGEST = 20.0  # seconds of the browser's time
STEP = 0.1  # seconds between two looks at all this
WAITING = 120.0  # seconds in all, with those in which the page waits for files of the site
# Shadow roots are written out as templates, which read_html reads.
DOCUMENT = """(() => {
  const root = document.documentElement;
  if (!root || document.getElementsByTagName('*').length > MOST_ELEMENTS) return '';
  const open = [];
  const look = from => { for (const e of from.querySelectorAll('*')) if (e.shadowRoot) { open.push(e.shadowRoot); look(e.shadowRoot); } };
  look(document);
  const shell = root.cloneNode(false).outerHTML, end = '</' + root.localName + '>';
  const html = '<!doctype html>' + shell.slice(0, shell.length - end.length) + (open.length && root.getHTML ? root.getHTML({shadowRoots: open}) : root.innerHTML) + end;
  return html.length > MOST_HTML ? '' : html;
})()""".replace("MOST_ELEMENTS", str(MOST_ELEMENTS)).replace("MOST_HTML", str(MOST_HTML))


class Ended(Exception):
    """The visit ended before the page had settled: a script left it."""


class Visit:
    """What happens while one page is shown."""

    def __init__(
        self,
        url: str,
        document: dict[str, Any],
        assets: Assets,
        is_own: Callable[[str], bool],
        stopped: Callable[[], bool],
    ) -> None:
        """Keep the page's address, the answer that the browser gets in place of it, and where its files come from.

        `stopped` says whether the crawl is being stopped, which ends the visit.
        """
        self._stopped = stopped
        self._url, self._document, self._assets, self._is_own = url, document, assets, is_own
        self._main: Any = None
        self._sent = False
        self._queue = 0  # files that the page waits for
        self._files = self._data = 0
        self._over = asyncio.Event()
        self.rendered = Rendered()

    async def run(self, context: BrowserContext) -> str:
        """Show the page until it has settled, and return the document; empty where it did not. Raises playwright's Error."""
        page = await context.new_page()
        self._main = page.main_frame
        context.on("page", lambda other: asyncio.ensure_future(_close(other)))
        await context.route_web_socket("**/*", lambda socket: asyncio.ensure_future(_close(socket)))
        await context.route("**/*", self._answer)
        try:
            return await self._within(self._show(context, page))
        except TimeoutError:
            self.rendered.cause = because("render-time", seconds=LONGEST)
        except Ended:
            pass
        return ""

    async def _show(self, context: BrowserContext, page: Page) -> str:
        loaded = asyncio.Event()
        page.on("domcontentloaded", lambda _: loaded.set())
        # Playwright's own wait for that event does not end when a script asks for a tel: or mailto: address meanwhile.
        await page.goto(self._url, wait_until="commit", timeout=0)
        await loaded.wait()
        cdp = await context.new_cdp_session(page)
        expired = asyncio.Event()
        cdp.on("Emulation.virtualTimeBudgetExpired", lambda _: expired.set())
        policy = {"policy": "pauseIfNetworkFetchesPending", "budget": SETTLE}
        await cdp.send("Emulation.setVirtualTimePolicy", policy)
        await expired.wait()
        html = await _document(cdp)
        if self._over.is_set():
            return ""
        if not html:
            self.rendered.cause = because("render-size", limit=MOST_HTML)
        elif not self.rendered.cause:
            self.rendered.settled = True
        return html if self.rendered.settled else ""

    async def _within(self, work: Coroutine[Any, Any, str]) -> str:
        """Return what `work` does. Raises TimeoutError after LONGEST seconds of the browser's own, Ended when a script left the page."""
        task = asyncio.ensure_future(work)
        own, begun = 0.0, time.monotonic()
        try:
            while not task.done():
                if self._over.is_set():
                    raise Ended
                if self._stopped():
                    self.rendered.cause = because(STOPPED)
                    raise Ended
                if own > LONGEST or time.monotonic() - begun > WAITING:
                    raise TimeoutError
                waits, since = self._queue > 0, time.monotonic()
                await asyncio.wait({task}, timeout=STEP)
                own += 0 if waits else time.monotonic() - since
            if self._over.is_set():
                raise Ended
            return task.result()
        finally:
            self.rendered.ms = round(own * 1000)
            task.cancel()
            with suppress(Error, TimeoutError, asyncio.CancelledError):
                await task

    async def _answer(self, route: Route) -> None:
        """Answer one request of the browser: no other way leads out of it."""
        with suppress(Error):  # the page is gone meanwhile
            request = route.request
            if request.is_navigation_request():
                await self._navigate(route)
            elif request.method != "GET" or request.resource_type not in FILES | DATA:
                await route.abort("blockedbyclient")
            elif not self._is_own(request.url):
                host = (urlsplit(request.url).hostname or "")[:200]
                if host and host not in self.rendered.blocked and len(self.rendered.blocked) < 50:
                    self.rendered.blocked.append(host)
                await route.abort("blockedbyclient")
            else:
                await self._give(route)

    async def _navigate(self, route: Route) -> None:
        request = route.request
        if request.frame is not self._main:
            await route.abort("blockedbyclient")  # a frame or a pop-up
        elif not self._sent:
            self._sent = True
            await route.fulfill(**self._document)
        else:
            to = urldefrag(request.url)[0]
            if to == urldefrag(self._url)[0]:
                self.rendered.cause = because("render-reload")
            elif to.startswith(("http://", "https://")):
                self.rendered.moved_to = to[:2_000]
                self.rendered.cause = because("render-moved")
            self._over.set()
            await route.abort("aborted")  # "blockedbyclient" would put an error page in place of the document

    async def _give(self, route: Route) -> None:
        url, kind = urldefrag(route.request.url)[0], route.request.resource_type
        self._files += kind in FILES
        self._data += kind in DATA
        if self._files > MOST_FILES:
            self.rendered.cause = because("render-files", limit=MOST_FILES)
        if self._files > MOST_FILES or self._data > MOST_DATA:
            await route.abort("blockedbyclient")
            return
        self.rendered.requests += 1
        self._queue += 1
        try:
            asset = await self._assets.fetch(url, keep=kind in FILES)
        finally:
            self._queue -= 1
        if asset.cause and kind in FILES and all(url != failed for failed, *_ in self.rendered.failed):
            self.rendered.failed.append((url[:2_000], asset.status, asset.cause))
        if asset.status is None:
            await route.abort("failed")
        else:
            await route.fulfill(status=asset.status, headers=asset.headers, body=asset.body)


async def _document(cdp: CDPSession) -> str:
    """Return the document as it is now; empty where it is too large. The page's scripts cannot tamper with the world that asks."""
    tree = await cdp.send("Page.getFrameTree")
    world = await cdp.send(
        "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "audit"}
    )
    said = await cdp.send(
        "Runtime.evaluate",
        {
            "expression": DOCUMENT,
            "contextId": world["executionContextId"],
            "returnByValue": True,
            "timeout": 5_000,
        },
    )
    value = said.get("result", {}).get("value")
    return value if isinstance(value, str) else ""


async def _close(what: Any) -> None:
    with suppress(Error):
        await what.close()
