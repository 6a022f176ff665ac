"""Look for hints that a link on an unknown host belongs to the shop's own affiliate programme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.catalog.hints import Hint, hints
from crawler.links.index import shape
from crawler.links.match import NetworkLink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.urls.parse import Query, Url

NETWORK = "unknown-programme"
# The address of a page inside a single-page app: app.example/#/register?code=…
_ROUTE = re.compile(r"!?(/[^?]*)")
ADDRESS = re.compile(r"(?:https?:)?/", re.IGNORECASE)  # how a value begins that is an address or a path


@dataclass(frozen=True, slots=True)
class Ready:
    """A hint made ready."""

    hint: Hint
    form: re.Pattern[str]
    shape: re.Pattern[str] | None  # any of the hint's paths
    not_shape: re.Pattern[str] | None
    names: frozenset[str]  # of the parameters, with those inside a fragment
    not_hosts: tuple[str, ...]  # each with a dot before it

    def read(self, url: Url, query: Query, domain: str) -> str | None:
        """Return the id that the link carries, empty when it hides it; None when it is none of this kind.

        What most links lack is asked first: each link to a site that nobody knows is read by every hint.
        """
        hint = self.hint
        if hint.word and not query.pairs:
            return None
        if hint.parameters and self.names.isdisjoint(query.values[0]):
            return None
        if hint.first_labels and (url.host == domain or url.host.partition(".")[0] not in hint.first_labels):
            return None
        path, mark = url.path, ""
        if route := _ROUTE.match(url.fragment):
            path, mark = route[1], "#"
        if self.shape and not self.shape.fullmatch(path):
            return None
        if self.not_shape and self.not_shape.fullmatch(path):
            return None
        if url.host.rpartition(".")[2] in hint.not_under or domain.partition(".")[0] in hint.not_names:
            return None
        if f".{url.host}".endswith(self.not_hosts):
            return None
        if hint.parameters or hint.word:
            return next(self._in_query(query, mark), None)
        last = unquote(path.rstrip("/").rpartition("/")[2])
        return last if self.form.fullmatch(last) else None

    def _in_query(self, query: Query, mark: str) -> Iterator[str]:
        """Yield the ids that parameters hold; `mark` is "#" where those of an address inside the fragment count as well."""
        hint = self.hint
        for name in hint.parameters:
            value = unquote(query.get(name) or (query.get(mark + name) if mark else ""))
            if self.form.fullmatch(value) and not ADDRESS.match(value):
                yield value
        if not hint.word:
            return
        for name, raw in query.pairs:
            value = unquote(raw)
            if (
                not value
                or name.startswith("#")
                or ADDRESS.match(value)
                or name.lower() in hint.not_parameters
            ):
                continue
            if hint.word in name.lower() and self.form.fullmatch(value):
                yield value
            elif hint.word in value.lower():
                yield ""


@cache
def _ready() -> tuple[Ready, ...]:
    return tuple(
        Ready(
            hint,
            re.compile(hint.form, re.IGNORECASE),
            _any_of(hint.paths),
            _any_of(hint.not_paths),
            frozenset(hint.parameters) | {f"#{name}" for name in hint.parameters},
            tuple(f".{host}" for host in hint.not_hosts),
        )
        for hint in hints().values()
    )


def _any_of(paths: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return the pattern of all these shapes; None for none."""
    shapes = [shape(path) for path in paths]
    return re.compile("|".join(one.pattern for one in shapes), shapes[0].flags) if shapes else None


def hinted(url: Url, query: Query, domain: str) -> NetworkLink | None:
    """Return what the first hint that fits tells about a link on the registrable domain `domain`; None when none does."""
    for ready in _ready():
        affiliate_id = ready.read(url, query, domain)
        if affiliate_id is not None:
            shown = "".join(filter(str.isprintable, affiliate_id))[:200]
            return NetworkLink(NETWORK, shown, "likely", "", "", ready.hint.reason)
    return None
