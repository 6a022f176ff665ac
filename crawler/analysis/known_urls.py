"""Look up the site's URLs that a crawl knows, and find the one that a broken URL was meant to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.items import Proposal
from crawler.urls.same import site_key, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# How a known address answered.
LIVE, MOVED, GONE, NAMED = "live", "moved", "gone", "named"
FEW = 3  # candidates that are still worth a look
SLUG = 8  # characters of a slug that says more than chance
ANCHOR = 10  # characters of an anchor text that does
_WORDS = {LIVE: "a page of this crawl", NAMED: "a URL in the sitemap"}


@dataclass(slots=True)
class Known:
    """The URLs of the site that a crawl knows, indexed by what a wrong URL may share with the right one."""

    state: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # URL -> how it answered, and where it moved
    loose: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # without case and last slash
    slugs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # last segment of the path
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # title or h1
    # By site_key: what the site's own links lead to. Asked for only where no page tells: it is every address of the site.
    linked: Callable[[], set[str]] = set

    def add(self, url: str, state: str, final: str = "", names: Iterable[str] = ()) -> None:
        """File one address; one that is gone only to keep it from being proposed."""
        self.state[url] = state, final
        if state == GONE:
            return
        self.loose[site_key(url).casefold()].add(url)
        if state != MOVED:
            self.slugs[slug(url)].add(url)
            for name in names:
                if len(name) >= ANCHOR:
                    self.names[_fold(name)].add(url)

    def meant(self, url: str, text: str = "") -> Proposal | None:
        """Return which address of the site `url`, also one of the site, stands for; None when nothing tells.

        In this order: what has the same path, then what is alike. An address that is known to be gone is never proposed.
        """
        return self.same_path(url) or self.alike(url, text)

    def same_path(self, url: str) -> Proposal | None:
        """Return the address with the path of `url` that is known to answer; None when there is none.

        Itself (high), the end of its redirect, or the same but for case and last slash (medium).
        """
        bare, hashed, fragment = url.partition("#")
        state, final = self.state.get(bare, ("", ""))
        if state in _WORDS:
            return Proposal(url, f"same path, {_WORDS[state]}", "high")
        if state == MOVED and self.state.get(final.partition("#")[0], ("",))[0] == LIVE:
            # A redirect's own #fragment comes before the link's (RFC 9110 10.2.2).
            whole = final if "#" in final else final + hashed + fragment
            return Proposal(whole, "same path, after the site's own redirect", "medium")
        loose = self.loose.get(site_key(bare).casefold(), set())
        return self._one_of(loose, url, "same path but for case and last slash")

    def alike(self, url: str, text: str = "") -> Proposal | None:
        """Return the page with the same last segment of its path, or that is called as the link's `text`; medium or low."""
        bare = url.partition("#")[0]
        name = slug(bare)
        by_slug = self.slugs.get(name, set()) if len(name) >= SLUG else set()
        by_name = self.names.get(_fold(text), set()) if len(text) >= ANCHOR else set()
        return self._one_of(by_slug, url, "the page with the same last path segment") or self._one_of(
            by_name, url, "the page whose name is the link's text"
        )

    def _one_of(self, found: set[str], url: str, method: str) -> Proposal | None:
        """Return the only address among `found`, or a few of them to choose from, with the query and #fragment of `url`."""
        bare = url.partition("#")[0]
        fit = sorted({self._ending(one) for one in found} - {"", bare})
        if not 1 <= len(fit) <= FEW:
            return None
        whole = [_with_tail(one, url) for one in fit]
        if len(whole) == 1:
            return Proposal(whole[0], method, "medium")
        return Proposal(" | ".join(whole), f"one of several: {method}", "low")

    def has(self, url: str) -> str:
        """Return in words how the crawl knows that the site has an address; empty where it does not, or where it is gone."""
        if self.is_gone(url):
            return ""
        if (found := self.same_path(url)) is not None and found.confidence != "low":
            return "a page of the site"
        return "a URL that the site links to" if site_key(url) in self.linked() else ""

    def is_gone(self, url: str) -> bool:
        """Return whether the site answered that nothing is there, at once or after its redirect."""
        state, final = self.state.get(url.partition("#")[0], ("", ""))
        return state == GONE or (state == MOVED and self.state.get(final.partition("#")[0], ("",))[0] == GONE)

    def _ending(self, url: str) -> str:
        state, final = self.state[url]
        if state != MOVED:
            return url
        return final if self.state.get(final.partition("#")[0], ("",))[0] == LIVE else ""


def _with_tail(found: str, url: str) -> str:
    """Return `found` with the query and the #fragment of `url`, each where it has none of its own."""
    bare, _, fragment = url.partition("#")
    query = bare.partition("?")[2]
    whole, _, own = found.partition("#")
    if query and "?" not in whole:
        whole = f"{whole}?{query}"
    place = own or fragment
    return f"{whole}#{place}" if place else whole


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
