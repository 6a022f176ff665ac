"""Inspect a page cheaply before parsing it, because a few pages become millions of elements and nothing can interrupt a parser."""

from __future__ import annotations

import re
from collections import Counter

from crawler.items import NO_CAUSE, Cause, because

TAGS = 300_000
FEW = 1_000  # tags that repeat too little to be looked at
REPEATED = 1_000_000  # elements that a browser adds by itself; 100 KB of hostile HTML make 16 million of them
# What is open when its block closes is opened again in the next. Source: HTML standard, 13.2.4.3 and 13.2.6.4.7.
_FORMATTING = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)([^>]*+)", re.IGNORECASE)
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])", re.IGNORECASE)
MOST_ALIKE = 3  # elements with the same attributes that are opened again


def hostile(source: str) -> Cause:
    """Return why the page must not be parsed; empty for every page that is well meant.

    Neither many attributes nor deep nesting hurt: 200,000 attributes in one tag take turbohtml 0.1 seconds, and below 512
    levels it nests no deeper. But elements that it must repeat, and 300,000 tags of any kind, cost every reader of the tree.
    """
    count = source.count("<")
    if count > TAGS:
        return because("page-tags", limit=TAGS)
    if count > FEW and len(_FORMATTING_TAG.findall(source)) * count > REPEATED and _repeats(source):
        return because("page-unclosed", limit=REPEATED)
    return NO_CAUSE


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
