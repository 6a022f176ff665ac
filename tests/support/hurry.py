"""A middleware for tests: on the clock of robots.txt, each page takes 13 hours."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from crawler.crawl.middlewares import robots_txt as robots

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

HOURS = 13


class Hurry:
    """Sets the clock forward at each page that is asked for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware; the clock begins at zero."""
        robots.clock = itertools.repeat(0.0).__next__
        return cls()

    def process_response(self, request: Request, response: object) -> object:
        """Return the answer, hours later."""
        if request.meta.get("role") == "page":
            now = robots.clock() + HOURS * 3600.0
            robots.clock = itertools.repeat(now).__next__
        return response
