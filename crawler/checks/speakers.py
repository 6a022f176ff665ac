"""Who speaks in a page's text: interviews and transcripts, whose paragraphs begin with a name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from crawler.items import Block, Page

_TIME = r"[\[(]?\d{1,2}(?::\d{2}){1,2}[\])]?\s?[-–—]?\s?"
_TIMES = re.compile(rf"\A{_TIME}|\s?[-–—]?\s?{_TIME}\Z")
# "Lena:", "Q:", "[00:12] Dr. Lena Okafor (host):", "田中："; the time may stand behind the name.
_LABEL = re.compile(
    rf"(?:{_TIME})?(?P<name>[^\W\d_][^:：\n.!?;,()\[\]]{{0,39}}?)"
    r"\s?(?:[\[(][^\])\n]{1,30}[\])]\s?)?[:：](?=\s|[^\W\d_])"
)
_TRANSCRIPTS = frozenset(
    {
        "transcript", "full transcript", "episode transcript", "podcast transcript", "video transcript", "show transcript", "transcription",
        "transkript", "das transkript", "transcript der folge", "transcription de l'épisode", "transcripción", "trascrizione", "transcrição",
        "transcriptie", "uitgeschreven tekst", "transkription", "transkrypcja", "расшифровка", "文字起こし", "書き起こし", "文字稿", "녹취록",
    }
)  # fmt: skip
LONGEST_NAME = 4  # words
AGAIN = 3  # times that somebody speaks
TURNS = 6  # of all speakers together
SHARE = 4  # one paragraph of so many
SPEECH = 12  # words of a turn on average: "Price: 30 EUR" is none


@cached_per_page
def speakers(page: Page) -> frozenset[str]:
    """Return the names with which paragraphs begin again and again, or that stand alone in bold; none in any other text."""
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    paragraphs = 0
    for number, block in enumerate(page.blocks):
        if block.kind not in {"paragraph", "quote"}:
            continue
        paragraphs += 1
        if name := _name(block):
            turns[name] += 1
            said = block.words - len(name.split())
            if block.bold and number + 1 < len(page.blocks):  # the name alone
                said = page.blocks[number + 1].words
            words[name] += said
    again = {name: count for name, count in turns.items() if count >= AGAIN}
    spoken = sum(again.values())
    if spoken < TURNS or spoken * SHARE < paragraphs:
        return frozenset()
    return frozenset(again) if sum(words[name] for name in again) >= spoken * SPEECH else frozenset()


@cached_per_page
def _transcribed(page: Page) -> frozenset[int]:
    """Return the indices of the headings under which a transcript stands, as their names say."""
    found, level = set(), 0
    for number, heading in enumerate(page.headings):
        if level and heading.level <= level:
            level = 0
        if not level and heading.name.casefold().strip(" :#↓.") in _TRANSCRIPTS:
            level = heading.level
        if level:
            found.add(number)
    return frozenset(found)


def is_speech(page: Page, block: Block) -> bool:
    """Return whether a block is what somebody said: in an interview, or under the heading of a transcript."""
    return is_transcript(page) or block.heading in _transcribed(page)


def is_transcript(page: Page) -> bool:
    """Return whether people speak in most of the page's text, so that sentences break off and are not the writer's."""
    return bool(speakers(page))


def speaks(page: Page, block: Block) -> bool:
    """Return whether a block is, or begins with, the name of one who speaks."""
    return bool(speakers(page)) and _name(block) in speakers(page)


def _name(block: Block) -> str:
    """Return the name with which a block begins, or that it is, if it is bold; empty where it has none."""
    start = block.text[:120]
    found = _LABEL.match(start) if ":" in start or "：" in start else None
    name = found["name"] if found else _TIMES.sub("", start) if block.bold else ""
    return " ".join(name.split()).casefold() if 0 < len(name.split()) <= LONGEST_NAME else ""
