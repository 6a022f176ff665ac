"""Classify links with a cache, because most links of a blog occur on every page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Target
from crawler.links.classify import Judge
from crawler.links.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.links.referrals import LearnedMark

MEMORY = 20_000  # links remembered; 200,000 took 80 MB, and most links repeat within a few pages …
MEMORY_CHARACTERS = 4_000_000  # … how long they may be together …
MEMORY_HREF = 2_000  # … and one of them
MEMORY_PAGE = 5_000  # links remembered for the current page only


class Classifier:
    """Says what links are, seen from one site; remembers what it has said."""

    def __init__(
        self,
        site: str = "",
        own_hosts: Iterable[str] = (),
        learned: Iterable[LearnedMark] = (),
        *,
        reach_only: bool = False,
    ) -> None:
        """Take the audited site as URL or host, further hosts that are the site as well, and what earlier crawls learned.

        `reach_only`: only who can follow a link is asked, and each that readers can follow is external.
        """
        self._site = Site(site, own_hosts)
        self._judge = Judge(self._site, learned, reach_only=reach_only)
        self._absolute: dict[str, Target] = {}  # hrefs that mean the same on every page
        self._rooted: dict[str, Target] = {}  # "/page", on the current origin
        self._here: dict[str, Target] = {}  # all others, on the current page
        self._base = self._origin = ""
        self._own_page: tuple[str, str] | None = (
            None  # host and domain of the current page, when it is the site's
        )
        self._room = MEMORY_CHARACTERS

    def target(self, href: str, base: str = "") -> Target:
        """Return what `href`, found on a page with the base URL `base`, is. Never raises."""
        known = self._absolute.get(href)
        if known is not None:
            return known
        if base != self._base:
            self._move(base)
        known = self._rooted.get(href) or self._here.get(href)
        if known is not None:
            return known
        if self._own_page is not None and _PLAIN_PATH.fullmatch(href):
            host, domain = self._own_page
            answered = Target(self._origin + href, "internal", host=host, domain=domain)
        else:
            answered = self._judge.target(href, base)
        self._remember(href, answered)
        return answered

    def classify(self, url: str) -> Target:
        """Return what an absolute URL is."""
        return self.target(url)

    def forget(self) -> None:
        """Drop all answers: where no page is to come, they are only memory."""
        for known in (self._absolute, self._rooted, self._here):
            known.clear()
        self._room = MEMORY_CHARACTERS
        self._site.forget()

    def _move(self, base: str) -> None:
        """Forget what held on the last page only."""
        origin = "/".join(base.split("/", 3)[:3])
        if origin != self._origin:
            self._rooted.clear()
            self._origin = origin
            self._own_page = self._site.page(origin)
        self._here.clear()
        self._base = base

    def _remember(self, href: str, target: Target) -> None:
        if len(href) > MEMORY_HREF:
            return
        own_fragment = "#" in href and target.kind in _OWN  # whether it stays on the page depends on the page
        absolute = href.startswith(("https://", "http://"))
        if own_fragment or not (absolute or href.startswith("/")):
            if len(self._here) >= MEMORY_PAGE:
                self._here.clear()
            self._here[href] = target
            return
        self._room -= len(href) + len(target.url) + len(target.destination)
        if self._room < 0 or len(self._absolute) + len(self._rooted) >= MEMORY:
            self._absolute.clear()
            self._rooted.clear()
            self._room = MEMORY_CHARACTERS
        (self._absolute if absolute else self._rooted)[href] = target


_OWN = {"internal", "fragment"}
# A path that means itself: no dot segment, nothing that is written otherwise when it is resolved.
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+/?+)*+(?:\?[A-Za-z0-9_.~=&-]++)?+")
