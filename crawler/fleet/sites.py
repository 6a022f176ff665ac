"""The file of a fleet, sites.toml: what may stand in it, and the sites that it names."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.catalog.reader import RuleFileError
from crawler.errors import Mistake
from crawler.fleet.schedule import check_cron, check_timezone
from crawler.fleet.site_settings import VARIABLE, check_secrets, check_settings
from crawler.options import CHECK_LINKS, folder_name, http_url, shown_safely
from reports.common.severities import FAIL_ON, NOTIFY_ON

if TYPE_CHECKING:
    from crawler.fleet.toml_lines import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where the fleet's results are kept, and how several machines share them: the table [fleet]."""

    out: str = (
        "audits"  # folder of the audits on this machine; a relative one begins at the file's own folder
    )
    state: str = ""  # shared storage, as fsspec names it: s3://bucket/audits
    database: str = ""  # environment variable with the address of the PostgreSQL database; empty: PGHOST, PGDATABASE … of libpq
    checkpoint: int = 60  # seconds between two copies of a running audit's database into the shared storage
    heartbeat: int = 10  # seconds between two signs of life of a worker
    stalled_after: int = 120  # seconds without one after which a worker's audits go back into the queue
    grace: int = 60  # seconds that a worker which is asked to end waits for its audits
    tick: int = 60  # seconds between two looks at the schedules, for which the file is read anew
    retries: int = 5  # attempts at one audit that ends incomplete

    def __post_init__(self) -> None:
        """Refuse times that cannot work together."""
        for name in ("checkpoint", "heartbeat", "stalled_after", "grace", "tick"):
            if getattr(self, name) < 1:
                msg = f"{name}: should be at least 1 second"
                raise RuleFileError(msg, key=name)
        if self.retries < 0:
            msg = "retries: should be 0 or more"
            raise RuleFileError(msg, key="retries")
        if self.stalled_after < 3 * self.heartbeat:
            msg = "stalled_after: should be at least three times heartbeat, or a busy worker counts as dead"
            raise RuleFileError(msg, key="stalled_after")
        # A worker that ends sends no heartbeat any more.
        if self.grace >= self.stalled_after:
            msg = "grace: should be less than stalled_after, or the audits of a worker that ends are taken from it"
            raise RuleFileError(msg, key="grace")
        if self.database and not VARIABLE.fullmatch(self.database):
            msg = "database: is the name of an environment variable, never the address itself, which may hold a password"
            raise RuleFileError(msg, key="database")
        if urlsplit(self.state).password:
            msg = "state: holds a password; credentials come from the environment, as the storage's own documentation says"
            raise RuleFileError(msg, key="state")


@dataclass(frozen=True, slots=True)
class Site:
    """One site, its audit and its schedule."""

    name: str
    url: str = ""
    posts: str = ""  # folder; with a url it is read beside the live site
    site: str = ""  # of posts without a url: where they are published
    permalink: str = ""
    check_links: str = ""
    check_affiliate: bool = False
    drafts: bool = False
    formats: str = ""
    cron: str = ""  # empty: due whenever somebody asks
    timezone: str = "UTC"
    priority: int = 0  # the higher first
    fail_on: str = ""
    notify: str = ""  # when the address in AUDIT_NOTIFY is told: a value of --notify-on
    settings: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(
        default_factory=dict
    )  # setting → environment variable that holds its value
    segments: dict[str, Any] = field(default_factory=dict)  # name → address pattern

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if not self.name or folder_name(self.name) != self.name:
            msg = f"name {shown_safely(self.name)!r}: letters, digits, dots, hyphens and underscores only; it names the folder"
            raise RuleFileError(msg, key="name")
        if not self.url and not self.posts:
            msg = "a site has a url, or posts, or both"
            raise RuleFileError(msg, key="name")
        for name, known in (
            ("check_links", CHECK_LINKS.choices), ("fail_on", FAIL_ON), ("notify", NOTIFY_ON)
        ):  # fmt: skip
            if (value := getattr(self, name)) and value not in known:
                msg = f"{name} {shown_safely(value)!r}: should be one of {', '.join(known)}"
                raise RuleFileError(msg, key=name)
        for name in ("drafts", "site"):
            if getattr(self, name) and self.url:
                msg = f"{name}: is for posts without a url"
                raise RuleFileError(msg, key=name)
        if not -(2**15) < self.priority < 2**15:
            msg = "priority: should be between -32,767 and 32,767"
            raise RuleFileError(msg, key="priority")
        check_timezone(self.timezone)
        check_cron(self.cron)
        check_settings(self.settings)
        check_secrets(self.secrets)

    @property
    def lock(self) -> str:
        """Return what is audited by one process at a time: a host, since two audits at once would be twice the pace; else the site."""
        host = urlsplit(self.url).hostname or ""
        return f"{host}:{urlsplit(self.url).port or ''}".rstrip(":") if host else self.name

    @property
    def target(self) -> str:
        """Return what the database calls the start page or the folder."""
        return http_url(self.url, "url") if self.url else str(Path(self.posts))


@dataclass(frozen=True, slots=True)
class Fleet:
    """A file of sites, read."""

    path: Path
    place: Place
    sites: tuple[Site, ...]
    text: Text

    @property
    def out(self) -> Path:
        """Return the folder of the audits on this machine."""
        return self.path.parent / Path(self.place.out).expanduser()

    def folder(self, site: Site) -> Path:
        """Return the folder of a site's audit: the one that AUDIT_FOLDER asks for."""
        return self.out / site.name

    def at(self, number: int, key: str) -> str:
        """Return file and line of a site's key, for an error; `number` counts the sites from 1."""
        return self.text.at("site", number, key)

    def named(self, names: list[str]) -> tuple[Site, ...]:
        """Return the sites of these names, all of them for none. Raises Mistake for one that there is none of."""
        known = {site.name: site for site in self.sites}
        for name in names:
            if name not in known:
                like = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {like[0]}?" if like else f"it has {len(known):,} others."
                msg = f"{self.path}: has no site {shown_safely(name)!r}; {hint}"
                raise Mistake(msg)
        return tuple(known[name] for name in dict.fromkeys(names)) if names else self.sites
