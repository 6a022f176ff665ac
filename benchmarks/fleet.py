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
from contextlib import ExitStack
from pathlib import Path

from serving import free_port, serving
from synthetic import write_blog

WEEK = 7 * 24 * 3600
PACE = 0.5  # AUDIT_DELAY: seconds between two requests to a site


def main() -> None:
    """Build the sites, audit them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--pages", type=int, default=100, help="of each site")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        text = (
            '[defaults]\ncheck_links = "no"\nsettings = { AUDIT_DELAY = 0, AUTOTHROTTLE_ENABLED = false }\n'
        )
        for number in range(options.sites):
            port, work = free_port(), folder / f"work-{number}"
            work.mkdir()
            list(write_blog(folder / f"site-{number}", f"http://127.0.0.1:{port}", options.pages, number))
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
            str(options.jobs),
        ]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(line, check=True, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        pages = 0
        for database in (folder / "audits").glob("*/audit.sqlite"):
            with sqlite3.connect(database) as db:
                pages += db.execute("SELECT count(*) FROM page").fetchone()[0]
    tell(
        options.sites,
        pages,
        wall,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        after.ru_maxrss / 1024,
    )


def tell(sites: int, pages: int, wall: float, cpu: float, memory: float) -> None:
    """Print the figures; `memory` is the peak of the largest audit in MB."""
    cores = os.cpu_count() or 1
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**2
    share = cpu / pages / PACE  # of a core that an audit takes at the polite pace
    fit = min(cores * 0.8 / share, installed * 0.8 / memory)
    week = fit * WEEK / PACE
    print(
        f"{sites} sites, {pages:,} pages: {wall:.0f} s, {pages / wall:.1f} pages a second, {cpu:.0f} CPU s ({1000 * cpu / pages:.0f} ms a page,"
    )
    print(
        f"  start and workbook of {pages / sites:.0f} pages included), peak of the largest audit {memory:.0f} MB"
    )
    print(
        f"at one page every {PACE} s: {share:.1%} of a core each, so {fit:.0f} audits at a time on {cores} cores and {installed / 1024:.0f} GB at 80 % load,"
    )
    print(
        f"  {week / 1e6:.0f} million pages a week: {week / 1000:,.0f} sites of 1,000 pages, or {week / 100_000:,.0f} of 100,000"
    )


if __name__ == "__main__":
    main()
