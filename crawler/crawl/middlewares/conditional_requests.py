"""Asks for a page that an earlier crawl has read only if it has changed since."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from crawler.extract.response import SAYING
from crawler.http.headers import header_text
from crawler.run import run_of
from crawler.store.unchanged import kept_headers, validators

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.store import Store


class Conditional:
    """Adds If-None-Match and If-Modified-Since."""

    def __init__(self, store: Store, before: int, full_every: int) -> None:
        """Keep the database, the crawl that a page is compared with, and how often it is downloaded all the same."""
        self._store, self._before, self._full_every = store, before, full_every

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler. Raises NotConfigured when there is no crawl to compare with."""
        run = run_of(crawler)
        if not run.before:
            msg = "no earlier crawl had the same settings: every page is downloaded"
            raise NotConfigured(msg)
        return cls(run.store, run.before, crawler.settings.getint("AUDIT_FULL_EVERY"))

    def process_request(self, request: Request) -> None:
        """Ask for changes only."""
        if request.meta.get("role") != "page" or "not_modified" in request.meta:
            request.meta["conditional"] = False
            return
        key = request.meta["key"]
        headers = validators(self._store, self._before, key, full_every=self._full_every)
        for name, value in headers.items():
            request.headers[name] = value
        request.meta["conditional"] = bool(headers)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer, or the request without its question where a 304 says something new of the page.

        Its headers replace those that are stored (RFC 9111 section 3.2), and what is stored was judged by the old ones: a
        noindex that was added later must count, although the page's text is the same.
        """
        if response.status != HTTPStatus.NOT_MODIFIED or not request.meta.get("conditional"):
            return response
        said = {
            name: [header_text(value) for value in response.headers.getlist(name)]
            for name in SAYING
            if name in response.headers
        }
        if not said or said.items() <= kept_headers(self._store, self._before, request.meta["key"]).items():
            return response
        again = request.replace(meta={**request.meta, "not_modified": said}, dont_filter=True)
        for name in ("If-None-Match", "If-Modified-Since"):
            again.headers.pop(name, None)
        return again
