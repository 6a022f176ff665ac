"""Hints as data: what makes a link on a host that no network claims look like one of the shop's own programme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.links.networks import UrlExample  # noqa: TC001 - read_folder looks the types up
from crawler.links.reading import Answer
from crawler.links.rows import expression, shape
from crawler.rules.schema import RuleFileError, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.links.urls import Query, Url

FOLDER = Path(__file__).parents[1] / "rules" / "hints"
NETWORK = "unknown-programme"
ADDRESS = re.compile(r"(?:https?:)?/", re.IGNORECASE)  # how a value begins that is an address or a path


@dataclass(frozen=True, slots=True)
class Hint:
    """One kind of evidence; a link that has it is likely an affiliate link, of which programme is not known."""

    id: str
    name: str
    source: str  # on what it was measured
    reason: str  # said of each link
    example: tuple[UrlExample, ...]
    parameters: tuple[str, ...] = ()  # one of these parameters, in any case, with a value of `form` …
    word: str = ""  # … or this word in a parameter's name or value …
    paths: tuple[
        str, ...
    ] = ()  # … or one of these shapes, as in a network file, with a last segment of `form`;
    # with `parameters`, those count at such a path only
    first_labels: tuple[str, ...] = ()  # with `paths`: the host's first label, below a domain
    not_paths: tuple[str, ...] = ()  # shapes that are no click: images
    form: str = ".+"  # a regular expression; case does not matter
    not_parameters: tuple[str, ...] = ()  # with `word`: parameters that hold a reader's words or an address
    not_hosts: tuple[str, ...] = ()  # these hosts and all below them mean something else by it …
    not_names: tuple[str, ...] = ()  # … as do domains of this name under any suffix: "eventbrite"
    not_under: tuple[str, ...] = ()  # as do these top-level domains

    def __post_init__(self) -> None:
        """Refuse a hint without evidence, or with two kinds of it."""
        if bool(self.word) == bool(self.parameters or self.paths):
            msg = "a hint needs `parameters`, `paths` or both, or `word`"
            raise RuleFileError(msg)
        if self.first_labels and not self.paths:
            msg = "`first_labels` needs `paths`"
            raise RuleFileError(msg)
        expression("form", self.form)


@dataclass(frozen=True, slots=True)
class Ready:
    """A hint made ready."""

    hint: Hint
    form: re.Pattern[str]
    shapes: tuple[re.Pattern[str], ...]
    not_shapes: tuple[re.Pattern[str], ...]

    def read(self, url: Url, query: Query, domain: str) -> str | None:
        """Return the id that the link carries, empty when it hides it; None when it is none of this kind."""
        hint = self.hint
        if url.host.rpartition(".")[2] in hint.not_under or domain.partition(".")[0] in hint.not_names:
            return None
        if f".{url.host}".endswith(tuple(f".{host}" for host in hint.not_hosts)):
            return None
        if any(shape.fullmatch(url.path) for shape in self.not_shapes):
            return None
        if hint.first_labels and (url.host == domain or url.host.partition(".")[0] not in hint.first_labels):
            return None
        if self.shapes and not any(shape.fullmatch(url.path) for shape in self.shapes):
            return None
        if hint.parameters or hint.word:
            return next(self._in_query(query), None)
        last = unquote(url.path.rstrip("/").rpartition("/")[2])
        return last if self.form.fullmatch(last) else None

    def _in_query(self, query: Query) -> Iterator[str]:
        hint = self.hint
        for name in hint.parameters:
            value = unquote(query.get(name))
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
def hints() -> dict[str, Hint]:
    """Return the hints that ship with the crawler, by id."""
    return read_folder(FOLDER, Hint)


@cache
def _ready() -> tuple[Ready, ...]:
    return tuple(
        Ready(
            hint,
            re.compile(hint.form, re.IGNORECASE),
            tuple(map(shape, hint.paths)),
            tuple(map(shape, hint.not_paths)),
        )
        for hint in hints().values()
    )


def hinted(url: Url, query: Query, domain: str) -> Answer | None:
    """Return what the first hint that fits tells about a link on the registrable domain `domain`; None when none does."""
    for ready in _ready():
        affiliate_id = ready.read(url, query, domain)
        if affiliate_id is not None:
            shown = "".join(filter(str.isprintable, affiliate_id))[:200]
            return Answer(NETWORK, shown, "likely", "", "", ready.hint.reason)
    return None
