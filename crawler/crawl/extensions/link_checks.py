"""Ask, after the site is read, for what its links and pages name: each address once, one request at a time per host.

Links to other sites by a GET that stops at the headers: servers answer HEAD otherwise than GET, and no body of any size
costs anything. The site's own files and the probes are asked for at the pace of its pages.
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
from crawler.linkcheck.backoff import LeftAlone, wait_of
from crawler.linkcheck.host_queue import group_of
from crawler.linkcheck.plan import plan
from crawler.linkcheck.plan_resources import plan_resources
from crawler.linkcheck.probe import Answer, Ask
from crawler.linkcheck.questions import LinkQuestion, ProbeQuestion, ResourceQuestion
from crawler.linkcheck.site_probes import probes
from crawler.run import run_of
from crawler.store import link_checks, resources
from crawler.store import probes as probed
from crawler.urls.parse import page_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from twisted.python.failure import Failure

    from crawler.linkcheck.questions import Question

logger = logging.getLogger(__name__)

AT_ONCE = 16  # hosts
TIMEOUT = 20  # seconds for one answer
OUR_FAULT = because("unjudged-fault")
TRIES = 2  # what may heal in a moment, and a name that DNS does not know, are asked twice


@dataclass(slots=True)
class Check:
    """One URL until its verdict."""

    question: Question
    tries: int = 1
    answers: list[Answer] = field(default_factory=list)


class LinkChecks:
    """Begins when no page waits any more; the crawl ends when no check does."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep this run and what limits it. Raises NotConfigured when nothing is to be asked."""
        self._run = run_of(crawler)
        job, settings = self._run.job, crawler.settings
        self._links = job.check_links != "no"
        self._files = settings.getint("AUDIT_MAX_RESOURCES") if job.spider != "posts" else 0
        self._probes = job.spider == "blog" and settings.getint("AUDIT_PROBES") > 0
        if not (self._links or self._files or self._probes):
            msg = "neither links nor files are checked"
            raise NotConfigured(msg)
        self._crawler = crawler
        self._allowed = allowed_netlocs(crawler)
        self._most = settings.getint("AUDIT_MAX_CHECKS")
        self._days = settings.getint("AUDIT_CHECK_DAYS")
        self._delay = settings.getfloat("AUDIT_CHECK_DELAY")
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
        try:
            waiting = list(self._questions())
        except Exception as error:
            self._run.fail(self._crawler, error)
            return
        if not waiting:
            return
        assert self._crawler.engine is not None
        self._crawler.signals.connect(self.headers_received, signal=signals.headers_received)
        self._crawler.signals.connect(self.bytes_received, signal=signals.bytes_received)
        self._crawler.engine.downloader.total_concurrency = AT_ONCE
        for question in waiting:
            for request in self._next(Check(question)):
                self._crawler.engine.crawl(request)
        raise DontCloseSpider

    def _questions(self) -> Iterator[Question]:
        """Plan what is asked in this crawl, and yield what was not answered yet: probes, then files, then links."""
        store, classifier, job = self._run.store, self._run.classifier, self._run.job
        if self._probes and (home := probed.home_of(store, page_address(job.start or job.target))):
            answered = probed.asked(store)
            for probe in probes(home, probed.inner_page(store, home)):
                if probe.kind not in answered:
                    yield ProbeQuestion(store, classifier, probe)
        if self._files:
            plan_resources(store, most=self._files, days=self._days)
            for asked, kind in resources.waiting(store):
                yield ResourceQuestion(store, classifier, asked, kind)
        if self._links:
            affiliate = job.check_affiliate
            plan(
                store,
                classifier,
                most=self._most,
                days=self._days,
                affiliate=affiliate,
                allowed=self._allowed,
            )
            for row in link_checks.waiting(store):
                yield LinkQuestion(store, classifier, row.asked, row.youtube, affiliate=affiliate)

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Raise StopDownload where the headers tell all."""
        if "check" in request.meta and not request.meta["read"] and request.method != "HEAD":
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Raise StopDownload when enough of a body came."""
        if "check" not in request.meta:
            return
        self._read[request] = self._read.get(request, 0) + len(data)
        if self._read[request] >= request.meta["read"]:
            raise StopDownload(fail=False)

    def answered(self, response: Response) -> Iterator[Request]:
        """Take an answer, and yield what is asked next."""
        headers = {
            name.decode("latin-1").lower(): header_text(values[-1])
            for name, values in response.headers.items()
            if values
        }
        request = response.request
        assert request is not None
        body = response.body[: request.meta["read"]]
        answer = Answer(request.meta["asks"], response.status, headers, body, method=request.method)
        yield from self._take(request, answer)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Take the lack of an answer, and yield what is asked next."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        no_name = isinstance(error, CannotResolveHostError) and no_such_name(error, dnscache)
        cause = why_not(error, request.url)
        kept_back = isinstance(error, IgnoreRequest) or cause.code == PRIVATE
        asks, method = request.meta["asks"], request.method
        answer = Answer(asks, cause=cause, no_name=no_name, kept_back=kept_back, method=method)
        yield from self._take(request, answer)

    def broke(self, failure: Failure, response: Response | Failure | None) -> None:
        """Free a host whose answer this program broke down over: others wait for their turn with it."""
        request: Request | None = getattr(response, "request", None)
        if request is not None and "check" in request.meta:
            self._save(request.meta["check"], Verdict(NOT_CHECKED, OUR_FAULT))
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
                self._save(waiting.meta["check"], closed)
        self._run.checks.free(group, time.monotonic() + wait if wait else 0)
        if again:
            yield from self._next(replace(check, tries=check.tries + 1, answers=[]))
        elif isinstance(step, Verdict):
            self._save(check, step)
        else:
            yield from self._next(check)

    def _step(self, check: Check) -> Ask | Verdict:
        """Return the next request of a check or its verdict; our own fault costs one address, not the crawl."""
        try:
            return check.question.next_step(check.answers)
        except Exception:
            logger.warning("the answers of %r could not be judged", check.question.asked, exc_info=True)
            return Verdict(NOT_CHECKED, OUR_FAULT)

    def _next(self, check: Check) -> Iterator[Request]:
        """Yield the request of a check's next step."""
        ask = self._step(check)
        if isinstance(ask, Verdict):
            self._save(check, ask)
            return
        group = group_of(ask.url)
        if closed := self._left_alone.verdict(group):
            self._save(check, closed)
            return
        own = check.question.own and self._run.classifier.classify(ask.url).kind == "internal"
        slot = f"{'own' if own else 'check'} {group}"
        delay = self._crawler.settings.getfloat("DOWNLOAD_DELAY") if own else self._delay
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": delay}
        accept = "*/*" if ask.method == "HEAD" or ask.headers else "text/html,*/*;q=0.8"
        yield Request(
            ask.url,
            method=ask.method,
            callback=self.answered,
            errback=self.failed,
            headers={"Accept": accept, "Accept-Encoding": "identity", **dict(ask.headers)},
            meta={
                # What robots.txt of the site itself means is the whole crawl's business; another site's is its links' only.
                "role": "own" if own else "outbound",
                "check": check,
                "group": group,
                "asks": ask.url,
                "read": ask.read,
                "key": ask.url,
                "download_slot": slot,
                "download_timeout": TIMEOUT,
                "dont_retry": True,
                "autothrottle_dont_adjust_delay": not own,
            },
            dont_filter=True,
        )

    def _save(self, check: Check, found: Verdict) -> None:
        if self._run.stopped:
            return
        try:
            check.question.save(found, check.answers)
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
