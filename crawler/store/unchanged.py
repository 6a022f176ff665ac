"""Pages that did not change since the last crawl: the server is asked only whether they did, and what was read then is copied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    from crawler.items import Page
    from crawler.store import Store

# What stands on a page and does not name a target.
_PLAIN = ("heading", "image", "note", "shingle")
_POINTING = ("link", "carrier")
_CHAIN = {"final_url", "redirects", "redirect_hops", "redirect_loop", "redirect_permanent"}
_RESOLVED = {"network", "affiliate_id", "confidence", "destination", "detail", "sub_id", "via"}


def comparable(store: Store) -> int:
    """Return the id of the last complete crawl when it was judged as this one is; 0 otherwise.

    Older ones have lost their sketches. Same spider, start, version, settings and rules: then the same page gives the same facts and findings.
    """
    found = store.connection.execute(
        "SELECT old.id FROM crawl AS old JOIN crawl AS new ON new.id = ? WHERE old.id ="
        "  (SELECT max(id) FROM crawl WHERE id < new.id AND finished IS NOT NULL AND spider = new.spider AND target = new.target)"
        " AND old.version = new.version AND old.settings = new.settings"
        " AND NOT EXISTS (SELECT id, severity, title, why, fix FROM rule WHERE crawl_id = old.id"
        "  EXCEPT SELECT id, severity, title, why, fix FROM rule WHERE crawl_id = new.id)"
        " AND NOT EXISTS (SELECT id, severity, title, why, fix FROM rule WHERE crawl_id = new.id"
        "  EXCEPT SELECT id, severity, title, why, fix FROM rule WHERE crawl_id = old.id)"
        " AND EXISTS (SELECT 1 FROM page WHERE crawl_id = old.id AND outcome = 'fetched')",
        (store.crawl_id,),
    ).fetchone()
    return int(found[0]) if found else 0


def validators(store: Store, crawl: int, key: str, *, full_every: int) -> dict[str, str]:
    """Return the request headers that ask whether a page has changed since that crawl (RFC 9110 13.1); empty for none.

    None in every `full_every`th crawl of the page (0: always some): a server may say "unchanged" wrongly, and for ever.
    """
    found = store.connection.execute(
        "SELECT etag, last_modified FROM page WHERE crawl_id = :crawl AND key = :key AND outcome = 'fetched' AND is_html"
        " AND status = 200 AND (:most = 0 OR unchanged + 1 < :most)",
        {"crawl": crawl, "key": key, "most": full_every},
    ).fetchone()
    etag, modified = found or ("", "")
    headers = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {
        name: value for name, value in headers.items() if value and value.isprintable() and value.isascii()
    }


def copy_page(db: sqlite3.Connection, crawl_id: int, before: int, page: Page) -> list[str]:
    """Copy a page with all that stands on it from the crawl `before`; returns the URLs of the site that it leads to."""
    (old,) = db.execute("SELECT id FROM page WHERE crawl_id = ? AND key = ?", (before, page.key)).fetchone()
    names = [
        n
        for n in _columns(db, "page")
        if n not in {"id", "crawl_id", "elapsed_ms", "unchanged", "depth", *_CHAIN}
    ]
    listed = ", ".join(names)
    cursor = db.execute(
        f"INSERT INTO page (crawl_id, elapsed_ms, depth, unchanged, {listed}) SELECT ?, ?, ?, unchanged + 1, {listed}"
        " FROM page WHERE id = ?",
        (crawl_id, page.elapsed_ms, page.depth, old),
    )
    new = cursor.lastrowid
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
    for table in _POINTING:
        names = [n for n in _columns(db, table) if n not in {"page_id", "target_id"}]
        db.execute(
            f"INSERT INTO {table} (page_id, target_id, {', '.join(names)})"
            f" SELECT ?, fresh.id, {', '.join(f'{table}.{n}' for n in names)} FROM {table} JOIN target AS stale ON stale.id = target_id"
            " JOIN target AS fresh ON fresh.crawl_id = ? AND fresh.url = stale.url AND fresh.kind = stale.kind WHERE page_id = ?",
            (new, crawl_id, old),
        )
    names = [n for n in _columns(db, "finding") if n not in {"id", "crawl_id", "page_id", "mend_at"}]
    db.execute(
        f"INSERT INTO finding (crawl_id, page_id, {', '.join(names)}) SELECT ?, ?, {', '.join(names)} FROM finding WHERE page_id = ?",
        (crawl_id, new, old),
    )
    (facts, canonical) = db.execute("SELECT facts, canonical FROM page WHERE id = ?", (new,)).fetchone()
    links = db.execute(
        "SELECT url FROM link JOIN target ON target.id = target_id WHERE page_id = ? AND kind = 'internal' ORDER BY position",
        (new,),
    )
    found = [url.partition("#")[0] for (url,) in links]
    # Which of these are the site's own, the crawl before has decided.
    kept = json.loads(facts)
    _renew_headers(db, new, kept, page)
    named = [
        canonical,
        *(pair[1] for pair in kept.get("hreflang", [])),
        *kept.get("feeds", []),
        kept.get("refresh", ""),
    ]
    known = "SELECT 1 FROM frontier WHERE crawl_id = ? AND key = ?"
    found += [url for url in named if db.execute(known, (before, url)).fetchone()]
    return list(dict.fromkeys(found))


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
