"""Prints the peak memory of a crawl that knows 2,000 addresses and of one that knows 200,000: it must not grow with the site.

    python benchmarks/memory.py
    python benchmarks/memory.py --whole 2000 20000   # the whole command, workbook included, on synthetic blogs of so many pages
    python benchmarks/memory.py --small 2000 100000  # the same on blogs of pages of 2 KB

The first needs no network: pages are made, read, classified, stored, and every address is handed out by the scheduler and stored.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

SMALL, LARGE = 2_000, 200_000
MOST_MB = 60  # of growth between the two
LINKS = 200  # new addresses that one page leads to
SITE = "https://blog.example"


def visit_all(known: int) -> None:
    """Crawl a made site of `known` addresses; the first `known / LINKS` of them are pages, the others are gone."""
    from scrapy.settings import Settings

    from crawler.crawl.scheduler import FrontierScheduler
    from crawler.enrich import enrich
    from crawler.extract import read_html
    from crawler.items import Page
    from crawler.job import Job
    from crawler.run import open_run

    settings = Settings()
    settings.setmodule("crawler.settings")
    with tempfile.TemporaryDirectory() as folder:
        settings.setdict({"AUDIT_OUT": folder, "AUDIT_MAX_PAGES": known + 1})
        run = open_run(Job("blog", f"{SITE}/", SITE, "blog"), settings)
        run.store.enqueue([f"{SITE}/page-0/"], role="page", found_by="start", depth=0)
        crawler = SimpleNamespace(settings=settings, audit_run=run, spider=None)
        scheduler = FrontierScheduler.from_crawler(crawler)
        visited = 0
        while request := scheduler.next_request():
            number = visited
            visited += 1
            if number < known // LINKS:
                links = "".join(
                    f"<a href='/page-{n}-{'x' * 40}/'>page {n}</a>"
                    for n in range(number * LINKS, (number + 1) * LINKS)
                )
                page = read_html(f"<title>{number}</title><h1>Page</h1><main>{links}</main>", request.url)
            else:
                page = Page(url=request.url, outcome="failed", status=404)
            page.key, page.depth = request.url, 1
            enrich(page, run.classifier, run.disclosures)
            run.store.save_page(page)
        states = run.store.counts()
        run.close()
    assert visited >= known, states
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def whole(pages: int, *, small: bool = False) -> float:
    """Return the peak of the whole command on a synthetic blog of so many pages, in MB, and print it with the database's size."""
    from engines import crawler
    from serving import free_port, serving
    from synthetic import write_blog, write_small_blog

    with tempfile.TemporaryDirectory(prefix="memory-benchmark-") as name:
        work, port = Path(name), free_port()
        site = work / "blog", f"http://127.0.0.1:{port}", pages
        for _ in write_small_blog(*site) if small else write_blog(*site, 1):
            pass
        with serving(work / "blog", work, port):
            run = crawler(f"http://127.0.0.1:{port}/", pages, work)
        (database,) = work.glob("audits/*/audit.sqlite")
        size = database.stat().st_size / 1024**2
    print(
        f"{run.pages:,} {'small ' * small}pages: {run.rss:.0f} MB at the peak of the whole command; {run.whole:.0f} CPU s; database {size:.0f} MB",
        flush=True,
    )
    return run.rss


def main() -> int:
    """Return 1 when memory grew by more than the bound."""
    if sys.argv[1:2] in (["--whole"], ["--small"]):
        small = sys.argv[1] == "--small"
        asked = sys.argv[2:] or ("2000", "100000" if small else "20000")
        peaks = [whole(int(pages), small=small) for pages in asked]
        return int(max(peaks) - min(peaks) > MOST_MB)
    if len(sys.argv) > 1:
        visit_all(int(sys.argv[1]))
        return 0
    peaks = [
        float(
            subprocess.run(
                [sys.executable, __file__, str(known)], check=True, capture_output=True, text=True
            ).stdout
        )
        for known in (SMALL, LARGE)
    ]
    grown = peaks[1] - peaks[0]
    print(
        f"{SMALL:,} addresses: {peaks[0]:.0f} MB; {LARGE:,}: {peaks[1]:.0f} MB; {grown:.0f} MB more, {MOST_MB} allowed"
    )
    return int(grown > MOST_MB)


if __name__ == "__main__":
    raise SystemExit(main())
