"""Find near-duplicate pages by comparing sketches of their texts."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from crawler.store.copies import replace_copies
from crawler.store.sketches import pages_with_the_same_sequences, sequences_of_many, sketch_of
from crawler.text.shingles import SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from sqlite3 import Connection

    from crawler.store import Store

ENOUGH = 20  # sequences without which nothing is said
SHARE = 0.7  # of the sequences of the longer text
COMMON = 200  # pages; what more of them share is the template's
MANY = 5  # one page in so many, and ten of them: what more share is no page's own …
LEAST_MANY = 10
CLEAR = 0.8  # from this share on it does not matter where else the sequences stand
FRAME = 2  # pages; what more of them share may be a frame around texts of their own, as a sponsor's box below short notes
OWN = 10  # … where so many sequences are: pages of nothing else are judged by all they have
MOST_SECTIONS = 4  # that a finding names


def fill_copies(store: Store) -> None:
    """Give every page whose text mostly stands on another one that other page, and say which sections both have."""
    pairs = pages_with_the_same_sequences(store, common=COMMON, least=ENOUGH // 2)
    often, several = frozenset[int](), frozenset[int]()
    if pairs:
        often, several = sequences_of_many(store, share=MANY, least=LEAST_MANY, few=FRAME)
    replace_copies(store, _copies(store.connection, pairs, often, several))


def _copies(
    db: Connection, pairs: list[tuple[int, int, int]], often: AbstractSet[int], several: AbstractSet[int]
) -> Iterator[tuple[int, int, float, str]]:
    """Yield a row for each page but the longest of every group of pages that share most of their text.

    What stands on many pages, as the box about the author below each post, is not their own; `often` are its sequences. What
    stands on a few more (`several`) makes no copy of two pages that differ in a fifth of their text.
    """
    near: dict[int, dict[int, float]] = defaultdict(dict)
    samples: dict[int, list[int]] = {}
    for one, other, shared in pairs:
        for page in (one, other):
            if page not in samples:
                samples[page] = list(sketch_of(db, page))
        share = _share(samples[one], samples[other], shared)
        if share < SHARE or (share < CLEAR and _is_frame(samples[one], samples[other], several)):
            continue
        if _own_share(samples[one], samples[other], often) >= SHARE:
            near[one][other] = near[other][one] = share
    leader: dict[int, int] = {}

    def lead(page: int) -> int:
        while leader.setdefault(page, page) != page:
            leader[page] = leader.setdefault(leader[page], leader[page])
            page = leader[page]
        return page

    for one, close in near.items():
        for other in close:
            leader[lead(one)] = lead(other)
    groups: dict[int, list[int]] = {}
    for page in list(leader):
        groups.setdefault(lead(page), []).append(page)
    for group in groups.values():
        marks = ", ".join("?" * len(group))
        (first, *others) = [
            row[0]
            for row in db.execute(
                f"SELECT id FROM page WHERE id IN ({marks}) ORDER BY words DESC, key", group
            )
        ]
        for page in others:
            # To the group's first where it is near to that one, else to the nearest of the group.
            against = first if first in near[page] else max(near[page], key=near[page].__getitem__)
            yield page, against, near[page][against], _sections(db, page, against)


def _share(one: list[int], other: list[int], shared: int) -> float:
    """Return which part of their samples two texts share, counted below the limit of both sketches."""
    limit = min(samples[-1] if len(samples) == SIZE else 2**32 for samples in (one, other))
    sizes = [bisect_right(samples, limit) for samples in (one, other)]
    return shared / max(sizes) if min(sizes) >= ENOUGH else 0.0


def _is_frame(one: list[int], other: list[int], several: AbstractSet[int]) -> bool:
    """Return whether most of what two texts share stands on further pages as well."""
    shared = set(one).intersection(other)
    return len(shared & several) * 2 > len(shared)


def _own_share(one: list[int], other: list[int], often: AbstractSet[int]) -> float:
    """Return which part of what is their own two texts share; 1.0 where too little is."""
    mine, others = ({number for number in samples if number not in often} for samples in (one, other))
    if min(len(mine), len(others)) < OWN:
        return 1.0
    return len(mine & others) / min(len(mine), len(others))


def _sections(db: Connection, page: int, other: int) -> str:
    """Return the headings of the page's sections that the other page has as well, those that share most first."""
    theirs = sketch_of(db, other)
    shared = Counter(heading for number, heading in sketch_of(db, page).items() if number in theirs)
    called = dict(db.execute("SELECT position, name FROM heading WHERE page_id = ?", (page,)).fetchall())
    order = sorted(shared, key=lambda heading: (-shared[heading], heading))
    names = [called.get(heading + 1) or "the beginning" for heading in order]
    more = len(names) - MOST_SECTIONS
    said = ", ".join(f"“{name[:60]}”" if name != "the beginning" else name for name in names[:MOST_SECTIONS])
    return f"{said} and {more} more" if more > 0 else said
