"""What a crawl was asked for, and the fingerprint that decides whether an earlier crawl's results may be reused."""

from __future__ import annotations

import dataclasses
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.settings import BaseSettings

# Kept with the crawl by name, for whoever reads its row. No name that could hold a secret belongs here.
LIMITS = ("AUDIT_MAX_PAGES", "AUDIT_MAX_DEPTH", "AUDIT_MAX_PER_PATTERN")
JUDGING = (
    "AUDIT_OWN_HOSTS", "AUDIT_OLD_HOSTS", "AUDIT_AFFILIATE_IDS", "AUDIT_DISCLOSURES", "AUDIT_DISABLE", "AUDIT_ENABLE",
    "AUDIT_SEVERITY", "AUDIT_OPTIONS", "AUDIT_CONTENT_SELECTOR", "AUDIT_RENDER_HOSTS",
)  # fmt: skip
KEPT_SETTINGS = (*LIMITS, *JUDGING)
READING = (
    "DOWNLOAD_MAXSIZE",
)  # Scrapy's: a page that is too large today is not to be had by way of "unchanged"
# What the answer to a link depends on: who asks, and what may be asked.
ASKING = (
    "AUDIT_OWN_HOSTS",
    "AUDIT_ALLOW_NETLOCS",
    "USER_AGENT",
    "ROBOTSTXT_OBEY",
    "DOWNLOAD_VERIFY_CERTIFICATES",
)


@dataclasses.dataclass(frozen=True)
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
    format: str = "auto"  # posts: auto / html / markdown
    drafts: bool = False  # posts: drafts are judged, too
    start: str = ""  # the start page, when `target` is another name for it
    check_links: str = "no"  # no / external: whether links to other sites are asked
    check_affiliate: bool = False  # also those that earn, without the id
    render: bool = False  # a browser runs each page's scripts, and both are compared


def judged_as(job: Job, settings: BaseSettings, rules: Iterable[object]) -> str:
    """Return the fingerprint of all that decides what is said of a page: two crawls that share it say the same.

    The program and its catalog, everything that the spider's arguments ask for, the settings that shape answers, and
    the rules as the settings have changed them. Limits are not among it: they decide which pages are read.
    """
    # Neither decides an answer: whether to go on with a crawl, and where results are kept.
    asked = dataclasses.asdict(job) | {"fresh": "", "folder": ""}
    values = [settings.get(name) or "" for name in (*JUDGING, *READING)]
    return _hash(program(), asked, values, *rules)


def asked_as(job: Job, settings: BaseSettings) -> str:
    """Return the fingerprint of all that decides what asking a link tells, but for the site that answers."""
    values = [settings.get(name) or "" for name in ASKING]
    return _hash(__version__, job.site, job.own_hosts, job.check_affiliate, values)


def _hash(*parts: object) -> str:
    return blake2b("\n".join(map(repr, parts)).encode("utf-8", "replace"), digest_size=12).hexdigest()


@cache
def program() -> str:
    """Return the version with a hash of the program's own files: who adds a network or edits a rule has another program."""
    folder = Path(__file__).parent
    found = blake2b(digest_size=12)
    for path in sorted(path for path in folder.rglob("*.*") if path.suffix in {".py", ".toml"}):
        found.update(f"{path.relative_to(folder)}\n".encode())
        found.update(path.read_bytes())
    return f"{__version__} {found.hexdigest()}"
