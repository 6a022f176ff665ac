"""What a page's role is: a variant of another page, a list of posts, or neither; and what is not said of it therefore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from crawler.store.rows import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.store import Store

_INSERT_LISTED = insert("listed", "page_id, heading, until, post_id, in_full")
# Where a finding stands inside an item of a list: under its heading, or in the content where nobody knows under which.
_IN_ITEM = (
    "EXISTS (SELECT 1 FROM listed WHERE listed.page_id = finding.page_id AND coalesce("
    " CASE finding.subject WHEN 'heading' THEN finding.position"
    " WHEN 'link' THEN (SELECT heading FROM link WHERE link.page_id = finding.page_id AND link.position = finding.position) END,"
    " listed.heading) BETWEEN listed.heading AND listed.until - 1)"
)


class Item(NamedTuple):
    """A heading of a page's content that leads to another page."""

    page_id: int
    heading: int  # its position
    text: str
    post_id: int | None  # None where that page was not read
    h1: str  # of that page …
    title: str
    words: int


class Listed(NamedTuple):
    """One post on a page that lists posts; as the table listed has it."""

    page_id: int
    heading: int
    until: int
    post_id: int  # the page itself where the post was not read
    in_full: bool


def forget_roles(store: Store) -> None:
    """Begin anew: a crawl that is taken up again may have found what was missing."""
    with store.transaction() as db:
        db.execute(
            "UPDATE page SET role = '', variant_of = '' WHERE crawl_id = ? AND role <> ''", (store.crawl_id,)
        )
        db.execute(
            "DELETE FROM listed WHERE page_id IN (SELECT id FROM page WHERE crawl_id = ?)", (store.crawl_id,)
        )


def fill_variants(store: Store) -> None:
    """Call each page a variant whose canonical is another page that was read and that search engines may index."""
    with store.transaction() as db:
        db.execute(
            "WITH own AS (SELECT key FROM ok_page WHERE crawl_id = :crawl AND indexable AND source = '')"
            " UPDATE page SET role = 'variant', variant_of = canonical WHERE crawl_id = :crawl AND outcome = 'fetched' AND is_html"
            " AND source = '' AND canonical NOT IN ('', key) AND canonical IN (SELECT key FROM own)",
            {"crawl": store.crawl_id},
        )


def linked_headings(store: Store) -> Iterator[Item]:
    """Yield the headings in contents of pages that are links to other pages of the site, page by page."""
    rows = store.connection.execute(
        "SELECT page.id, heading.position, heading.name, post.id, coalesce(post.h1, ''), coalesce(post.title, ''), coalesce(post.words, 0)"
        " FROM own_page AS page CROSS JOIN link ON link.page_id = page.id AND link.region = 'main' AND link.heading IS NOT NULL AND link.text <> ''"
        " CROSS JOIN heading ON heading.page_id = page.id AND heading.position = link.heading AND heading.region = 'main' AND NOT heading.hidden"
        " CROSS JOIN target_key AS target ON target.id = link.target_id AND target.kind = 'internal'"
        " LEFT JOIN ok_page AS post ON post.crawl_id = page.crawl_id AND post.key = target.key"
        # A card may name the term above the title: "Stoves How to clean one".
        " WHERE page.crawl_id = ? AND page.source = '' AND heading.name <> '' AND (substr(link.text, 1, length(heading.name)) = heading.name"
        " OR (length(heading.name) >= 8 AND instr(link.text, heading.name) BETWEEN 2 AND 60))"
        " AND target.key <> page.key GROUP BY page.id, heading.position ORDER BY page.id, heading.position",
        (store.crawl_id,),
    )
    yield from (Item(*row) for row in rows)


def linked_pages(store: Store, page_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield for each of these pages the pages with content of their own that its content links to, page by page."""
    rows = store.connection.execute(
        "SELECT DISTINCT link.page_id, post.id FROM json_each(?) AS page JOIN link ON link.page_id = page.value AND link.region = 'main'"
        " CROSS JOIN target_key AS target ON target.id = link.target_id AND target.kind = 'internal'"
        " CROSS JOIN own_page AS post ON post.crawl_id = target.crawl_id AND post.key = target.key AND post.id <> link.page_id"
        " ORDER BY link.page_id, post.id",
        (json.dumps(list(page_ids)),),
    )
    yield from rows


def own_pages(store: Store) -> Iterator[tuple[int, str]]:
    """Yield number and address of each page of the crawl that has content of its own, as far as is known."""
    yield from store.connection.execute(
        "SELECT id, key FROM own_page WHERE crawl_id = ? AND source = ''", (store.crawl_id,)
    )


def save_lists(store: Store, found: Iterable[Listed]) -> None:
    """Store which posts the pages show that are lists of posts."""
    rows = list(found)
    pages = json.dumps(sorted({row.page_id for row in rows}))
    with store.transaction() as db:
        db.executemany(_INSERT_LISTED, rows)
        db.execute("UPDATE page SET role = 'list' WHERE id IN (SELECT value FROM json_each(?))", (pages,))


def drop_findings(store: Store, *, on_variants: Iterable[str], off_lists: Iterable[str]) -> None:
    """Delete what is said of texts that other pages have: of variants all but what the rules `on_variants` say.

    Of lists what stands in their items, and what the rules `off_lists` say.
    """
    asked = {
        "crawl": store.crawl_id,
        "on_variants": json.dumps(sorted(on_variants)),
        "off_lists": json.dumps(sorted(off_lists)),
    }
    with store.transaction() as db:
        db.execute(
            "DELETE FROM finding WHERE crawl_id = :crawl AND rule NOT IN (SELECT value FROM json_each(:on_variants))"
            " AND page_id IN (SELECT id FROM page WHERE crawl_id = :crawl AND role = 'variant')",
            asked,
        )
        db.execute(
            "DELETE FROM finding WHERE crawl_id = :crawl AND page_id IN (SELECT id FROM page WHERE crawl_id = :crawl AND role = 'list')"
            " AND (rule IN (SELECT value FROM json_each(:off_lists))"
            # The headings of cards that the content was told from are items as well.
            f" OR (subject <> 'page' AND (region = 'main' OR (subject = 'heading' AND region = 'aside')) AND {_IN_ITEM}))",
            asked,
        )
