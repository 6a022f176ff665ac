"""The front matter of a post: YAML between --- or TOML between +++, read as data and nothing else."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from typing import Any, NamedTuple

import yaml

MAX_CHARACTERS = 64 * 1024
MAX_VALUES = 2_000  # entries and items, after aliases are followed; a bomb has billions
MAX_DEPTH = 8
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}


class FrontMatter(NamedTuple):
    """What stood before the body."""

    values: dict[str, Any]
    body_line: int  # the file's line on which the body begins, from 1
    body: str
    problem: str = ""  # why it could not be read; the body is audited all the same
    lines: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple's default; the file's line of each top-level key


class _Loader(yaml.SafeLoader):
    """SafeLoader whose plain words stay words: `no`, dates and times are text, as their author sees them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def split(text: str) -> FrontMatter:
    """Return the front matter and the body of a post's text; line ends are kept.

    A fence that is never closed is no front matter but a thematic break, and the whole text is body.
    """
    lines = text.splitlines(keepends=True)
    fence = lines[0].rstrip() if lines else ""
    if fence not in _FENCES:
        return FrontMatter({}, 1, text)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES[fence]), None)
    if end is None:
        return FrontMatter({}, 1, text)
    head, body = "".join(lines[1:end]), "".join(lines[end + 1 :])
    separator = ":" if fence == "---" else "="
    where = {
        line.partition(separator)[0].strip().strip("\"'"): number
        for number, line in enumerate(lines[1:end], 2)
        if separator in line and not line[:1].isspace()
    }
    try:
        if len(head) > MAX_CHARACTERS:
            raise ValueError(f"it is longer than {MAX_CHARACTERS // 1024} KiB")
        read = yaml.load(head, Loader=_Loader) if fence == "---" else tomllib.loads(head)
        if read is not None and not isinstance(read, dict):
            raise ValueError("it is not a list of names and values")
        values = _plain(read or {}, [MAX_VALUES], 0)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        return FrontMatter({}, end + 2, body, _words(error), where)
    return FrontMatter(values, end + 2, body, "", where)


def _plain(value: Any, budget: list[int], depth: int) -> Any:
    """Return the value as JSON can hold it; ValueError when it unfolds to more than the budget."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise ValueError("it unfolds to more values than a post can have")
    if isinstance(value, dict):
        return {str(key): _plain(inner, budget, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner, budget, depth + 1) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _words(error: Exception) -> str:
    """Return the error as one line."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    where = f" (line {mark.line + 2})" if mark is not None else ""
    return " ".join(f"{problem}{where}".split())[:200]
