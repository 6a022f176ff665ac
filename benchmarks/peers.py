"""What other open crawlers spend on the same site: `python benchmarks/peers.py --pages 500 --peers DIR`.

DIR holds what is compared: a virtual environment (`python -m venv DIR && DIR/bin/pip install advertools linkchecker`) and,
beside it, `npm install --prefix DIR linkinator`. What is not installed there is skipped, with a sentence. Each crawls the
synthetic blog of benchmarks/crawl.py from its start page, following links, without any politeness that can be lifted, and
each is counted as a whole command: this crawler with its analysis and workbook. What they find out about a page differs much:
advertools keeps its parts, LinkChecker and linkinator whether its links answer, and none of them judges what a link is.
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
LINKINATOR = ("--recurse", "--concurrency", "32", "--silent", "--skip", r"^(?!http://127\.0\.0\.1)")
LINKCHECKER = ("--threads=10", "--no-warnings", "--no-status", "--output=none", "--ignore-url=^mailto:")


def main() -> int:
    """Return 0, or 2 when the server or a crawler failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--peers", type=Path, required=True, help="folder that they are installed in")
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
    script, settings = work / "peer.py", work / "linkchecker.ini"
    script.write_text(ADVERTOOLS)
    settings.write_text(UNLIMITED)
    programs, node = peers / "bin", peers / "node_modules" / ".bin"
    commands: dict[str, list[str | Path]] = {
        "advertools": [programs / "advertools", programs / "python", script, start, work / "peer.jl"],
        "linkchecker": [
            programs / "linkchecker",
            programs / "linkchecker",
            f"--config={settings}",
            *LINKCHECKER,
            start,
        ],
        "linkinator": [node / "linkinator", node / "linkinator", *LINKINATOR, start],
    }
    with serving(folder, work, port):
        own = crawler(start, options.pages, work)
        line("this crawler", own, own)
        for name, (installed, *command) in commands.items():
            if Path(installed).exists():
                line(name, _whole(command, work, programs), own)
            else:
                print(f"{name}: skipped, because {installed} is not there.", flush=True)


def _whole(command: list[str | Path], work: Path, peers: Path) -> Run:
    """Run a command to its end, whatever it thinks of the site; returns its figures. Raises RuntimeError when it fetched nothing."""
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
    return Run(len(pages), cpu, 0.0, cpu, time.perf_counter() - before, megabytes(used.ru_maxrss))


def line(name: str, run: Run, own: Run) -> None:
    """Print one crawler's figures: of its whole command a page, and as a ratio to this crawler's."""
    cost = run.ms(run.whole)
    print(
        f"{name:14}{run.pages:6} pages {cost:8.1f} CPU ms/page {cost / own.ms(own.whole):6.2f} times {run.rss:6.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
