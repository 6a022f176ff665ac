"""What the audit costs beside plain downloading: `python benchmarks/crawl.py --pages 2000 --rounds 3`.

Makes a synthetic blog (50 KB pages, 124 links each, 80 % of them the same on every page), serves it from another process, and
lets stock Scrapy download the list of its pages and this crawler audit it, in turns. Prints, for each round, pages a second,
CPU milliseconds a page (user and system time of the crawling process alone) and peak RSS, then the ratio of the two CPU
figures; at the end the median ratio. The workbook is counted apart: the crawl's figures are read when the engine stops.

With `--floor`, a third engine runs beside them: Scrapy with what no audit can do without and nothing more (floor.py).

CPU is the figure to trust: pages a second move with whatever else the machine does. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from engines import Run, crawler, floor, stock
from serving import free_port, serving
from synthetic import write_blog


def main() -> int:
    """Return 0, or 2 when an engine failed or did not fetch every page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1, help="another seed, another blog")
    parser.add_argument("--only", choices=("stock", "crawler"), help="run one engine; no ratio is printed")
    parser.add_argument("--floor", action="store_true", help="run the least that any audit does, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crawl-benchmark-") as name:
        try:
            return compare(Path(name), options)
        except RuntimeError as error:
            sys.stderr.write(f"{error}\n")
            return 2


def compare(work: Path, options: argparse.Namespace) -> int:
    """Run the rounds, print their figures, and return the exit code."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    folder = work / "blog"
    urls = work / "urls.txt"
    urls.write_text("".join(f"{url}\n" for url in write_blog(folder, origin, options.pages, options.seed)))
    size = sum(file.stat().st_size for file in folder.rglob("index.html")) / options.pages / 1024
    engines = {
        "stock": lambda: stock(urls, work),
        "crawler": lambda: crawler(f"{origin}/", options.pages, work),
    }
    if options.floor:
        engines["floor"] = lambda: floor(urls, work)
    names = [options.only] if options.only else list(engines)
    ratios: dict[str, list[float]] = {name: [] for name in names if name != "stock"}
    complete = True
    with serving(folder, work, port) as server:
        print(f"{options.pages} pages of {size:.0f} KB, served by {server}")
        for number in range(options.rounds):
            # The order changes each round, so that a machine that grows slower favours neither.
            order = names if number % 2 == 0 else names[::-1]
            runs = {name: engines[name]() for name in order}
            for name in names:
                print(f"round {number + 1}  {line(name, runs[name])}", flush=True)
                complete = complete and runs[name].pages == options.pages
            if "stock" in runs:
                for name, found in ratios.items():
                    found.append(runs[name].cpu_ms / runs["stock"].cpu_ms)
                    print(f"round {number + 1}  {name}'s ratio of CPU a page: {found[-1]:.2f}", flush=True)
    for name, found in ratios.items():
        if found:
            goal = "  (goal: at most 1.0; first step: at most 1.4)" if name == "crawler" else ""
            print(f"{name}: median ratio {statistics.median(found):.2f}{goal}")
    if not complete:
        sys.stderr.write("not every page was fetched; the figures do not compare.\n")
    return 0 if complete else 2


def line(name: str, run: Run) -> str:
    """Return one engine's figures as a line."""
    text = f"{name:8} {run.pages:6} pages {run.pages / run.wall:7.0f} pages/s {run.cpu_ms:7.2f} CPU ms/page {run.rss:6.0f} MB"
    if name == "crawler":
        text += f" | workbook: {run.whole_cpu - run.cpu:.1f} CPU s, {run.whole_rss:.0f} MB at the peak"
    return text


if __name__ == "__main__":
    sys.exit(main())
