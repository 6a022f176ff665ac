"""Checks of what a post says of itself before its text."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?![\d/-])")
_QUOTED = re.compile(r"[“”„‟«»]([^“”„‟«»\n]*)[“”„‟«»]|[‘’‚]([^‘’‚\n]*)[‘’]")


def front_matter_is_readable(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the post when its front matter could not be read."""
    if page.front_matter_problem:
        yield page, {"problem": page.front_matter_problem, "line": 1, "part": "front matter"}


def keys_stand_once(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield each key of the front matter that is written twice, at its second line."""
    for key, line in page.front_matter_repeated:
        yield page, {"key": key, "line": line, "part": key, "now": key}


def values_have_straight_quotes(page: Page, *, keys: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield each of the keys whose whole value stands in typographic quotation marks, which are then part of it."""
    for key in keys:
        value = page.front_matter.get(key)
        if isinstance(value, str) and (found := _QUOTED.fullmatch(value.strip())):
            inner = (found[1] or found[2] or "").strip()
            mended = {"should_be": f'{key}: "{inner}"', "method": "straight marks", "confidence": "high"}
            now = f"{key}: {value.strip()}"
            yield page, {"key": key, "value": value.strip(), "now": now, **mended, **_where(page, key)}


def dates_exist(page: Page, *, keys: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield each of the keys that holds a date, as 2024-02-30, which no calendar has."""
    for key, text, found in _dates(page, keys):
        if found is None:
            yield page, {"key": key, "date": text, "now": text, **_where(page, key)}


def dates_have_come(page: Page, *, keys: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield each of the keys that holds a date after tomorrow; the time zone may be one where tomorrow has begun."""
    for key, text, found in _dates(page, keys):
        if found is not None and found > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
            yield page, {"key": key, "date": text, "now": text, **_where(page, key)}


def _dates(page: Page, keys: list[str]) -> Iterator[tuple[str, str, dt.date | None]]:
    """Yield key, text and date of what begins as an ISO 8601 date; None for a date that does not exist."""
    for key in keys:
        value = page.front_matter.get(key)
        if isinstance(value, str) and (match := _ISO.match(value.strip())):
            try:
                yield key, value.strip(), dt.date(*map(int, match.group(1, 3, 4)))
            except ValueError:
                yield key, value.strip(), None


def _where(page: Page, key: str) -> dict[str, Any]:
    return {"part": key, "line": page.front_matter_lines.get(key)}
