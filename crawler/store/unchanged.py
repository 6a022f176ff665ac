"""Reuse pages that did not change since the last crawl: request them conditionally and copy their results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.extract.indexing import says_noindex
from crawler.items import Link, Page, UrlReference

if TYPE_CHECKING:
    import sqlite3

    from crawler.store import Store
    from crawler.store.parts import Parts

# What stands on a page and names no target.
_PLAIN = ("heading", "image", "note", "shingle", "structured_item", "resource_use")
_ROLE = {"role", "variant_of"}
_CHAIN = {"final_url", "final_fragment", "redirects", "redirect_hops", "redirect_loop", "redirect_permanent"}
_RESOLVED = {"network", "affiliate_id", "confidence", "destination", "detail", "sub_id", "via"}


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


def recall(store: Store, crawl: int, page: Page) -> Page:
    """Return what that crawl has read of the page, as far as it leads on from there; depth and follow are today's."""
    (page_id, packed) = store.connection.execute(
        "SELECT id, facts FROM page WHERE crawl_id = ? AND key = ?", (crawl, page.key)
    ).fetchone()
    facts = json.loads(packed)
    links = store.connection.execute(
        "SELECT link.position, coalesce(link.href, url) FROM link JOIN target ON target.id = target_id"
        " WHERE page_id = ? ORDER BY link.position",
        (page_id,),
    )
    return Page(
        page.url,
        key=page.key,
        status=page.status,
        depth=page.depth,
        follow=page.follow,
        base=facts.get("base", page.url),
        encoding=facts.get("encoding", ""),
        links=[Link(*row) for row in links],
        references=[
            UrlReference(number, where, url)
            for number, (where, url) in enumerate(facts.get("leads_to", ()), 1)
        ],
        feeds=facts.get("feeds", []),
    )


def kept_headers(store: Store, crawl: int, key: str) -> dict[str, list[str]]:
    """Return the headers that were stored with a page of that crawl, since they say something of it."""
    found = store.connection.execute(
        "SELECT json_extract(facts, '$.headers') FROM page WHERE crawl_id = ? AND key = ?", (crawl, key)
    ).fetchone()
    return json.loads(found[0]) if found and found[0] else {}


def _take_robots(db: sqlite3.Connection, page_id: int | None, x_robots: list[str]) -> None:
    """Add what a server that will not send the page again says of it to search engines."""
    (robots, indexable) = db.execute("SELECT robots, indexable FROM page WHERE id = ?", (page_id,)).fetchone()
    robots = ", ".join(dict.fromkeys([*filter(None, robots.split(", ")), *x_robots]))
    db.execute(
        "UPDATE page SET robots = ?, indexable = ? WHERE id = ?",
        (robots, indexable and not says_noindex(x_robots), page_id),
    )


def copy_page(db: sqlite3.Connection, crawl_id: int, before: int, page: Page, parts: Parts) -> None:
    """Copy a page with all that stands on it from the crawl `before`."""
    (old,) = db.execute("SELECT id FROM page WHERE crawl_id = ? AND key = ?", (before, page.key)).fetchone()
    names = [
        n
        for n in _columns(db, "page")
        if n not in {"id", "crawl_id", "elapsed_ms", "unchanged", "depth", *_CHAIN, *_ROLE}
    ]
    listed = ", ".join(names)
    cursor = db.execute(
        f"INSERT INTO page (crawl_id, elapsed_ms, depth, unchanged, {listed}) SELECT ?, ?, ?, unchanged + 1, {listed}"
        " FROM page WHERE id = ?",
        (crawl_id, page.elapsed_ms, page.depth, old),
    )
    new = cursor.lastrowid
    if page.x_robots:
        _take_robots(db, new, page.x_robots)
    for table in _PLAIN:
        listed = ", ".join(n for n in _columns(db, table) if n != "page_id")
        db.execute(
            f"INSERT INTO {table} (page_id, {listed}) SELECT ?, {listed} FROM {table} WHERE page_id = ?",
            (new, old),
        )
    names = [n for n in _columns(db, "target") if n not in {"id", "crawl_id"}]
    # What stands at the end of the site's own redirects is filled in when the crawl closes, and may be another today.
    values = [f"CASE via WHEN 'own-redirect' THEN '' ELSE {n} END" if n in _RESOLVED else n for n in names]
    db.execute(
        f"INSERT OR IGNORE INTO target (crawl_id, {', '.join(names)}) SELECT ?, {', '.join(values)} FROM target WHERE id IN"
        " (SELECT target_id FROM link WHERE page_id = ? UNION SELECT target_id FROM carrier WHERE page_id = ?)",
        (crawl_id, old, old),
    )
    parts.copy(db, crawl_id, old, new)
    names = [n for n in _columns(db, "carrier") if n not in {"page_id", "target_id"}]
    db.execute(
        f"INSERT INTO carrier (page_id, target_id, {', '.join(names)})"
        f" SELECT ?, fresh.id, {', '.join(f'carrier.{n}' for n in names)} FROM carrier JOIN target AS stale ON stale.id = target_id"
        " JOIN target AS fresh ON fresh.crawl_id = ? AND fresh.url = stale.url AND fresh.kind = stale.kind WHERE page_id = ?",
        (new, crawl_id, old),
    )
    names = [
        n
        for n in _columns(db, "finding")
        if n not in {"id", "crawl_id", "page_id", "mend_at", "ref", "state"}
    ]
    db.execute(
        f"INSERT INTO finding (crawl_id, page_id, {', '.join(names)}) SELECT ?, ?, {', '.join(names)} FROM finding WHERE page_id = ?",
        (crawl_id, new, old),
    )
    (facts,) = db.execute("SELECT facts FROM page WHERE id = ?", (new,)).fetchone()
    _renew_headers(db, new, json.loads(facts), page)


def _renew_headers(db: sqlite3.Connection, page_id: int | None, facts: dict[str, Any], page: Page) -> None:
    """Let the headers of the answer "unchanged" take the place of those that came with the page (RFC 9111 section 3.2)."""
    new = {name: values for name, values in page.headers.items() if name != "content-encoding"}
    held = facts.get(
        "headers"
    )  # none: an older version stored the page, and which headers it came with is not known
    if held is not None and (held | new) != held:
        facts["headers"] = held | new
        db.execute("UPDATE page SET facts = ? WHERE id = ?", (json.dumps(facts), page_id))


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
