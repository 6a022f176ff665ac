"""Checks of structured data: whether it can be read, is complete, and says what the page says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.catalog.sentences import worded
from crawler.catalog.structured_types import structured_types
from crawler.extract.json_ld import lines_of
from crawler.items import because
from crawler.text.items import graph_of
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Page, StructuredItem
    from crawler.text.items import Graph

PART = "structured data"
CONTROL = "control-character"
ARTICLES = frozenset(structured_types()["Article"].types)
LIST_OF = 3  # more articles than these are a list of posts
_TEMPLATE = re.compile(r"\{\{|\{%|<%|<\?php|\$\{")
_PLACEHOLDER = re.compile(
    r"\s*(?:undefined|null|nan|<no value>|\[object object\]|\{\{[^{}]{1,80}\}\}|\{%[^%]{1,80}%\}|\$\{[^{}]{1,80}\}|lorem ipsum\b.*"
    r"|https?://(?:www\.)?(?:example\.(?:com|org|net)|yourdomain\.com|yoursite\.com|your-?site\.com)(?:[/?#].*)?)\s*",
    re.IGNORECASE | re.DOTALL,
)
_VARIABLE = re.compile(r"%%[a-z_]{2,40}%%", re.IGNORECASE)
_DATES = ("datePublished", "dateModified", "uploadDate", "startDate", "endDate", "datePosted", "validThrough", "priceValidUntil")  # fmt: skip
_NOBODY = {"admin", "administrator", "author", "editor", "user", "guest", "wpadmin", "root"}
_ISO = re.compile(
    r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?(?:\s?Z|\s?[+-]\d{2}(?::?\d{2})?)?)?)?)?|\d{8}"
)


def at(page: Page, items: list[StructuredItem], **values: Any) -> tuple[Page, dict[str, Any]]:
    """Return a finding about items of one type that all have the same fault, on the first one's line."""
    first, kind = items[0], "/".join(items[0].types) or "item"
    of_kind = sum(item.types == first.types for item in page.items)
    name = graph_of(page).text(first, "name") or graph_of(page).text(first, "headline")
    if len(items) > 1:
        what = f"{kind} ({len(items)} times)"
    else:
        what = f"{kind} “{name[:60]}”" if name and of_kind > 1 else kind
    return page, {"item": what, "line": lines_of(page).get(first.position), "part": PART, **values}


def host_of(url: str) -> str:
    """Return the host of an address as it is written; empty for a text that is none, and for one that is no address at all: https://[x]."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def json_ld_can_be_read(page: Page, *, control: bool) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each JSON-LD block that is no JSON; with `control` those that have control characters in a text, and are else."""
    for block in page.broken_jsonld:
        if (block.fault == CONTROL) != control:
            continue
        if page.source and _TEMPLATE.search(page.jsonld[block.block]):  # the site generator fills it
            continue
        fault = worded(because(f"json-{block.fault}"))
        yield page, {"fault": fault, "near": block.near or "its end", "line": block.line, "part": PART}


def items_are_complete(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for the items that lack what Google requires of their type; those with the same lack at once."""
    start = urlsplit(page.url).path in {"", "/", "/index.html"}
    lacking: dict[tuple[str, tuple[str, ...]], list[StructuredItem]] = {}
    for item in page.items:
        if item.missing and not (start and item.google == "BreadcrumbList"):
            lacking.setdefault((item.google, item.missing), []).append(item)
    for (google, paths), items in lacking.items():
        feature = structured_types()[google].name
        yield at(page, items, missing="; ".join(paths), feature=feature)


def values_are_filled_in(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each property whose value is what a template or script left there."""
    for item in page.items:
        if "SearchAction" in item.types or "EntryPoint" in item.types:
            continue
        for name, values in item.properties.items():
            for value in values[:20]:
                if not isinstance(value, str) or len(value) > 500:
                    continue
                if page.source and _TEMPLATE.search(value):
                    continue
                if _PLACEHOLDER.fullmatch(value) or (found := _VARIABLE.search(value)):
                    if host_of(page.url) == host_of(value.strip()[:200]):
                        continue
                    shown = value if _PLACEHOLDER.fullmatch(value) else found[0] if found else value
                    yield at(page, [item], property=name, text=shown, now=value)
                    break


def authors_have_pages(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each article whose authors have a name and neither url nor sameAs, here or in another article of the page."""
    graph = graph_of(page)
    written = [(item, authors) for item in _articles(page, graph) if (authors := graph.items(item, "author"))]
    known = {
        graph.text(author, "name").casefold()
        for _, authors in written
        for author in authors
        if graph.has(author, "url") or graph.has(author, "sameAs") or author.item_id.startswith("http")
    }
    found: dict[tuple[str, ...], list[StructuredItem]] = {}
    for item, authors in written:
        if not any(graph.text(author, "name").casefold() in known for author in authors):
            found.setdefault(item.types, []).append(item)
    for items in found.values():
        yield at(page, items)


def author_names_are_names(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each author of an article whose name is a login, an address, or begins with "by"."""
    graph = graph_of(page)
    said: set[str] = set()
    for item in _articles(page, graph):
        for name in graph.texts(item, "author"):
            plain = " ".join(name.split())
            low = plain.lower()
            fault = ""
            if low in _NOBODY:
                fault = "is a login, not a person's name"
            elif low.startswith(("by ", "written by ", "posted by ", "author:")):
                fault = "holds more than the name"
            elif low.startswith(("www.", "mailto:")) or re.fullmatch(r"[^\s@]{1,64}@[^\s@]{1,64}", plain):
                fault = "is an address, not a name"
            if fault and plain not in said:
                said.add(plain)
                yield at(page, [item], name=plain, fault=fault, now=plain)


def dates_are_readable(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for the dates of its items that are no ISO 8601; those of one type and property at once."""
    found: dict[tuple[tuple[str, ...], str], tuple[str, list[StructuredItem]]] = {}
    for item in page.items:
        for name in _DATES:
            for value in item.properties.get(name, ())[:3]:
                if not isinstance(value, str) or not value.strip() or _ISO.fullmatch(value.strip()):
                    continue
                if _PLACEHOLDER.fullmatch(value) or _TEMPLATE.search(value) or len(value) > 100:
                    continue
                found.setdefault((item.types, name), (value, []))[1].append(item)
                break
    for (_, name), (value, items) in found.items():
        yield at(page, items, property=name, text=value, now=value)


def dates_agree(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each article that was published after it was modified, or in days to come; a day is allowed for time zones."""
    graph, day = graph_of(page), timedelta(days=1)
    for item in _articles(page, graph):
        published, modified = (moment(graph.text(item, name)) for name in ("datePublished", "dateModified"))
        if published and modified and published > modified + day:
            values = {"first": graph.text(item, "datePublished"), "second": graph.text(item, "dateModified")}
            yield at(page, [item], fault="is after", **values, now=values["first"])
        elif published and published > datetime.now(UTC) + day:
            values = {"first": graph.text(item, "datePublished"), "second": "today"}
            yield at(page, [item], fault="is after", **values, now=values["first"])


def offers_are_current(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for the offers and jobs whose last day is over."""
    now = datetime.now(UTC) - timedelta(days=1)
    over: dict[tuple[tuple[str, ...], str, str], list[StructuredItem]] = {}
    for item in page.items:
        for name in ("priceValidUntil", "validThrough"):
            text = graph_of(page).text(item, name) if name in item.properties else ""
            if (end := moment(text)) and end < now:
                over.setdefault((item.types, name, text), []).append(item)
    for (_, name, text), items in over.items():
        yield at(page, items, property=name, date=text, now=text)


def page_has_one_main_article(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when two articles, or three, say different headlines or authors of it, as a theme and a plugin do."""
    graph = graph_of(page)
    found = [item for item in _articles(page, graph) if item.top and _is_of(page, graph, item)]
    if not 2 <= len(found) <= LIST_OF or all(item.syntax == "microdata" for item in found):
        return
    first = found[0]
    for other in found[1:]:
        for name in ("headline", "author"):
            one, two = graph.text(first, name), graph.text(other, name)
            if not one.startswith("http") and not two.startswith("http") and not _alike(one, two):
                yield at(page, [other], property=name, first=one, second=two, now=f"{one} | {two}")
                return


def _articles(page: Page, graph: Graph) -> Iterable[StructuredItem]:
    """Return the articles that stand for themselves, not those that something only names."""
    for item in page.items:
        if item.google == "Article" and (item.top or graph.holders(item)):
            yield item


def _is_of(page: Page, graph: Graph, item: StructuredItem) -> bool:
    """Return whether nothing says that the item is about another page."""
    said = [
        *graph.texts(item, "url"),
        *(text for text in item.properties.get("mainEntityOfPage", ()) if isinstance(text, str)),
    ]
    addresses = [text for text in said if text.startswith(("http://", "https://"))]
    return all(page_key(text.partition("#")[0]) == page_key(page.url) for text in addresses)


def _alike(one: str, two: str) -> bool:
    first, second = ("".join(c for c in unescape(text).casefold() if c.isalnum()) for text in (one, two))
    return first in second or second in first


def moment(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 date, of a day its end; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= len("2026-11-28"):
        found += timedelta(hours=23, minutes=59)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
