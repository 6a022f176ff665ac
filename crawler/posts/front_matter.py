"""Read the front matter of a post as plain data.

YAML between ---, TOML between +++, JSON in braces, between ---json and ---, or between ;;;, or lines as Pelican, Nikola and
Hexo have them.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from crawler.posts.front_matter_values import Repeated, is_wordpress, load, spelt, typed, words
from crawler.posts.header_lines import header_of

# Source: https://gohugo.io/content-management/front-matter/, https://github.com/jonschlinkert/gray-matter (---json: Eleventy),
# https://github.com/hexojs/hexo-front-matter (more dashes, and ;;; around JSON without its braces)
_FENCE = re.compile(
    r"(?P<dashes>-{3,})|---[ ]?(?P<language>[a-z][a-z0-9]{1,15})|(?P<toml>\+\+\+)|(?P<hexo>;{3,})|(?P<json>\{)"
)
_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json"}
# gray-matter runs or hands over these; a program does not run what it reads.
_PROGRAMS = {"js": "JavaScript", "javascript": "JavaScript", "coffee": "CoffeeScript", "coffeescript": "CoffeeScript",
             "cson": "CSON", "json5": "JSON5", "lua": "Lua", "ini": "INI", "ts": "TypeScript"}  # fmt: skip
_SEPARATORS = {"yaml": ":", "toml": "=", "json": ":"}


class FrontMatter(NamedTuple):
    """What stood before the body."""

    values: dict[str, Any]
    body_line: int  # the file's line on which the body begins, from 1
    body: str
    problem: str = ""  # why it could not be read; the body is audited all the same
    lines: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple's default; the file's line of each top-level key
    repeated: tuple[Repeated, ...] = ()  # keys that are written twice, with the file's line of the second
    program: str = ""  # the language of a front matter that only its generator can read: "JavaScript"


def split(text: str) -> FrontMatter:
    """Return the front matter and the body of a post's text, whose lines end in \\n.

    A fence that is never closed, or that closes over prose, is no front matter but a thematic break, and the whole text
    is body. Empty lines before the fence are passed over, as Hugo does, where a post's keys follow.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    found = _fenced(lines, first)
    if found is None and not first and (header := header_of(lines)):
        body = "\n".join(lines[header.body :])
        found = FrontMatter(header.values, header.body + 1, body, "", header.lines, header.repeated)
    if found is None:
        return FrontMatter({}, 1, text)
    where = {spelt(key): line for key, line in found.lines.items()}
    if is_wordpress(found.values) and "link" in where:
        where["permalink"] = where.pop("link")
    return found._replace(values=typed(found.values), lines=where)


def _fenced(lines: list[str], first: int) -> FrontMatter | None:
    """Return the front matter whose fence is the line `first`, from 0; None where there is none."""
    fence = _FENCE.fullmatch(lines[first].rstrip())
    if fence is None or not (
        (named := fence["language"]) is None or named in _LANGUAGES or named in _PROGRAMS
    ):
        return None
    closing = _closing(fence)
    end = next((n for n, line in enumerate(lines[first + 1 :], first + 1) if line.rstrip() in closing), None)
    if end is None or (fence["json"] and not lines[first + 1].lstrip().startswith('"')):
        return None
    inside, body = lines[first + 1 : end], "\n".join(lines[end + 1 :])
    if named in _PROGRAMS:
        return FrontMatter({}, end + 2, body, program=_PROGRAMS[named])
    language = (
        _LANGUAGES[named] if named else "toml" if fence["toml"] else "yaml" if fence["dashes"] else "json"
    )
    head = "\n".join(inside)
    where = _lines_of(inside, first + 2, _SEPARATORS[language], indented=language == "json")
    try:
        values, repeated = load("{" + head + "}" if fence["json"] or fence["hexo"] else head, language)
        if values is not None and not isinstance(values, dict):
            return None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        if first or not inside or not inside[0].strip() or (language == "yaml" and _is_prose(inside)):
            return None
        return FrontMatter({}, end + 2, body, words(error, first + 1), where)
    if (first or (fence["dashes"] or "---") != "---") and "title" not in map(str.lower, values or {}):
        return None
    again = tuple(Repeated(one.key, one.line + first + 1) for one in repeated)
    return FrontMatter(values or {}, end + 2, body, "", where, again)


def _closing(fence: re.Match[str]) -> tuple[str, ...]:
    """Return the lines that close what a fence opens."""
    if fence["dashes"] == "---":
        return ("---", "...")
    if fence["language"]:
        return ("---",)
    return ("}",) if fence["json"] else (fence[0],)


def _lines_of(lines: list[str], first: int, separator: str, *, indented: bool) -> dict[str, int]:
    """Return the file's line of each outermost key; `indented`: these stand as far in as the first of them, as in JSON.

    `first` is the file's line of the first of `lines`.
    """
    with_keys = [(number, line) for number, line in enumerate(lines, first) if separator in line]
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
