"""Match a link against a network's row: whether it fits, which ID it carries, and where it leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from crawler.urls.parse import HOST_LENGTH, clean, parameters, resolve, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.links.index import NetworkRow
    from crawler.links.locators import Locator
    from crawler.urls.parse import Query, Url

LEVELS = 5  # of wrappers inside wrappers
ID_LENGTH = 200  # more is no id
# A query whose equals signs alone are encoded, as Google Docs writes what it wraps.
_HALF = re.compile(r"\?[^=#]*%3d[^=#]*$", re.IGNORECASE)
# Escapes of printable ASCII, but for a lone percent sign; others mean the same in a URL with and without.
_ASCII = re.compile(r"%(?!25(?![0-9a-f]{2}))([2-6][0-9a-f]|7[0-9a-e])", re.IGNORECASE)
_PLAIN = frozenset(map(chr, range(0x21, 0x7F))) - set('\\"<>^`{|}')


class NetworkLink(NamedTuple):
    """What the first row that fits says."""

    network: str
    affiliate_id: str
    confidence: str
    destination: str  # of this link alone; it may be a wrapper again
    sub_id: str
    detail: str
    copied: bool = False  # from the address bar after a click


def fits(row: NetworkRow, url: Url, query: Query) -> bool:
    """Return whether the link has the path and the parameters that the row asks for; the host is looked up before."""
    if row.shapes and not any(shape.fullmatch(url.path) for shape in row.shapes):
        return False
    if any(shape.fullmatch(url.path) for shape in row.not_shapes):
        return False
    if row.path_form and not row.path_form.fullmatch(url.path):
        return False
    for name, value in row.needs:
        found = query.get(name)
        if not found or (value and found != value):
            return False
    for name, value in row.without:
        found = query.get(name)
        if found and (not value or found == value):
            return False
    match = row.match
    if match.min_labels and url.host.count(".") + 1 < match.min_labels:
        return False
    if match.under and url.host.rpartition(".")[2] not in match.under:
        return False
    if row.id_form:
        return bool(row.id_form.fullmatch(_first(row.affiliate_id, url, query)))
    return not match.needs_id or bool(_first(row.affiliate_id, url, query))


def read(row: NetworkRow, url: Url, query: Query) -> NetworkLink:
    """Return what the row, which fits, tells about the link."""
    match = row.match
    affiliate_id = _first(row.affiliate_id, url, query)
    confidence, notes = match.confidence, []
    if row.certain_id and not row.certain_id.fullmatch(affiliate_id):
        confidence = "likely"
    if confidence == "likely":
        notes.append(match.reason)
    if affiliate_id and any(place.is_ambiguous(query) for place in row.affiliate_id):
        confidence = "likely"
        notes.append("the id stands several times, with different values; which one counts is not known")
    if query.escaped:
        notes.append("“amp;” stands in front of a parameter, which the shop cannot read")
    destination = ""
    for place in row.destination:
        value = place.value(url, query)
        if match.relative and unquote(value[:3]).startswith("/"):
            value = resolve(unquote(value), url.href)
        if destination := web_url(value, schemeless=match.schemeless, encoded=place.is_parameter):
            break
    return NetworkLink(
        row.network,
        affiliate_id,
        confidence,
        destination,
        _first(row.sub_id, url, query),
        "; ".join(notes),
        row.copied,
    )


def first_match(rows: Iterable[NetworkRow], url: Url, query: Query) -> NetworkLink | None:
    """Return what the first of `rows` that fits tells; None when none does."""
    return next((read(row, url, query) for row in rows if fits(row, url, query)), None)


def final_destination(first: str, rows_of: Callable[[Url, Query], Iterable[NetworkRow]]) -> str:
    """Return where `first` leads after wrappers inside wrappers are undone, at most five; a loop ends where it began."""
    seen, current = {first}, first
    for _ in range(LEVELS):
        url = split(resolve(current))
        query = parameters(url)
        inner = first_match(rows_of(url, query), url, query)
        if inner is None or not inner.destination or inner.destination in seen:
            break
        current = inner.destination
        seen.add(current)
    return current


def web_url(raw: str, *, schemeless: bool = False, encoded: bool = False) -> str:
    """Return the http(s) URL that a parameter or a path holds, decoded as often as it was encoded (0 to 2 times).

    `encoded` says that it is a parameter's value: then it is decoded once also where it begins as a URL does. Empty when there is none. Characters that a URL may not hold are encoded; everything else stays as written.
    """
    text = raw
    if not text.lower().startswith(("http://", "https://")):
        text = unquote(text)
        for _ in range(2):
            if text[:12].lower().startswith(("http%", "https%")):
                text = unquote(text)
    elif "%3" in text and _HALF.search(text):
        text = unquote(text)
    elif encoded and "%" in text:
        text = _ASCII.sub(lambda found: chr(int(found[1], 16)), text)
    text = clean(text)
    lower = text[:8].lower()
    if not lower.startswith(("http:/", "https:/")):
        if not schemeless or not text:
            return ""
        if "%2f" in text[:300].lower() and "/" not in text[:300]:
            text = unquote(text)
        host = text.partition("/")[0].partition("?")[0]
        if "." not in host or ":" in host or "@" in host:
            return ""
        text = f"https://{text}"
        lower = text[:8].lower()
    href = resolve(text)
    if not href.startswith(("http://", "https://")) or not 0 < len(split(href).host) <= HOST_LENGTH:
        return ""
    as_written = lower.startswith(("http://", "https://")) and set(text) <= _PLAIN
    return text if as_written else href


def _first(places: Iterable[Locator], url: Url, query: Query) -> str:
    """Return the first value that one of the places holds, decoded once, without what cannot be printed."""
    for place in places:
        if raw := place.value(url, query):
            value = unquote(raw[: ID_LENGTH * 3])[:ID_LENGTH]
            return value if value.isprintable() else "".join(filter(str.isprintable, value))
    return ""
