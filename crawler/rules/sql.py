"""Site rules: each one SELECT over the whole crawl, whose rows are findings."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

from crawler.items import Finding
from crawler.rules.engine import word
from crawler.rules.functions import add_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.rules.rule import Rule

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

    A rule's options are parameters of its SQL, as is :crawl; what else it may call is in crawler/rules/functions.py. A rule
    that crashes is told to `on_error`, and the others go on.
    """
    add_functions(connection)
    for rule in rules:
        try:
            cursor = connection.execute(as_known(rule.sql), {**rule.options, "crawl": crawl_id})
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
            found = [(row["page_id"], _site_finding(rule, row)) for row in rows]
        except Exception as error:  # one broken rule must not cost the answers of the others
            on_error(rule, error)
            continue
        yield from found


# How SQLite goes about a query, and nothing of what it finds. Red Hat 9 has 3.34, which does not know the words.
_HINT = re.compile(r"\bAS\s+(?:NOT\s+)?MATERIALIZED\b", re.IGNORECASE)


def as_known(sql: str) -> str:
    """Return the SQL without what the SQLite that Python was built with does not know."""
    return sql if sqlite3.sqlite_version_info >= (3, 35) else _HINT.sub("AS", sql)


def _site_finding(rule: Rule, row: dict[str, Any]) -> Finding:
    own = {name: row[name] for name in OWN & set(row) if row[name] is not None}
    for name in OWN - _NUMBERS & set(own):
        own[name] = str(own[name])
    own.setdefault("subject", "page" if row["page_id"] else "site")
    return Finding(rule=rule.id, severity=rule.severity, message=word(rule.message, row), **own)
