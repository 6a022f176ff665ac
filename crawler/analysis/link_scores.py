"""How many links lead to each page, and how strong the site's own links make it: the link score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.inlinks import fill_inlinks, save_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.store import Store

DAMPING = 0.85
ROUNDS = 30
GROUP = 250_000  # edges that are counted at once


def fill_link_scores(store: Store) -> None:
    """Give each page its inlinks and its link score."""
    pages, edges = fill_inlinks(store)
    if edges:  # else every page is as strong as any other: a folder of posts whose site nobody named
        save_scores(store, zip(pages, link_scores(pages, edges), strict=True))


def link_scores(pages: Sequence[int], edges: Sequence[int]) -> list[int]:
    """Return the link score of each page, 1 to 100: its PageRank within the site, on a logarithmic scale; the strongest page has 100.

    `edges`: from page, to page, one pair after the other and each pair once; those to or from other pages do not count.
    Source: Brin and Page, The Anatomy of a Large-Scale Hypertextual Web Search Engine (1998), 2.1.1; what a page without links has goes to all.
    """
    if not pages:
        return []
    # pandas needs it anyway; here, where a crawl without pages does not load it.
    import numpy as np

    known = np.array(sorted(pages))
    count = len(known)
    ends = np.asarray(edges, dtype=np.int32).reshape(-1, 2)
    groups = []  # of edges, as places in `known`: one array of all would be several times as large while it is worked with
    for begin in range(0, len(ends), GROUP):
        some = ends[begin : begin + GROUP]
        place = np.searchsorted(known, some).clip(max=count - 1)
        place = place[(known[place] == some).all(axis=1)].astype(np.int32)
        groups.append((place[:, 0], place[:, 1]))
    out = np.zeros(count, dtype=np.int64)
    for source, _ in groups:
        out += np.bincount(source, minlength=count)
    rank = np.full(count, 1 / count)
    for _ in range(ROUNDS):
        each = rank / np.maximum(out, 1)
        given = np.zeros(count)
        for source, goal in groups:
            given += np.bincount(goal, weights=each[source], minlength=count)
        least = (1 - DAMPING + DAMPING * rank[out == 0].sum()) / count  # what a page has that none links to
        rank = least + DAMPING * given
    strength = np.log(rank / least)
    top = strength.max()
    scores = np.rint(1 + 99 * strength / top) if top > 0 else np.full(count, 100)
    place = np.searchsorted(known, np.array(pages))
    return [int(score) for score in scores[place].clip(1, 100)]
