"""What other open crawlers spend on the same site: `python benchmarks/peers.py --pages 500 --peers ~/peers/bin`.

The folder holds their commands, of a virtual environment of their own: `pip install advertools linkchecker`. Each crawls the
synthetic blog of benchmarks/crawl.py from its start page, following links, without any politeness that can be lifted. Their
whole processes are counted; of this crawler the crawl, and the whole with its workbook. What each of them finds out about a
page differs much: advertools keeps its parts, LinkChecker whether its links answer, and neither judges what a link is.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engines import Run, crawler, megabytes
from serving import NGINX, free_port, serving
from synthetic import write_blog

ADVERTOOLS = """
import sys
from advertools import crawl
crawl(sys.argv[1], sys.argv[2], follow_links=True, allowed_domains=["127.0.0.1"], custom_settings={
    "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "INFO"})
"""
# No address of another site is asked for. The limit of requests holds where the server sends a header LinkChecker, as ours does.
UNLIMITED = "[checking]\nmaxrequestspersecond=100000\n"
LINKCHECKER = ("--threads=10", "--no-warnings", "--no-status", "--output=none", "--ignore-url=^mailto:")


def main() -> int:
    """Return 0, or 2 when the server or a crawler failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument(
        "--peers", type=Path, required=True, help="folder of python, advertools and linkchecker"
    )
    options = parser.parse_args()
    if not NGINX:
        sys.stderr.write("nginx is not installed: its log tells how many pages each crawler was given.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="crawl-benchmark-") as name:
        try:
            compare(Path(name), options)
        except RuntimeError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return 0


def compare(work: Path, options: argparse.Namespace) -> None:
    """Run one crawler after the other, and print their figures."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    start, folder, peers = f"{origin}/", work / "blog", options.peers.expanduser().absolute()
    for _ in write_blog(folder, origin, options.pages, 1):
        pass
    with serving(folder, work, port):
        own = crawler(start, options.pages, work)
        line("this crawler", own, own.cpu)
        line("… and its workbook", own, own.whole_cpu)
        script = work / "peer.py"
        script.write_text(ADVERTOOLS)
        command = [peers / "python", script, start, work / "peer.jl"]
        line("advertools", *_whole(command, work, peers))
        settings = work / "linkchecker.ini"
        settings.write_text(UNLIMITED)
        command = [peers / "linkchecker", f"--config={settings}", *LINKCHECKER, start]
        line("linkchecker", *_whole(command, work, peers))


def _whole(command: list[str | Path], work: Path, peers: Path) -> tuple[Run, float]:
    """Run a command to its end; returns its figures."""
    log = work / "access.log"
    log.write_bytes(b"")
    before = time.perf_counter()
    with (work / "output.txt").open("wb") as output:
        path = f"{peers}{os.pathsep}{os.environ.get('PATH', '')}"
        process = subprocess.Popen(
            command, cwd=work, env={**os.environ, "PATH": path}, stdout=output, stderr=output
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    rows = [row.split() for row in log.read_text().splitlines()]
    pages = {row[1] for row in rows if row[0] == "GET" and row[2:4] == ["200", "text/html"]}
    if not pages:
        msg = f"{command[0]}: fetched nothing:\n{(work / 'output.txt').read_text(errors='replace')[-2000:]}"
        raise RuntimeError(msg)
    cpu = used.ru_utime + used.ru_stime
    rss = megabytes(used.ru_maxrss)
    return Run(len(pages), cpu, time.perf_counter() - before, rss, cpu, rss), cpu


def line(name: str, run: Run, cpu: float) -> None:
    """Print one crawler's figures."""
    print(
        f"{name:20}{run.pages:6} pages {cpu * 1000 / run.pages:8.1f} CPU ms/page {run.whole_rss:6.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
