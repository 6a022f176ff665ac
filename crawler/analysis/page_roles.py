"""Which pages have no content of their own: variants of another page, and pages that list posts."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from crawler.store.page_roles import (
    Item,
    Listed,
    fill_variants,
    forget_roles,
    linked_headings,
    linked_pages,
    own_pages,
    save_lists,
)
from crawler.store.sketches import sketches_of
from crawler.text.shingles import SIZE
from crawler.urls.pagers import is_archive, is_further

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.store import Store

EXCERPT = 120  # words of an item, on average, that may be a post's excerpt
STANDS = 0.5  # of a list's text, or of its titles, that are found on the pages which its items lead to
MOST = 0.5  # of a list's words stand in its items
IN_FULL = 0.7  # of a post's words in an item that shows all of it
LONG = 100  # words of such a post
JUDGED = 4  # sequences of a list by which its text is judged
END = 1 << 30  # position behind the last heading


def fill_roles(store: Store) -> None:
    """Give each page of the crawl its role; run again it replaces what it found before."""
    forget_roles(store)
    fill_variants(store)
    save_lists(store, list(_lists(store)))
    save_lists(store, list(_archives(store)))


def _lists(store: Store) -> Iterator[Listed]:
    for page, items in groupby(linked_headings(store), key=lambda item: item.page_id):
        yield from _listed(store, page, list(items))


def _archives(store: Store) -> Iterator[Listed]:
    """Yield what the archives and further pages list whose items have no linked headings: of those by address, the ones whose text stands on pages that they link to."""
    named = {page for page, key in own_pages(store) if is_archive(key) or is_further(key, lists=True)}
    for page, links in groupby(linked_pages(store, sorted(named)), key=lambda link: link[0]):
        posts = {post for _, post in links} - named
        if posts and _stand_elsewhere(store, page, posts):
            yield Listed(page, 0, END, min(posts), in_full=False)


def _listed(store: Store, page: int, items: list[Item]) -> list[Listed]:
    """Return what a page lists, where most of it are items whose texts are their posts' own; else nothing."""
    # One is enough: the archive of a rare term has one.
    posts = {item.post_id for item in items if item.post_id is not None}
    headings = dict(
        store.connection.execute(
            "SELECT position, coalesce(words, 0) FROM heading WHERE page_id = ? AND region = 'main' ORDER BY position",
            (page,),
        ).fetchall()
    )
    words, key = store.connection.execute("SELECT words, key FROM page WHERE id = ?", (page,)).fetchone()
    bounds = [*(item.heading for item in items), END]
    spans = [
        (item, until, sum(count for at, count in headings.items() if item.heading <= at < until))
        for item, (_, until) in zip(items, pairwise(bounds), strict=True)
    ]
    known = [span for span in spans if span[0].post_id in posts]
    told = sum(count + len(item.text.split()) for item, _, count in spans)
    if told < MOST * words:
        return []
    # Where a limit left posts unread, or they are gone, only its address says what the page is.
    named = len(known) < len(spans) and (is_archive(key) or is_further(key, lists=True))
    if not named and not (posts and (_are_excerpts(known) or _stand_elsewhere(store, page, posts))):
        return []
    return [
        Listed(
            page, item.heading, until, item.post_id or page,
            item.post_id is not None and count >= max(LONG, IN_FULL * item.words),
        )
        for item, until, count in spans
    ]  # fmt: skip


def _are_excerpts(spans: list[tuple[Item, int, int]]) -> bool:
    """Return whether the items are short, and mostly called as the pages that they lead to."""
    called = sum(_is_called(item) for item, _, _ in spans)
    return called >= STANDS * len(spans) and sum(count for *_, count in spans) <= EXCERPT * len(spans)


def _is_called(item: Item) -> bool:
    name = _folded(item.text)
    return name == _folded(item.h1) or name in _folded(item.title)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _stand_elsewhere(store: Store, page: int, posts: set[int]) -> bool:
    """Return whether most of the page's word sequences stand on these posts.

    The sample of a longer text is the smaller part of it: what lies above its largest hash says nothing of the text.
    """
    own = next((sketch for _, sketch in sketches_of(store, [page])), set())
    theirs = [sketch for _, sketch in sketches_of(store, posts)]
    limit = min((max(sketch) for sketch in theirs if len(sketch) >= SIZE), default=END << 2)
    if len(below := {number for number in own if number <= limit}) >= JUDGED:
        own = below
    left = own.difference(*theirs)
    return bool(own) and len(own) - len(left) >= STANDS * len(own)
