"""Check external links after the site is read: each once, one request at a time per host.

A GET that stops at the headers: servers answer HEAD otherwise than GET, and no body of any size costs anything.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    IgnoreRequest,
    NotConfigured,
    StopDownload,
)
from scrapy.resolver import dnscache

from crawler.crawl.failures import why_not
from crawler.crawl.middlewares.private_networks import allowed_netlocs
from crawler.http.headers import header_text
from crawler.http.reasons import PRIVATE
from crawler.items import BROKEN, NOT_CHECKED, TEMPORARY, Verdict, because
from crawler.linkcheck import bot_walls as marks
from crawler.linkcheck import verdicts, youtube
from crawler.linkcheck.backoff import LeftAlone, wait_of
from crawler.linkcheck.host_queue import group_of
from crawler.linkcheck.plan import plan
from crawler.linkcheck.policy import CLICKED
from crawler.linkcheck.probe import Answer
from crawler.run import run_of
from crawler.store import link_checks, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

AT_ONCE = 16  # hosts
TIMEOUT = 20  # seconds for one answer
BODY = 32 * 1024  # bytes read where the beginning of a body decides
OUR_FAULT = because("unjudged-fault")
TRIES = 2  # what may heal in a moment, and a name that DNS does not know, are asked twice


@dataclass(slots=True)
class Check:
    """One URL until its verdict."""

    asked: str
    youtube: str  # what a YouTube link names; empty for all others
    tries: int = 1
    answers: list[Answer] = field(default_factory=list)


class LinkChecks:
    """Begins when no page waits any more; the crawl ends when no check does."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run and what limits it. Raises NotConfigured when no link is to be asked."""
        self._run = run_of(crawler)
        if self._run.job.check_links == "no":
            msg = "external links are not checked"
            raise NotConfigured(msg)
        self._crawler = crawler
        self._allowed = allowed_netlocs(crawler)
        self._most = crawler.settings.getint("AUDIT_MAX_CHECKS")
        self._days = crawler.settings.getint("AUDIT_CHECK_DAYS")
        self._delay = crawler.settings.getfloat("AUDIT_CHECK_DELAY")
        self._begun = False
        self._left_alone = LeftAlone()
        self._read: dict[Request, int] = {}  # bytes of the bodies that are read

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening to the moment when nothing is left to fetch."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_idle, signal=signals.spider_idle)
        crawler.signals.connect(extension.broke, signal=signals.spider_error)
        return extension

    def spider_idle(self, spider: Spider) -> None:
        """Plan the checks and hand out the first requests. Raises DontCloseSpider while there are any."""
        if self._begun or self._run.stopped:
            return
        self._begun = True
        job = self._run.job
        try:
            plan(
                self._run.store,
                self._run.classifier,
                most=self._most,
                days=self._days,
                affiliate=job.check_affiliate,
                allowed=self._allowed,
            )
            waiting = link_checks.waiting(self._run.store)
        except Exception as error:
            self._run.fail(self._crawler, error)
            return
        if not waiting:
            return
        assert self._crawler.engine is not None
        self._crawler.signals.connect(self.headers_received, signal=signals.headers_received)
        self._crawler.signals.connect(self.bytes_received, signal=signals.bytes_received)
        self._crawler.engine.downloader.total_concurrency = AT_ONCE
        for row in waiting:
            for request in self._next(Check(row.asked, row.youtube)):
                self._crawler.engine.crawl(request)
        raise DontCloseSpider

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Raise StopDownload where the headers tell all."""
        if request.meta.get("role") == "outbound" and not request.meta["read"]:
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Raise StopDownload when enough of a body came."""
        if request.meta.get("role") != "outbound":
            return
        self._read[request] = self._read.get(request, 0) + len(data)
        if self._read[request] >= BODY:
            raise StopDownload(fail=False)

    def answered(self, response: Response) -> Iterator[Request]:
        """Take an answer, and yield what is asked next."""
        headers = {
            name.decode("latin-1").lower(): header_text(values[-1])
            for name, values in response.headers.items()
            if values
        }
        assert response.request is not None
        url = response.meta["asks"]
        yield from self._take(response.request, Answer(url, response.status, headers, response.body[:BODY]))

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Take the lack of an answer, and yield what is asked next."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        no_name = isinstance(error, CannotResolveHostError) and no_such_name(error, dnscache)
        cause = why_not(error, request.url)
        kept_back = isinstance(error, IgnoreRequest) or cause.code == PRIVATE
        answer = Answer(request.meta["asks"], cause=cause, no_name=no_name, kept_back=kept_back)
        yield from self._take(request, answer)

    def broke(self, failure: Failure, response: Response | Failure | None) -> None:
        """Free a host whose answer this program broke down over: others wait for their turn with it."""
        request: Request | None = getattr(response, "request", None)
        if request is not None and request.meta.get("role") == "outbound":
            self._save(request.meta["check"].asked, Verdict(NOT_CHECKED, OUR_FAULT))
            self._run.checks.free(request.meta["group"])

    def _take(self, request: Request, answer: Answer) -> Iterator[Request]:
        self._read.pop(request, None)
        check: Check = request.meta["check"]
        group = request.meta["group"]
        check.answers.append(answer)
        wait = wait_of(answer)
        step = self._step(check)
        again = isinstance(step, Verdict) and _worth_another_try(step, answer) and check.tries < TRIES
        if closed := self._left_alone.take(group, answer, wait, again=again):
            again = False
            for waiting in self._run.checks.close(group):
                self._save(waiting.meta["check"].asked, closed)
        self._run.checks.free(group, time.monotonic() + wait if wait else 0)
        if again:
            yield from self._next(replace(check, tries=check.tries + 1, answers=[]))
        elif isinstance(step, Verdict):
            self._save(check.asked, step)
        else:
            yield from self._next(check)

    def _step(self, check: Check) -> str | Verdict:
        """Return the next address of a check or its verdict; our own fault costs one link, not the crawl."""
        try:
            if check.youtube:
                return youtube.next_step(check.youtube, check.answers)
            step = verdicts.next_step(check.asked, check.answers)
            if isinstance(step, str) and check.answers:
                to = self._run.classifier.classify(step)
                if to.kind in CLICKED and not self._run.job.check_affiliate:
                    return verdicts.stopped(check.asked, check.answers, step, because("click-not-followed"))
                if to.kind == "internal":
                    return verdicts.stopped(check.asked, check.answers, step, because("back-to-site"))
        except Exception:
            logger.warning("the answers of %r could not be judged", check.asked, exc_info=True)
            return Verdict(NOT_CHECKED, OUR_FAULT)
        return step

    def _next(self, check: Check) -> Iterator[Request]:
        """Yield the request of a check's next step."""
        url = self._step(check)
        if isinstance(url, Verdict):
            self._save(check.asked, url)
            return
        group = group_of(url)
        if closed := self._left_alone.verdict(group):
            self._save(check.asked, closed)
            return
        slot = f"check {group}"
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": self._delay}
        read = bool(check.youtube) or marks.reads_body(url)
        yield Request(
            url,
            callback=self.answered,
            errback=self.failed,
            headers={"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "identity"},
            meta={
                "role": "outbound",
                "check": check,
                "group": group,
                "asks": url,
                "read": read,
                "key": url,
                "download_slot": slot,
                "download_timeout": TIMEOUT,
                "dont_retry": True,
                "autothrottle_dont_adjust_delay": True,
            },
            dont_filter=True,
        )

    def _save(self, asked: str, found: Verdict) -> None:
        if self._run.stopped:
            return
        try:
            link_checks.save(self._run.store, asked, found, now())
        except Exception as error:
            self._run.fail(self._crawler, error)


def _worth_another_try(found: Verdict, answer: Answer) -> bool:
    return found.verdict == TEMPORARY or answer.status == 429 or (found.verdict == BROKEN and answer.no_name)


def no_such_name(error: BaseException, known: Iterable[str]) -> bool:
    """Return whether DNS said that there is no such name.

    `known` are the names that were resolved so far: without a network no name is found, and none of them is gone.
    """
    works = any("." in name and name.rpartition(".")[2].isalpha() for name in known)
    said = str(error)
    return works and ("Name or service not known" in said or "nodename nor servname" in said)
