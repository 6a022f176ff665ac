"""What a process for the pages would gain: `python benchmarks/workers.py --pages 300`.

Reading, enriching and judging a page needs nothing but the page, so that another process could do it. This measures the CPU
time of each side with the pages sent there and back, and prints how much faster a crawl could be at best: with one such
process on two cores, and with two on three. `--rest` is what the crawl does beside in its own process, in milliseconds a
page: downloading and storing.

CPU time, not seconds: it holds on a machine that does other things as well.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from synthetic import write_blog

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.items import Page
from crawler.links import Classifier
from crawler.rules.engine import audit
from crawler.rules.load import load_rules
from crawler.text.page_cache import forget

ORIGIN = "https://bench-blog.com"
AHEAD = 16  # pages that are sent before the first must be back


class Judge:
    """What each process needs, made once."""

    def __init__(self) -> None:
        """Load the rules and the catalog."""
        self.rules = [bound for bound in load_rules() if bound.check]
        self.classifier, self.disclosures = Classifier(ORIGIN), Disclosures()

    def page(self, url: str, html: str) -> Page:
        """Return the page, read, enriched and judged."""
        page = read_html(html, url)
        page.status, page.key = 200, url
        enrich(page, self.classifier, self.disclosures)
        page.findings = audit(page, self.rules, failed)
        forget(page)
        return page


_judges: list[Judge] = []


def begin() -> None:
    """Make this process's judge."""
    _judges.append(Judge())


def judge(url: str, html: str) -> tuple[Page, float]:
    """Return the page, and the CPU seconds of this process so far."""
    return _judges[0].page(url, html), sum(os.times()[:2])


def failed(rule: object, page: object, error: Exception) -> None:
    """Raise what a rule crashed with: its figure would be none."""
    raise error


def rest(seconds: float) -> None:
    """Use so much CPU time."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def main() -> int:
    """Print the figures; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rest", type=float, default=6.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workers-benchmark-") as name:
        list(write_blog(Path(name), ORIGIN, options.pages, 1))
        files = sorted(Path(name).rglob("*.html"))
        pages = [(f"{ORIGIN}/{n}/", file.read_text(encoding="utf-8")) for n, file in enumerate(files)]
    begin()
    rounds = []
    with ProcessPoolExecutor(1, initializer=begin) as pool:
        alone(pages, 0), beside(pages, 0, pool)  # both have seen the template
        for number in range(1, options.rounds + 1):
            one = alone(pages, options.rest / 1000)
            here, there = beside(pages, options.rest / 1000, pool)
            rounds.append((one / max(here, there, (here + there) / 2), one / max(here, there / 2)))
            ms = [f"{seconds * 1000 / len(pages):.1f}" for seconds in (one, here, there)]
            print(
                f"round {number}  CPU ms/page: alone {ms[0]}; with a process for the pages {ms[1]} here and {ms[2]} there"
            )
    two, three = (statistics.median(ratios) for ratios in zip(*rounds, strict=True))
    print(f"faster at best: {two:.2f} times on two cores, {three:.2f} times with two such processes on three")
    return 0


def alone(pages: list[tuple[str, str]], besides: float) -> float:
    """Return the CPU seconds of one process that does it all."""
    started = time.process_time()
    for url, html in pages:
        rest(besides)
        judge(url, html)
    return time.process_time() - started


def beside(pages: list[tuple[str, str]], besides: float, pool: ProcessPoolExecutor) -> tuple[float, float]:
    """Return the CPU seconds of this process and of the other, which judges the pages."""
    (_, before) = pool.submit(judge, *pages[0]).result()
    started, waiting = time.process_time(), deque[Future[tuple[Page, float]]]()
    spent = before
    for url, html in pages:
        rest(besides)
        waiting.append(pool.submit(judge, url, html))
        if len(waiting) > AHEAD:
            spent = waiting.popleft().result()[1]
    for future in waiting:
        spent = future.result()[1]
    return time.process_time() - started, spent - before


if __name__ == "__main__":
    sys.exit(main())
