"""The front matter of a post, read as data and nothing else.

YAML between ---, TOML between +++, JSON in braces or between ---json and ---, or lines as Pelican and Nikola have them.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import tomllib
from typing import Any, NamedTuple

import yaml

MAX_CHARACTERS = 64 * 1024
MAX_VALUES = 2_000  # entries and items, after aliases are followed; a bomb has billions
MAX_DEPTH = 8
MAX_NUMBER = 10**18
# What a post says that is not published, and the word that says so.
DRAFTS = (
    ("draft", "true"),
    ("published", "false"),
    ("status", "draft"),
    ("post_status", "draft"),
)
# Source: https://gohugo.io/content-management/front-matter/, https://github.com/jonschlinkert/gray-matter (---json: Eleventy)
_FENCES = {
    "---": ("---", "..."), "---yaml": ("---",), "+++": ("+++",), "---toml": ("---",), "---json": ("---",), "{": ("}",),
}  # fmt: skip
_LANGUAGES = {"---": "yaml", "---yaml": "yaml", "+++": "toml", "---toml": "toml"}
_SEPARATORS = {"yaml": ":", "toml": "=", "json": ":"}
# ".. title: Tents", also in a comment; source: https://getnikola.com/handbook.html#metadata-fields
_NIKOLA = re.compile(r"\.\. ([a-z][\w-]{0,50}):(?:\s+(.*))?")
# "Title: Tents"; source: https://docs.getpelican.com/en/stable/content.html#file-metadata
_PELICAN = re.compile(r"([A-Za-z][\w-]{0,50}):(?:\s+(.*))?")
_TABS = re.compile(r"^\t+", re.MULTILINE)
_BESIDE_TITLE = {
    "author", "authors", "category", "categories", "date", "description", "lang", "modified", "slug", "status", "summary",
    "tags", "template", "url",
}  # fmt: skip
# tomllib needs 11 seconds for a name of 30,000 parts.
_LONG_NAME = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++\s*+\.\s*+){40}")


class FrontMatter(NamedTuple):
    """What stood before the body."""

    values: dict[str, Any]
    body_line: int  # the file's line on which the body begins, from 1
    body: str
    problem: str = ""  # why it could not be read; the body is audited all the same
    lines: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple's default; the file's line of each top-level key


class _Loader(yaml.SafeLoader):
    """SafeLoader whose plain words stay words: `no`, 007, 1.10, 12:30 and dates are text, as their author sees them."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave merge keys (<<) alone: nested, a few lines of them unfold to billions of entries."""


def _untagged(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
    """Return the value behind a tag of another language's own (!binary, !ruby/object:…) as data."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if suffix == "binary":
        return base64.b64decode(node.value).decode("utf-8", "replace")
    return node.value


# Jekyll's importers write them, and Jekyll reads them.
_Loader.add_multi_constructor("!", _untagged)
_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), _first)


def split(text: str) -> FrontMatter:
    """Return the front matter and the body of a post's text, whose lines end in \\n.

    A fence that is never closed, or that closes over prose, is no front matter but a thematic break, and the whole text
    is body.
    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in _FENCES:
        return _of_lines(lines) or FrontMatter({}, 1, text)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES.get(fence, ())), None)
    language = _LANGUAGES.get(fence, "json")
    if end is None or (fence == "{" and not lines[1].lstrip().startswith('"')):
        return FrontMatter({}, 1, text)
    head, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    separator = _SEPARATORS[language]
    where = _lines_of(lines[1:end], separator, indented=language == "json")
    try:
        read = _load("{" + head + "}" if fence == "{" else head, language)
        if read is not None and not isinstance(read, dict):
            return FrontMatter({}, 1, text)
        values = _plain(read or {}, [MAX_VALUES, MAX_CHARACTERS], 0)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        if not lines[1].strip() or (language == "yaml" and _is_prose(lines[1:end])):
            return FrontMatter({}, 1, text)
        return FrontMatter({}, end + 2, body, _words(error), where)
    return FrontMatter(values, end + 2, body, "", where)


def _lines_of(lines: list[str], separator: str, *, indented: bool) -> dict[str, int]:
    """Return the file's line of each outermost key; `indented`: these stand as far in as the first of them, as in JSON."""
    with_keys = [(number, line) for number, line in enumerate(lines, 2) if separator in line]
    outer = _indent(with_keys[0][1]) if with_keys and indented else ""
    found: dict[str, int] = {}
    for number, line in with_keys:
        if _indent(line) == outer:
            found.setdefault(line.partition(separator)[0].strip().strip("\"'"), number)
    return found


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _is_prose(lines: list[str]) -> bool:
    """Return whether lines that are no YAML begin as a text does behind a thematic break: [a link], a tag, bold, a quote."""
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return first.startswith(("[", "<", "![", "**", "* ", "> "))


def draft_mark(values: dict[str, Any]) -> str:
    """Return what marks a post as a draft, as "draft: true"; empty for a post that is published.

    Source: Hugo's and Eleventy's `draft`, Jekyll's `published`, Pelican's and WordPress's `status`.
    """
    for key, word in DRAFTS:
        value = values.get(key)
        # A quoted "true" is a slip of the pen that site generators forgive.
        if isinstance(value, bool | str) and str(value).strip().lower() == word:
            return f"{key}: {word}"
    return ""


def _of_lines(lines: list[str]) -> FrontMatter | None:
    """Return the front matter that is lines of `key: value` up to the first empty one; None where there is none."""
    comment = lines[0].strip() == "<!--"
    pattern = _NIKOLA if comment or lines[0].startswith(".. ") else _PELICAN
    if not comment and not pattern.fullmatch(lines[0]):
        return None
    values: dict[str, Any] = {}
    where: dict[str, int] = {}
    first = number = int(comment)
    key = ""
    for number, line in enumerate(lines[first:MAX_VALUES], first):
        if not line.strip() or (comment and line.strip() == "-->"):
            break
        if found := pattern.fullmatch(line.rstrip()):
            key = found[1].lower()
            where[key], values[key] = number + 1, (found[2] or "").strip()
        elif key and pattern is _PELICAN and line.startswith("    "):
            values[key] = f"{values[key]} {line.strip()}".strip()
        else:
            return None
    known = "title" in values and (pattern is _NIKOLA or _BESIDE_TITLE.intersection(values))
    if not known or (comment and lines[number].strip() != "-->"):
        return None
    # Both write a new post with all their keys, of which most stay empty.
    kept = {name: value for name, value in values.items() if value}
    return FrontMatter(kept, number + 2, "\n".join(lines[number + 1 :]), "", where)


def _load(head: str, language: str) -> Any:
    if len(head) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS // 1024} KiB")
    if language == "json":
        return json.loads(head)
    if language == "yaml":
        # YAML knows no tabs; Hexo makes spaces of them.
        return yaml.load(_TABS.sub(lambda tabs: "  " * len(tabs[0]), head), Loader=_Loader)
    if _LONG_NAME.search(head):
        raise ValueError("one of its names has more than 40 parts")
    return tomllib.loads(head)


def _plain(value: Any, budget: list[int], depth: int) -> Any:
    """Return the value as JSON and SQLite can hold it; ValueError when it unfolds to more than the budget."""
    budget[0] -= 1
    if min(budget) < 0 or depth > MAX_DEPTH:
        raise ValueError("it unfolds to more values than a post can have")
    if isinstance(value, dict):
        return {
            str(_plain(key, budget, depth + 1)): _plain(inner, budget, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set):
        return [_plain(inner, budget, depth + 1) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= MAX_NUMBER:
            raise ValueError("one of its numbers has too many digits")
        return value
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
    budget[1] -= len(text)
    # YAML's "\ud800" is half a character, which no file can hold.
    return text.encode("utf-8", "replace").decode("utf-8")


def _words(error: Exception) -> str:
    """Return the error as one line."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno + 1})"
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    where = f" (line {mark.line + 2})" if mark is not None else ""
    return " ".join(f"{problem}{where}".split())[:200]
