"""The functions that the SQL of site rules may call."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from inspect import signature
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.checks.anchors import FOR_SCRIPTS
from crawler.extract.fragments import fragment_of
from crawler.extract.indexing import says_noindex
from crawler.links.information import sells_nothing
from crawler.links.shops import is_vanity, shop
from crawler.urls import same
from crawler.urls.domains import registrable
from crawler.urls.pagers import is_further, list_of, page_number
from crawler.urls.parse import resolve, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-(?=.)")  # Jekyll's file names
_NUMBERED = re.compile(r"[\d_.-]+")  # 2024, 2024-05
_YEAR = re.compile(r"\(?\[?\b(?:19|20)\d\d\b\]?\)?")
_COUNT = re.compile(r"^\W*(?:(?:the|our|my|die|unsere|les|mes|los|mis|i|le)\s+)?\d{1,3}\W+", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|–—·•»/-]\s+|\s*[|»]\s*")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_STOP = frozenset((
    "a", "an", "and", "at", "by", "das", "de", "dem", "den", "der", "des", "die", "du", "e", "ein", "eine",
    "el", "en", "et", "for", "from", "für", "gli", "i", "il", "im", "in", "l", "la", "las", "le", "les",
    "lo", "los", "mit", "of", "on", "or", "our", "para", "per", "pour", "the", "to", "un", "una", "und",
    "une", "vom", "von", "with", "y", "zu", "zum", "zur",
))  # fmt: skip
# S, XXL, 4-8kg, 2.5, 90cm
_SIZE = re.compile(r"x{0,4}[sml]|\d+(?:[.,-]\d+)*(?:[kcm]?m|[km]?g|[mc]?l|oz|lbs?|in|ft)?", re.IGNORECASE)
NAMED = 2  # words of a product's name that are no size
LEAST = 3  # words of a name or title that are compared


def fold(text: str | float | bytes | None) -> str:
    """Return a text in small letters with single spaces, as texts are compared: SQLite's lower() knows ASCII only."""
    return "" if text is None else " ".join(str(text).split()).casefold()


def noindex(robots: str | None) -> bool:
    """Return whether a page's robots directives ask search engines not to index it."""
    return says_noindex(str(robots or "").split(", "))


def further(url: str | None, role: str | None) -> bool:
    """Return whether an address is a later page of a list."""
    return is_further(str(url or ""), lists=role == "list")


def first_page(url: str | None) -> str:
    """Return the address of the list of which an address is a later page; itself where it is none."""
    return list_of(str(url or ""))


def page_key(url: str | None) -> str:
    """Return what all addresses of one page have in common."""
    return same.page_key(str(url or ""))


def without_fragment(url: str | None) -> str:
    """Return an address without its #fragment, as a page's key is."""
    return str(url or "").partition("#")[0]


def has_place(ids: str | None, fragment: str | None) -> bool:
    """Return whether a page whose ids these are has the place that a link's fragment (with #) names, or a script answers it."""
    written = str(fragment or "")
    name = fragment_of(written)
    if not name or name.lower() == "top" or written.startswith(FOR_SCRIPTS):
        return True
    return any(f" {wanted} " in str(ids or "") for wanted in (name, unquote(name)))


def stem(source: str) -> str:
    """Return a post's file name without ending and date; that of its folder where the file is called index."""
    parts = str(source).split("/")
    name = parts[-1].rpartition(".")[0] or parts[-1]
    if name in {"index", "_index"} and len(parts) > 1:
        name = parts[-2]
    return _DATED.sub("", name)


def section(source: str) -> str:
    """Return the folder that a post shares with its like: without folders of years, and that of a post of its own (tea/index.md)."""
    parts = str(source).split("/")
    if len(parts) > 1 and parts[-1].rpartition(".")[0] == "index":
        parts.pop()
    return "/".join(part for part in parts[:-1] if not _NUMBERED.fullmatch(part))


def names_product(text: str | None, generic: str) -> int:
    """Return whether a link's words are the name of a product: three words, two of them with a capital or one with a digit.

    Two of them are more than a size: "Pants M (6-12kg)" are of many makers. `generic`: a JSON list of words in small
    letters, none of which a name holds.
    """
    words = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", str(text or "")[:300])
    if len(words) < LEAST or not _generic(generic).isdisjoint(word.casefold() for word in words):
        return False
    if sum(_SIZE.fullmatch(word) is None for word in words) < NAMED:
        return False
    return sum(word[0].isupper() for word in words) > 1 or any(
        char.isdigit() for word in words for char in word
    )


@lru_cache(maxsize=10)
def _generic(words: str) -> frozenset[str]:
    return frozenset(json.loads(words))


def domain_of(url: str | None) -> str:
    """Return the registrable domain of an address."""
    return registrable(split(resolve(str(url or ""))).host)


def path_of(url: str | None) -> str:
    """Return the path of an address, without a slash at its end."""
    return split(resolve(str(url or ""))).path.rstrip("/")


def bare_title(title: str | None) -> str:
    """Return a title without years, a number at its beginning and words that say nothing; empty where few words are left."""
    text = _COUNT.sub("", _YEAR.sub(" ", str(title or "")[:300]).strip()).casefold()
    words = [word for word in re.findall(r"[^\W_]+", text) if word not in _STOP]
    return " ".join(words) if len(words) >= LEAST else ""


def title_end(title: str | None) -> str:
    """Return what stands behind the last separator of a title, as “| Tents and Tea” does; empty without one."""
    parts = _PARTS.split(str(title or "")[:500])
    return " ".join(parts[-1].split()).casefold() if len(parts) > 1 else ""


def title_parts(title: str | None, name: str | None) -> int:
    """Return how many parts of a title are the name."""
    parts = _PARTS.split(str(title or "")[:500])
    return sum(" ".join(part.split()).casefold() == name for part in parts)


def twin_key(url: str | None) -> str:
    """Return what addresses have in common that differ in case, a slash at the end, index.html or their query."""
    try:
        parts = urlsplit(str(url or ""))
    except ValueError:
        return ""
    return f"{parts.netloc}{_INDEX.sub('/', parts.path).rstrip('/')}".casefold()


def ends_in_slash(url: str | None) -> int | None:
    """Return whether the path of an address ends in a slash; None where nobody chooses: a root, a file."""
    path = urlsplit(str(url or "")).path
    if path in {"", "/"} or "." in path.rpartition("/")[2]:
        return None
    return path.endswith("/")


def origin_of(url: str | None) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(str(url or ""))
    return f"{parts.scheme}://{parts.netloc}"


FUNCTIONS: dict[str, Callable[..., str | int | None]] = {
    "fold": fold,
    "noindex": noindex,
    "further": further,
    "first_page": first_page,
    "paged": page_number,
    "page_key": page_key,
    "without_fragment": without_fragment,
    "has_place": has_place,
    "stem": stem,
    "section": section,
    "shop": shop,
    "is_vanity": is_vanity,
    "sells_nothing": sells_nothing,
    "names_product": names_product,
    "domain_of": domain_of,
    "path_of": path_of,
    "bare_title": bare_title,
    "title_end": title_end,
    "title_parts": title_parts,
    "twin_key": twin_key,
    "ends_in_slash": ends_in_slash,
    "origin_of": origin_of,
}


def add_functions(connection: Connection) -> None:
    """Let the SQL of a connection use the functions of this module by their names."""
    for name, function in FUNCTIONS.items():
        arguments = len(signature(function).parameters)
        connection.create_function(name, arguments, function, deterministic=True)
