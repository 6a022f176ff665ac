"""Says how far the crawl is: one line that renews itself on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.run import run_of
from crawler.store.link_checks import counts
from reports.common.terminal import tell

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

ON_TERMINAL = 0.5  # seconds between two renewals
ELSEWHERE = 10.0  # seconds between two lines, where a log keeps every one


class Progress:
    """Writes to standard error, so that standard output holds only the result."""

    def __init__(self, crawler: Crawler, out: TextIO) -> None:
        """Keep where to write; whether it is a terminal decides the form."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._out = out
        self._terminal = out.isatty()
        self._began = time.monotonic()
        self._loop = create_looping_call(self.write)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening to beginning and end."""
        extension = cls(crawler, sys.stderr)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Begin to write."""
        self._loop.start(ON_TERMINAL if self._terminal else ELSEWHERE, now=False)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Write once more and end the line."""
        if self._loop.running:
            self._loop.stop()
        self.write()
        if self._terminal:
            tell("\n", self._out)

    def line(self) -> str:
        """Return pages done and known, pages a second, and findings so far, as one line."""
        states = self._run.store.counts()
        done, known = states.get("done", 0) + states.get("failed", 0), sum(states.values())
        rate = self._run.pages / max(time.monotonic() - self._began, 0.001)
        stopping = (
            ""
            if self._crawler.crawling or self._run.ended
            else " · finishing what is under way; Ctrl-C again stops at once"
        )
        asked, links = counts(self._run.store) if self._run.job.check_links != "no" else (0, 0)
        checks = f" · {asked:,} of {links:,} links to other sites asked" if links else ""
        return f"{done:,} of {known:,} known pages · {rate:.1f} a second · {self._run.findings:,} findings{checks}{stopping}"

    def write(self) -> None:
        """Write the line; no control character reaches what is no terminal."""
        if self._terminal:
            tell(f"\r\x1b[K{self.line()}", self._out)
        else:
            tell(f"{self.line()}\n", self._out)
