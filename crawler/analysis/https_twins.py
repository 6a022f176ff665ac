"""Raise the confidence of https proposals whose https URL was seen to work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.store import Store

RULES = ("insecure-link", "insecure-resource", "insecure-media")
# Where it was seen, the best evidence first: URLs with their fragments, and how that is worded.
_SEEN = (
    (
        "the same URL over https, which this crawl has read",
        "SELECT url FROM ok_page WHERE crawl_id = :crawl",
    ),
    (
        "the same URL over https, which worked when it was checked",
        (
            "SELECT asked FROM link_check WHERE verdict = 'ok' UNION SELECT asked FROM resource WHERE verdict = 'ok'"
            " UNION SELECT final_url FROM link_check WHERE verdict IN ('ok', 'redirected') AND status = 200"
        ),
    ),
    (
        "the same URL over https, as another link of the site has it",
        "SELECT url FROM target JOIN link ON link.target_id = target.id WHERE crawl_id = :crawl AND NOT in_code",
    ),
)
_DEAD = (
    "SELECT asked FROM link_check WHERE verdict IN ('broken', 'soft-404')"
    " UNION SELECT asked FROM resource WHERE crawl_id = :crawl AND verdict = 'broken'"
)


def https_proposals(store: Store) -> Iterator[tuple[int, Proposal]]:
    """Yield the surer proposal of each http address whose twin was seen to answer and not to be gone, by its finding's id."""
    crawl = {"crawl": store.crawl_id}
    found = store.connection.execute(
        f"SELECT id, should_be FROM finding WHERE crawl_id = :crawl AND rule IN {RULES} AND should_be LIKE 'https:%'",
        crawl,
    ).fetchall()
    wanted = {_bare(url) for _, url in found}
    methods: dict[str, str] = {}
    for method, sql in _SEEN if wanted else ():
        for (url,) in store.connection.execute(sql, crawl):
            if (bare := _bare(url)) in wanted:
                methods.setdefault(bare, method)
    for (url,) in store.connection.execute(_DEAD, crawl) if methods else ():
        methods.pop(_bare(url), None)
    for finding, url in found:
        if _bare(url) in methods:
            yield finding, Proposal(url, methods[_bare(url)], "high")


def _bare(url: str) -> str:
    return url.partition("#")[0]
