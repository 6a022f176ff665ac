"""Send the user name and password of a protected site to the audited host only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from w3lib.http import basic_auth_header

from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class Credentials:
    """Adds AUDIT_HTTP_USER and AUDIT_HTTP_PASS to requests to the audited scheme, host and port; each hop is judged anew."""

    def __init__(self, site: str, user: str, password: str) -> None:
        """Keep the site, as scheme://host[:port], and the header's value; neither is ever written anywhere."""
        self._site = site
        self._header = basic_auth_header(user, password, encoding="utf-8")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of this crawler. Raises NotConfigured without a user name."""
        user, password = crawler.settings["AUDIT_HTTP_USER"] or "", crawler.settings["AUDIT_HTTP_PASS"] or ""
        site = run_of(crawler).job.site
        if not user or not site:
            msg = "AUDIT_HTTP_USER is not set: the site is requested without a password"
            raise NotConfigured(msg)
        return cls(site, user, password)

    def process_request(self, request: Request) -> None:
        """Add the header where it belongs."""
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" == self._site:
            request.headers[b"Authorization"] = self._header
