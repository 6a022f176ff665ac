"""`scrapy crawl …` with honest exit codes, a lock, the workbook and one sentence for each mistake."""

from __future__ import annotations

import contextlib
import gc
import logging
import sqlite3
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

# Scrapy looks through the whole stack when this is loaded. Here the stack is short; from within a spider's imports it
# is 50 frames, and takes 0.05 s more.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.catalog.sentences import worded
from crawler.cli.log import harmless_records
from crawler.cli.settle import settle, settle_scrapy
from crawler.demo.server import OWN_HOSTS, serve
from crawler.errors import FINDINGS, INCOMPLETE, INTERRUPTED, OK, Mistake
from crawler.run import open_run
from reports.common.severities import SEVERITIES, at_least
from reports.common.terminal import open_streams, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

    from crawler.job import Job
    from crawler.run import Run

CERTIFICATE = "verifying certificate"  # of Twisted's message, internet/_sslverify.py


class Command(BaseRunSpiderCommand):
    """Replaces Scrapy's own `crawl`, which exits 0 whatever happens."""

    requires_project = True

    def syntax(self) -> str:
        """Return what stands after the command's name."""
        return "[options] blog|posts|urls"

    def short_desc(self) -> str:
        """Return the line of `scrapy -h`."""
        return "Audit a blog, a folder of posts or a list of pages, and write the workbook"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --fail-on to Scrapy's options."""
        super().add_options(parser)
        parser.add_argument(
            "--fail-on",
            choices=(*SEVERITIES, "never"),
            default="never",
            help="exit with 1 when a finding is at least this severe (default: never)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the command line. A value of it that Scrapy cannot use ends here: it would be a traceback further on."""
        look_for_garbage_less_often()
        open_streams()
        harmless_records()
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            settle_scrapy(self.settings)
        except Mistake as mistake:
            tell(f"{mistake}\n", sys.stderr)
            raise SystemExit(mistake.exit_code) from mistake

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one crawl to its end and set the exit code."""
        if len(args) != 1:
            raise UsageError
        try:
            self.exitcode = self._crawl(args[0], opts)
        except Mistake as mistake:
            tell(f"{mistake}\n", sys.stderr)
            self.exitcode = mistake.exit_code

    def _crawl(self, name: str, opts: argparse.Namespace) -> int:
        assert self.crawler_process is not None
        assert self.settings is not None
        spider: Any
        try:
            spider = self.crawler_process.spider_loader.load(name)
        except KeyError as error:
            spiders = ", ".join(sorted(self.crawler_process.spider_loader.list()))
            msg = f"{name}: no spider is called that; known spiders: {spiders}."
            raise Mistake(msg) from error
        for argument in opts.spargs:
            if argument not in spider.arguments:
                known = ", ".join(spider.arguments)
                msg = f"-a {argument}: the {name} spider has no such argument; known arguments: {known}."
                raise Mistake(msg)
        settle(self.settings)
        quiet_scrapy(self.settings)
        with contextlib.ExitStack() as stack:
            job: Job
            if name == "blog" and opts.spargs.get("url") == "demo":
                url = stack.enter_context(serve())
                job = demo_job(spider.job({"check_links": "no", **opts.spargs, "url": url}), opts.spargs)
                opts.spargs["url"] = url
                self.settings.setdict(
                    {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}, priority="cmdline"
                )
            else:
                job = spider.job(opts.spargs)
            run = open_run(job, self.settings)
            stack.callback(run.close)
            if run.resumed:
                tell(
                    f"taking up the crawl that was not finished{otherwise(run)}; -a fresh=yes begins anew\n",
                    sys.stderr,
                )
            crawler = self._create_crawler(name)
            crawler.audit_run = run  # type: ignore[attr-defined]
            self.crawler_process.audit_run = run  # type: ignore[attr-defined]  # Scrapy hands the process to the resolver
            gc.freeze()  # the collector passes over what is loaded for good
            self.crawler_process.crawl(crawler, **opts.spargs)
            self.crawler_process.start()
            if not run.ended and self.crawler_process.bootstrap_failed:
                msg = "the crawl could not begin; the lines above say why."
                raise Mistake(msg)
            return finish(run, opts.fail_on)


def demo_job(asked: Job, arguments: Mapping[str, str]) -> Job:
    """Return the job of the demo blog, which stands at another port each time. Raises Mistake for what it cannot do."""
    if asked.check_links != "no":
        msg = "check_links: the demo blog is audited offline; its links lead nowhere."
        raise Mistake(msg)
    if arguments.get("fresh") and not asked.fresh:
        msg = f"fresh={arguments['fresh']}: the demo blog is always audited anew; leave it out."
        raise Mistake(msg)
    return replace(asked, target="demo", folder="demo", own_hosts=OWN_HOSTS, fresh=True, start=asked.target)


def otherwise(run: Run) -> str:
    """Return that a crawl goes on otherwise than it began, for the line that says that it goes on; empty when it does not."""
    pages = run.store.judged_before()
    if not pages:
        return ""
    were = "page was" if pages == 1 else "pages were"
    return f"; {pages:,} {were} judged before its arguments, its settings or this program changed"


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


def finish(run: Run, fail_on: str) -> int:
    """Write the workbook, say what was found, and return the exit code."""
    # fresh=yes would throw away what it is to go on with.
    same = "the same command without -a fresh=yes" if run.job.fresh else "the same command"
    if not run.ended:
        # Stopped twice, or Scrapy itself broke down: nothing is tidied up, nothing stored is lost.
        tell(f"stopped at once; {same} takes the crawl up where it was.\n", sys.stderr)
        return INTERRUPTED
    # Only now: a crawl that runs for hours need not carry pandas about.
    from reports.build import build
    from reports.errors import ReportError
    from reports.fixes import describe_fixes, write_fixes
    from reports.result import describe

    try:
        run.store.checkpoint()
    except sqlite3.Error as error:
        # The log beside the file holds it all still, and whoever opens the database reads both.
        run.trouble = run.trouble or run.unwritable(error, "database-full")
    try:
        built = build(run.database, run.workbook, run.store.crawl_id)
        fixes = write_fixes(run.database, run.folder / "fixes", run.store.crawl_id)
    except ReportError as error:
        # A disk that is full for the database is full for the workbook as well: what came first is said.
        raise Mistake(worded(run.trouble) or str(error)) from error
    said = f"{describe(built)}Database: {run.database}\n{describe_fixes(fixes)}"
    if run.ended == "shutdown" and not run.trouble:
        said += f"Stopped; resume with {same}.\n"
    unsaid = tell(said, sys.stdout)
    if run.trouble:
        raise Mistake(worded(run.trouble))
    if run.ended == "shutdown":
        return INTERRUPTED
    if unsaid:
        msg = f"standard output cannot be written to ({unsaid}); the workbook is {run.workbook}."
        raise Mistake(msg)
    unread = run.store.start_failure()
    if unread:
        raise Mistake(unread)
    if not built.complete:
        return INCOMPLETE
    if any(built.counts.get(severity) for severity in at_least(fail_on)):
        return FINDINGS
    return OK
