"""Says how far the crawl is: one line that renews itself on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.cli.times import duration, estimate
from crawler.items import Sitemap
from crawler.run import run_of
from crawler.store import resources
from crawler.store.link_checks import counts
from reports.common.terminal import tell

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

ON_TERMINAL = 0.5  # seconds between two renewals
ELSEWHERE = 10.0  # seconds between two lines, where a log keeps every one
BAR = 20  # characters
MANY_PAGES = 2_000  # of a crawl whose end takes long enough to say what goes on


class Progress:
    """Writes to standard error, so that standard output holds only the result."""

    def __init__(self, crawler: Crawler, out: TextIO) -> None:
        """Keep where to write; whether it is a terminal decides the form."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._out = out
        self._terminal = out.isatty()
        self._began = time.monotonic()
        self._shown = 0  # columns of the line that stands on the terminal
        self._estimated = False
        self._named = 0  # pages in sitemaps
        self._loop = create_looping_call(self.write)
        self._run.on_step = self.step

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening to beginning and end."""
        extension = cls(crawler, sys.stderr)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension.close, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Begin to write."""
        self._loop.start(ON_TERMINAL if self._terminal else ELSEWHERE, now=False)

    def item_scraped(self, item: Any) -> None:
        """Say how long the crawl will take as soon as the last of the site's sitemaps is read, or the list."""
        if self._estimated:
            return
        if isinstance(item, Sitemap):
            self._named += len(item.pages)
        listed = self._run.job.spider == "urls" or self._run.resumed
        if listed or (self._named and not self._run.store.sitemaps_wait()):
            self._estimated = True
            states = self._run.store.counts()
            left = max(self._crawler.settings.getint("AUDIT_MAX_PAGES") - done_of(states), 0)
            if said := estimate(sum(states.values()), states.get("queued", 0), left, self.pace()):
                self.clear()
                tell(f"{said}\n", self._out)

    def close(self) -> None:
        """Write once more and end the line, where that was not done yet."""
        if self._loop.running:
            self._loop.stop()
            self.write()
            if self._terminal:
                tell("\n", self._out)
                self._shown = 0

    def pace(self) -> float:
        """Return the seconds between two requests to the site as it is asked now, 0.0 for a folder of posts."""
        job = self._run.job
        if job.spider == "posts":
            return 0.0
        assert self._crawler.engine is not None
        slots = self._crawler.engine.downloader.slots
        # A Crawl-delay or a slow answer has made that of the site's own host longer; links to other sites have theirs.
        own = [slot.delay for name, slot in slots.items() if not name.startswith("check ")]
        return max(own, default=self._crawler.settings.getfloat("DOWNLOAD_DELAY"))

    def line(self) -> str:
        """Return pages done and known, pages a second, the time left and findings so far, as one line."""
        states = self._run.store.counts()
        done, known = done_of(states), sum(states.values())
        rate = self._run.pages / max(time.monotonic() - self._began, 0.001)
        stopping = (
            ""
            if self._crawler.crawling or self._run.ended
            else " · finishing open requests; press Ctrl-C again to stop at once"
        )
        room = self._crawler.settings.getint("AUDIT_MAX_PAGES") - done
        seconds = min(states.get("queued", 0), max(room, 0)) * self.pace()
        left = f" · {duration(seconds)} left" if seconds >= 1 and not self._run.ended else ""
        asked, links = counts(self._run.store) if self._run.job.check_links != "no" else (0, 0)
        checks = f" · {asked:,} of {links:,} external links checked" if links else ""
        loaded, files = resources.counts(self._run.store)
        checks += f" · {loaded:,} of {files:,} images, styles and scripts checked" if files else ""
        bar = f"{drawn(done / known if known else 0)} " if self._terminal else ""
        found = self._run.findings
        return (
            f"{bar}{done:,} of {known:,} known pages · {rate:.1f} a second{left}"
            f" · {found:,} finding{'s' * (found != 1)}{checks}{stopping}"
        )

    def write(self) -> None:
        """Write the line; no control character reaches what is no terminal."""
        if not self._terminal:
            tell(f"{self.line()}\n", self._out)
            return
        # One column is left free: some terminals begin a new line when the last is written to.
        line = self.line()[: shutil.get_terminal_size().columns - 1]
        tell(f"\r{line}{' ' * (self._shown - len(line))}", self._out)
        self._shown = len(line)

    def step(self, begun: str) -> None:
        """Say what begins after the last page; nothing: that it has ended. Elsewhere than on a terminal only what takes long is worth a line."""
        self.close()
        self.clear()
        if begun and self._terminal:
            tell(line := f"{begun} …", self._out)
            self._shown = len(line)
        elif begun and self._run.pages >= MANY_PAGES:
            tell(f"{begun} …\n", self._out)

    def clear(self) -> None:
        """Make room for a line that stays. Blanks, since not every console on Windows knows escape sequences."""
        if self._terminal and self._shown:
            tell(f"\r{' ' * self._shown}\r", self._out)
            self._shown = 0


def done_of(states: dict[str, int]) -> int:
    """Return how many pages were fetched, with or without an answer."""
    return states.get("done", 0) + states.get("failed", 0)


def drawn(share: float) -> str:
    """Return a bar for a share from 0 to 1, in characters that every terminal has."""
    full = round(share * BAR)
    return f"[{'#' * full}{'.' * (BAR - full)}]"
