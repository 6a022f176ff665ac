"""Store what crawls learn about development hosts across crawls, because a fix removes the evidence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crawler.store.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.store import Store


class DevelopmentHosts(NamedTuple):
    """What development hosts stand for."""

    hosts: Mapping[str, str]  # host with port -> origin
    folders: Mapping[str, tuple[str, ...]]  # host with port -> folders that were the site's root there


def known_before(store: Store) -> DevelopmentHosts:
    """Return what the newest earlier crawl in this file that knew anything knew."""
    hosts = store.connection.execute(
        "SELECT host, origin FROM learned_host WHERE crawl_id = (SELECT max(crawl_id) FROM learned_host WHERE crawl_id < ?)",
        (store.crawl_id,),
    )
    folders: dict[str, list[str]] = defaultdict(list)
    for host, folder in store.connection.execute(
        "SELECT host, folder FROM learned_folder WHERE crawl_id ="
        " (SELECT max(crawl_id) FROM learned_folder WHERE crawl_id < ?) ORDER BY host, length(folder) DESC, folder",
        (store.crawl_id,),
    ):
        folders[host].append(folder)
    return DevelopmentHosts(dict(hosts.fetchall()), {host: tuple(found) for host, found in folders.items()})


def save_known(store: Store, learned: DevelopmentHosts) -> None:
    """Keep what this crawl knows, in place of what it knew before a resume."""
    with store.transaction() as db:
        for table in ("learned_host", "learned_folder"):
            db.execute(f"DELETE FROM {table} WHERE crawl_id = ?", (store.crawl_id,))
        db.executemany(
            "INSERT INTO learned_host (crawl_id, host, origin) VALUES (?, ?, ?)",
            [(store.crawl_id, text(host), text(origin)) for host, origin in learned.hosts.items() if origin],
        )
        db.executemany(
            "INSERT INTO learned_folder (crawl_id, host, folder) VALUES (?, ?, ?)",
            [
                (store.crawl_id, text(host), text(folder))
                for host, folders in learned.folders.items()
                for folder in folders
            ],
        )
