"""URL patterns: endless URLs of a calendar, a filter or a session ID share one."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

REPEATED = 3  # times that one segment stands in a path, as it does where a relative link leads ever deeper
COUNTER = 5  # times the budget where numbers count something: posts and archive pages are numbered that way
_NUMBER = re.compile(r"\d[\d.,:_T-]*")
_DATE = re.compile(r"(?:1[89]|2[01])\d\d|\d{1,2}|(?:1[89]|2[01])\d\d[.-]\d\d?(?:[.-]\d\d?)?")
_TOKEN = re.compile(
    r"(?=[^\d]*\d)(?=[^a-f]*[a-f])[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


class Pattern(NamedTuple):
    """What a pattern looks like, and how many times the usual budget is due to it."""

    text: str
    weight: int


def pattern(url: str) -> Pattern | None:
    """Return what an address looks like without numbers, tokens and query values; None for one made of words alone.

    A page named /post-name/ is never part of a pattern, also not below a date: only paths that are all alike are.
    """
    parts = urlsplit(url)
    segments = parts.path.split("/")
    path, session, params = [], 0, 0
    for segment in segments:
        name, semicolon, _ = segment.partition(";")  # /page;jsessionid=1A2B
        params += bool(semicolon)
        if _TOKEN.fullmatch(name):
            session += 1
            path.append("…")
        else:
            path.append("#" if _NUMBER.fullmatch(name) else name)
    numbers = path.count("#")
    often = (
        {segment for segment in segments if segment and segments.count(segment) >= REPEATED}
        if len(segments) < 1_000
        else {""}
    )
    pairs = [pair.partition("=") for pair in parts.query.split("&") if pair]
    if not (numbers or session or params or often or pairs):
        return None
    keys = sorted({key for key, _, _ in pairs})
    if often:
        path = sorted(set(path) - {""})
    text = (
        "/".join(path)
        + (";…" if params else "")
        + ("?" + "&".join(f"{key}=…" for key in keys) if keys else "")
    )
    text = f"{parts.netloc}{'' if text.startswith('/') else '/'}{text}"[:200]
    if session or params or often or len(pairs) > 1 or (numbers and pairs):
        return Pattern(text, 1)
    if pairs:
        return Pattern(text, COUNTER if _NUMBER.fullmatch(pairs[0][2]) else 1)
    calendar = numbers > 1 and all(_DATE.fullmatch(part) for part in segments if _NUMBER.fullmatch(part))
    return Pattern(text, 1 if calendar else COUNTER)
