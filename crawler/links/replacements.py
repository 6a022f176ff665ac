"""Propose the public URL of a development link from its own history, or from the other links of the site."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import ada_url

from crawler.catalog.placeholders import placeholders
from crawler.items import Proposal
from crawler.links.index import shape
from crawler.links.reach import NOBODY, reach
from crawler.text.base64_text import from_base64
from crawler.urls.same import path_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OLD = "data-wpil-url-old"
# toggle('box'), with which an editor has made an address of a script's call.
_CALL = re.compile(
    r"(?:.{0,2000}/)?[a-z_$][\w$.]{0,60}\((?:\)|(?:['\"]|%2[27])[^()]{0,200}\));?", re.IGNORECASE
)


def wpil_original(wpil: Sequence[tuple[str, str]]) -> str:
    """Return the URL that Link Whisper's URL changer replaced last; empty when it is no address for readers.

    `wpil` holds the raw tag's data-wpil* attributes in source order. The plugin writes each new pair just before href,
    so the last duplicate is the newest. An older value says nothing of what the newest run replaced.
    """
    newest = next((value for name, value in reversed(wpil) if name == OLD), "")
    text = from_base64(newest)
    return text if is_public(text) else ""


def is_public(url: str) -> bool:
    """Return whether readers can reach such an address: http(s), well-formed, not on a development host."""
    if not url.lower().startswith(("http://", "https://")) or any(c.isspace() for c in url):
        return False
    return reach(url).kind not in {*NOBODY, "other-scheme"}


def _host(url: str) -> str:
    """Return host and port of a URL; empty when it has none."""
    try:
        return str(ada_url.URL(url).host)
    except ValueError:
        return ""


@cache
def _placeholder_shapes() -> tuple[re.Pattern[str], ...]:
    return tuple(map(shape, placeholders()))


def is_placeholder(url: str) -> bool:
    """Return whether a URL's path stands for an address without being one: /path/to/image.png, /wp-login.php, /toggle('box')."""
    path = path_key(url).partition("?")[0].casefold() or "/"
    return _CALL.fullmatch(path) is not None or any(one.fullmatch(path) for one in _placeholder_shapes())


def learn_hosts(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return which origin each development host stands for, by vote of (development URL, original URL) pairs.

    Only a pair whose paths agree votes: an editor may have pointed the link elsewhere since. An origin wins with more
    than half of its host's votes; a host whose votes do not agree stands for "", and gets no proposal at all.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for url, original in pairs:
        here, there = _host(url), _host(original)
        if (
            here
            and there
            and here != there
            and is_public(original)
            and path_key(url).casefold() == path_key(original).casefold()
        ):
            votes[here][str(ada_url.URL(original).origin)] += 1
    learned = {}
    for host, count in votes.items():
        origin, most = count.most_common(1)[0]
        learned[host] = origin if most * 2 > count.total() else ""
    return learned


def propose(
    url: str, wpil: Sequence[tuple[str, str]], host_map: Mapping[str, str], site: str
) -> Proposal | None:
    """Return what to write in place of a development URL, and how sure that is; None rather than a guess.

    In this order: its own former address (certain), the origin that the host map learned (high), and where it learned
    nothing of the host, the audited site (medium). Path, query and fragment stay. A path that a tutorial writes in place
    of an address gets none.
    """
    if original := wpil_original(wpil):
        if original != url:
            return Proposal(original, "the URL that Link Whisper replaced, stored in the link", "certain")
        return None
    if is_placeholder(url):
        return None
    if learned := host_map.get(_host(url)):
        method = f"other links to {_host(url)} stood for {learned}; same path"
        return _moved(url, learned, method, "high")
    if site and _host(url) not in host_map:
        return _moved(url, site, f"the audited site instead of {_host(url)}; same path", "medium")
    return None


def _moved(url: str, origin: str, method: str, confidence: str) -> Proposal | None:
    try:
        parts, target = ada_url.URL(url), ada_url.URL(origin)
    except ValueError:
        return None
    if parts.protocol not in {"http:", "https:"}:
        return None
    moved = f"{target.origin}{parts.pathname}{parts.search}{parts.hash}"
    return Proposal(moved, method, confidence) if moved != url and is_public(moved) else None
