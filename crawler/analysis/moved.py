"""Pages that stand elsewhere than in an earlier crawl: by redirect, by canonical, by their text, or as a renamed file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crawler.analysis.judged import MOVED, READ, Seen
from crawler.store.sketches import sketches_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.analysis.judged import Judged

Sign = Callable[[str, Seen], str]
LEAST = 0.5  # of a sketch, by which two texts are the same one edited
COMMON = 20  # pages that may share a sequence of words; more, and it is the template's


def moved_pages(judged: Judged, lost: Iterable[str], before: Mapping[str, Seen]) -> dict[str, str]:
    """Return the page of this crawl that each of the lost ones is now, where that can be told.

    `before`: what the crawls that saw them last had read. Nothing is told of a page that two could be.
    """
    now = judged.pages
    moved: dict[str, str] = {}
    for page in lost:
        seen, old = now.get(page), before.get(page)
        if seen and seen.fate == MOVED and judged.fate(seen.leads_to) == READ:
            moved[page] = seen.leads_to
        elif old and old.canonical not in {"", page} and judged.fate(old.canonical) == READ:
            moved[page] = old.canonical
    gone = {page: before[page] for page in lost if page in before and page not in moved}
    taken = set(moved.values())
    added = {
        page: seen
        for page, seen in now.items()
        if seen.fate == READ and page not in before and page not in taken
    }
    by_canonical = {seen.canonical: page for page, seen in added.items() if seen.canonical in gone}
    named = set(by_canonical.values())
    signs: tuple[Sign, ...] = (
        lambda page, _: by_canonical.get(page, page if page in named else ""),
        lambda _, seen: seen.url if seen.source else "",
        lambda _, seen: seen.text_hash,
        lambda page, seen: PurePosixPath(page).stem if seen.source else "",
        lambda _, seen: seen.title.casefold(),
    )
    for number, sign in enumerate(signs):
        if number == 3:
            _take(moved, _by_text(judged, gone, added), gone, added)
        _take(moved, _by_sign(sign, gone, added, before, now), gone, added)
    return moved


def _take(
    moved: dict[str, str], found: Mapping[str, str], gone: dict[str, Seen], added: dict[str, Seen]
) -> None:
    moved.update(found)
    for old, new in found.items():
        del gone[old], added[new]


def _by_sign(
    sign: Sign,
    gone: Mapping[str, Seen],
    added: Mapping[str, Seen],
    before: Mapping[str, Seen],
    now: Mapping[str, Seen],
) -> dict[str, str]:
    """Return the pairs that have the same sign, which no other page of their crawl has."""

    def lone(pages: Mapping[str, Seen], all_pages: Mapping[str, Seen]) -> dict[str, str]:
        count = Counter(sign(page, seen) for page, seen in all_pages.items() if seen.fate == READ)
        signs = {sign(page, seen): page for page, seen in pages.items()}
        return {text: page for text, page in signs.items() if text and count[text] == 1}

    old, new = lone(gone, before), lone(added, now)
    return {page: new[text] for text, page in old.items() if text in new}


def _by_text(judged: Judged, gone: Mapping[str, Seen], added: Mapping[str, Seen]) -> dict[str, str]:
    """Return the pairs that share most of their sequences of words, each the other's best."""
    sketches = dict(sketches_of(judged.store, (seen.page_id for seen in added.values())))
    holders: dict[int, list[str]] = defaultdict(list)
    for page, seen in added.items():
        for number in sketches.get(seen.page_id, ()):
            holders[number].append(page)
    shares: dict[str, Counter[str]] = {}
    best_old: dict[str, tuple[float, str]] = {}
    for page, seen in gone.items():
        sketch = dict(sketches_of(judged.store, [seen.page_id])).get(seen.page_id, set())
        counted: Counter[str] = Counter()
        for number in sketch:
            if len(holders.get(number, ())) <= COMMON:
                counted.update(holders.get(number, ()))
        shares[page] = counted
        for other, shared in counted.items():
            share = shared / max(1, min(len(sketch), len(sketches[added[other].page_id])))
            if share >= LEAST:
                best_old[other] = max(best_old.get(other, (0.0, "")), (share, page))
    found: dict[str, str] = {}
    for other, (_, page) in best_old.items():
        ((best, _),) = shares[page].most_common(1)
        if best == other:
            found[page] = other
    return found
