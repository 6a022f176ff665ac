"""Definitions of references that a template's loop writes: [#{{ issue }}]: {{ site.repository }}/issues/{{ issue }}."""

from __future__ import annotations

import re

from crawler.posts.tags import TAG

MOST = 50  # such definitions of one post
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]\n]*(?:\{\{|\{%)[^\[\]\n]*)\]:[ \t]*(?P<to>\S[^\n]*)$", re.MULTILINE
)
_REFERENCE = re.compile(r"\]\[(?P<full>[^\[\]\n]{1,200})\]|\[(?P<short>[^\[\]\n]{1,200})\](?![(:])")


def with_loop_definitions(text: str) -> str:
    """Return Markdown with, at its end, a definition for each reference that a definition with template code may define."""
    if "]:" not in text or ("{{" not in text and "{%" not in text):
        return text
    made: dict[str, str] = {}
    labels: set[str] = set()
    for number, found in enumerate(_DEFINITION.finditer(text)):
        if number == MOST:
            break
        labels = labels or {one["full"] or one["short"] for one in _REFERENCE.finditer(text)}
        parts = TAG.split(found["label"])
        if len(parts) > 2:
            continue  # two of them in one label would fit nearly everything
        pattern = re.compile("[^\\[\\]]+".join(map(re.escape, parts)))
        for label in labels:
            if "{" not in label and pattern.fullmatch(label):
                made.setdefault(label, found["to"])
    return text + "".join([f"\n\n[{label}]: {to}" for label, to in made.items()]) if made else text
