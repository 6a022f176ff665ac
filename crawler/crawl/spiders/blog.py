"""`scrapy crawl blog -a url=https://blog.example/`: a live site, from its start page, its links and its sitemaps.

With `-a posts=content/posts` the posts that the site is made from are read beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import ada_url
from scrapy import Spider

from crawler.crawl.middlewares.robots_txt import robots_read
from crawler.crawl.response import item_of, item_without_response
from crawler.errors import Mistake
from crawler.job import Job
from crawler.options import (
    CHECK_AFFILIATE,
    CHECK_LINKS,
    FORMATS,
    FRESH,
    PERMALINK,
    RENDER,
    WITH,
    Argument,
    flag,
    folder_name,
    http_url,
    link_checks,
    origin,
    permalink_of,
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


class BlogSpider(Spider):
    """Yields one Page for every URL that the frontier hands out, and no Requests."""

    name = "blog"
    run: Run
    arguments: ClassVar = {
        "url": Argument("URL of the start page, or demo for the demo blog", "URL"),
        "posts": Argument("folder of the site's posts; findings then name their files and lines", "DIR"),
        "permalink": PERMALINK,
        "check_links": CHECK_LINKS,
        "check_affiliate": CHECK_AFFILIATE,
        "render": RENDER,
        "fresh": FRESH,
        "formats": FORMATS,
        "with": WITH,
    }

    @staticmethod
    def job(arguments: dict[str, str]) -> Job:
        """Return what the arguments ask for. Raises Mistake."""
        url = http_url(arguments.get("url", ""), "url")
        host = ada_url.URL(url).host.replace(":", "-")
        checks = link_checks(arguments, "external")
        fresh = flag(arguments.get("fresh", ""), "fresh")
        posts, permalink = arguments.get("posts", ""), permalink_of(arguments)
        if posts and not Path(posts).is_dir():
            msg = f"posts={posts}: is not a folder; name the folder of the site's posts."
            raise Mistake(msg)
        if arguments.get("permalink") and not posts:
            msg = (
                f"permalink={permalink}: gives the posts' URLs on the site; add -a posts= with their folder."
            )
            raise Mistake(msg)
        return Job(
            "blog",
            url,
            origin(url),
            folder_name(host),
            fresh=fresh,
            posts=posts,
            permalink=permalink,
            render=flag(arguments.get("render", ""), "render"),
            **checks,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider, told of every robots.txt that is read."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = run_of(crawler)
        crawler.signals.connect(spider.add_sitemaps, signal=robots_read)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Put the start page into the frontier; everything else follows from there."""
        job = self.run.job
        self.run.store.enqueue(
            [page_address(job.start or job.target)], role="page", found_by="start", depth=0
        )
        if not self.settings.getbool("ROBOTSTXT_OBEY"):
            self.add_sitemaps(job.site, [])
        return
        yield

    def add_sitemaps(self, site: str, sitemaps: list[str]) -> None:
        """Queue the sitemaps that robots.txt names, or the one at the usual place when it names none."""
        if site == self.run.job.site:
            named = sitemaps or [f"{site}/sitemap.xml"]
            found_by = "robots" if sitemaps else "start"
            self.run.store.enqueue(named, role="sitemap", found_by=found_by, depth=None)

    def parse(self, response: Response) -> Iterator[Page | Sitemap]:
        """Yield the facts of one answer."""
        yield item_of(response, content=self.settings["AUDIT_CONTENT_SELECTOR"])

    def failed(self, failure: Failure) -> Iterator[Page | Sitemap]:
        """Yield a Page that says why there was no answer."""
        yield item_without_response(failure)
