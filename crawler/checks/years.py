"""Checks of the years that titles, headings, addresses and copyright lines name.

`today` is a date as 2026-11-28 for examples; empty means the day on which the check runs.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.checks.outline import title_of
from crawler.urls.same import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

# Not 2023-05, 1/2023, €2023, 2023 mm.
_YEAR = re.compile(
    r"(?<![\w.,/$€£#-])20[0-4]\d(?![\w,/%]|[-–.]\d|\s?(?:[x×]|mm|m|px|mah|lbs?|kg|w|lm|g|ml|km)\b)",
    re.IGNORECASE,
)
_IN_SLUG = re.compile(r"(?:\A|-)(20[0-4]\d)(?=-|\Z)(?!-\d{1,2}(?:-|\Z))")
_MONTH = re.compile(r"(20\d\d)[-/](\d\d?)[-/]\d")
_FOLDER = re.compile(r"/(20\d\d)/(0[1-9]|1[0-2])/")
_SIGN = re.compile(r"(?:©|\(c\)|copyright)", re.IGNORECASE)
# Not 15.05.2019 or 1/2022 (of the source of a text or picture), and not AT90 2000 0018 (a bank account).
_SPAN = re.compile(r"(?<!\b\d[./])(?<!\b\d\d[./])(?<!\d )\b(?:19|20)\d\d\b(?![./-]\d{1,2}\b)")
_ENDS = re.compile(_SPAN.pattern + r"\W*\Z")
_SINCE = re.compile(r"\W*(?:since|seit|depuis|desde|dal|sinds)\b", re.IGNORECASE)
# Behind the sign: years, and what stands between them.
LINE = 60
_LASTING = re.compile(r"present|today|\bnow\b|heute|aujourd|actual|oggi|heden|hoje", re.IGNORECASE)


def titles_name_no_past_year(
    page: Page, *, words: list[str], past: list[str], today: str = ""
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its title or h1 promises a choice or advice (`words`) for a year that is over.

    In January the last year is still allowed. A title with a word of `past` looks back on purpose, and so does that of what was
    published in the last month of its year or the first one after. Later than that, the year is the name of a product: SQL Server 2000.
    """
    day = day_of(today)
    oldest = day.year - (day.month == 1)
    for text, part in ((title_of(page), "h1"), (next(iter(page.titles), ""), "title")):
        years = [int(year) for year in _YEAR.findall(text)]
        if not years or max(years) >= oldest or len(set(years)) > 1:
            continue
        if not _any(tuple(words)).search(text) or _any(tuple(past)).search(text):
            continue
        published = _published(page)
        if published in {(years[0], 12), (years[0] + 1, 1)} or (published and published[0] > years[0] + 1):
            continue
        where = "title" if page.source else part
        line = page.title_line if page.source else None
        yield page, {"text": text, "year": years[0], "part": where, "now": text, "line": line}
        return


def _published(page: Page) -> tuple[int, int] | None:
    """Return year and month in which the page says that it was published, a post also by its file's name, or by a folder of its address."""
    said = (
        page.social.get("article:published_time"),
        page.front_matter.get("date"),
        page.front_matter.get("pubDate"),
    )
    for text in (*said, page.source.rpartition("/")[2]):
        if isinstance(text, str) and (found := _MONTH.match(text.strip())):
            return int(found[1]), int(found[2])
    if found := _FOLDER.search(page.url):
        return int(found[1]), int(found[2])
    return None


def titles_agree_on_the_year(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its title and its h1 name one year each, and not the same."""
    title, h1 = next(iter(page.titles), ""), title_of(page)
    first, second = set(_YEAR.findall(title)), set(_YEAR.findall(h1))
    if len(first) == len(second) == 1 and first != second:
        yield (
            page,
            {
                "title": title,
                "h1": h1,
                "year": first.pop(),
                "other": second.pop(),
                "part": "title",
                "now": title,
            },
        )


def slugs_name_no_older_year(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its address ends in a name with a year, and its title names a later one."""
    if "20" not in page.url:
        return
    found = [int(year) for year in _IN_SLUG.findall(slug(page.url))]
    title = title_of(page)
    years = {int(year) for year in _YEAR.findall(title)}
    if len(found) == 1 and len(years) == 1 and found[0] < min(years):
        yield page, {"slug": found[0], "year": min(years), "title": title, "part": "the URL", "now": page.url}


def copyright_is_of_this_year(page: Page, *, today: str = "") -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when the newest year of a copyright line in its footer is older than last year."""
    newest, line = 0, ""
    for sign in _SIGN.finditer(page.footer):
        text = page.footer[sign.start() : sign.end() + LINE]
        before = page.footer[max(0, sign.start() - 15) : sign.start()]
        if _LASTING.search(text):
            return
        if _SINCE.match(page.footer, sign.end()):
            continue
        years = [int(found[0][:4]) for found in (*_SPAN.finditer(text), *_ENDS.finditer(before))]
        if years and max(years) > newest:
            newest, line = max(years), text
    if newest and newest < day_of(today).year - 1:
        yield page, {"year": newest, "part": "footer", "now": line.strip()}


def day_of(today: str) -> dt.date:
    """Return the day that an example gives, or else the one on which the check runs."""
    return dt.date.fromisoformat(today) if today else dt.datetime.now(dt.UTC).date()


@lru_cache(maxsize=100)
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds one of the words; a word of Chinese or Japanese stands in the middle of others."""
    spaced = "|".join(re.escape(word) for word in words if word.isascii() or not _cjk(word))
    close = "|".join(re.escape(word) for word in words if _cjk(word))
    parts = [rf"\b(?:{spaced})\b"] * bool(spaced) + [close] * bool(close)
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _cjk(word: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in word)
