"""Pages of a list: /blog/page/2/, /blog/2/, /blog/?page=2, and which of them is the first."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Before or in place of the number; the last segment may be the number alone.
_WORDS = (
    "page|paged|p|pg|pag|pagina|página|p%C3%A1gina|seite|sida|side|strona|strana|sayfa|oldal|стр|страница"
)
_PATH = re.compile(
    rf"(?P<list>.{{0,2000}}?)/(?:(?:{_WORDS}|index)[/_=-]?)?(?P<number>[1-9]\d{{0,4}})(?:/|\.html?)?",
    re.IGNORECASE,
)
# A number alone may be a year, and /p/12/ a post. Pelican writes /tag/tents/index2.html.
_SAID = re.compile(
    rf"/(?:(?!pg?[/_=-]?\d)(?:{_WORDS})[/_=-]?[1-9]\d{{0,4}}(?:/|\.html?)?|index[_-]?[1-9]\d{{0,4}}\.html?)\Z",
    re.IGNORECASE,
)
# ?p=12 is a post of WordPress, ?query-24-page=2 a list in its block editor.
_NAME = re.compile(rf"(?!p\Z)(?:{_WORDS}|query-\d{{1,5}}-page)", re.IGNORECASE)


def page_number(url: str, first: str) -> int:
    """Return which page of a list `url` is, where `first` is the list's first page; 0 where it is none."""
    try:
        here, there = urlsplit(url), urlsplit(first)
    except ValueError:  # a canonical may be anything
        return 0
    if here.netloc.removeprefix("www.") != there.netloc.removeprefix("www."):
        return 0
    path = there.path.rstrip("/")
    if here.query != there.query:
        rest = [(name, value) for name, value in parse_qsl(here.query) if not _NAME.fullmatch(name)]
        number = next(
            (v for n, v in parse_qsl(here.query) if _NAME.fullmatch(n) and re.fullmatch(r"\d{1,5}", v)), ""
        )
        same = here.path.rstrip("/") == path and urlencode(rest) == urlencode(parse_qsl(there.query))
        return int(number) if number and same else 0
    found = _PATH.fullmatch(here.path)
    return int(found["number"]) if found and found["list"].rstrip("/") == path else 0


def is_numbered(url: str) -> bool:
    """Return whether an address says that it is a page of a numbered list: /page/2/, /seite-3/, /index2.html, ?page=2."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _SAID.search(parts.path):
        return True
    return any(_NAME.fullmatch(n) and re.fullmatch(r"\d{1,5}", v) for n, v in parse_qsl(parts.query))
