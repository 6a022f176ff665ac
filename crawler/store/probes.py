"""The table probe: what the site answered for addresses that tell how it is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store import now, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.items import Verdict
    from crawler.store import Store

_INSERT = rows.insert(
    "probe",
    "crawl_id, kind, url, page, verdict, cause, cause_values, reason, status, final_url, title, h1, words, text_hash, canonical, checked",
    otherwise="OR REPLACE",
)
HOPS = 10


def home_of(store: Store, start: str) -> str:
    """Return the address of the start page at the end of its redirects; empty where no page was read there."""
    key = start
    for _ in range(HOPS):
        found = store.connection.execute(
            "SELECT outcome, redirect_to, is_html, status FROM page WHERE crawl_id = ? AND key = ?",
            (store.crawl_id, key),
        ).fetchone()
        if found is None:
            return ""
        outcome, to, is_html, status = found
        if outcome != "redirected":
            return key if outcome == "fetched" and is_html and status in {200, 304} else ""
        key = to.partition("#")[0]
    return ""


def inner_page(store: Store, home: str) -> str:
    """Return the address of a page of the site other than its start page, without query and file name; empty for none."""
    found = store.connection.execute(
        "SELECT key FROM ok_page WHERE crawl_id = :crawl AND source = '' AND indexable AND key LIKE :site AND key <> :home"
        " AND instr(key, '?') = 0 AND instr(replace(substr(key, :length), '/', ''), '.') = 0 ORDER BY length(key), key LIMIT 1",
        {
            "crawl": store.crawl_id,
            "home": home,
            "site": site_of(home) + "%",
            "length": len(site_of(home)) + 1,
        },
    ).fetchone()
    return found[0] if found else ""


def site_of(url: str) -> str:
    """Return scheme and host of a URL, with a slash behind them."""
    return "/".join(url.split("/", 3)[:3]) + "/"


def asked(store: Store) -> set[str]:
    """Return which kinds of this crawl have their answer."""
    found = store.connection.execute("SELECT kind FROM probe WHERE crawl_id = ?", (store.crawl_id,))
    return {kind for (kind,) in found}


def save(store: Store, probe: tuple[str, str, str], found: Verdict, twin: Sequence[str | int]) -> None:
    """Store the answer; `probe` is kind, address and page, `twin` is title, h1, words, text_hash and canonical of the page that came."""
    kind, url, page = probe
    texts = [rows.text(value) if isinstance(value, str) else value for value in twin]
    with store.transaction() as db:
        db.execute(
            _INSERT,
            (
                store.crawl_id, kind, rows.text(url), rows.text(page), found.verdict, *rows.why(found.cause), found.status,
                rows.text(found.final_url), *texts, now(),
            ),
        )  # fmt: skip
