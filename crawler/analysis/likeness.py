"""Findings that were reworded: those of one rule on one page that are no longer there, paired with those that are new there."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST = 0.75  # of 1, by which two texts are the same one reworded
CLOSE = 0.9  # … and by which the two at the same place are, without a look at the others
LENGTH = 400  # characters of a text that are compared
NEIGHBOURS = 25  # findings on each side of the same place in the order that are compared
MOST = 200_000  # comparisons of one crawl: about ten seconds; what is left then is new


class Said(NamedTuple):
    """A finding with what it said, as texts are compared."""

    what: Any
    now: str
    message: str


class Budget:
    """How many texts may still be compared letter by letter."""

    def __init__(self, left: int = MOST) -> None:
        """Begin with as many."""
        self.left = left


def pairs(
    old: Sequence[Said], new: Sequence[Said], *, whole: bool, budget: Budget
) -> Iterator[tuple[Any, Any]]:
    """Yield which old finding is which new one, one to one; both are of one rule, subject and page, in their order there.

    `whole`: they are about the page as a whole, so that one on each side is the same, whatever it says.
    """
    if whole and len(old) == len(new) == 1:
        yield old[0].what, new[0].what
        return
    for by_message in (False, True):
        found, old, new = _equal(old, new, by_message=by_message)
        yield from found
    for first, second in _alike(old, new, budget):
        yield old[first].what, new[second].what


def _equal(
    old: Sequence[Said], new: Sequence[Said], *, by_message: bool
) -> tuple[list[tuple[Any, Any]], list[Said], list[Said]]:
    """Return the pairs of one current value, or where there is none of one message, in their order, and what is left of both."""

    def key(said: Said) -> str:
        return said.now if not by_message else "" if said.now else said.message

    waiting: dict[str, list[Said]] = defaultdict(list)
    for said in reversed(new):
        if text := key(said):
            waiting[text].append(said)
    found: list[tuple[Any, Any]] = []
    left: list[Said] = []
    taken: set[int] = set()
    for said in old:
        if same := waiting.get(key(said)):
            other = same.pop()
            taken.add(id(other))
            found.append((said.what, other.what))
        else:
            left.append(said)
    return found, left, [said for said in new if id(said) not in taken]


def _alike(old: Sequence[Said], new: Sequence[Said], budget: Budget) -> Iterator[tuple[int, int]]:
    """Yield pairs of indexes, the most alike first."""
    matcher = SequenceMatcher(autojunk=False)

    def ratio(first: Said, second: Said, least: float) -> float:
        if budget.left <= 0:
            return 0.0
        budget.left -= 1
        matcher.set_seq2(_text(second))  # which it prepares once for as long as it stays the same
        matcher.set_seq1(_text(first))
        is_less = matcher.real_quick_ratio() < least or matcher.quick_ratio() < least
        return 0.0 if is_less else matcher.ratio()

    done: tuple[set[int], set[int]] = set(), set()
    if len(old) == len(new):  # as after a rule has got other words: the same order, and nearly the same texts
        for place, (first_said, second_said) in enumerate(zip(old, new, strict=True)):
            if ratio(first_said, second_said, CLOSE) >= CLOSE:
                done[0].add(place)
                done[1].add(place)
                yield place, place
    ranked = []
    for second, said in enumerate(new):
        middle = second * len(old) // len(new)
        for first in range(max(0, middle - NEIGHBOURS), min(len(old), middle + NEIGHBOURS + 1)):
            if first not in done[0] and second not in done[1]:
                alike = ratio(old[first], said, LEAST)
                if alike >= LEAST:
                    ranked.append((-alike, abs(first - middle), first, second))
    for *_, first, second in sorted(ranked):
        if first not in done[0] and second not in done[1]:
            done[0].add(first)
            done[1].add(second)
            yield first, second


@lru_cache(maxsize=4)  # the same object for the same text, by which SequenceMatcher knows it again
def _cut(text: str) -> str:
    return text[:LENGTH]


def _text(said: Said) -> str:
    return _cut(said.now or said.message)
