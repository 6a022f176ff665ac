"""Hints: evidence that a link on an unknown host belongs to the shop's own affiliate programme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.networks import UrlExample  # noqa: TC001 - read_folder looks the types up
from crawler.catalog.reader import RuleFileError, expression, read_folder

FOLDER = Path(__file__).parent / "hints"


@dataclass(frozen=True, slots=True)
class Hint:
    """One kind of evidence; a link with it is likely an affiliate link of an unknown programme."""

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


@cache
def hints() -> dict[str, Hint]:
    """Return the hints that ship with the crawler, by id."""
    return read_folder(FOLDER, Hint)
