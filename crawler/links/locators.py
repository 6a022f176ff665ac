"""Locators: the closed vocabulary by which network files say where a link holds an ID or a destination.

A locator is `word`, `word:argument`, and may end in `|<separator><n>`, which takes the n-th piece, from 1:
`param:tag`, `path:2`, `param:tt|_3` (the third piece of `tt=C_M_A_R`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.catalog.reader import RuleFileError
from crawler.text.base64_text import from_base64

if TYPE_CHECKING:
    from crawler.urls.parse import Query, Url

_WEB = re.compile(r"/(https?(?::|%3a))", re.IGNORECASE)
Reader = Callable[["Url", "Query", str], str]


@dataclass(frozen=True, slots=True)
class Locator:
    """One place in a link."""

    read: Reader
    argument: str
    separator: str = ""
    piece: int = 0

    def value(self, url: Url, query: Query) -> str:
        """Return the raw text at this place; empty when there is none."""
        text = self.read(url, query, self.argument)
        if not self.separator:
            return text
        pieces = text.split(self.separator)
        return pieces[self.piece - 1] if len(pieces) >= self.piece else ""

    @property
    def is_parameter(self) -> bool:
        """Whether what is read is a parameter's value, which whoever receives it decodes once."""
        return self.read in {_param, _last_param} and not self.separator

    def is_ambiguous(self, query: Query) -> bool:
        """Return whether the parameter that is read here stands several times, with different values."""
        if self.read is not _param:
            return False
        return len({value for name, value in query.pairs if value and name.lower() == self.argument}) > 1


def _nth(pieces: list[str], argument: str) -> str:
    position = int(argument)
    return pieces[position - 1] if len(pieces) >= position else ""


def _param(url: Url, query: Query, argument: str) -> str:
    """The first parameter of that name."""
    return query.get(argument)


def _last_param(url: Url, query: Query, argument: str) -> str:
    """The last parameter of that name."""
    return next((value for name, value in reversed(query.pairs) if name.lower() == argument), "")


def _fragment(url: Url, query: Query, argument: str) -> str:
    """A parameter in the fragment: `#aff=name`."""
    return query.get(f"#{argument}")


def _path(url: Url, query: Query, argument: str) -> str:
    """The n-th segment of the path, from 1."""
    return _nth(url.path[1:].split("/"), argument)


def _host(url: Url, query: Query, argument: str) -> str:
    """The n-th label of the host, from 1 at the left."""
    return _nth(url.host.split("."), argument)


def _segment(url: Url, query: Query, argument: str) -> str:
    """What follows `name:` in the path segment of that name: `/camref:1011l3X/`."""
    name = f"{argument}:"
    return next((part[len(name) :] for part in url.path.split("/") if part.lower().startswith(name)), "")


def _after(url: Url, query: Query, argument: str) -> str:
    """The path segment that follows the one named: `/sid/X/`."""
    parts = url.path.split("/")
    return next((after for part, after in itertools.pairwise(parts) if part.lower() == argument), "")


def _whole(url: Url) -> str:
    query = f"?{url.query}" if url.query else ""
    return f"{url.path}{query}#{url.fragment}" if url.fragment else url.path + query


def _rest(url: Url, query: Query, argument: str) -> str:
    """Everything behind a marker in the path, query and fragment included."""
    return _whole(url).partition(argument)[2]


def _tail(url: Url, query: Query, argument: str) -> str:
    """The URL that the path ends in, query and fragment included."""
    found = _WEB.search(url.path)
    return _whole(url)[found.start(1) :] if found else ""


def _query_first(url: Url, query: Query, argument: str) -> str:
    """The first piece of the query, when it is no `name=value`."""
    first = url.query.partition("&")[0]
    return "" if "=" in first else first


def _bracket(url: Url, query: Query, argument: str) -> str:
    """What stands in `name(…)` in the query; the last bracket closes a `url(`."""
    text = url.query if url.query else url.path
    _, found, rest = text.partition(f"{argument}(")
    if not found:
        return ""
    return rest.rpartition(")")[0] if argument == "url" else rest.partition(")")[0]


def _brackets(url: Url, query: Query, argument: str) -> str:
    """What stands in `name=[[…]]` in the query, whatever it holds."""
    found = re.search(rf"(?:^|&){re.escape(argument)}=\[\[(.*?)\]\]", unquote(url.query), re.IGNORECASE)
    return found[1] if found else ""


def _encoded(url: Url, query: Query, argument: str) -> str:
    """A parameter of a query that is percent-encoded: the whole of it in the path, or all that follows in the value."""
    if "%3f" in url.path.lower():
        inside = unquote(url.path).partition("?")[2]
        pairs = (part.partition("=") for part in inside.split("&"))
        return next((value for name, _, value in pairs if name.lower() == argument), "")
    value, mark, _ = query.get(argument).replace("%26", "&").partition("&")
    return value if mark else ""


def _base64(url: Url, query: Query, argument: str) -> str:
    """A parameter that holds base64."""
    return from_base64(query.get(argument))


def _bing(url: Url, query: Query, argument: str) -> str:
    """A parameter with `a1` and base64, as Bing writes the address of a result."""
    value = query.get(argument)
    return from_base64(value[2:]) if value.startswith("a1") else ""


def _proofpoint(url: Url, query: Query, argument: str) -> str:
    """A parameter with `-3A` for %3A and `_` for a slash, as Proofpoint's version 2 writes it."""
    return unquote(re.sub(r"-([0-9A-F]{2})", r"%\1", query.get(argument)).replace("_", "/"))


def _urldefense(url: Url, query: Query, argument: str) -> str:
    """The address between `__` and `__;` in the path, as Proofpoint's version 3 writes it."""
    return _whole(url).partition("/__")[2].rpartition("__;")[0]


# word -> its reader, and the form that its argument has
WORDS: dict[str, tuple[Reader, str]] = {
    "param": (_param, r".+"),
    "last-param": (_last_param, r".+"),
    "fragment": (_fragment, r".+"),
    "path": (_path, r"[1-9]\d?"),
    "host": (_host, r"[1-9]\d?"),
    "segment": (_segment, r"[^/:]+"),
    "after": (_after, r"[^/]+"),
    "rest": (_rest, r".+"),
    "tail": (_tail, r""),
    "query-first": (_query_first, r""),
    "bracket": (_bracket, r"[a-z]+"),
    "brackets": (_brackets, r"[a-z]+"),
    "encoded": (_encoded, r".+"),
    "base64": (_base64, r".+"),
    "bing": (_bing, r".+"),
    "proofpoint": (_proofpoint, r".+"),
    "urldefense": (_urldefense, r""),
}
_PIECE = re.compile(r"(.*)\|(\D)([1-9]\d?)", re.DOTALL)


def locator(text: str) -> Locator:
    """Return the locator that `text` names; RuleFileError lists the known words."""
    separator, piece = "", 0
    if found := _PIECE.fullmatch(text):
        text, separator, piece = found[1], found[2], int(found[3])
    word, _, argument = text.partition(":")
    if word not in WORDS:
        msg = f"unknown locator {text!r}; known: {', '.join(WORDS)}"
        raise RuleFileError(msg)
    read, form = WORDS[word]
    if not re.fullmatch(form, argument):
        msg = f"locator {text!r}: the part after {word!r} should match {form!r}"
        raise RuleFileError(msg)
    if word in {
        "param",
        "last-param",
        "fragment",
        "segment",
        "after",
        "encoded",
        "base64",
        "bing",
        "proofpoint",
    }:
        argument = argument.lower()
    return Locator(read, argument, separator, piece)
