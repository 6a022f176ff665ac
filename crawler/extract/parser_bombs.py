"""Inspect a page cheaply before parsing it, because a few pages block a parser for hours and nothing can interrupt it."""

from __future__ import annotations

import re
from collections import Counter

from crawler.extract.tags import Tags, count_attributes
from crawler.items import NO_CAUSE, Cause, because

ATTRIBUTES = 2_000  # of one tag
WORK = 100_000_000  # pairs of attributes compared in all tags together, under half a second
TAGS = 300_000
FEW = 1_000  # tags that repeat too little to be looked at
FEW_TAGS = 5_000  # fewer cannot nest deep enough to hurt
DEPTH = 10_000
REPEATED = 1_000_000  # elements that a browser adds by itself; 100 KB of hostile HTML make 16 million of them
# What is open when its block closes is opened again in the next. Source: HTML standard, 13.2.4.3 and 13.2.6.4.7.
_FORMATTING = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)([^>]*+)", re.IGNORECASE)
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])", re.IGNORECASE)
MOST_ALIKE = 3  # elements with the same attributes that are opened again
# Neither elements that hold nothing nor those that the next of their kind closes add to the depth.
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|dt|dd|td|th|tr|thead|tbody|tfoot|option|optgroup|rp|rt)[\s/>])[a-z]",
    re.IGNORECASE,
)


def hostile(tags: Tags) -> Cause:
    """Return why the page must not be parsed; empty for every page that is well meant.

    200,000 attributes in one tag (1.9 MB) kept libxml2 busy for over 12 minutes and lexbor for over 100 seconds, since
    each new attribute is compared with all before it; 100,000 nested elements cost lexbor 10 seconds.
    """
    source = tags.source
    count = source.count("<")
    if count > TAGS:
        return because("page-tags", limit=TAGS)
    if count > FEW_TAGS and _deepest(source) > DEPTH:
        return because("page-depth", limit=DEPTH)
    if count > FEW and len(_FORMATTING_TAG.findall(source)) * count > REPEATED and _repeats(source):
        return because("page-unclosed", limit=REPEATED)
    work = 0
    for start, end in tags.long:
        number = count_attributes(source, start, end)
        work += number * number
        if number > ATTRIBUTES or work > WORK:
            return because("page-attributes", number=number)
    return NO_CAUSE


def _deepest(source: str) -> int:
    depth = deepest = 0
    for found in _NESTING.finditer(source):
        depth = max(depth - 1, 0) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _repeats(source: str) -> bool:
    """Return whether formatting elements that are not closed may be repeated more than REPEATED times."""
    opened: dict[str, list[str]] = {name: [] for name in _FORMATTING}
    alike: Counter[str] = Counter()
    active = total = 0
    for found in _ANY_TAG.finditer(source):
        name = found[2].lower()
        if name not in _FORMATTING:
            total += active
            if total > REPEATED:
                return True
        elif not found[1]:
            tag = name + found[3]
            if alike[tag] < MOST_ALIKE:
                alike[tag] += 1
                opened[name].append(tag)
                active += 1
        elif opened[name]:
            alike[opened[name].pop()] -= 1
            active -= 1
    return False
