"""Site rules: each one SELECT over the whole crawl, whose rows are findings."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.checks.anchors import FOR_SCRIPTS
from crawler.extract.fragments import fragment_of
from crawler.extract.indexing import says_noindex
from crawler.items import Finding
from crawler.links.shops import is_vanity, shop
from crawler.rules.engine import word
from crawler.rules.functions import add_functions
from crawler.urls.pagers import is_further, page_number
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.rules.rule import Rule

_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-(?=.)")  # Jekyll's file names
_NUMBERED = re.compile(r"[\d_.-]+")  # 2024, 2024-05
# Columns of a site rule's SELECT that are the finding's own; every column may stand in the message as well.
OWN = {"subject", "position", "region", "line", "place", "now", "should_be", "method", "confidence"}


_NUMBERS = {"position", "line"}


def run_site_rules(
    connection: sqlite3.Connection,
    crawl_id: int,
    rules: Iterable[Rule],
    on_error: Callable[[Rule, Exception], None],
) -> Iterator[tuple[int | None, Finding]]:
    """Yield page id and finding for every row of every site rule's SELECT over one crawl.

    A rule's options are parameters of its SQL, as is :crawl; `fold(text)` compares texts without regard to case and white
    space, `stem(source)` is the name that a post's file gives it, `section(source)` the folder of its like, `page_key(url)` is the same for all addresses of one page, `further(url, role)` tells a list's later pages, `has_place(ids, fragment)` whether a link's place is there, `paged(url, first)` is its number in a list that begins with `first`, `noindex(robots)` tells whether a page asks not to be indexed; crawler/rules/functions.py has those about products, titles and the form of URLs. A rule that crashes is
    told to `on_error`, and the others go on.
    """
    connection.create_function("fold", 1, _fold, deterministic=True)  # SQLite's lower() knows ASCII only
    connection.create_function("stem", 1, _stem, deterministic=True)
    connection.create_function("paged", 2, page_number, deterministic=True)
    connection.create_function("further", 2, _further, deterministic=True)
    connection.create_function("page_key", 1, _page_key, deterministic=True)
    connection.create_function("has_place", 2, _has_place, deterministic=True)
    connection.create_function("section", 1, _section, deterministic=True)
    connection.create_function("noindex", 1, _noindex, deterministic=True)
    connection.create_function("shop", 3, shop, deterministic=True)
    connection.create_function("is_vanity", 2, is_vanity, deterministic=True)
    add_functions(connection)
    for rule in rules:
        try:
            cursor = connection.execute(as_known(rule.sql), {**rule.options, "crawl": crawl_id})
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
            found = [(row["page_id"], _site_finding(rule, row)) for row in rows]
        except Exception as error:  # as above
            on_error(rule, error)
            continue
        yield from found


# How SQLite goes about a query, and nothing of what it finds. Red Hat 9 has 3.34, which does not know the words.
_HINT = re.compile(r"\bAS\s+(?:NOT\s+)?MATERIALIZED\b", re.IGNORECASE)


def as_known(sql: str) -> str:
    """Return the SQL without what the SQLite that Python was built with does not know."""
    return sql if sqlite3.sqlite_version_info >= (3, 35) else _HINT.sub("AS", sql)


def _fold(text: str | float | bytes | None) -> str:
    return "" if text is None else " ".join(str(text).split()).casefold()


def _noindex(robots: str | None) -> bool:
    return says_noindex(str(robots or "").split(", "))


def _further(url: str | None, role: str | None) -> bool:
    return is_further(str(url or ""), lists=role == "list")


def _page_key(url: str | None) -> str:
    return page_key(str(url or ""))


def _has_place(ids: str | None, fragment: str | None) -> bool:
    """Return whether a page whose ids these are has the place that a link's fragment (with #) names, or a script answers it."""
    written = str(fragment or "")
    name = fragment_of(written)
    if not name or name.lower() == "top" or written.startswith(FOR_SCRIPTS):
        return True
    return any(f" {wanted} " in str(ids or "") for wanted in (name, unquote(name)))


def _stem(source: str) -> str:
    """Return a post's file name without ending and date; that of its folder where the file is called index."""
    parts = str(source).split("/")
    name = parts[-1].rpartition(".")[0] or parts[-1]
    if name in {"index", "_index"} and len(parts) > 1:
        name = parts[-2]
    return _DATED.sub("", name)


def _section(source: str) -> str:
    """Return the folder that a post shares with its like: without folders of years, and that of a post of its own (tea/index.md)."""
    parts = str(source).split("/")
    if len(parts) > 1 and parts[-1].rpartition(".")[0] == "index":
        parts.pop()
    return "/".join(part for part in parts[:-1] if not _NUMBERED.fullmatch(part))


def _site_finding(rule: Rule, row: dict[str, Any]) -> Finding:
    own = {name: row[name] for name in OWN & set(row) if row[name] is not None}
    for name in OWN - _NUMBERS & set(own):
        own[name] = str(own[name])
    own.setdefault("subject", "page" if row["page_id"] else "site")
    return Finding(rule=rule.id, severity=rule.severity, message=word(rule.message, row), **own)
