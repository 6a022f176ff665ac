"""Load the values of front matter as data, type them once, and give them the program's names."""

from __future__ import annotations

import base64
import datetime as dt
import html
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Container

MAX_CHARACTERS = 64 * 1024
MAX_VALUES = 2_000  # entries and items, after aliases are followed; a bomb has billions
MAX_DEPTH = 8
MAX_NUMBER = 10**18
# Hugo and Pelican read keys in any case, so Title is the title. Those that are texts, whatever YAML takes them for …
TEXTS = (
    "title", "seoTitle", "seo_title", "meta_title", "metaTitle", "description", "seoDescription", "seo_description",
    "meta_description", "metaDescription", "excerpt", "summary", "slug", "url", "canonical", "canonicalURL",
    "canonical_url", "date", "pubDate", "lastmod", "updated", "modified", "lang", "language", "locale", "status",
    "post_status",
)  # fmt: skip
# … and the others that something is decided by.
_OTHERS = (
    "draft", "isDraft", "published", "publish", "permalink", "aliases", "redirect_from", "categories", "category", "tags",
)  # fmt: skip
_SPELT = {name.lower(): name for name in (*TEXTS, *_OTHERS)}
# As WordPress names them, whose posts Writing on GitHub keeps in files. Source: https://wordpress.org/plugins/writing-on-github/
WORDPRESS_TITLE = "post_title"
_SPELT |= {WORDPRESS_TITLE: "title", "post_name": "slug", "post_date": "date", "post_excerpt": "excerpt"}
_TAGS = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_TOML_LINE = re.compile(r"\(at line (\d{1,9}), column \d{1,9}\)\Z")  # the end of tomllib's errors
_TABS = re.compile(r"^\t+", re.MULTILINE)
# YAML allows them behind a key's colon, and all readers but PyYAML take them: title:<tab>Tea.
_TABS_BEHIND = re.compile(r"^([ ]*[\w-]{1,60}:)\t[\t ]*", re.MULTILINE)
# tomllib needs 11 seconds for a name of 30,000 parts.
_LONG_NAME = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++\s*+\.\s*+){40}")


class Repeated(NamedTuple):
    """A key that is written twice; of most readers the second one counts, others stop."""

    key: str
    line: int  # of the second one, from 1, counted in the front matter's own text


class _Loader(yaml.SafeLoader):
    """SafeLoader whose plain words stay words: `no`, 007, 1.10, 12:30 and dates are text, as their author sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[Repeated] = []

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Note keys that stand twice; leave merge keys (<<) alone: nested, a few lines of them unfold to billions of entries."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    self.repeated.append(Repeated(key.value, key.start_mark.line + 1))
                seen.add(key.value)


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


def load(text: str, language: str) -> tuple[Any, list[Repeated]]:
    """Return what a front matter in "yaml", "toml" or "json" holds, as JSON and SQLite can hold it, and its repeated keys.

    Raises yaml.YAMLError, ValueError, TypeError, RecursionError or OverflowError when it cannot be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS // 1024} KiB")
    repeated: list[Repeated] = []
    if language == "json":
        read = json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, text, repeated))
    elif language == "yaml":
        # YAML knows no tabs; Hexo makes spaces of them.
        text = _TABS_BEHIND.sub(r"\1 ", _TABS.sub(lambda tabs: "  " * len(tabs[0]), text))
        loader = _Loader(text)
        try:
            read, repeated = loader.get_single_data(), loader.repeated
        finally:
            loader.dispose()
    elif _LONG_NAME.search(text):
        raise ValueError("one of its names has more than 40 parts")
    else:
        read = tomllib.loads(text)
    return _plain(read, [MAX_VALUES, MAX_CHARACTERS], 0), repeated


def _object(pairs: list[tuple[str, Any]], text: str, repeated: list[Repeated]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        for name in read:
            if names.count(name) > 1:
                at = text.rfind(json.dumps(name, ensure_ascii=False))
                repeated.append(Repeated(name, text.count("\n", 0, max(at, 0)) + 1))
    return read


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values under the names that the program knows, texts as texts: `Slug: 404` is the slug "404".

    Nothing behind this door asks again whether a title is a number.
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = spelt(key)
        if name != key and name in values:
            name = key
        found[name] = _as_text(value) if name in TEXTS else value
        if key == WORDPRESS_TITLE and name != key and isinstance(value, str):
            found[name] = html.unescape(_TAGS.sub("", value))
    if is_wordpress(values) and isinstance(found.get("link"), str):
        found["permalink"] = str(found.pop("link")).strip()
    return found


def is_wordpress(values: Container[str]) -> bool:
    """Return whether the front matter's `link` is the post's own address, as it is beside WordPress' names."""
    return WORDPRESS_TITLE in values and "link" in values and "permalink" not in values


def spelt(key: str) -> str:
    """Return a key as the program knows it; one that it does not know, as it is written."""
    return _SPELT.get(key.lower(), key)


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


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


def words(error: Exception, before: int) -> str:
    """Return an error of `load` as one line; `before` lines of the file stand above what was loaded."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno + before})"
    if isinstance(error, tomllib.TOMLDecodeError):
        lined = _TOML_LINE.sub(lambda at: f"(line {int(at[1]) + before})", str(error))
        return " ".join(lined.split())[:200]
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    where = f" (line {mark.line + 1 + before})" if mark is not None else ""
    return " ".join(f"{problem}{where}".split())[:200]
