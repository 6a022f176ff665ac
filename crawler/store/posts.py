"""The tables post and post_place: the posts that a live site was made from, read beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.store.rows import insert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

_INSERT_POST = insert(
    "post", "crawl_id, path, url, page_id, title, title_line, description, description_line"
)
_INSERT_PLACE = insert("post_place", "post_id, kind, text, level, line")


class PostPlace(NamedTuple):
    """A heading or a link of a post."""

    kind: str  # heading / link
    text: str  # of a heading; of a link its absolute URL without fragment
    level: int  # of a heading; 0 for a link
    line: int | None


class SourcePost(NamedTuple):
    """One post beside the site."""

    path: str
    url: str
    page_id: int | None  # the live page that it is; None: none was found
    title: str
    title_line: int | None
    description: str
    description_line: int | None
    places: list[PostPlace]


def replace_posts(store: Store, posts: Iterable[SourcePost]) -> None:
    """Store the posts of this crawl in place of those stored before a resume, one at a time: a folder may hold thousands."""
    with store.transaction() as db:
        db.execute(
            "DELETE FROM post_place WHERE post_id IN (SELECT id FROM post WHERE crawl_id = ?)",
            (store.crawl_id,),
        )
        db.execute("DELETE FROM post WHERE crawl_id = ?", (store.crawl_id,))
        for post in posts:
            row = (
                store.crawl_id, text(post.path), text(post.url), post.page_id, text(post.title), post.title_line,
                text(post.description), post.description_line,
            )  # fmt: skip
            number = db.execute(_INSERT_POST, row).lastrowid
            places = [(number, p.kind, text(p.text), p.level, p.line) for p in post.places]
            db.executemany(_INSERT_PLACE, places)
