"""The command `fleet`: many sites, on one machine or on several."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import INCOMPLETE, OK, Mistake
from crawler.fleet.read import read_sites
from reports.common.faults import say, short
from reports.common.terminal import tell
from reports.errors import ReportError
from reports.formats import formats_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.fleet.sites import Fleet

ABOUT = {
    "run": "audit all sites that are due, on this machine",
    "migrate": "make the tables of the queue in its PostgreSQL database, once",
    "worker": "take audits from the queue, on as many machines as you like",
    "enqueue": "put audits into the queue",
    "status": "show each site's place in the queue, and what is due next",
    "report": "make the portfolio workbook and its HTML page of all sites",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the commands of a fleet."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = {}
    for name, about in ABOUT.items():
        made[name] = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        made[name].add_argument(
            "file",
            type=Path,
            metavar="SITES",
            help="the file of the fleet, such as sites.toml; docs/fleet.md describes it",
        )
    for name in ("run", "enqueue"):
        _sites(made[name])
    made["worker"].add_argument(
        "-j", "--jobs", type=_positive, default=2, metavar="N", help="audits at once (default: %(default)s)"
    )
    made["worker"].add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder of the audits on this machine (default: `out` of [fleet])",
    )
    made["run"].add_argument(
        "-j", "--jobs", type=_positive, default=2, metavar="N", help="audits at once (default: %(default)s)"
    )
    made["run"].add_argument("--all", action="store_true", dest="every", help="audit all sites, due or not")
    made["run"].add_argument(
        "--fresh",
        action="store_true",
        help="start over instead of resuming an interrupted run, and download unchanged pages again",
    )

    made["report"].add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="the workbook to write (default: portfolio.xlsx in the folder of the audits)",
    )


def _sites(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        dest="names",
        metavar="NAME",
        help="this site only, due or not; may be repeated",
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1_000:
        msg = f"{text!r}: write a whole number from 1 to 1,000"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Do what a command of a fleet asks for, and return the exit code. Raises Mistake."""
    actions: dict[str, Callable[[Fleet, argparse.Namespace], int]] = {
        "run": run_here,
        "report": report,
        "migrate": migrate,
        "worker": work,
        "enqueue": enqueue,
        "status": status,
    }
    return actions[options.action](checked(options.file), options)


def checked(path: Path) -> Fleet:
    """Return the fleet of a file, with what only this side can check. Raises Mistake, naming file and line."""
    fleet = read_sites(path)
    for number, site in enumerate(fleet.sites, 1):
        if site.formats:
            try:
                formats_of(site.formats)
            except ReportError as error:
                msg = f"{fleet.at(number, 'formats')}: formats: {error}"
                raise Mistake(msg) from error
        foreign = [name for name in site.settings if not name.startswith("AUDIT_")]
        if foreign:
            from scrapy.settings import default_settings  # takes a while to load

            from crawler import settings as ours

            for name in foreign:
                if not hasattr(default_settings, name) and not hasattr(ours, name):
                    msg = f"{fleet.at(number, f'settings.{name}')}: unknown setting {name!r}."
                    raise Mistake(msg)
    return fleet


def run_here(fleet: Fleet, options: argparse.Namespace) -> int:
    """Audit the sites that are due in a pool of processes."""
    from crawler.fleet.pool import run as run_pool

    return run_pool(
        fleet,
        fleet.named(options.names),
        jobs=options.jobs,
        every=options.every or bool(options.names),
        fresh=options.fresh,
    )


def migrate(fleet: Fleet, options: argparse.Namespace) -> int:
    """Make the queue's tables."""
    from crawler.fleet.queue import migrate as make
    from crawler.fleet.storage import open_storage

    newest = 0
    if fleet.place.state:
        storage = open_storage(fleet.place.state, fleet.path.parent)
        newest = max(storage.newest_attempt(site.name)[0] for site in fleet.sites)
    made = asyncio.run(make(fleet, newest))
    tell("The queue's tables are made.\n" if made else "The queue's tables are there already.\n", sys.stdout)
    return OK


def work(fleet: Fleet, options: argparse.Namespace) -> int:
    """Take audits from the queue until somebody asks for an end."""
    from crawler.fleet.worker import run as run_worker

    return run_worker(fleet, options.file, options.out and options.out.absolute(), options.jobs, checked)


def enqueue(fleet: Fleet, options: argparse.Namespace) -> int:
    """Put the audits of all sites, or of those that are named, into the queue."""
    from crawler.fleet.queue import enqueue as put
    from crawler.fleet.queue import opened

    sites = fleet.named(options.names)

    async def go() -> list[str]:
        async with opened(fleet) as app:
            return await put(app, sites)

    added = asyncio.run(go())
    waiting = len(sites) - len(added)
    already = f"; {waiting:,} already wait there or are being done" if waiting else ""
    tell(f"Put into the queue: {', '.join(added) or 'none'}{already}.\n", sys.stdout)
    return OK


def status(fleet: Fleet, options: argparse.Namespace) -> int:
    """Show each site's place in the queue."""
    from crawler.fleet.queue import latest, opened
    from crawler.fleet.status import lines

    async def go() -> list[str]:
        async with opened(fleet) as app:
            return lines(fleet, await latest(app), datetime.now(UTC))

    tell("".join(f"{line}\n" for line in asyncio.run(go())), sys.stdout)
    return OK


def report(fleet: Fleet, options: argparse.Namespace) -> int:
    """Make the portfolio workbook and its HTML page."""
    from reports.portfolio.build import build_portfolio
    from reports.portfolio.gather import Member

    if fleet.place.state:
        bring(fleet)
    output: Path = (options.output or fleet.out / "portfolio.xlsx").absolute()
    members = [
        Member(
            site.name, site.target, site.url or site.site, fleet.folder(site),
            Path(os.path.relpath(fleet.folder(site).absolute(), output.parent)).as_posix(),
        )
        for site in fleet.sites
    ]  # fmt: skip
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        made = build_portfolio(members, output)
    except OSError as error:
        msg = f"{output.parent}: cannot be made ({error.strerror}); name another file with -o."
        raise Mistake(msg) from error
    except ReportError as error:
        raise Mistake(str(error)) from error
    lines = [f"Workbook: {made.workbook}", f"Report: {made.page}", f"Sites: {made.sites:,}"]
    if made.unread:
        lines[-1] += (
            f", {made.unread:,} of them without a crawl that could be read; the sheet Coverage says why"
        )
    if made.since:
        lines.append(f"Changes since {made.since[:16].replace('T', ' ')} UTC: {made.changes:,}")
    tell("".join(f"{line}\n" for line in lines), sys.stdout)
    return INCOMPLETE if made.unread else OK


def bring(fleet: Fleet) -> None:
    """Bring the newest state of each site here from the shared storage, with its workbook."""
    from crawler.fleet.storage import open_storage

    storage = open_storage(fleet.place.state, fleet.path.parent)
    for site in fleet.sites:
        try:
            storage.pull(site.name, fleet.folder(site))
        except Exception as error:  # whatever a storage's library raises; the report says what it has
            say(
                f"{site.name}: its state cannot be read from the shared storage ({short(error)}); the report shows what is here."
            )
