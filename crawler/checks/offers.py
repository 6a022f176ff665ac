"""Checks of what stands beside affiliate links: prices without a date, and deals that are over."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from crawler.checks.link_groups import links_by_kind
from crawler.checks.years import day_of
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Block, Page

_AMOUNT = re.compile(
    r"(?:[$€£¥₹]\s?\d{1,3}(?:[.,]?\d{3})*(?:[.,]\d{2})?|(?<![\d.,])\d{1,3}(?:[.,]?\d{3})*(?:[.,]\d{2})?\s?(?:€|£|EUR\b|USD\b|GBP\b|CHF\b|zł\b))(?![\d%]|\s?(?:off|[-–]))",
    re.IGNORECASE,
)
_ISO = re.compile(r'"date(?:Modified|Published)"\s*:\s*"(\d{4}-\d\d-\d\d)')
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
BEFORE = 20  # characters before an amount that may say that it is none


@cached_per_page
def earning_blocks(page: Page) -> list[int]:
    """Return the indexes of the content's blocks that hold an affiliate link."""
    found = set()
    links = [link for link in links_by_kind(page).get("affiliate", ()) if link.words_before is not None]
    if not links:
        return []
    ends = list(accumulate(block.words for block in page.blocks))
    for link in links:
        assert link.words_before is not None
        at = bisect_left(ends, link.words_before)
        # At the end of one block begins the next: the link's own words decide.
        for index in range(at, min(at + 3, len(ends))):
            if not link.text or link.text in page.blocks[index].text:
                found.add(index)
                break
    return sorted(found)


def prices_beside_links_are_dated(
    page: Page, *, days: int, said: list[str], before: list[str], today: str = ""
) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield the first block with an affiliate link and an amount of money that nothing dates, with the number of all of them.

    Only on pages whose own date is `days` ago. Words of `said` anywhere date all prices; a word of `before` in front of an
    amount says that it is a limit and no price.
    """
    blocks = earning_blocks(page)
    if not blocks or (changed := changed_on(page)) is None:
        return
    age = (day_of(today) - changed).days
    if age <= days:
        return
    found: list[tuple[Block, str]] = []
    limit = _words(tuple(before))
    for index in blocks:
        text = page.blocks[index].text
        if _DATED.search(text):
            continue
        amount = next(
            (
                a[0]
                for a in _AMOUNT.finditer(text)
                if not limit.search(text[max(0, a.start() - BEFORE) : a.start()])
            ),
            "",
        )
        if amount:
            found.append((page.blocks[index], amount))
    dated = _words(tuple(said))
    if found and not any(dated.search(block.text) for block in page.blocks):
        block, amount = found[0]
        yield block, {"price": amount, "count": len(found), "date": changed.isoformat(), "age": age}


def deals_are_not_over(
    page: Page, *, words: list[str], until: list[str], events: list[str], months: dict, today: str = ""
) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield each block with an affiliate link and a deal (`words`) whose end is past.

    The end is a whole date behind one of `until`, or the year of a sale in `events`; `months`: name in small letters -> number.
    """
    day = day_of(today)
    for index in earning_blocks(page):
        block = page.blocks[index]
        if "20" not in block.text or not _words(tuple(words)).search(block.text):
            continue
        end = ""
        for found in _until(tuple(until), tuple(months)).finditer(block.text):
            over = _date(found, months)
            if over is not None and over < day:
                end = found[0]
                break
        if not end:
            for found in _events(tuple(events)).finditer(block.text):
                if int(found["after"] or found["before"]) < day.year:
                    end = found[0]
                    break
        if end:
            yield block, {"end": end}


def changed_on(page: Page) -> dt.date | None:
    """Return the newest date that the page gives itself: its front matter's, or its structured data's; None where it has none."""
    texts = [
        page.front_matter.get(key)
        for key in ("lastmod", "last_modified_at", "updated", "modified", "date", "pubDate")
    ]
    dates = [str(text)[:10] for text in texts if text]
    for block in page.jsonld:
        dates += _ISO.findall(block)
    found = []
    for text in dates:
        try:
            found.append(dt.date.fromisoformat(text))
        except ValueError:
            continue
    return max(found, default=None)


@lru_cache(maxsize=100)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{'|'.join(re.escape(word) for word in words)})(?!\w)" if words else r"(?!)", re.IGNORECASE
    )


@lru_cache(maxsize=10)
def _until(until: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    month = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, until))})\s(?:\w{{1,15}}\s){{0,2}}?"
        rf"(?:(?P<iso>20\d\d-\d\d-\d\d)|(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s(?:de\s|of\s)?(?P<m1>{month})\.?,?\s(?:de\s)?(?P<y1>20\d\d)"
        rf"|(?P<m2>{month})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>20\d\d)|(?P<d3>\d{{1,2}})\.(?P<m3>\d{{1,2}})\.(?P<y3>20\d\d))\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=10)
def _events(events: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, events))
    return re.compile(
        rf"\b(?:(?P<before>20\d\d)\s(?:{names})|(?:{names})\s(?P<after>20\d\d))\b", re.IGNORECASE
    )


def _date(found: re.Match[str], months: dict) -> dt.date | None:
    try:
        if found["iso"]:
            return dt.date.fromisoformat(found["iso"])
        if found["d3"]:
            return dt.date(int(found["y3"]), int(found["m3"]), int(found["d3"]))
        year, month, day = found["y1"] or found["y2"], found["m1"] or found["m2"], found["d1"] or found["d2"]
        return dt.date(int(year), int(months[month.lower()]), int(day))
    except (ValueError, KeyError):
        return None
