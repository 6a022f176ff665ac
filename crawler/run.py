"""One run: what is audited, where its results go, and that nobody else is at it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from crawler import __version__
from crawler.catalog.networks import networks
from crawler.catalog.reader import RuleFileError
from crawler.catalog.settings import table
from crawler.enrich.disclosures import Disclosures
from crawler.errors import AlreadyRunning, Mistake, short
from crawler.linkcheck.host_queue import HostQueue
from crawler.links import Classifier
from crawler.options import as_object, as_text, listed
from crawler.rules.load import load_rules
from crawler.store import Store, from_outside
from crawler.store.unchanged import comparable

if TYPE_CHECKING:
    from filelock import BaseFileLock
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.items import Page
    from crawler.rules.load import BoundRule

logger = logging.getLogger(__name__)

BROKEN_DOWN = "a fault of this program"  # the close reason of a crawl that one has ended
# What shapes the answers and is therefore kept with the crawl. No name that could hold a secret belongs here.
KEPT_SETTINGS = tuple(name for name, setting in table().items() if setting.shapes)


@dataclass(frozen=True)
class Job:
    """What a spider's arguments ask for, checked."""

    spider: str
    target: str  # start URL, folder or list, as the database names it
    site: str  # https://host, or empty
    folder: str  # name of the folder below AUDIT_OUT
    own_hosts: tuple[str, ...] = ()  # further hosts that are the site
    fresh: bool = False
    posts: str = ""  # folder of the posts that a live site is made from
    permalink: str = "/{slug}/"
    start: str = ""  # the start page, when `target` is another name for it
    check_links: str = "no"  # no / external: whether links to other sites are asked
    check_affiliate: bool = False  # also those that earn, without the id


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
    trouble: str = ""  # why the crawl had to end, as a sentence for the user
    fault: str = ""  # the first exception that nobody expected, in a few words
    slip: str = ""  # one that cost a page only
    ended: str = ""  # Scrapy's close reason, once the crawl is closed
    pages: int = 0  # stored in this process
    findings: int = 0  # on those pages
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

    def stop(self, crawler: Crawler, trouble: str, reason: str) -> None:
        """End the crawl early: `trouble` is the sentence for the user, `reason` Scrapy's close reason."""
        self.trouble = self.trouble or trouble
        assert crawler.engine is not None
        self._closing = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))

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
        self.stop(crawler, "", "database trouble" if from_outside(error) else BROKEN_DOWN)

    def unwritable(self, error: sqlite3.Error) -> str:
        """Return the sentence for a database that takes nothing more."""
        return f"{self.database}: cannot be written to ({error}); what was stored before is kept."

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
            msg = f"AUDIT_AFFILIATE_IDS: no network is called {network!r}; the ids are the file names in crawler/catalog/networks/."
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
        msg = f"{folder}: cannot be written to ({why}); name another folder with AUDIT_OUT."
        raise Mistake(msg) from error
    return lock


def open_run(job: Job, settings: BaseSettings) -> Run:
    """Take the site's lock, open its database and begin or resume the crawl.

    Raises AlreadyRunning when another process holds the lock, Mistake when folder, database or rules cannot be used.
    """
    options = as_object(settings, "AUDIT_OPTIONS")
    if own_ids := _own_ids(settings):
        options = {**options, "foreign-affiliate-id": {"own": own_ids}}
    if old_hosts := listed(settings, "AUDIT_OLD_HOSTS"):
        options = {**options, "old-host-link": {"hosts": old_hosts}}
    try:
        rules = load_rules(
            [Path(folder) for folder in listed(settings, "AUDIT_RULES", os.pathsep)],
            disable=listed(settings, "AUDIT_DISABLE"),
            severity=as_object(settings, "AUDIT_SEVERITY"),
            options=options,
        )
        disclosures = Disclosures(listed(settings, "AUDIT_DISCLOSURES", ";"))
    except RuleFileError as error:
        raise Mistake(str(error)) from error
    own_hosts = [*job.own_hosts, *listed(settings, "AUDIT_OWN_HOSTS")]
    classifier = Classifier(job.site, own_hosts)
    folder = Path(settings["AUDIT_OUT"]) / job.folder
    lock = locked(folder)
    try:
        store = Store(folder / "audit.sqlite")
        resumed = store.open_crawl(
            job.spider,
            job.target,
            job.site,
            version=__version__,
            settings=json.dumps(
                {name: as_text(settings[name]) for name in KEPT_SETTINGS if settings.get(name)}
            ),
            fresh=job.fresh,
        )
        if not store.is_unreported():  # else its workbook shows the texts that it was judged by
            store.save_texts((bound.rule for bound in rules), networks())
        # Rules of the owner's own are not stored whole, so nobody can say that they are the same.
        before = 0 if job.fresh or listed(settings, "AUDIT_RULES", os.pathsep) else comparable(store)
    except sqlite3.Error as error:
        lock.release()
        if not from_outside(error):
            raise
        msg = f"{folder / 'audit.sqlite'}: cannot be written to ({error}); make room, or name another folder with AUDIT_OUT."
        raise Mistake(msg) from error
    except BaseException:
        lock.release()
        raise
    return Run(job, folder, store, rules, classifier, disclosures, resumed, lock, before=before)


def run_of(crawler: Crawler) -> Run:
    """Return the run that `scrapy crawl` opened for this crawler."""
    run = getattr(crawler, "audit_run", None)
    if run is None:
        msg = "this project's spiders are started by its own `scrapy crawl`, which opens the database first."
        raise Mistake(msg)
    assert isinstance(run, Run)
    return run
