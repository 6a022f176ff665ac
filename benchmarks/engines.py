"""What is compared: stock Scrapy that only downloads, and this crawler with everything on. Each is a process of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request, Spider, signals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

ROOT = Path(__file__).parents[1]
# The only settings that both engines are given; politeness would hide what is measured.
DATED = 1_700_000_000  # when each file of a blog was written, for those who ask whether it has changed
COMMON = {"CONCURRENT_REQUESTS": "32", "CONCURRENT_REQUESTS_PER_DOMAIN": "32", "DOWNLOAD_DELAY": "0"}


@dataclass(frozen=True, slots=True)
class Run:
    """One engine's figures for one round."""

    pages: int  # HTML pages that answered 200
    cpu: float  # seconds of user and system time, imports included, up to the last page
    analysis: float  # … from there until the crawl's row is closed
    whole: float  # … of the whole process, workbook included
    wall: float  # seconds from the engine's start to its end
    rss: float  # MB at the peak of the whole process

    @property
    def workbook(self) -> float:
        """Return the CPU seconds after the crawl was closed."""
        return self.whole - self.cpu - self.analysis

    def ms(self, seconds: float) -> float:
        """Return CPU seconds as milliseconds a page."""
        return seconds * 1000 / max(self.pages, 1)


class Usage:
    """Scrapy extension: writes what the process has used at the last page, and when the engine stops, before any workbook is made."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._started = time.perf_counter()
        self._crawled = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension; BENCHMARK_USAGE names the file."""
        extension = cls(crawler.settings["BENCHMARK_USAGE"])
        extension._stats = crawler.stats  # type: ignore[attr-defined]
        crawler.signals.connect(extension.started, signal=signals.engine_started)
        # Of several times the last counts: then nothing is left but the closing.
        crawler.signals.connect(extension.idle, signal=signals.spider_idle)
        crawler.signals.connect(extension.stopped, signal=signals.engine_stopped)
        return extension

    def started(self) -> None:
        """Start the clock: imports are no part of pages a second."""
        self._started = time.perf_counter()

    def idle(self) -> None:
        """Remember what the crawl itself has used."""
        self._crawled = _used()

    def stopped(self) -> None:
        """Write the figures."""
        figures = {
            "cpu": self._crawled,
            "analysis": _used() - self._crawled,
            "wall": time.perf_counter() - self._started,
            "answers": self._answers(200),
            "unchanged": self._answers(304),
        }
        self._path.write_text(json.dumps(figures))

    def _answers(self, status: int) -> int:
        return self._stats.get_value(f"downloader/response_status_count/{status}", 0)  # type: ignore[attr-defined]


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Stock(Spider):
    """Downloads the list and looks at nothing."""

    name = "stock"

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each line of -a list=; with -a since=, the server need not send what is no newer."""
        headers = {"If-Modified-Since": self.since} if hasattr(self, "since") else {}
        with Path(self.list).open() as lines:
            for line in lines:
                yield Request(line.strip(), headers=headers)

    def parse(self, response: Response) -> None:
        """Leave the answer alone."""


def megabytes(maxrss: int) -> float:
    """Return ru_maxrss, kilobytes on Linux and bytes on macOS, as MB."""
    return maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def stock(urls: Path, work: Path, *, again: bool = False) -> Run:
    """Download the list with Scrapy as it comes out of the box; raises RuntimeError when it fails.

    `again`: ask for each page whether it has changed since DATED.
    """
    since = ("-a", f"since={formatdate(DATED, usegmt=True)}") if again else ()
    return _spider(Path(__file__), urls, work, *since)


def floor(urls: Path, work: Path) -> Run:
    """Download the list and do with each page what no audit can do without; raises RuntimeError when it fails."""
    for file in work.glob("floor.sqlite*"):
        file.unlink()
    return _spider(ROOT / "benchmarks" / "floor.py", urls, work, "-a", f"database={work}/floor.sqlite")


def _spider(file: Path, urls: Path, work: Path, *options: str) -> Run:
    """Run the spider of a file alone, without this project's settings."""
    command = ["scrapy", "runspider", str(file), "-a", f"list={urls}", *options, "-L", "INFO", "-s"]
    figures, whole = _run([*command, f"LOG_FILE={work}/{file.stem}.log"], work, {})
    return _figures(figures, whole, figures["answers"] + figures["unchanged"])


def crawler(
    url: str, pages: int, work: Path, urls: Path | None = None, *, history: Path | None = None
) -> Run:
    """Audit a site with this crawler, everything on: from its start page or, with `urls`, the pages of that list.

    `history`: the folder of audits that came before. Raises RuntimeError when it fails.
    """
    out = work / "audits"
    shutil.rmtree(out, ignore_errors=True)  # each round begins without a history, or with the same
    if history:
        shutil.copytree(history, out)
    lifted = {"AUTOTHROTTLE_ENABLED": "False", "AUDIT_MAX_PAGES": str(pages * 2), "AUDIT_OUT": str(out)}
    # Stock Scrapy asks for the pages only, so neither the site's images and scripts nor the probes are asked for here.
    lifted |= {"AUDIT_MAX_RESOURCES": "0", "AUDIT_PROBES": "0"}
    asked = ["urls", "-a", f"file={urls}"] if urls else ["blog", "-a", f"url={url}"]
    figures, whole = _run(["scrapy", "crawl", *asked, "-a", "check_links=no"], ROOT, lifted, work)
    (database,) = out.glob("*/audit.sqlite")
    connection = sqlite3.connect(database)
    (fetched,) = connection.execute(
        f"SELECT count(*) FROM page WHERE status = 200 AND is_html AND {'unchanged' if history else '1'}"
        " AND crawl_id = (SELECT max(id) FROM crawl)"
    ).fetchone()
    connection.close()
    return _figures(figures, whole, fetched)


def _figures(figures: dict[str, float], whole: resource.struct_rusage, pages: float) -> Run:
    used, rss = whole.ru_utime + whole.ru_stime, megabytes(whole.ru_maxrss)
    return Run(int(pages), figures["cpu"], figures["analysis"], used, figures["wall"], rss)


def _run(
    command: list[str], cwd: Path, settings: dict[str, str], work: Path | None = None
) -> tuple[dict[str, float], resource.struct_rusage]:
    """Return what the process wrote of itself at the end of its crawl, and the kernel's account of all of it."""
    work = work or cwd
    usage = work / "usage.json"
    usage.unlink(missing_ok=True)
    extension = json.dumps({"engines.Usage": 0})
    given = {**COMMON, **settings, "EXTENSIONS": extension, "BENCHMARK_USAGE": str(usage)}
    arguments = [word for name, value in given.items() for word in ("-s", f"{name}={value}")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AUDIT_", "SCRAPY_"))}
    clean["PYTHONPATH"] = str(Path(__file__).parent)
    log = work / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, *arguments], cwd=cwd, env=clean, stdout=output, stderr=output
        )
        # wait4 gives this one process's account; RUSAGE_CHILDREN would add up all rounds.
        _, status, whole = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not usage.exists():
        tail = log.read_text(errors="replace")[-2000:]
        msg = f"{' '.join(command[:3])} ended with {process.returncode}:\n{tail}"
        raise RuntimeError(msg)
    return json.loads(usage.read_text()), whole
