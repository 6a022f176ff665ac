"""Find the folder that a site had on its developer's machine: http://127.0.0.1/testsite/… for the site's root."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.analysis.site_copies import host_of
from crawler.urls.parse import resolve, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from crawler.analysis.known_urls import Known

SIBLINGS = 2  # addresses of one folder that the site knows without it
DEEPEST = 3  # folders inside folders
# WordPress keeps these at the root of a site.
_WORDPRESS = re.compile(r"(/.+?)/wp-(?:content|includes|admin|json|login\.php)(?:/|$)")


def learn_folders(
    urls: Iterable[str],
    pairs: Iterable[tuple[str, str]],
    known: Known,
    site: str,
    *,
    before: Mapping[str, tuple[str, ...]] | None = None,
    has: Callable[[str], str] | None = None,
    base: str = "",
) -> dict[str, tuple[str, ...]]:
    """Return which folders of each development host were the root of the site, the longest first: {"127.0.0.1": ("/testsite",)}.

    What shows it: WordPress's own folders below it, SIBLINGS addresses that the site knows without it and not with it, or
    pairs of (development URL, original URL) whose paths differ by it, or an earlier crawl (`before`). A folder that the site has itself is never one.
    `has` says whether the site has an address, where more than `known` tells it; `base` is the folder that the site stands in.
    """
    shown: dict[tuple[str, str], set[str]] = defaultdict(
        set
    )  # host and folder -> addresses that the site knows without it
    sure = {(host, folder) for host, folders in (before or {}).items() for folder in folders}
    own = {f"/{split(url).path.split('/')[1]}" for url in known.state}
    own |= {f"/{base.split('/')[1]}"} if base else set()
    rooted: dict[str, set[str]] = defaultdict(set)  # host -> its paths that the site has as they are
    know = has or known.has
    for url in dict.fromkeys(urls):
        host, path = _host_and_path(url)
        if found := _WORDPRESS.match(path):
            sure.add((host, found[1]))
        if site and path not in {"", "/"} and know(resolve(path, site)):
            rooted[host].add(path)
        for folder in _folders(path):
            rest = path[len(folder) :]
            if site and rest not in {"", "/"} and know(resolve(rest, site)):
                shown[host, folder].add(rest.rstrip("/"))
    for url, original in pairs:
        host, path = _host_and_path(url)
        there = _host_and_path(original)[1]
        sure.update((host, folder) for folder in _folders(path) if there != "/" and path == folder + there)
        rooted[host] |= {path} - {"/"} if path == there else set()
    # Where other addresses of the host stand at the root, /category/ is a folder of the site, whatever it has in common.
    sure.update(
        key for key, rests in shown.items() if len(rests) >= SIBLINGS and len(rests) > len(rooted[key[0]])
    )
    learned: dict[str, list[str]] = defaultdict(list)
    for host, folder in sorted(sure, key=lambda key: (-len(key[1]), key)):
        if f"/{folder.split('/')[1]}" not in own:
            learned[host].append(folder)
    return {host: tuple(folders) for host, folders in learned.items()}


def without_folder(url: str, folders: Mapping[str, tuple[str, ...]]) -> str:
    """Return a development URL without the folder that was the site's root; the same URL where nothing was learned."""
    host, path = _host_and_path(url)
    for folder in folders.get(host, ()):
        if path == folder or path.startswith(f"{folder}/"):
            before, _, after = url.partition(folder)
            return before + (after if after.startswith("/") else f"/{after}")
    return url


@lru_cache(16_384)
def _host_and_path(url: str) -> tuple[str, str]:
    """Return host with port, and path of a URL as a browser reads it; both empty for another scheme."""
    host = host_of(url)
    return host, split(resolve(url)).path if host else ""


def _folders(path: str) -> list[str]:
    """Return the folders that a path begins with, the shortest first: "/a/b/c" gives "/a" and "/a/b"."""
    segments = path.split("/")[1:-1][:DEEPEST]
    return ["/" + "/".join(segments[: number + 1]) for number in range(len(segments))]
