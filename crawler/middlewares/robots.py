"""robots.txt as RFC 9309 means it; Scrapy's own middleware obeys error pages and ignores outages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.extract.urls import absolute
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_BYTES = 512 * 1024  # RFC 9309 2.5 asks for at least 500 KiB
MAX_REDIRECTS = 5  # 2.3.1.2

robots_read = object()  # signal: a host's robots.txt was read; arguments site (scheme://host) and sitemaps


class Verdict(NamedTuple):
    """What one host's robots.txt means for us."""

    kind: str  # rules / allow all / disallow all
    rules: Protego | None = None
    why: str = ""
    silent: bool = False  # the server did not answer at all


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
        self._verdicts: dict[str, asyncio.Future[Verdict]] = {}
        self._told = False
        self._most = crawler.settings.getfloat("AUDIT_MAX_CRAWL_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest, with the reason in words, for what robots.txt forbids."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        outbound = request.meta.get("role") == "outbound"
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        pending = self._verdicts.get(site)
        if pending is None:
            pending = self._verdicts[site] = asyncio.get_running_loop().create_future()
            pending.set_result(await self._read(site, outbound=outbound))
        verdict = await pending
        if verdict.silent and outbound:
            return  # a link's own request says best what is wrong with its host
        if verdict.kind == "disallow all":
            raise IgnoreRequest(verdict.why)
        if verdict.rules is not None:
            self._slow_down(request, verdict.rules)
            if not verdict.rules.can_fetch(request.url, self._agent):
                msg = "robots.txt forbids it"
                raise IgnoreRequest(msg)

    async def _read(self, site: str, *, outbound: bool) -> Verdict:
        """Fetch and judge one host's robots.txt: 2.3.1.3 (4xx: allow), 2.3.1.4 (5xx, no answer: keep out)."""
        url = f"{site}/robots.txt"
        status, text = None, ""
        try:
            response = await self._fetch(
                url, {"dont_retry": True, "download_timeout": 20} if outbound else {}
            )
            status = response.status
            text = _text(response.body) if 200 <= status < 300 else ""
            verdict = _judge(status, text)
        except Exception as error:  # whatever kept the file from us means the same
            from crawler.live import why_not

            verdict = Verdict(
                "disallow all",
                None,
                f"robots.txt could not be read ({why_not(error)}), so the site was left alone",
                silent=status is None,
            )
        # Of other sites' files only the verdict is kept: there may be thousands.
        if (
            verdict.kind == "disallow all"
            and site == self._run.job.site
            and self._run.resumed
            and not outbound
        ):
            # What waits would be refused row by row, and the crawl look complete: it is left for a better day.
            trouble = f"{site}: {verdict.why}; the same command goes on later."
            self._run.stop(self._crawler, trouble, "robots.txt not readable")
        self._store.save_robots(site, status, verdict.kind, "" if outbound else text)
        sitemaps = list(verdict.rules.sitemaps) if verdict.rules else []
        # A line may name anything; what is no http(s) address cannot be asked for.
        named = [address for sitemap in sitemaps if (address := absolute(sitemap, url))]
        self._crawler.signals.send_catch_log(robots_read, site=site, sitemaps=named)
        return verdict

    async def _fetch(self, url: str, more: dict[str, Any]) -> Response:
        assert self._crawler.engine is not None
        for _ in range(MAX_REDIRECTS + 1):
            meta = {"dont_obey_robotstxt": True, "robots": True, **more}
            response = await self._crawler.engine.download_async(
                Request(url, meta=meta, callback=NO_CALLBACK)
            )
            location = response.headers.get(b"Location")
            if not 300 <= response.status < 400 or not location:
                return response
            url = urljoin(url, location.decode("latin-1"))
            if not url.startswith(("http://", "https://")):
                return response
        return response

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
            why = f"robots.txt asks for {float(delay):,.0f} seconds between two requests; {self._most:g} were kept"
            self._store.save_coverage("Crawl-delay kept in part", 1, request.url, why)
        if slot is not None and slot.delay < wanted:
            slot.delay = wanted


def _text(body: bytes) -> str:
    """Return at most MAX_BYTES of the file, whole lines; bytes that are not UTF-8 are percent-encoded.

    Dropping such a byte would turn `Disallow: /é` in Latin-1 into `Disallow: /`.
    """
    if len(body) > MAX_BYTES:
        body = body[: body.rfind(b"\n", 0, MAX_BYTES) + 1]
    if body.startswith(b"\xef\xbb\xbf"):
        body = body[3:]
    text = body.decode("utf-8", "surrogateescape")
    return "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in text)


def _judge(status: int, text: str) -> Verdict:
    if 200 <= status < 300:
        return Verdict("rules", Protego.parse(text))
    if status >= 500:
        why = f"robots.txt could not be read (HTTP {status}), so the site was left alone, as RFC 9309 asks"
        return Verdict("disallow all", None, why)
    return Verdict("allow all")
