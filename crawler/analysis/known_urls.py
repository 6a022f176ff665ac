"""The addresses of the audited site that a crawl knows, and which of them an address that leads nowhere was meant to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ada_url

from crawler.items import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

# How a known address answered.
LIVE, MOVED, GONE, NAMED = "live", "moved", "gone", "named"
FEW = 3  # candidates that are still worth a look
SLUG = 8  # characters of a slug that says more than chance
ANCHOR = 10  # characters of an anchor text that does
_WORDS = {LIVE: "a page of this crawl", NAMED: "an address that the sitemap names"}


@dataclass(slots=True)
class Known:
    """What a crawl knows of its site, filed by what a wrong address may still have in common with a right one."""

    state: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # URL -> how it answered, and where it moved
    loose: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # without case and last slash
    slugs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # last segment of the path
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # title or h1

    def add(self, url: str, state: str, final: str = "", names: Iterable[str] = ()) -> None:
        """File one address; one that is gone only to keep it from being proposed."""
        self.state[url] = state, final
        if state == GONE:
            return
        self.loose[_loose(url)].add(url)
        if state != MOVED:
            self.slugs[_slug(url)].add(url)
            for name in names:
                if len(name) >= ANCHOR:
                    self.names[_fold(name)].add(url)

    def meant(self, url: str, text: str = "") -> Proposal | None:
        """Return which address of the site `url`, also one of the site, stands for; None when nothing tells.

        In this order: itself when it is known to answer (high); after its redirect, with another case or last slash,
        the page with the same last path segment, the page that is called as the link's `text` (medium); several that
        fit as well are listed (low). An address that is known to be gone is never proposed.
        """
        bare, hashed, fragment = url.partition("#")
        state, final = self.state.get(bare, ("", ""))
        if state in _WORDS:
            return Proposal(url, f"same path, {_WORDS[state]}", "high")
        if state == MOVED and self.state.get(final, ("",))[0] == LIVE:
            return Proposal(final + hashed + fragment, "same path, after the site's own redirect", "medium")
        steps = (
            (self.loose.get(_loose(bare), set()), "same path but for case and last slash"),
            (self.slugs.get(_slug(bare), set()) if len(_slug(bare)) >= SLUG else set(), "the page with the same last path segment"),
            (self.names.get(_fold(text), set()) if len(text) >= ANCHOR else set(), "the page that is called as the link's text"),
        )  # fmt: skip
        for found, method in steps:
            fit = sorted({self._ending(one) for one in found} - {"", bare})
            if len(fit) == 1:
                return Proposal(fit[0], method, "medium")
            if 1 < len(fit) <= FEW:
                return Proposal(" | ".join(fit), f"one of several: {method}", "low")
        return None

    def is_gone(self, url: str) -> bool:
        """Return whether the site answered that nothing is there, at once or after its redirect."""
        state, final = self.state.get(url.partition("#")[0], ("", ""))
        return state == GONE or (state == MOVED and self.state.get(final, ("",))[0] == GONE)

    def _ending(self, url: str) -> str:
        state, final = self.state[url]
        if state != MOVED:
            return url
        return final if self.state.get(final, ("",))[0] == LIVE else ""


def _parts(url: str) -> tuple[str, str]:
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return "", ""
    return f"{parsed.host.removeprefix('www.')}", f"{parsed.pathname}{parsed.search}"


def _loose(url: str) -> str:
    host, path = _parts(url)
    return host + path.rstrip("/").casefold()


def _slug(url: str) -> str:
    path = _parts(url)[1].partition("?")[0].rstrip("/").rpartition("/")[2].casefold()
    return path.removesuffix(".html").removesuffix(".htm").removesuffix(".php")


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
