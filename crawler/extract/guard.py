"""A cheap look at a page before it is parsed: some few pages hold a parser for hours, and nothing can interrupt it."""

from __future__ import annotations

RUN = 64 * 1024  # characters without a > …
WORDS = 2_000  # … and this many words among them: a tag with thousands of attributes
TAGS = 300_000


def hostile(source: str) -> str:
    """Return why the page must not be parsed, as a sentence; empty for every page that is well meant.

    200,000 attributes in one tag (1.9 MB) kept libxml2 busy for over 12 minutes and lexbor for over 100 seconds, since
    each new attribute is compared with all before it. Long inline images are one word, and pass.
    """
    if source.count("<") > TAGS:
        return f"it was not read: it has more than {TAGS:,} tags"
    if len(source) <= RUN:
        return ""
    for run in source.split(">"):
        if len(run) > RUN and len(run.rpartition("<")[2].split(None, WORDS + 1)) > WORDS:
            return f"it was not read: one of its tags has more than {WORDS:,} attributes"
    return ""
