"""Where the keys of a TOML file stand: tomllib tells values only, and a person mends lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TABLE = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(
    r"""\s*("[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)\s*(?:\.\s*("[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)\s*)?="""
)
# What may hold a bracket or a # that means nothing: strings on one line, and comments.
_MUTE = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'[^'\n]*'|#.*""")
_LONG = ('"""', "'''")

Place = tuple[str, int, str]  # table, which of several tables of that name (from 1), key


@dataclass(frozen=True, slots=True)
class Text:
    """The file, for errors: where its keys stand."""

    path: Path
    lines: Mapping[tuple[str, int, str], int]

    def at(self, name: str, number: int, key: str) -> str:
        """Return file and line of a key, or of its table, or of the defaults that hold it."""
        whole = key.partition(".")[0]
        places = (
            (name, number, key),
            (name, number, whole),
            ("defaults", 1, key),
            ("defaults", 1, whole),
            (name, number, ""),
        )
        return f"{self.path}:{next((self.lines[place] for place in places if place in self.lines), 1)}"


def lines_of(text: str) -> dict[Place, int]:
    """Return the line, from 1, of each table (its key is "") and of each key in it; the key of a sub-table is "settings.NAME".

    `[site.settings]` counts as part of the `[[site]]` before it. The text is valid TOML; what is written across lines has the first one's.
    """
    found: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table, under, open_string, depth = "", "", "", 0
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole
        if open_string:
            if open_string not in line:
                continue
            line, open_string = line.split(open_string, 1)[1], ""
            depth += _brackets(line)
            continue
        if not depth and (header := _TABLE.fullmatch(line)):
            table, _, under = header[1].replace('"', "").replace("'", "").partition(".")
            table, under = table.strip(), under.strip()
            if not under:
                counts[table] = counts.get(table, 0) + 1
            found.setdefault((table, counts.get(table, 1), under), number)
            continue
        if not depth and (key := _KEY.match(line)):
            name, further = (part.strip("\"'") if part else "" for part in key.groups())
            index = counts.setdefault(table, 1) if table else 1
            found.setdefault((table, index, f"{under}.{name}" if under else name), number)
            if further:
                found.setdefault((table, index, f"{name}.{further}"), number)
        for mark in _LONG:
            if line.count(mark) % 2:
                open_string = mark
                line = line.split(mark, 1)[0]
        depth += _brackets(line)
    return found


def _brackets(line: str) -> int:
    """Return how many brackets a line opens more than it closes, without those in strings and comments."""
    bare = _MUTE.sub("", line)
    return sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")
