"""Check for paragraphs that are dressed up as headings."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import lists_pages, plain
from crawler.checks.speakers import is_speech, speaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Block, Page

# "Winner: the light one" right below a heading says what the section comes to.
_VERDICT = re.compile(r"[^:?]{1,30}:\s+[^?]+")
# "Modeled value: up to $300" at the end of a card gives a figure.
_FIGURE = re.compile(r"[^:?]{1,40}:\s+(?:\w+\s+){0,3}[$€£¥]?\d[\d.,/]{0,12}\s?(?:%|€|\$|[a-z]{1,3})?")
# Under such a heading bold questions are headings; elsewhere three of them may as well be an interview.
_QUESTIONS = re.compile(
    r"faq|q ?& ?a|questions?|fragen|preguntas|vragen|domande|perguntas|pytania", re.IGNORECASE
)
# What joins two paragraphs, and what a program has printed.
_JOINING = frozenset(
    {"or", "and", "plus", "vs", "versus", "oder", "und", "ou", "et", "o", "y", "e", "ed", "of", "en", "eller"}
)
_CLOCK = re.compile(r"\d:\d\d:\d\d")
INTERVIEW = 3
AGAIN = 3  # times that a label stands on one page
SHOUT = 3  # words
LEAD_IN = 3  # words
LABEL = 4  # words of what stands above a value
# "1.2 kg", "$1,799", "4.6 / 5": below a label the value of a card.
_VALUE = re.compile(r"[~≈<>±]?\s?(?:[^\W\d_]{1,3}|[$€£¥₹])?\s?\d[\d.,/–\s-]{0,20}(?:%|°?[^\W\d_]{1,7})?")
NAME = 4  # words of a name that stands before what somebody says
_ENDS = (".", "!", ",", ":", "：", ";", "…", "。", "！", "，", ")", "]", "”", '"')


def bold_paragraphs_are_no_headings(
    page: Page, *, most_words: int, least_after: int
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield each short paragraph that is bold from end to end, has text below it and stands alone.

    Neither links, nor a verdict right below a heading, nor the questions of an interview, nor what ends as a sentence does, nor the lead-in of a list, nor one bold line after another, nor the first line of all. Source: axe-core, p-as-heading.
    """
    if not any(block.bold for block in page.blocks) or lists_pages(page):
        return
    # What is shouted again and again is a label: a name, "Verdict", "Good to know".
    texts = Counter(block.text.casefold() for block in page.blocks if block.bold)
    links = {plain(link.text) for link in page.links if link.region == "main"}
    asked = Counter(b.heading for b in page.blocks if b.bold and b.text.endswith("?"))
    interviews = {
        at
        for at, count in asked.items()
        if count >= INTERVIEW and not (at >= 0 and _QUESTIONS.search(page.headings[at].text))
    }
    before: Block | None = None
    for block, after in pairwise(page.blocks):
        # The first of all is a date, a name, a disclosure.
        alone = before is not None and (not before.bold or before.heading != block.heading)
        if (
            block.bold
            and alone
            and block.kind == "paragraph"
            and block.words <= most_words
            and "\n" not in block.text
            and any(map(str.isalpha, block.text))
            and not block.text[0].islower()
            and not block.text.endswith(_ENDS)
            and not (block.text.endswith("?") and block.heading in interviews)
            and not _leads_in(page, block)
            and not (before is not None and before.words <= LABEL and _VALUE.fullmatch(block.text))
            and not (
                before is not None and before.heading != block.heading and _VERDICT.fullmatch(block.text)
            )
            and not after.bold
            and after.heading == block.heading
            and after.kind == "paragraph"
            and after.words >= least_after
            and plain(block.text) not in links
            and texts[block.text.casefold()] < AGAIN
            and not _is_shouted(block.text)
            and block.text.casefold() not in _JOINING
            and not _CLOCK.search(block.text)
            and not _FIGURE.fullmatch(block.text)
            and not speaks(page, block)
            and not (is_speech(page, block) and block.words <= NAME)
        ):
            yield page, {"text": block.text, "now": block.text, "line": block.line, "part": f"“{block.text}”"}
        before = block


def _leads_in(page: Page, block: Block) -> bool:
    """Return whether a text is a very short question that no heading of questions stands above: "New here?"."""
    if not block.text.endswith(("?", "？")) or block.words > LEAD_IN:
        return False
    return not (block.heading >= 0 and _QUESTIONS.search(page.headings[block.heading].text))


def _is_shouted(text: str) -> bool:
    """Return whether a text of several words is in capitals throughout: "DO NOT START IT", a warning."""
    return text.isupper() and len(text.split()) >= SHOUT
