"""robots.txt as RFC 9309 means it; Scrapy's own middleware obeys error pages and ignores outages."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http.request import NO_CALLBACK

from crawler.http.headers import header_text
from crawler.http.reasons import ROBOTS_UNJUDGED, ROBOTS_UNREADABLE
from crawler.http.robots_txt import MAX_BYTES, RobotsVerdict, judge, text_of, unpack
from crawler.items import NO_CAUSE, Cause, because
from crawler.run import run_of
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from typing import Self

    from protego import Protego
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_REDIRECTS = 5  # RFC 9309 2.3.1.2
MAX_AGE = 24 * 3600.0  # seconds for which a verdict holds: 2.4; a crawl with a large Crawl-delay takes days
ASK_AGAIN = 3600.0  # seconds until an outage that began later is looked at again; the old rules are kept meanwhile: 2.4

clock = time.monotonic  # setting the computer's clock must not make a verdict older or younger

robots_read = object()  # signal: a host's robots.txt was read; arguments site (scheme://host) and sitemaps


class RobotsRules:
    """Keeps a request back that robots.txt forbids, and slows down to its Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        """Raise NotConfigured when ROBOTSTXT_OBEY is off."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            msg = "ROBOTSTXT_OBEY is off: robots.txt is not read"
            raise NotConfigured(msg)
        self._crawler = crawler
        self._run = run_of(crawler)
        self._store = self._run.store
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._verdicts: dict[str, asyncio.Future[RobotsVerdict]] = {}
        self._told = False
        self._most = crawler.settings.getfloat("AUDIT_MAX_CRAWL_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler, listening to what comes in."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.headers_received, signal=signals.headers_received)
        crawler.signals.connect(middleware.bytes_received, signal=signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest, with the cause, for what robots.txt forbids."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        outbound = request.meta.get("role") == "outbound"
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        verdict = await self._verdict(site, outbound=outbound)
        if verdict.silent and outbound:
            return  # a link's own request says best what is wrong with its host
        if verdict.kind == "disallow all":
            raise IgnoreRequest(verdict.cause)
        if verdict.rules is not None:
            self._slow_down(request, verdict.rules)
            if not verdict.rules.can_fetch(request.url, self._agent):
                raise IgnoreRequest(because("robots-forbids"))

    async def _verdict(self, site: str, *, outbound: bool) -> RobotsVerdict:
        """Return what a site's robots.txt means; it is read once for all who ask, and again when that is a day ago."""
        pending = self._verdicts.get(site)
        if pending is None or (pending.done() and pending.result().until <= clock()):
            before = pending.result() if pending else None
            pending = self._verdicts[site] = asyncio.get_running_loop().create_future()
            try:
                pending.set_result(await self._read(site, before, outbound=outbound))
            except Exception:  # a full disk: whoever waits for this verdict must not wait for ever
                del self._verdicts[site]
                pending.set_result(RobotsVerdict("disallow all", None, because(ROBOTS_UNJUDGED)))
                raise
        return await pending

    async def _read(self, site: str, before: RobotsVerdict | None, *, outbound: bool) -> RobotsVerdict:
        """Ask for one host's robots.txt, judge it, and write down what it said; in an outage `before` is kept."""
        url = f"{site}/robots.txt"
        verdict, status, text = await self._ask(url, outbound=outbound)
        if verdict.kind == "disallow all" and before is not None:
            if not outbound:
                self._store.save_coverage(
                    "robots-not-again", 1, url, Cause("robots-kept", verdict.cause.values)
                )
            return before._replace(until=clock() + ASK_AGAIN)
        job = self._run.job
        only_site = site == job.site and len(job.own_hosts) < 2 and not outbound
        if verdict.kind == "disallow all" and only_site:
            # What waits would be refused row by row, and the crawl look complete: it is left for a better day.
            self._run.stop(self._crawler, because("robots-outage", site=site, answer=verdict.cause))
        # Of other sites' files only the verdict is kept: there may be thousands.
        self._store.save_robots(site, status, verdict.kind, "" if outbound else text)
        sitemaps = list(verdict.rules.sitemaps) if verdict.rules else []
        # A line may name anything; what is no http(s) address cannot be asked for.
        named = [address for sitemap in sitemaps if (address := absolute(sitemap, url))]
        self._crawler.signals.send_catch_log(robots_read, site=site, sitemaps=named)
        return verdict._replace(until=clock() + MAX_AGE)

    async def _ask(self, url: str, *, outbound: bool) -> tuple[RobotsVerdict, int | None, str]:
        """Return the verdict of what is answered, its status (None: no answer) and its text."""
        status, text = None, ""
        try:
            response = await self._fetch(
                url, {"dont_retry": True, "download_timeout": 20} if outbound else {}
            )
            status = response.status
            if 200 <= status < 300:
                text, cut = _read_body(response)
                if cut and not outbound:
                    self._store.save_coverage("robots-in-part", 1, url, cut)
            return judge(status, text), status, text
        except Exception as error:  # whatever kept the file from us means the same
            from crawler.crawl.failures import why_not

            cause = because(ROBOTS_UNREADABLE, answer=why_not(error, url))
            return RobotsVerdict("disallow all", None, cause, silent=status is None), status, text

    async def _fetch(self, url: str, more: dict[str, Any]) -> Response:
        assert self._crawler.engine is not None
        for _ in range(MAX_REDIRECTS + 1):
            # A file of any size is taken; `bytes_received` hangs up when enough of it came.
            meta = {"dont_obey_robotstxt": True, "robots": True, "download_maxsize": 0, **more}
            response = await self._crawler.engine.download_async(
                Request(url, meta=meta, headers={"Accept-Encoding": "identity"}, callback=NO_CALLBACK)
            )
            location = response.headers.get(b"Location")
            if not 300 <= response.status < 400 or not location:
                return response
            url = absolute(header_text(location), url)
            if not url:
                return response
        return response

    def headers_received(self, body_length: Any, request: Request) -> None:
        """Begin to count; a robots.txt that claims to be huge may break off, since its end is not read anyway."""
        if request.meta.get("robots"):
            request.meta["received"] = 0
            claimed = body_length if isinstance(body_length, int) else 0
            request.meta["download_fail_on_dataloss"] = claimed <= MAX_BYTES

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Raise StopDownload, which keeps what came, when enough of a robots.txt did."""
        if request.meta.get("robots"):
            request.meta["received"] += len(data)
            if request.meta["received"] > MAX_BYTES:
                raise StopDownload(fail=False)

    def _slow_down(self, request: Request, rules: Protego) -> None:
        delay = rules.crawl_delay(self._agent)
        assert self._crawler.engine is not None
        if delay is None:
            return
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        wanted = min(float(delay), self._most)
        if delay > self._most and request.meta.get("role") != "outbound" and not self._told:
            self._told = True
            cause = because("robots-delay", asked=float(delay), kept=self._most)
            self._store.save_coverage("crawl-delay", 1, request.url, cause)
        if slot is not None and slot.delay < wanted:
            slot.delay = wanted


def _read_body(response: Response) -> tuple[str, Cause]:
    """Return the text of a robots.txt, and why it is not the whole; empty when it is."""
    packing = (response.headers.get(b"Content-Encoding") or b"").decode("latin-1").strip().lower()
    body = unpack(response.body, packing)
    cut = NO_CAUSE
    if "download_stopped" in response.flags or len(body) > MAX_BYTES:
        cut = because("robots-cut", kib=MAX_BYTES // 1024)
    elif "dataloss" in response.flags:
        cut = because("robots-broke-off")
    return text_of(body, cut=bool(cut)), cut
