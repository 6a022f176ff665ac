"""`scrapy crawl urls -a file=urls.txt`: just the pages of a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import ada_url
from scrapy import Spider

from crawler.crawl.response import item_of, item_without_response
from crawler.errors import Mistake
from crawler.job import Job
from crawler.options import (
    CHECK_AFFILIATE,
    CHECK_LINKS,
    FORMATS,
    FRESH,
    RENDER,
    SITE,
    WITH,
    Argument,
    flag,
    folder_name,
    http_url,
    link_checks,
    origin,
    site_of,
)
from crawler.run import run_of
from crawler.urls.parse import page_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Page, Sitemap
    from crawler.run import Run

LINE_LIMIT = 1_000_000
LINE = 65_536  # characters of one line


class UrlsSpider(Spider):
    """Yields one Page for each listed URL and for what it redirects to on the same hosts."""

    name = "urls"
    run: Run
    arguments: ClassVar = {
        "file": Argument("text file with one URL per line", "FILE"),
        "site": SITE,
        "check_links": CHECK_LINKS,
        "check_affiliate": CHECK_AFFILIATE,
        "render": RENDER,
        "fresh": FRESH,
        "formats": FORMATS,
        "with": WITH,
    }

    @staticmethod
    def job(arguments: dict[str, str]) -> Job:
        """Return what the arguments ask for. Raises Mistake, naming the line, when the list cannot be used."""
        path = arguments.get("file", "")
        urls = read_list(path)
        site = site_of(arguments["site"]) if arguments.get("site") else origin(urls[0])
        hosts = tuple(sorted({ada_url.URL(url).host for url in urls}))
        checks = link_checks(arguments, "external")
        fresh = flag(arguments.get("fresh", ""), "fresh")
        return Job(
            "urls",
            path,
            site,
            folder_name(Path(path).stem),
            own_hosts=hosts,
            fresh=fresh,
            render=flag(arguments.get("render", ""), "render"),
            **checks,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the run that `scrapy crawl` opened."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = run_of(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Put the list into the frontier."""
        listed = [page_address(url) for url in read_list(self.run.job.target)]
        self.run.store.enqueue(listed, role="page", found_by="list", depth=None)
        return
        yield

    def parse(self, response: Response) -> Iterator[Page | Sitemap]:
        """Yield the facts of one answer."""
        yield item_of(response, follow=False, content=self.settings["AUDIT_CONTENT_SELECTOR"])

    def failed(self, failure: Failure) -> Iterator[Page | Sitemap]:
        """Yield a Page that says why there was no answer."""
        yield item_without_response(failure)


def read_list(path: str) -> list[str]:
    """Return the URLs of a list, one a line; empty lines and those that begin with # are passed over.

    Raises Mistake, naming file and line.
    """
    if not path:
        msg = "file: is missing; name a text file with one URL per line."
        raise Mistake(msg)
    urls = []
    try:
        with Path(path).open(encoding="utf-8-sig", errors="replace") as lines:
            # Each line is cut, so that a file without line ends (/dev/zero) cannot fill the memory.
            for number, line in enumerate(iter(lambda: lines.readline(LINE), ""), 1):
                if len(line) == LINE:
                    msg = f"{path}:{number}: is longer than any URL; name a text file with one URL per line."
                    raise Mistake(msg)
                if number > LINE_LIMIT:
                    msg = f"{path}: has more than {LINE_LIMIT:,} lines; split it."
                    raise Mistake(msg)
                if line.strip() and not line.lstrip().startswith("#"):
                    urls.append(http_url(line, f"{path}:{number} "))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); name a text file with one URL per line."
        raise Mistake(msg) from error
    if not urls:
        msg = f"{path}: contains no URL; write one per line, such as https://blog.example/post/"
        raise Mistake(msg)
    return urls
