"""Parse the tags of template languages: {{< figure src="a.jpg" >}}, {% include x.html id=1 %}, <Card href="/x" />."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ARGUMENTS = 100  # of one tag
# {{ x }} of Liquid, Nunjucks, Handlebars and Go, {{< x >}} and {{% x %}} of Hugo, {% x %} of Liquid, Nunjucks and Hexo.
TAG = re.compile(r"\{\{(?:[^{}]|\}(?!\})|\{(?!\{)){1,500}\}\}|\{%(?:[^%]|%(?!\})){1,500}%\}")
_ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w.:-]{1,60})\s?[=:]\s?)?"""
    r"""(?:"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>(?:[^'\\]|\\.)*+)'|`(?P<back>[^`]*+)`|(?P<bare>[^\s"'`,]++))""",
    re.DOTALL,
)


class Arguments(NamedTuple):
    """What stands in a tag behind its name."""

    name: str  # of the tag, in small letters
    values: tuple[str, ...]  # without a name, in order
    named: dict[str, str]  # the others; names in small letters


def arguments_of(inside: str) -> Arguments:
    """Return what stands between the marks of a tag, taken apart; what stands in quotation marks is one value."""
    values: list[str] = []
    named: dict[str, str] = {}
    for number, (key, value) in enumerate(_arguments(inside)):
        if number == MOST_ARGUMENTS:
            break
        if key:
            named.setdefault(key.lower(), value)
        else:
            values.append(value)
    name = values.pop(0).lower() if values else ""
    if name in {"include", "include_relative", "include_cached", "render", "partial"} and values:
        name = f"include {values.pop(0).lower()}"
    return Arguments(name, tuple(values), named)


def _arguments(inside: str) -> Iterator[tuple[str, str]]:
    for found in _ARGUMENT.finditer(inside):
        if found["bare"] is not None and found["name"] and found[0].startswith(("http:", "https:")):
            yield "", found[0]  # an address is no name with a value
        else:
            quoted = next((found[kind] for kind in ("double", "single") if found[kind] is not None), None)
            if quoted is not None:
                yield found["name"] or "", re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            else:
                yield found["name"] or "", found["back"] or found["bare"] or ""
