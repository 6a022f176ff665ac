"""Small sites on ports of their own, and the file of a fleet that audits them without a pause."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.support.crawling import ROOT, environment
from tests.support.web import Answer, Site, html, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FAST = """
[defaults]
check_links = "no"
[defaults.settings]
AUDIT_DELAY = 0
AUTOTHROTTLE_ENABLED = false
RETRY_TIMES = 0
"""
NETWORKS = "<a href='https://www.amazon.com/dp/B0{n:08}?tag={tag}-20'>Buy</a>"


def a_site(name: str, pages: int, wait: float = 0.0) -> dict[str, Answer | Callable[[], Answer]]:
    """Return pages that lead from one to the next, two at a time, each with an affiliate link; `wait`: seconds of each answer."""

    def late(answer: Answer) -> Callable[[], Answer]:
        def give() -> Answer:
            time.sleep(wait)
            return answer

        return give

    routes: dict[str, Answer | Callable[[], Answer]] = {}
    for n in range(pages):
        links = "".join(
            f"<a href='/p{m}/'>Page {m} of {name}</a> " for m in (2 * n + 1, 2 * n + 2) if m < pages
        )
        page = html(f"<h1>{name} {n}</h1><h4>x</h4>{links}{NETWORKS.format(n=n, tag=name)}")
        routes[f"/p{n}/" if n else "/"] = late(page) if wait else page
    return routes


@contextmanager
def sites(names: Sequence[str], pages: int, wait: float = 0.0) -> Iterator[dict[str, Site]]:
    """Serve some small sites, by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(a_site(name, pages, wait))) for name in names}


def write(folder: Path, served: dict[str, Site], more: str = "", extra: dict[str, str] | None = None) -> Path:
    """Write a sites.toml of these sites and return it; `more` stands before the sites, `extra` in the table of each name."""
    text = more + FAST
    for name, site in served.items():
        text += f'[[site]]\nname = "{name}"\nurl = "{site.origin}/"\n{(extra or {}).get(name, "")}\n'
    path = folder / "sites.toml"
    path.write_text(text, encoding="utf-8")
    return path


def line(*arguments: object) -> list[str]:
    """Return the command line of `fleet`."""
    return [sys.executable, "-m", "crawler.cli.main", "fleet", *map(str, arguments)]


def begin(*arguments: object, **extra: str) -> subprocess.Popen[str]:
    """Start a command of a fleet."""
    return subprocess.Popen(
        line(*arguments),
        cwd=ROOT,
        env=environment(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(
    what: Callable[[], bool], process: subprocess.Popen[str] | None = None, seconds: float = 60
) -> None:
    """Wait until something holds; fails after some seconds, or once the process has ended."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "never came"
        assert process is None or process.poll() is None, process.communicate()[0]
        time.sleep(0.1)
