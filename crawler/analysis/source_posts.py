"""Match the pages of a live site with the posts they are built from, and locate findings in the post files."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.enrich.links import classify
from crawler.posts import Neighbours, Refused, find_posts, read_post
from crawler.store.conclusions import save_places_to_mend
from crawler.store.posts import PostPlace, SourcePost, replace_posts
from crawler.urls.same import site_key, slug

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}-")  # as Jekyll and Hugo begin the names of their files

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from crawler.items import Page, Target
    from crawler.store import Store


@dataclass(frozen=True)
class Posts:
    """The folder of posts, and how to read it."""

    folder: Path
    target: Callable[[str, str], Target]  # classifies an address
    site: str
    permalink: str = "/{slug}/"

    def paths(self) -> Iterator[Path]:
        """Yield the posts' files."""
        for found in find_posts(self.folder):
            if not isinstance(found, Refused):
                yield found.path

    def read(self, path: Path) -> Page:
        """Return one post, its links classified."""
        post = read_post(path, self.folder, site=self.site, neighbours=self._neighbours)
        classify(post, self.target)
        return post

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.folder, self.site, self.permalink, by_file=False)


class Live(NamedTuple):
    """The facts of a live page by which its post is found."""

    page_id: int
    url: str
    canonical: str


def fill_beside(store: Store, posts: Posts) -> None:
    """Store the folder's posts, each with the live page that it is.

    A post is found again by its address, then by a page's canonical, then by its slug (or its file's name) when that is
    one page's alone.
    """
    pages = [
        Live(*row)
        for row in store.connection.execute(
            "SELECT id, url, canonical FROM ok_page WHERE crawl_id = ? AND source = ''", (store.crawl_id,)
        )
    ]
    find = _finder(pages)
    replace_posts(
        store,
        (
            _source_post(post, find(post))
            for path in posts.paths()
            if (post := posts.read(path)).outcome == "fetched"
        ),
    )


def point_at_posts(store: Store, posts: Posts) -> None:
    """Say at each finding of a live page where in its post's file it is mended, as far as the post has it."""
    pages = dict(
        store.connection.execute(
            "SELECT path, page_id FROM post WHERE crawl_id = ? AND page_id IS NOT NULL", (store.crawl_id,)
        )
    )
    places: list[tuple[int, str]] = []
    for path in posts.paths():
        post = posts.read(path)
        if post.source in pages:
            places += _places_to_mend(store.connection, pages[post.source], post)
    save_places_to_mend(store, places)


def _finder(pages: list[Live]) -> Callable[[Page], int | None]:
    by_url = {site_key(page.url): page.page_id for page in pages}
    by_canonical: dict[str, set[int]] = defaultdict(set)
    by_slug: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        by_canonical[site_key(page.canonical)].add(page.page_id)
        by_slug[slug(page.url)].add(page.page_id)

    def find(post: Page) -> int | None:
        url = site_key(post.url)
        name = slug(post.url) if url else _DATE.sub("", Path(post.source).stem).casefold()
        alike = [
            {by_url[url]} if url in by_url else set(),
            by_canonical[url] if url else set(),
            by_slug[name],
        ]
        return next((min(found) for found in alike if len(found) == 1), None)

    return find


def _source_post(post: Page, page_id: int | None) -> SourcePost:
    places = [PostPlace("heading", h.text, h.level, h.line) for h in post.headings if h.text and not h.hidden]
    for link in post.links:
        url = link.to.url if link.to else ""
        if not link.in_code and not link.hidden and url.startswith(("http://", "https://")):
            places.append(PostPlace("link", url.partition("#")[0], 0, link.line))
    return SourcePost(
        post.source, post.url, page_id, (post.titles or [""])[0], post.title_line, (post.descriptions or [""])[0],
        post.front_matter_lines.get("description"), places,
    )  # fmt: skip


def _places_to_mend(db: sqlite3.Connection, page_id: int, post: Page) -> Iterator[tuple[int, str]]:
    """Yield each finding of a page with the place in the post's file where it stands, as far as the post has it."""
    lines: dict[tuple[str, str], int] = {}
    for kind, word, line in _words(post):
        if word and line:
            lines.setdefault((kind, word), line)
    for number, subject, now, at in db.execute(
        "SELECT finding.id, subject, now, coalesce(target.url, heading.text, image.src, '') FROM finding"
        " LEFT JOIN page_part ON subject = 'link' AND page_part.page_id = finding.page_id AND page_part.position ="
        " (SELECT max(before.position) FROM page_part AS before WHERE before.page_id = finding.page_id AND before.position <= finding.position)"
        " LEFT JOIN part_link AS link ON link.part_id = page_part.part_id AND link.number = finding.position - page_part.position"
        " LEFT JOIN target ON target.id = link.target_id"
        " LEFT JOIN heading ON subject = 'heading' AND heading.page_id = finding.page_id AND heading.position = finding.position"
        " LEFT JOIN image ON subject = 'image' AND image.page_id = finding.page_id AND image.position = finding.position"
        " WHERE finding.page_id = ?",
        (page_id,),
    ):
        line = lines.get((subject, at)) or lines.get((subject, now))
        if line or subject == "page":
            yield number, f"{post.source}:{line}" if line else post.source


def _words(post: Page) -> Iterator[tuple[str, str, int | None]]:
    """Yield what a finding can be found again by: the kind of its subject, a word of its own, and the line."""
    for heading in post.headings:
        yield "heading", heading.text, heading.line
    for link in post.links:
        yield "link", link.to.url if link.to else "", link.line
        yield "link", link.href, link.line
    for image in post.images:
        yield "image", image.src, image.line
    for block in post.blocks:
        yield "block", block.text, block.line
    for value in post.titles:
        yield "page", value, post.title_line
    for value in post.descriptions:
        yield "page", value, post.front_matter_lines.get("description")
