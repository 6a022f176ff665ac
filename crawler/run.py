"""One run: its target, its folder, its lock and its state."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from crawler import __version__
from crawler.catalog.networks import network_texts, networks
from crawler.catalog.reader import RuleFileError
from crawler.enrich.disclosures import Disclosures
from crawler.errors import AlreadyRunning, Mistake
from crawler.items import NO_CAUSE, Cause, Exports, because
from crawler.job import KEPT_SETTINGS, Job, asked_as, judged_as
from crawler.linkcheck.host_queue import HostQueue
from crawler.links import Classifier
from crawler.options import as_object, as_text, folder_name, listed
from crawler.rules.load import is_shipped, load_rules
from crawler.rules.rule import rule_texts, without_examples
from crawler.store import Store, from_outside
from crawler.store.learned import earlier
from crawler.store.unchanged import comparable
from crawler.urls.segments import Segments, segments_of
from reports.common.faults import short

if TYPE_CHECKING:
    from collections.abc import Callable

    from filelock import BaseFileLock
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.items import Page
    from crawler.rules.load import BoundRule

logger = logging.getLogger(__name__)

BROKEN_DOWN = "broken-down"  # the close reason of a crawl that a fault of this program has ended


@dataclass
class Run:
    """What the components of one crawl share; made by `open_run`, found again by `run_of`."""

    job: Job
    folder: Path
    store: Store
    rules: list[BoundRule]
    classifier: Classifier
    disclosures: Disclosures
    resumed: bool
    lock: BaseFileLock
    trouble: Cause = NO_CAUSE  # why the crawl had to end
    fault: str = ""  # the first exception that nobody expected, in a few words
    slip: str = ""  # one that cost a page only
    ended: str = ""  # Scrapy's close reason, once the crawl is closed
    pages: int = 0  # stored in this process
    findings: int = 0  # on those pages
    own_ids: frozenset[str] = frozenset()  # affiliate ids of the owner's, of any network
    rule_folders: tuple[Path, ...] = ()  # of the owner's own
    segments: Segments = ()  # of AUDIT_SEGMENTS
    on_step: Callable[[str], None] = lambda _: None  # told what begins once the last page is stored
    exports: Exports = field(default_factory=Exports)  # numbers of search engines and programmes
    made: tuple[Path, ...] = ()  # the workbook and its other formats
    before: int = 0  # an earlier crawl that was judged as this one is; its pages need not be read again
    quiet_until: float = 0.0  # on the monotonic clock: the site asked for time, and is asked nothing before
    checks: HostQueue[Request] = field(default_factory=HostQueue)  # requests to other sites that wait
    _closing: asyncio.Future[None] | None = None  # held, or the loop forgets it
    rule_errors: dict[str, list[str]] = field(
        default_factory=dict
    )  # rule id -> keys of the pages it crashed on

    @property
    def database(self) -> Path:
        """Return the path of the database."""
        return self.store.path

    @property
    def workbook(self) -> Path:
        """Return the path of the workbook."""
        return self.folder / "audit.xlsx"

    @property
    def log(self) -> Path:
        """Return the path of the log, which is made when there is something to tell."""
        return self.folder / "audit.log"

    @property
    def stopped(self) -> bool:
        """Return whether the crawl is to end early; nothing is asked or stored any more."""
        return self._closing is not None

    def stop(self, crawler: Crawler, trouble: Cause) -> None:
        """End the crawl early: `trouble` is told to the user, and its code is Scrapy's close reason."""
        self.trouble = self.trouble or trouble
        self._end(crawler, trouble.code)

    def _end(self, crawler: Crawler, code: str) -> None:
        assert crawler.engine is not None
        self._closing = asyncio.ensure_future(crawler.engine.close_spider_async(reason=code))

    def note_fault(self, error: BaseException | None) -> None:
        """Remember that something broke down: the file or disk, which is the user's to mend, or this program."""
        if from_outside(error):
            assert isinstance(error, sqlite3.Error)
            self.trouble = self.trouble or self.unwritable(error)
        else:
            self.fault = self.fault or short(error)

    def broke(self, error: BaseException) -> None:
        """Remember what broke down, and write it into the log when it is a fault of this program."""
        if not from_outside(error):
            logger.error("the audit broke down", exc_info=error)
        self.note_fault(error)

    def fail(self, crawler: Crawler, error: BaseException) -> None:
        """End the crawl early for an exception: what is stored so far is kept."""
        self.broke(error)
        self._end(crawler, "database" if from_outside(error) else BROKEN_DOWN)

    def unwritable(self, error: sqlite3.Error, code: str = "database") -> Cause:
        """Return the trouble with a database that takes nothing more."""
        return because(code, path=str(self.database), error=str(error))

    def count(self, page: Page) -> None:
        """Count a stored page for the progress line; the workbook's numbers are queries."""
        self.pages += 1
        self.findings += len(page.findings)

    def close(self) -> None:
        """Close the database and let the next run in."""
        with suppress(sqlite3.Error):  # a crawl that could not begin has nothing better to say than why
            self.store.forget_if_empty()
        self.store.close()
        self.lock.release()


def _own_ids(settings: BaseSettings) -> dict[str, list[str]]:
    """Return the owner's affiliate ids by network. Raises Mistake for a network that nobody knows, or no list."""
    ids = as_object(settings, "AUDIT_AFFILIATE_IDS")
    for network, own in ids.items():
        if network not in networks():
            msg = f"AUDIT_AFFILIATE_IDS: unknown network {network!r}; the ids are the file names in crawler/catalog/networks/."
            raise Mistake(msg)
        if not isinstance(own, list) or not all(isinstance(one, str) for one in own):
            msg = f'AUDIT_AFFILIATE_IDS: {network}: should be a list of texts, such as ["blog-20"].'
            raise Mistake(msg)
    return ids


def locked(folder: Path) -> BaseFileLock:
    """Return the lock of a site's folder, taken. Raises AlreadyRunning when another process holds it, Mistake when none can be had."""
    # The system drops it when its process dies, however it dies; a file with a process id would stay behind.
    lock = FileLock(folder / "audit.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout as error:
        msg = f"{folder}: another crawl of this site is running; wait until it has ended."
        raise AlreadyRunning(msg) from error
    except (OSError, NotImplementedError) as error:
        why = getattr(error, "strerror", None) or "files cannot be locked there"
        msg = f"{folder}: cannot be written ({why}); name another folder with AUDIT_OUT."
        raise Mistake(msg) from error
    return lock


def pages_of(rules: list[BoundRule], settings: BaseSettings) -> dict[str, Any]:
    """Return where the pages about rules are published, and which rules have none, for the sheet Rules."""
    own = [bound.rule.id for bound in rules if not is_shipped(bound.rule.id)]
    return {"docs": settings["AUDIT_DOCS"], "own_rules": own}


def open_run(job: Job, settings: BaseSettings) -> Run:
    """Take the site's lock, open its database and begin or resume the crawl.

    Raises AlreadyRunning when another process holds the lock, Mistake when folder, database or rules cannot be used.
    """
    options = as_object(settings, "AUDIT_OPTIONS")
    own_ids = _own_ids(settings)
    segments = segments_of(as_object(settings, "AUDIT_SEGMENTS"))
    if own_ids:
        options = {**options, "foreign-affiliate-id": {"own": own_ids}}
    if old_hosts := listed(settings, "AUDIT_OLD_HOSTS"):
        options = {**options, "old-host-link": {"hosts": old_hosts}}
    try:
        folders = tuple(Path(folder) for folder in listed(settings, "AUDIT_RULES", os.pathsep))
        rules = load_rules(
            folders,
            disable=listed(settings, "AUDIT_DISABLE"),
            enable=listed(settings, "AUDIT_ENABLE"),
            severity=as_object(settings, "AUDIT_SEVERITY"),
            options=options,
        )
        disclosures = Disclosures(listed(settings, "AUDIT_DISCLOSURES", ";"))
    except RuleFileError as error:
        raise Mistake(str(error)) from error
    own_hosts = [*job.own_hosts, *listed(settings, "AUDIT_OWN_HOSTS")]
    own = settings.get("AUDIT_FOLDER")
    folder = Path(settings["AUDIT_OUT"]) / (folder_name(own) if own else job.folder)
    lock = locked(folder)
    try:
        store = Store(folder / "audit.sqlite")
        learned = earlier(store, job.spider, job.target)
        classifier = Classifier(job.site, own_hosts, learned)
        judged = judged_as(job, settings, [*(without_examples(bound.rule) for bound in rules), *learned])
        kept = {name: as_text(settings[name]) for name in KEPT_SETTINGS if settings.get(name)}
        resumed = store.open_crawl(
            job.spider,
            job.target,
            job.site,
            version=__version__,
            settings=json.dumps(
                {
                    **kept,
                    **pages_of(rules, settings),
                    "judged_as": judged,
                    "asked_as": asked_as(job, settings),
                }
            ),
            fresh=job.fresh,
        )
        if not store.is_unreported():  # else its workbook shows the texts that it was judged by
            store.save_texts((rule_texts(bound.rule) for bound in rules), network_texts())
        # A rule of the owner's own may name a check of their own, whose code nobody can say to be the same.
        # Of a page that has not changed the scripts may have: what a browser makes of it is seen anew.
        before = 0 if job.fresh or job.render or folders else comparable(store, judged)
    except sqlite3.Error as error:
        lock.release()
        if not from_outside(error):
            raise
        msg = f"{folder / 'audit.sqlite'}: cannot be written ({error}); free some disk space, or name another folder with AUDIT_OUT."
        raise Mistake(msg) from error
    except BaseException:
        lock.release()
        raise
    ids = frozenset(one for own in own_ids.values() for one in own)
    return Run(
        job,
        folder,
        store,
        rules,
        classifier,
        disclosures,
        resumed,
        lock,
        before=before,
        own_ids=ids,
        rule_folders=folders,
        segments=segments,
    )


def run_of(crawler: Crawler) -> Run:
    """Return the run that `scrapy crawl` opened for this crawler."""
    run = getattr(crawler, "audit_run", None)
    if run is None:
        msg = "this project's spiders are started by its own `scrapy crawl`, which opens the database first."
        raise Mistake(msg)
    assert isinstance(run, Run)
    return run
