"""Checks of numbered headings, and of titles that promise a number of things."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import said, sections, title_of, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Heading, Page

# "3. …", "3) …", "#3 …", "Step 3: …"; neither "3.5 tents" nor "3 tents".
_NUMBERED = re.compile(
    r"(?:(?P<word>step|tip|day|part|chapter|reason|lesson|schritt|tipp|étape|paso|passo)\s+|no\.?\s*|nr\.?\s*|#\s*)?(?P<number>\d{1,3})"
    r"(?P<mark>\s*[.):]|\s+[-–—]|(?=\s|$))(?![\d])\s*(?P<rest>.*)",
    re.IGNORECASE,
)
LEAST = 3  # numbered headings that make a list
# A number before one of these measures something.
UNITS = (
    "minutes?|mins?|hours?|days?|weeks?|months?|years?|seconds?|ingredients?|persons?|people|inch|inches|stars?|lbs?|kg|mg|g|ml|l"
    "|miles?|km|cm|m|percent|dollars?|euros?|grams?|calories|part|parts|figure|digit|tage|minuten|jahre|stunden|jours|minutos|días"
)
WORDS = {
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


def numbered_lists(page: Page) -> list[list[tuple[int, Heading]]]:
    """Return the lists that numbered headings of one level make, each under one heading; a new 1 begins a new list.

    A heading that says the same as the one before is its copy for another width of screen.
    """
    lists: dict[tuple[int, int, str], list[list[tuple[int, Heading]]]] = {}
    for section in sections(page):
        found = _NUMBERED.fullmatch(said(section.heading))
        if not found or (not found["mark"].strip() and found.start("number") == 0):
            continue
        number, heading = int(found["number"]), section.heading
        if heading.quoted:
            continue  # it goes on in the text that is quoted
        runs = lists.setdefault((heading.level, section.parent, (found["word"] or "").lower()), [[]])
        if runs[-1] and runs[-1][-1][0] == number and said(runs[-1][-1][1]) == said(heading):
            continue
        rising = len(runs[-1]) < 2 or runs[-1][-1][0] > runs[-1][-2][0]
        if runs[-1] and number == 1 and rising and runs[-1][-1][0] > 2:
            runs.append([])
        runs[-1].append((number, heading))
    return [run for runs in lists.values() for run in runs if len(run) >= LEAST]


def numbered_headings_are_in_sequence(
    page: Page, *, spans: list[str], months: list[str]
) -> Iterator[tuple[Heading, dict[str, Any]]]:
    """Yield each numbered heading that does not follow the one before, up or down; lists of years and the like are none.

    Nor are the days of a diary, which leaves some out: `spans` are the words for them, before the number or behind it, and
    `months` begin a date behind it.
    """
    dated = _dated(tuple(spans), tuple(months))
    for run in numbered_lists(page):
        if any(dated.match(said(heading)) for _, heading in run):
            continue
        steps = [after - before for (before, _), (after, _) in pairwise(run)]
        step = -1 if sum(one < 0 for one in steps) > len(steps) / 2 else 1
        # Where most steps are others, the numbers are no sequence.
        if sum(one == step for one in steps) * 2 < len(steps):
            continue
        for (before, above), (number, heading) in pairwise(run):
            if number != before + step:
                yield (
                    heading,
                    {
                        "text": said(heading),
                        "number": number,
                        "before": before,
                        "expected": before + step,
                        "where": where(page, above),
                    },
                )


@lru_cache(maxsize=100)
def _dated(spans: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    """Return what begins a heading that names a day, a week or a date."""
    span, month = ("|".join(map(re.escape, words)) for words in (spans, months))
    return re.compile(
        rf"(?:{span})\s*#?\d|第?\d{{1,3}}\.?\s*(?:{span})\b|\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?(?:\s+(?:of|de|di))?\s+(?:{month})\b",
        re.IGNORECASE,
    )


def titles_keep_their_promise(page: Page, *, things: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its title promises a number of things and its numbered headings are a few more or fewer.

    `things` are the words after which a number counts what follows. Without numbered headings nobody knows.
    """
    title = title_of(page)
    promised = _promised(title, tuple(things))
    if not promised:
        return
    counts = [len(run) for run in numbered_lists(page)]
    if not counts or promised in counts or sum(counts) == promised:
        return
    count = max(counts)
    # Far from the promise it is another list: steps of how to choose, questions.
    if abs(count - promised) <= max(2, promised // 5):
        yield page, {"title": title, "promised": promised, "count": count, "part": "title"}


def _promised(title: str, things: tuple[str, ...]) -> int:
    found = _promise(things).search(title.strip())
    if found is None:
        return 0
    text = (found[1] or found[2]).lower()
    value = WORDS.get(text) or int(text)
    return value if LEAST <= value <= 200 else 0


@lru_cache(maxsize=100)
def _promise(things: tuple[str, ...]) -> re.Pattern[str]:
    number = (
        rf"(?<![\d.,$€£#-])(\d{{1,3}}|{'|'.join(WORDS)})(?![\d.,%]|\s*[-–]\s*\d|\s*[-–]?\s*(?:{UNITS})\b)"
    )
    words = "|".join(re.escape(word) for word in things)
    return re.compile(
        rf"\b(?:top|our|the|my|these|meine|unsere|die|les|los|i)\s+{number}\s+\w|^{number}\s+(?:[\w’'-]+\s+){{0,3}}?(?:{words})\b",
        re.IGNORECASE,
    )
