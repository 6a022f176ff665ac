"""How far a fleet is: one line that renews itself on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from crawler.errors import ALREADY_RUNNING, FINDINGS, OK
from crawler.fleet.audit import DATABASE, Known, known, last_sentence
from reports.common.faults import FAULT, INTERRUPTED
from reports.common.terminal import tell

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.fleet.sites import Site

ON_TERMINAL, ELSEWHERE = 0.5, 10.0  # seconds between two lines
BAR = 20  # characters
WORDS = {
    OK: "complete",
    FINDINGS: "complete, with findings at or above fail_on",
    ALREADY_RUNNING: "another crawl of this site is running",
    INTERRUPTED: "stopped; the next run resumes it",
}


@dataclass
class Show:
    """What is said of a fleet's run, to standard error."""

    sites: int
    ended: int = 0
    failed: int = 0
    running: dict[str, tuple[Site, Path]] = field(
        default_factory=dict
    )  # by name: the site and the folder of its audit
    out: TextIO = field(default_factory=lambda: sys.stderr)
    began: float = field(default_factory=time.monotonic)
    _pages: int = 0  # of audits that ended
    _before: dict[str, int] = field(default_factory=dict)  # pages that an earlier run had read
    _shown: int = 0  # columns of the line that stands on the terminal
    _said: float = 0.0  # when the last line was written

    @property
    def terminal(self) -> bool:
        """Return whether somebody looks on."""
        return self.out.isatty()

    def start(self, site: Site, folder: Path) -> None:
        """Count an audit that begins."""
        self.running[site.name] = site, folder
        self._before[site.name] = _unfinished(known(folder / DATABASE, site.target))

    def end(self, site: Site, code: int, log: Path) -> None:
        """Say how an audit ended."""
        _, folder = self.running.pop(site.name)
        found = known(folder / DATABASE, site.target)
        self._pages += max(found.done - self._before.pop(site.name, 0), 0)
        self.ended += 1
        self.failed += code not in {OK, FINDINGS, INTERRUPTED}
        what = (
            WORDS.get(code)
            or f"exit code {code}: {last_sentence(log) or ('internal error' if code == FAULT else 'no reason given')}"
        )
        pages = f", {found.done:,} page{'s' * (found.done != 1)}" if found.crawl and code in WORDS else ""
        self.line(f"[{self.ended}/{self.sites}] {site.name}: {what}{pages}")

    def line(self, text: str) -> None:
        """Write a line that stays."""
        if self.terminal and self._shown:
            tell(f"\r{' ' * self._shown}\r", self.out)
            self._shown = 0
        tell(f"{text}\n", self.out)

    def renew(self, *, stopping: bool = False) -> None:
        """Write how far the fleet is, where it is time to."""
        now = time.monotonic()
        if now - self._said < (ON_TERMINAL if self.terminal else ELSEWHERE):
            return
        self._said = now
        text = self.state(stopping=stopping)
        if not self.terminal:
            tell(f"{text}\n", self.out)
            return
        text = text[: shutil.get_terminal_size().columns - 1]
        tell(f"\r{text}{' ' * (self._shown - len(text))}", self.out)
        self._shown = len(text)

    def state(self, *, stopping: bool = False) -> str:
        """Return sites done, running and failed, and the pages of the running ones, as one line."""
        now = {name: known(folder / DATABASE, site.target) for name, (site, folder) in self.running.items()}
        done, pages = sum(one.done for one in now.values()), sum(one.pages for one in now.values())
        read = self._pages + sum(max(one.done - self._before.get(name, 0), 0) for name, one in now.items())
        rate = read / max(time.monotonic() - self.began, 0.001)
        # A site that is half read is half a site; one whose pages nobody knows yet counts for nothing.
        share = (self.ended + sum(one.done / one.pages for one in now.values() if one.pages)) / max(
            self.sites, 1
        )
        full = round(min(share, 1) * BAR)
        bar = f"[{'#' * full}{'.' * (BAR - full)}] " if self.terminal else ""
        failed = f" · {self.failed} failed" if self.failed else ""
        names = f" ({', '.join(sorted(now))})" if now and not self.terminal else ""
        ending = " · stopping; press Ctrl-C again to stop at once" if stopping else ""
        return (
            f"{bar}{self.ended} of {self.sites} sites · {len(now)} running{names} · {done:,} of {pages:,} known pages"
            f" · {rate:.1f} a second{failed}{ending}"
        )


def _unfinished(found: Known) -> int:
    return 0 if found.finished else found.done
