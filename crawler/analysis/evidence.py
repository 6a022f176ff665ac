"""What the whole crawl tells of leaked addresses: which pages the site has, and what development hosts stood for."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from crawler.analysis.known_urls import GONE, LIVE, MOVED, NAMED, Known
from crawler.analysis.local_folders import learn_folders, without_folder
from crawler.analysis.site_copies import Copies, Leak, shows_address, site_copies
from crawler.links.replacements import is_public, learn_hosts, wpil_original
from crawler.urls.parse import resolve, split
from crawler.urls.same import path_key, site_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from crawler.store import Store
    from crawler.store.development_hosts import DevelopmentHosts

# Carriers by which a page names itself; `_ROOT` are those that may name its root only.
_SELF = frozenset({"canonical", "og", "twitter", "jsonld", "hreflang", "front matter", "base"})
_ROOT = frozenset({"canonical", "base"})


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the whole crawl tells of addresses."""

    known: Known
    host_map: Mapping[str, str]  # development host -> the origin that it stood for
    site: str
    folders: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # development host -> folders that were its root
    copies: Copies = field(default_factory=lambda: Copies({}, {}))


def evidence(store: Store, site: str, before: DevelopmentHosts, folder: Path | None = None) -> Crawled:
    """Return what this crawl tells of leaked addresses; `before` is what an earlier one has told, `folder` that of the posts."""
    links = store.connection.execute(
        "SELECT url, wpil FROM target_link WHERE crawl_id = ? AND kind = 'dev-host' AND wpil IS NOT NULL ORDER BY page_id, position",
        (store.crawl_id,),
    )
    pairs = [(url, original) for url, wpil in links if (original := wpil_original(json.loads(wpil)))]
    known = known_pages(store)
    project = _project(folder)
    site = (
        site
        or project.site
        or _named_by_posts(store)
        or _most(Counter({**before.hosts, **learn_hosts(pairs)}.values()))
    )

    def has(url: str) -> str:
        return known.has(url) or ("a file of the site's project" if project.has(split(url).path) else "")

    rows = list(_rows(store))
    if rows:
        known.linked = cache(partial(_linked, store))
    folders = learn_folders(
        (url for url, *_ in rows), pairs, known, site, before=before.folders, has=has, base=project.base
    )
    hosts = learn_hosts((without_folder(url, folders), original) for url, original in pairs)
    leaks = (_leak(without_folder(url, folders), text, place, page, site) for url, text, place, page in rows)
    found = site_copies(leaks, has, site, project.port) if site else Copies({}, {})
    copies = {host: site for host in found.hosts if host not in hosts and host not in before.hosts}
    # What a patch has mended votes no more; what votes today comes first.
    return Crawled(known, {**before.hosts, **copies, **hosts}, site, folders, found)


class _Told(NamedTuple):
    """What the project around the posts tells of the site."""

    site: str = ""  # its origin
    base: str = ""  # the folder that it stands in: /blog
    port: int = 0  # at which its generator shows it to its author
    has: Callable[[str], bool] = lambda _: False  # whether a file of a path is copied to it


def _project(folder: Path | None) -> _Told:
    if folder is None:
        return _Told()
    from crawler.posts.generator import project_of  # loads what reads generators' files
    from crawler.posts.project_files import ProjectFiles, configured_base, configured_site

    project = project_of(folder)
    port = project.generator.port if project.generator else 0
    return _Told(configured_site(project), configured_base(project), port, ProjectFiles(folder, project).has)


def _named_by_posts(store: Store) -> str:
    """Return the origin that most posts name as theirs in a canonical address; empty where they do not agree."""
    named = Counter(
        resolve("/", url).rstrip("/")
        for (url,) in store.connection.execute(
            "SELECT canonical FROM page WHERE crawl_id = ? AND source <> '' AND canonical <> ''",
            (store.crawl_id,),
        )
        if is_public(url)
    )
    return _most(named)


def _most(named: Counter[str]) -> str:
    """Return the origin that more than half of them name; empty where they do not agree."""
    origin, most = (named.most_common(1) or [("", 0)])[0]
    return origin if most * 2 > named.total() else ""


def _rows(store: Store) -> Iterator[tuple[str, str, str, str]]:
    """Yield URL, text, place and page of each place, but for code and prose, that leads to a development host."""
    yield from store.connection.execute(
        "SELECT url, text, '', '' FROM target_link WHERE crawl_id = ? AND kind = 'dev-host' AND NOT in_code ORDER BY page_id, position",
        (store.crawl_id,),
    )
    yield from store.connection.execute(
        "SELECT target.url, '', place, page.url FROM carrier JOIN target ON target.id = target_id JOIN page ON page.id = page_id"
        " WHERE target.crawl_id = ? AND kind = 'dev-host' AND NOT in_code AND place NOT IN ('visible text', 'inline script')",
        (store.crawl_id,),
    )
    yield from store.connection.execute(
        "SELECT url, '', 'sitemap', '' FROM sitemap_foreign WHERE crawl_id = ? AND kind = 'dev-host'",
        (store.crawl_id,),
    )


def _linked(store: Store) -> set[str]:
    links = store.connection.execute(
        "SELECT url FROM target WHERE crawl_id = :crawl AND kind = 'internal' AND url LIKE 'http%'"
        " UNION SELECT url FROM own_resource WHERE crawl_id = :crawl",
        {"crawl": store.crawl_id},
    )
    return {site_key(url) for (url,) in links}


def _leak(url: str, text: str, place: str, page: str, site: str) -> Leak:
    path = path_key(url)
    itself = place in _SELF and path == path_key(page) and (path != "/" or place in _ROOT)
    return Leak(url, shows_address(text, url, site), itself or place == "sitemap")


def known_pages(store: Store) -> Known:
    """Return what the crawl knows of the site: its pages, its redirects, and what its sitemaps name."""
    known = Known()
    pages = store.connection.execute(
        "SELECT url, outcome, status, final_url || final_fragment, title, h1 FROM page WHERE crawl_id = ? AND url <> ''",
        (store.crawl_id,),
    )
    for url, outcome, status, final, title, h1 in pages:
        if outcome == "fetched":
            known.add(url, LIVE, names={title, h1})
        elif outcome == "redirected":
            known.add(url, MOVED, final)
        elif status in {404, 410}:
            known.add(url, GONE)
    named = store.connection.execute(
        "SELECT key FROM frontier WHERE crawl_id = ? AND role = 'page' AND found_by = 'sitemap'"
        " AND state IN ('queued', 'skipped')",
        (store.crawl_id,),
    )
    for (url,) in named:
        known.add(url, NAMED)
    return known
