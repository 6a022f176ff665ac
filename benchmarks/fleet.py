"""Audits 20 small sites with `fleet run` and prints what a machine carries: pages a second, CPU time and memory of an audit.

    python benchmarks/fleet.py --sites 20 --pages 100 --jobs 4

No network: each site is served on a port of its own of 127.0.0.1, and asked without a pause. At the polite pace (AUDIT_DELAY) an audit waits most
of the time, so the last lines say how many audits fit side by side into the CPU time and the memory of this machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from serving import free_port, serving
from synthetic import write_blog

WEEK = 7 * 24 * 3600
PACE = 0.5  # AUDIT_DELAY: seconds between two requests to a site


class Figures(NamedTuple):
    """What a run took."""

    pages: int
    wall: float  # seconds
    cpu: float  # seconds
    memory: float  # MB, the peak of the largest audit so far


def main() -> None:
    """Build the sites, audit them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument(
        "--pages",
        type=int,
        default=100,
        help="of each site; one more site, which is audited alone, has ten times as many",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    small = audited([options.pages] * options.sites, options.jobs)
    large = audited([options.pages * 10], 1)
    tell(options.sites, small, large)


def audited(sizes: list[int], jobs: int) -> Figures:
    """Return what it took to audit sites of so many pages each."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # a worker of nginx that is started by root reads as nobody
        text = (
            '[defaults]\ncheck_links = "no"\nsettings = { AUDIT_DELAY = 0, AUTOTHROTTLE_ENABLED = false }\n'
        )
        for number, pages in enumerate(sizes):
            port, work = free_port(), folder / f"work-{number}"
            work.mkdir()
            list(write_blog(folder / f"site-{number}", f"http://127.0.0.1:{port}", pages, number))
            stack.enter_context(serving(folder / f"site-{number}", work, port))
            text += f'[[site]]\nname = "site-{number}"\nurl = "http://127.0.0.1:{port}/"\n'
        (folder / "sites.toml").write_text(text)
        line = [
            sys.executable,
            "-m",
            "crawler.cli.main",
            "fleet",
            "run",
            str(folder / "sites.toml"),
            "--jobs",
            str(jobs),
        ]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            line, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[1]
        )
        if done.returncode:
            sys.exit(done.stderr[-2000:])
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        read = 0
        for database in (folder / "audits").glob("*/audit.sqlite"):
            with closing(sqlite3.connect(database)) as db:
                read += db.execute("SELECT count(*) FROM page").fetchone()[0]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figures(read, wall, cpu, after.ru_maxrss / 1024)


def tell(sites: int, small: Figures, large: Figures) -> None:
    """Print the figures. The two sizes tell what an audit costs by itself from what each of its pages costs."""
    cores = os.cpu_count() or 1
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**2
    each = small.pages / sites
    page = max(large.cpu - small.cpu / sites, 0) / (large.pages - each)
    start = small.cpu / sites - page * each
    print(
        f"{sites} sites of {each:.0f} pages: {small.wall:.0f} s, {small.pages / small.wall:.1f} pages a second, {small.cpu:.0f} CPU s, {small.memory:.0f} MB each at most"
    )
    print(
        f"one of {large.pages:,} pages: {large.wall:.0f} s, {large.pages / large.wall:.1f} pages a second, {large.cpu:.0f} CPU s, {large.memory:.0f} MB"
    )
    print(
        f"an audit costs {start:.1f} CPU s by itself and {1000 * page:.0f} ms a page; at one page every {PACE} s on {cores} cores and {installed / 1024:.0f} GB, at 80 % load:"
    )
    for size in (100, 1_000, 10_000):
        share = (start + page * size) / (size * PACE)  # of a core
        fit = min(cores * 0.8 / share, installed * 0.8 / large.memory)
        print(
            f"  {size:>6,} pages: {share:.1%} of a core, {fit:,.0f} audits at a time, {fit * WEEK / (size * PACE):,.0f} sites a week"
        )


if __name__ == "__main__":
    main()
