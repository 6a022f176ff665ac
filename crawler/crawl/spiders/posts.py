"""`scrapy crawl posts -a path=content/posts -a site=https://blog.example`: a folder of posts, without a request."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider

from crawler.errors import Mistake
from crawler.items import Page, because
from crawler.job import Job
from crawler.options import (
    CHECK_AFFILIATE,
    CHECK_LINKS,
    FORMATS,
    FRESH,
    PERMALINK,
    SITE,
    WITH,
    Argument,
    flag,
    folder_name,
    link_checks,
    permalink_of,
    site_of,
)
from crawler.run import run_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.run import Run

logger = logging.getLogger(__name__)

OUR_FAULT = because("unread-fault")
READ_AS = ("auto", "html", "markdown")


class PostsSpider(Spider):
    """Yields one Page for each post of the folder."""

    name = "posts"
    run: Run
    arguments: ClassVar = {
        "path": Argument("folder of the posts: .md .markdown .mdx .html .htm .txt", "DIR"),
        "site": SITE,
        "permalink": PERMALINK,
        "read_as": Argument("format of the posts (default: detected)", choices=READ_AS, formerly="format"),
        "drafts": Argument("audit drafts too"),
        "check_links": CHECK_LINKS,
        "check_affiliate": CHECK_AFFILIATE,
        "fresh": FRESH,
        "formats": FORMATS,
        "with": WITH,
    }

    @staticmethod
    def job(arguments: dict[str, str]) -> Job:
        """Return what the arguments ask for. Raises Mistake."""
        path = arguments.get("path", "")
        if not path or not Path(path).is_dir():
            msg = f"path={path}: is not a folder; name the folder of the posts."
            raise Mistake(msg)
        site = site_of(arguments["site"]) if arguments.get("site") else ""
        style = arguments.get("read_as", "auto")
        if style not in READ_AS:
            msg = f"read_as={style}: should be one of {', '.join(READ_AS)}."
            raise Mistake(msg)
        permalink = permalink_of(arguments)
        if arguments.get("permalink") and not site:
            msg = f"permalink={permalink}: has no effect without a site; add -a site=https://blog.example."
            raise Mistake(msg)
        return Job(
            "posts",
            str(Path(path)),
            site,
            folder_name(Path(path).resolve().name),
            permalink=permalink,
            format=style,
            drafts=flag(arguments.get("drafts", ""), "drafts"),
            fresh=flag(arguments.get("fresh", ""), "fresh"),
            **link_checks(arguments, "no"),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the run that `scrapy crawl` opened."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = run_of(crawler)
        return spider

    async def start(self) -> AsyncIterator[Page]:
        """Yield the posts that the frontier has waiting: all of them, or what a stopped run left and what was edited since."""
        # Scrapy loads every spider, whichever is to run: what reads Markdown and YAML is needed by this one only.
        from crawler.posts import Neighbours, Refused, find_posts, read_post

        job, store = self.run.job, self.run.store
        folder = Path(job.target)
        paths: dict[str, Path] = {}
        refused: dict[str, Refused] = {}
        for found in find_posts(folder):
            if isinstance(found, Refused):
                refused[found.source] = found
            else:
                paths[found.source] = found.path
        store.enqueue([*paths, *refused], role="post", found_by="folder", depth=None)
        if self.run.resumed:
            store.requeue_edited(paths)
        options: dict[str, Any] = {
            "site": job.site,
            # A permalink that was asked for says that files without a slug are named for it.
            "neighbours": Neighbours(folder, job.site, getattr(self, "permalink", "")),
            "format": job.format,
            "drafts": job.drafts,
        }
        last = 0
        while rows := store.queued(last, 64, posts=True):
            for row in rows:
                last = row.id
                if row.key in paths:
                    try:
                        page = read_post(paths[row.key], folder, **options)
                    except Exception:  # one post must not cost all that come after it
                        logger.exception("the post %r could not be read", row.key)
                        page = Page(url="", source=row.key, key=row.key, outcome="failed", cause=OUR_FAULT)
                    yield page
                elif row.key in refused:
                    yield Page(
                        url="", source=row.key, key=row.key, outcome="skipped", cause=refused[row.key].cause
                    )
                else:
                    cause = because("post-gone")
                    yield Page(url="", source=row.key, key=row.key, outcome="failed", cause=cause)
