"""What the audit costs beside plain downloading: `python benchmarks/crawl.py --pages 2000 --rounds 3`.

Makes a synthetic blog (50 KB pages, 124 links each, 80 % of them the same on every page), serves it from another process, and
lets stock Scrapy download the list of its pages and this crawler audit it, in turns. `--folder DIR` serves the HTML files below
a folder instead, real pages for instance, and gives both the list of them. Prints, for each round, pages a second and CPU
milliseconds a page (user and system time) of stock Scrapy's download and of this crawler's crawl, analysis, workbook and whole
command, each of these as a ratio to stock Scrapy's of that round; at the end the median ratios.

With `--again`, each round is a second crawl of the site, in which the server answers "unchanged" (304) for every page; stock Scrapy
asks whether they have changed, too. What is printed beside the ratios is how many milliseconds a page this crawler spends beyond it.

With `--floor`, a third engine runs beside them: Scrapy with what no audit can do without and nothing more (floor.py).

The site's images, styles and scripts are not asked for, as stock Scrapy does not ask for them.

CPU is the figure to trust: pages a second move with whatever else the machine does. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from engines import DATED, Run, crawler, floor, stock
from serving import free_port, serving
from synthetic import write_blog

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> int:
    """Return 0, or 2 when an engine failed or did not fetch every page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="serve the HTML files below this folder, at most --pages")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another blog")
    parser.add_argument("--only", choices=("stock", "crawler"), help="run one engine; no ratio is printed")
    parser.add_argument(
        "--again", action="store_true", help="measure second crawls in which no page has changed"
    )
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
    folder, listed = work / "blog", work / "urls.txt"
    if options.folder:
        urls = list(copy_pages(options.folder.expanduser(), folder, origin, options.pages))
    else:
        urls = list(write_blog(folder, origin, options.pages, options.seed))
    for file in folder.rglob("*"):
        os.utime(file, (DATED, DATED))
    if not urls:
        msg = f"{options.folder}: no HTML file stands below this folder; name another."
        raise RuntimeError(msg)
    listed.write_text("".join(f"{url}\n" for url in urls))
    size = (
        sum(file.stat().st_size for file in folder.rglob("*.htm*") if file.suffix != ".gz") / len(urls) / 1024
    )
    asked = listed if options.folder else None
    history = work / "history" if options.again else None
    engines = {
        "stock": lambda: stock(listed, work, again=options.again),
        "crawler": lambda: crawler(f"{origin}/", len(urls), work, asked, history=history),
    }
    if options.floor:
        engines["floor"] = lambda: floor(listed, work)
    names = [options.only] if options.only else list(engines)
    ratios: dict[str, list[float]] = defaultdict(list)
    complete = True
    with serving(folder, work, port) as server:
        print(f"{len(urls)} pages of {size:.0f} KB, served by {server}")
        if history:
            crawler(f"{origin}/", len(urls), work, asked)
            (work / "audits").rename(history)
        for number in range(options.rounds):
            # The order changes each round, so that a machine that grows slower favours neither.
            order = names if number % 2 == 0 else names[::-1]
            runs = {name: engines[name]() for name in order}
            for name in names:
                print(f"round {number + 1}  {line(name, runs[name])}", flush=True)
                complete = complete and (runs[name].pages == len(urls) or bool(options.folder))
            if "stock" in runs:
                told = {}
                for name in names[1:]:
                    if options.again:
                        print(f"round {number + 1}  {beyond(name, runs[name], runs['stock'])}", flush=True)
                    for part, seconds in parts(name, runs[name]).items():
                        told[part] = runs[name].ms(seconds) / runs["stock"].ms(runs["stock"].cpu)
                        ratios[part].append(told[part])
                print(f"round {number + 1}  times stock: {shown(told)}", flush=True)
    if ratios:
        medians = {part: statistics.median(found) for part, found in ratios.items()}
        goals = "goal: crawl 1 ms a page beyond stock" if options.again else "goals: crawl 2.8, whole 3.5"
        print(f"median ratios: {shown(medians)}  ({goals})")
    if not complete:
        sys.stderr.write("not every page was fetched; the figures do not compare.\n")
    return 0 if complete else 2


def copy_pages(source: Path, folder: Path, origin: str, most: int) -> Iterator[str]:
    """Copy the HTML files below `source`, each with its gzip twin, and yield the URL of each."""
    files = sorted(
        file for file in source.rglob("*.htm*") if file.suffix in {".html", ".htm"} and file.is_file()
    )
    for file in files[:most]:
        path = file.relative_to(source)
        to = folder / path
        to.parent.mkdir(parents=True, exist_ok=True)
        data = file.read_bytes()
        to.write_bytes(data)
        to.with_name(f"{to.name}.gz").write_bytes(gzip.compress(data, 6, mtime=0))
        yield f"{origin}/{quote(path.as_posix())}"


def parts(name: str, run: Run) -> dict[str, float]:
    """Return the CPU seconds of the parts of one engine's run, by what they are called."""
    if name != "crawler":
        return {name: run.cpu}
    return {"crawl": run.cpu, "analysis": run.analysis, "workbook": run.workbook, "whole": run.whole}


def beyond(name: str, run: Run, stock: Run) -> str:
    """Return what an engine's crawl spends beyond stock Scrapy, in CPU milliseconds a page."""
    return f"{name} beyond stock, CPU ms/page: crawl {run.ms(run.cpu) - stock.ms(stock.cpu):.2f}"


def shown(ratios: dict[str, float]) -> str:
    """Return ratios as a text."""
    return ", ".join(f"{part} {ratio:.2f}" for part, ratio in ratios.items())


def line(name: str, run: Run) -> str:
    """Return one engine's figures as a line."""
    text = f"{name:8} {run.pages:6} pages {run.pages / run.wall:7.0f} pages/s {run.rss:6.0f} MB  CPU ms/page:"
    return (
        f"{text} {', '.join(f'{part} {run.ms(seconds):.2f}' for part, seconds in parts(name, run).items())}"
    )


if __name__ == "__main__":
    sys.exit(main())
