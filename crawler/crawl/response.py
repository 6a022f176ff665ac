"""Turn a response, or the lack of one, into a Page; shared by the blog and urls spiders."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.crawl.failures import why_not
from crawler.crawl.middlewares.compression import CUT, packing_of
from crawler.extract.headers import kept
from crawler.extract.rendered import with_rendered
from crawler.extract.response import absolute, read_response
from crawler.extract.sitemap import MAX_BYTES, read_sitemap
from crawler.http.headers import header_text, robots_directives
from crawler.http.reasons import TOO_LARGE
from crawler.http.status import PUT_OFF, REDIRECTS
from crawler.items import Page, Sitemap, because

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# Answers that say "not you" rather than "not there": the page may well be fine for a reader.
REFUSALS = {401, 403, 407, 429, 451, 999}
# Flags of an answer that broke off. Scrapy's "partial" is none: the server said no length and closed the connection, which is
# how HTTP/1.0 ends a body (RFC 9112 section 6.3).
BROKEN = {"dataloss", CUT}
PLAIN = {"", "identity"}  # a Content-Encoding that says nothing: RFC 9110 section 12.5.3


def item_of(response: Response, *, follow: bool = True, content: str = "") -> Page | Sitemap:
    """Return what came, as a Page or a Sitemap; an answer that our own code fails on becomes a row that says so.

    `content` is a CSS selector of the pages' content region.
    """
    try:
        if response.meta["role"] == "sitemap":
            return sitemap(response)
        return page(response, follow=follow, content=content)
    except Exception:  # one page must not cost its row, nor the rest of the crawl
        key = response.meta["key"]
        logger.warning("the page at %r could not be read", key, exc_info=True)
        cause = because("unread-fault")
        if response.meta["role"] == "sitemap":
            return Sitemap(key, cause=cause)
        return Page(
            url=key,
            key=key,
            outcome="failed",
            cause=cause,
            status=response.status,
            depth=response.meta["depth"],
        )


def page(response: Response, *, follow: bool = True, content: str = "") -> Page:
    """Return the facts of an answer; `follow` is false where only a list is wanted."""
    meta = response.meta
    headers = {
        name.decode("latin-1").lower(): [header_text(value) for value in values]
        for name, values in response.headers.items()
    }
    newly_said = meta.get("not_modified")  # headers of a 304 that made us ask for the page itself
    if response.status == HTTPStatus.NOT_MODIFIED and (meta.get("conditional") or newly_said):
        elapsed = round(meta.get("download_latency", 0) * 1000)
        return Page(
            url=meta["key"],
            key=meta["key"],
            status=304,
            unchanged=True,
            depth=meta["depth"],
            elapsed_ms=elapsed,
            follow=follow,
            headers=kept(headers),
            x_robots=robots_directives((newly_said or {}).get("x-robots-tag", [])),
        )
    as_sent = {**(newly_said or {}), **headers, **packing_of(response)}
    found = read_response(meta["key"], response.status, as_sent, response.body, content=content)
    if (shown := meta.get("rendered")) is not None and found.is_html:
        found = with_rendered(found, *shown, content=content)
    found.key = meta["key"]
    found.depth = meta["depth"]
    found.follow = follow
    found.wants_cookie = bool(meta.get("wants_cookie"))
    found.elapsed_ms = round(meta.get("download_latency", 0) * 1000)
    length = headers.get("content-length", [""])[0]
    if "download_stopped" in response.flags and length.isascii() and length.isdigit():
        found.size = int(length[:15])
    location = headers.get("location", [""])[0]
    if response.status in REDIRECTS and location:
        found.outcome = "redirected"
        found.redirect_to = absolute(location, found.url)
        if not found.redirect_to:
            found.outcome, found.cause = "failed", because("bad-location")
    elif response.status in REDIRECTS:
        found.outcome, found.cause = "failed", because("no-location", status=response.status)
    elif response.status in REFUSALS or response.status in PUT_OFF:
        found.outcome, found.cause = "refused", because("http-status", status=response.status)
        if (asked := meta.get("wait_asked")) is not None:
            found.cause = because("put-off", status=response.status, seconds=asked)
    elif not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        found.outcome, found.cause = "failed", because("http-status", status=response.status)
    elif set(headers.get("content-encoding", [])) - PLAIN:
        # What Scrapy could unpack it has unpacked, and taken the header away.
        packing = ", ".join(headers["content-encoding"])[:100]
        found = Page(
            url=found.url,
            key=found.key,
            outcome="failed",
            cause=because("odd-packing", packing=packing),
            status=found.status,
            depth=found.depth,
        )
    elif response.status == HTTPStatus.PARTIAL_CONTENT:
        found.notes.append("the server sent a part of the page only (206), which nobody asked for")
    elif BROKEN.intersection(response.flags):
        found.notes.append(because("broke-off-read"))
    if found.outcome == "fetched" and not response.body and "download_stopped" not in response.flags:
        found.is_html, found.cause = False, because("no-body", status=response.status)
    return found


def item_without_response(failure: Failure) -> Page | Sitemap:
    """Return a Page, or for a sitemap a Sitemap, that says why there was no answer."""
    request = failure.request  # type: ignore[attr-defined]
    meta, key = request.meta, request.meta["key"]
    cause = why_not(failure.value, request.url)
    if meta["role"] == "sitemap":
        if cause.code == TOO_LARGE:
            cause = because("sitemap-too-large", limit=MAX_BYTES // 1024**2)
        return Sitemap(key, cause=cause)
    refused = failure.check(IgnoreRequest) is not None and cause.code != TOO_LARGE
    return Page(
        url=key, key=key, outcome="refused" if refused else "failed", cause=cause, depth=meta["depth"]
    )


def sitemap(response: Response) -> Sitemap:
    """Return what a sitemap names; why not, when it could not be read."""
    key = response.meta["key"]
    if response.status in REDIRECTS:
        location = header_text(response.headers.get(b"Location") or b"")
        target = absolute(location, key)
        return Sitemap(key, sitemaps=[target] if target else [])
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        return Sitemap(key, cause=because("http-status", status=response.status))
    found = read_sitemap(key, response.body)
    if BROKEN.intersection(response.flags):
        found.notes.append(because("broke-off-read"))
    return found
