"""Word codes as sentences: why something was not read, requested or judged, and what is wrong with a URL."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from crawler.http.status import status_words
from crawler.items import Cause

FILE = Path(__file__).parent / "sentences.toml"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return table -> code -> sentence, in which a value's name stands in braces."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def worded(cause: Cause, table: str = "cause") -> str:
    """Return what a code says to a person; empty for none, the code itself where `table` does not know it.

    Words for a reader only: nothing may decide by what is returned.
    """
    if not cause:
        return ""
    said: dict[str, str | int | float] = {
        name: worded(value) if isinstance(value, Cause) else value for name, value in cause.values
    }
    if isinstance(status := said.get("status"), int):
        said["named"], said["said"] = status_words(status), status_words(status, unknown="")
    return sentences()[table].get(cause.code, cause.code).format_map(said)
