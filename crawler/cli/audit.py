"""Run one audit from its arguments to its exit code, for every command."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

# Scrapy looks through the whole stack when this is loaded. Here the stack is short; from within a spider's imports it
# is 50 frames, and takes 0.05 s more.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.copies import ignored
from crawler.cli.exports import exports_for
from crawler.cli.finish import finish
from crawler.cli.log import kept_log
from crawler.cli.message import telling
from crawler.cli.settle import formats, settle
from crawler.cli.times import introduction
from crawler.demo.server import OWN_HOSTS, serve
from crawler.errors import Mistake
from crawler.options import shown_safely
from crawler.run import open_run
from reports.common.faults import INTERRUPTED, say
from reports.common.terminal import tell
from reports.errors import ReportError
from reports.gate import Gate, gate_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.crawler import Crawler, CrawlerProcessBase
    from scrapy.settings import BaseSettings

    from crawler.job import Job
    from crawler.run import Run

CERTIFICATE = "verifying certificate"  # of Twisted's message, internet/_sslverify.py


@dataclass(frozen=True)
class Asked:
    """What a command asks for."""

    spider: str
    arguments: dict[str, str]  # of the spider, as `-a` gives them
    gate: Gate = field(default_factory=Gate)  # what lets the exit code be 1
    notify_on: str | None = None  # when a message is sent; None: nothing was said of it
    fresh: str = "-a fresh=yes"  # how the user writes that argument


def asked_gate(options: argparse.Namespace) -> Gate:
    """Return what the options of a command ask the gate for. Raises Mistake when they ask for what cannot be."""
    try:
        return gate_of(options)
    except ReportError as error:
        raise Mistake(str(error)) from error


def audit(asked: Asked, process: CrawlerProcessBase) -> int:
    """Run one crawl to its end, write what is asked for, tell AUDIT_NOTIFY, and return the exit code. Raises Mistake."""
    spider, arguments = spider_of(process, asked)
    settings = process.settings
    settle(settings)
    quiet_scrapy(settings)
    own, named = arguments.pop("formats", ""), arguments.pop("with", "")
    wanted = formats(own, "formats") if own else settings["AUDIT_FORMATS"]
    subject = shown_safely(next(iter(arguments.values()), asked.spider))
    with telling(settings, asked.notify_on, subject) as ending, contextlib.ExitStack() as stack:
        job: Job
        if asked.spider == "blog" and arguments.get("url") == "demo":
            url = stack.enter_context(serve())
            job = demo_job(spider.job({"check_links": "no", **arguments, "url": url}), arguments)
            arguments["url"] = url
            settings.setdict({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}, priority="cmdline")
        else:
            job = spider.job(arguments)
        if job.render:
            render_pages(settings)
        run = ending.run = open_run(job, settings)
        stack.callback(run.close)
        stack.enter_context(kept_log(run))
        ignored(run)  # a slip in it is said now, and not at the end
        run.exports = exports_for(run.folder, named)
        if run.store.is_unreported():
            run.ended = "finished"
            began = run.store.meta()["started"]
            say(
                f"the crawl of {began[:10]} is complete, but its workbook is missing: it is written now,"
                f" without crawling. The command after this one crawls again, as {asked.fresh} does at once."
            )
            ending.code = finish(run, asked.gate, wanted, asked.fresh)
            return ending.code
        if said := introduction(job, settings["AUDIT_CONTACT"], first=run.store.is_first()):
            say(said)
        if run.resumed:
            tell(
                f"resuming the unfinished crawl{otherwise(run)}; {asked.fresh} starts over\n",
                sys.stderr,
            )
        if crawl(process, run, asked.spider, arguments):
            again = f"the same command without {asked.fresh}" if job.fresh else "the same command"
            say(f"stopped at once; {again} resumes the crawl.")
            ending.code = INTERRUPTED
        else:
            ending.code = finish(run, asked.gate, wanted, asked.fresh)
    return ending.code


def demo_job(asked: Job, arguments: Mapping[str, str]) -> Job:
    """Return the job of the demo blog, which stands at another port each time. Raises Mistake for what it cannot do."""
    if asked.check_links != "no":
        msg = "check_links: the demo blog is audited offline, so its links cannot be checked."
        raise Mistake(msg)
    if arguments.get("fresh") and not asked.fresh:
        msg = f"fresh={arguments['fresh']}: the demo blog is always audited from the start; leave it out."
        raise Mistake(msg)
    return replace(asked, target="demo", folder="demo", own_hosts=OWN_HOSTS, fresh=True, start=asked.target)


def render_pages(settings: BaseSettings) -> None:
    """Let a browser run the scripts of every page. Raises Mistake where there is none, before anything is asked for."""
    from crawler.crawl.render.browser import find_browser

    find_browser()
    name = "DOWNLOADER_MIDDLEWARES_BASE"
    # The last that a response passes: what it gets is the page itself, unpacked.
    settings.set(
        name, {**settings.getdict(name), "crawler.crawl.render.middleware.RenderPages": 10}, "cmdline"
    )


def otherwise(run: Run) -> str:
    """Return that a crawl goes on otherwise than it began, for the line that says that it goes on; empty when it does not."""
    pages = run.store.judged_before()
    if not pages:
        return ""
    were = "page was" if pages == 1 else "pages were"
    return f"; {pages:,} {were} audited before the arguments, settings or program version changed"


def crawl(process: CrawlerProcessBase, run: Run, name: str, arguments: dict[str, str]) -> bool:
    """Crawl, and return whether it was stopped twice: then nothing is tidied up, and nothing stored is lost.

    Raises Mistake when the crawl could not begin for a reason that the user can mend.
    """
    crawler: Crawler = process.create_crawler(name)
    crawler.audit_run = run  # type: ignore[attr-defined]
    process.audit_run = run  # type: ignore[attr-defined]  # Scrapy hands the process to the resolver
    gc.freeze()  # the collector passes over what is loaded for good
    begun: Any = process.crawl(crawler, **arguments)
    process.start()
    if not isinstance(begun, asyncio.Future):  # a Deferred, of Scrapy's older process
        return not run.ended and not begun.called
    if not begun.done():
        return not run.ended
    if not begun.cancelled() and (error := begun.exception()) is not None:
        if isinstance(error, Mistake):
            raise error
        run.broke(error)
    elif not run.ended:
        run.broke(RuntimeError("the crawl ended without being closed"))
    return False


def spider_of(process: CrawlerProcessBase, asked: Asked) -> tuple[Any, dict[str, str]]:
    """Return the spider's class and its arguments by their present names. Raises Mistake when there is none of that name, or an argument is not one of its own."""
    try:
        spider: Any = process.spider_loader.load(asked.spider)
    except KeyError as error:
        spiders = ", ".join(sorted(process.spider_loader.list()))
        msg = f"{asked.spider}: unknown spider; known spiders: {spiders}."
        raise Mistake(msg) from error
    renamed = {known.formerly: name for name, known in spider.arguments.items() if known.formerly}
    arguments = {renamed.get(name, name): value for name, value in asked.arguments.items()}
    for argument in arguments:
        if argument not in spider.arguments:
            known = ", ".join(spider.arguments)
            msg = f"-a {argument}: unknown argument of the {asked.spider} spider; known arguments: {known}."
            raise Mistake(msg)
    return spider, arguments


def quiet_scrapy(settings: BaseSettings) -> None:
    """Keep Scrapy's warnings of single pages from the terminal: their rows say it. Whoever asks for a log level gets all of it."""
    if (settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
        for name in ("scrapy", "twisted"):
            logging.getLogger(name).setLevel(logging.ERROR)
        # Twisted logs a certificate for another host as critical, with a traceback; the page's row says it as well.
        logging.getLogger("twisted").addFilter(lambda record: CERTIFICATE not in record.getMessage())


def look_for_garbage_less_often() -> None:
    """Let the collector look less often: a page is thousands of short-lived objects, and what is loaded before stays.

    With Python's own thresholds a quarter of a crawl's CPU time went into looking at pages that were not garbage yet.
    """
    gc.set_threshold(50_000, 20, 100)
