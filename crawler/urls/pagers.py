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
# ?p=12 is a post of WordPress, ?query-24-page=2 a list in its block editor.
_NAME = re.compile(rf"(?!p\Z)(?:{_WORDS}|query-\d{{1,5}}-page)", re.IGNORECASE)

# What says by itself that the page is not the first: a word before the number. index15.html and /tents2.html are a list's only where its items are seen.
_FURTHER = re.compile(
    rf"(?:.{{0,2000}}/)?(?:(?!p[/_=-]?\d)(?:{_WORDS})[/_=-]?|index[_-]?)(?P<number>[1-9]\d{{0,4}})(?:/|\.html?)?",
    re.IGNORECASE,
)
_ENDS_IN_NUMBER = re.compile(r".{0,2000}[^/\d][_-]?[1-9]\d{0,2}\.html?", re.IGNORECASE)

_INDEX = re.compile(
    r"(?<=/)index\.(?:html?|php|aspx?)\Z", re.IGNORECASE
)  # a folder's own page, as mirrors write it

# Folders in which WordPress, Hugo, Jekyll, Hexo and others keep the pages of a term, a person or a month, in some languages.
_ARCHIVE = re.compile(
    r".{0,2000}?/(?:(?:product[-_])?tags?|product[-_]categor(?:y|ies)|(?:categoria|etiqueta)-(?:de-)?producto|produkt-(?:kategorie|schlagwort)|categor(?:y|ies|[ií]as?|ies?|ie)|kategorien?|kategoria|schlagw(?:ort|orte|oerter)|etiquetas?|mots?-cles"
    r"|autore?s?|authors?|auteurs?|archives?|archivos?|topics?|series|labels?)/[^/]+(?:/.{0,2000})?|.{0,2000}?/\d{4}/(?:\d{1,2}/){1,2}(?:index\.\w{3,5})?",
    re.IGNORECASE,
)


def is_archive(url: str) -> bool:
    """Return whether an address says that its page lists the posts of a term, a person or a month."""
    try:
        return _ARCHIVE.fullmatch(urlsplit(url).path) is not None
    except ValueError:
        return False


def is_further(url: str, *, lists: bool) -> bool:
    """Return whether an address says that it is not the first page of a list: /page/2/, /seite-3.html, ?page=2.

    `lists` tells that the page lists others, where a number at its name's end (tents2.html) says it as well.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    found = _FURTHER.fullmatch(_INDEX.sub("", parts.path))
    if found and int(found["number"]) > 1:
        return True
    if lists and _ENDS_IN_NUMBER.fullmatch(parts.path):
        return True
    return any(
        _NAME.fullmatch(name) and re.fullmatch(r"\d{1,5}", value) and int(value) > 1
        for name, value in parse_qsl(parts.query)
    )


def list_of(url: str) -> str:
    """Return the address of the list of which an address says that it is a further page; itself where it says nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = _INDEX.sub("", parts.path)
    if _FURTHER.fullmatch(path) and (found := _PATH.fullmatch(path)) and int(found["number"]) > 1:
        path = f"{found['list']}/"
    names = [(name, value) for name, value in parse_qsl(parts.query) if not _NAME.fullmatch(name)]
    return parts._replace(path=path, query=urlencode(names), fragment="").geturl()


def page_number(url: str, first: str) -> int:
    """Return which page of a list `url` is, where `first` is the list's first page; 0 where it is none."""
    try:
        here, there = urlsplit(url), urlsplit(first)
    except ValueError:  # a canonical may be anything
        return 0
    if here.netloc.removeprefix("www.") != there.netloc.removeprefix("www."):
        return 0
    path = _INDEX.sub("", there.path).rstrip("/")
    if here.query != there.query:
        rest = [(name, value) for name, value in parse_qsl(here.query) if not _NAME.fullmatch(name)]
        number = next(
            (v for n, v in parse_qsl(here.query) if _NAME.fullmatch(n) and re.fullmatch(r"\d{1,5}", v)), ""
        )
        same = _INDEX.sub("", here.path).rstrip("/") == path and urlencode(rest) == urlencode(
            parse_qsl(there.query)
        )
        return int(number) if number and same else 0
    found = _PATH.fullmatch(_INDEX.sub("", here.path))
    return int(found["number"]) if found and found["list"].rstrip("/") == path else 0
