"""Escape the texts of data files for Markdown, so that they are shown as written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from crawler.cli.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = re.compile(
    r"([\\`*<>\[\]|~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_]))"
)  # an underscore within a word is none
_ADDRESS = re.compile(r"https?://[^\s()<>,;]+")
_BLOCKS = (
    "html|head|body|title|meta|link|script|style|main|article|section|aside|nav|header|footer|div|p|h[1-6]|ul|ol|li|table|tr"
    "|figure|iframe|blockquote|form"
)
# Where an example goes on in a new line: one long line cannot be read.
_BREAK = re.compile(rf"(>)(?=<(?:{_BLOCKS})\b)|(</(?:{_BLOCKS})>)(?=</)")
_BAR = re.compile(r"(?<!\\)\|")
LONGEST = 160  # characters of an option's value


def prose(text: str) -> str:
    """Return a text on one line, with its characters escaped that Markdown would read; addresses become links."""
    text, done, parts = " ".join(text.split()), 0, []
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".:!?…")
        parts += [plain(text[done : found.start()]), f"<{address}>"]
        done = found.start() + len(address)
    return "".join([*parts, plain(text[done:])])


def plain(text: str) -> str:
    """Return a text with its characters escaped that Markdown would read."""
    return _MARKS.sub(r"\\\1", printable(text))


def code(text: str) -> str:
    """Return a text as code within a line."""
    text = printable(" ".join(text.split()))
    ticks = "`" * (longest_run(text) + 1)
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def block(text: str, language: str = "") -> str:
    """Return a text as a block of code."""
    fence = "`" * max(3, longest_run(text) + 1)
    return f"{fence}{language}\n{printable(text).rstrip()}\n{fence}"


def longest_run(text: str) -> int:
    """Return how many backticks stand side by side in a text, at the most."""
    return max(map(len, re.findall("`+", text)), default=0)


def html_block(text: str) -> str:
    """Return HTML as a block of code, broken between blocks where that changes nothing that readers see."""
    keeps = "\n" in text.strip() or re.search("<(?:pre|textarea)", text, re.IGNORECASE)
    return block(text if keeps else _BREAK.sub(lambda found: f"{found[0]}\n", text), "html")


def table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table. Its cells are Markdown already; a bar in them, in code too, is shown and parts nothing."""
    headers = list(headers)
    lines = [headers, ["---"] * len(headers), *([_BAR.sub(r"\|", cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def value(of: Any) -> str:
    """Return an option's value as code, as JSON has it; of a long one the beginning."""
    text = json.dumps(of, ensure_ascii=False)
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rpartition(',')[0]}, …"
        return f"{code(text)} ({len(of):,} in all)"
    return code(text)
