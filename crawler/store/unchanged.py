"""Reuse pages that did not change since an earlier crawl: which crawl it is, what to ask the server, and where its pages lead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import Page
    from crawler.store import Store

MEMORY_ADDRESSES = 50_000  # of the parts that are remembered


def comparable(store: Store, fingerprint: str) -> int:
    """Return the id of the last complete crawl when it was judged as `fingerprint` says; 0 otherwise.

    Then the same page gives the same facts and findings. Older crawls have lost their sketches.
    """
    found = store.connection.execute(
        "SELECT old.id FROM crawl AS old JOIN crawl AS new ON new.id = ? WHERE old.id ="
        "  (SELECT max(id) FROM crawl WHERE id < new.id AND finished IS NOT NULL AND spider = new.spider AND target = new.target)"
        " AND json_extract(old.settings, '$.judged_as') = ?"
        " AND EXISTS (SELECT 1 FROM page WHERE crawl_id = old.id AND outcome = 'fetched')",
        (store.crawl_id, fingerprint),
    ).fetchone()
    return int(found[0]) if found else 0


def validators(store: Store, crawl: int, key: str, *, full_every: int) -> dict[str, str]:
    """Return the request headers that ask whether a page has changed since that crawl (RFC 9110 13.1); empty for none.

    None in every `full_every`th crawl of the page (0: always some): a server may say "unchanged" wrongly, and for ever.
    None for a page whose facts were too many to be kept: where it leads could not be told of what is left.
    """
    found = store.connection.execute(
        "SELECT etag, last_modified FROM page WHERE crawl_id = :crawl AND key = :key AND outcome = 'fetched' AND is_html"
        " AND status = 200 AND json_extract(facts, '$.cut') IS NULL AND (:most = 0 OR unchanged + 1 < :most)",
        {"crawl": crawl, "key": key, "most": full_every},
    ).fetchone()
    etag, modified = found or ("", "")
    headers = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {
        name: value for name, value in headers.items() if value and value.isprintable() and value.isascii()
    }


def kept_headers(store: Store, crawl: int, key: str) -> dict[str, list[str]]:
    """Return the headers that were stored with a page of that crawl, since they say something of it."""
    found = store.connection.execute(
        "SELECT json_extract(facts, '$.headers') FROM page WHERE crawl_id = ? AND key = ?", (crawl, key)
    ).fetchone()
    return json.loads(found[0]) if found and found[0] else {}


class Leads:
    """Where the pages of an earlier crawl lead; remembers the parts that pages share."""

    def __init__(self, store: Store, crawl: int) -> None:
        """Take the crawl by its id."""
        self._store, self._crawl = store, crawl
        self._of_part: dict[int, list[str]] = {}
        self._room = MEMORY_ADDRESSES

    def of(self, page: Page) -> tuple[list[str], list[str]]:
        """Return the pages of the site that a page names, in their order, and its feeds, as that crawl has read it."""
        db = self._store.connection
        page_id, leads_to, feeds = db.execute(
            "SELECT id, json_extract(facts, '$.leads_to'), json_extract(facts, '$.feeds') FROM page"
            " WHERE crawl_id = ? AND key = ?",
            (self._crawl, page.key),
        ).fetchone()
        if self._room < 0:
            self._of_part.clear()
            self._room = MEMORY_ADDRESSES
        asked = "SELECT part_id FROM page_part WHERE page_id = ? ORDER BY position"
        parts = [part for (part,) in db.execute(asked, (page_id,))]
        new: dict[int, list[str]] = {part: [] for part in parts if part not in self._of_part}
        internal = (
            "SELECT part_id, url FROM json_each(?) AS asked CROSS JOIN part_link ON part_id = asked.value"
            " CROSS JOIN target ON target.id = target_id WHERE kind = 'internal' ORDER BY asked.key, number"
        )
        for part, url in db.execute(internal, (json.dumps(list(new)),)):
            new[part].append(url)
        self._of_part |= new
        self._room -= sum(map(len, new.values())) + len(new)
        named = [url for part in parts for url in self._of_part[part]]
        return [*named, *(url for _, url in json.loads(leads_to or "[]"))], json.loads(feeds or "[]")
