"""The site's images, style sheets and scripts: each that a page names, and what pages.toml says of a few."""

from __future__ import annotations

import dataclasses
import mimetypes
import re
from typing import TYPE_CHECKING

from tests.support.web import Answer, redirect

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMED = re.compile(r"""(?:src|href|content)=["'](?:\{origin\})?(/[^"']+\.(?:png|jpg|swf|css|js))["']""")


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """One file about which something is wrong."""

    path: str
    size: int = 100  # bytes
    type: str = ""  # its Content-Type, where the name says another one
    status: int = 200
    to: str = ""  # where it redirects


def files(rows: Iterable[dict[str, str | int]], pages: Iterable[str]) -> dict[str, Answer]:
    """Return what the server answers for the files that pages, given as HTML, name, and for those that are said to differ."""
    named = {path for page in pages for path in _NAMED.findall(page)}
    every = {path: File(path) for path in named} | {str(row["path"]): File(**row) for row in rows}  # type: ignore[arg-type]
    return {path: _answer(file) for path, file in every.items()}


def _answer(file: File) -> Answer:
    if file.to:
        return redirect(file.to)
    kind = file.type or mimetypes.guess_type(file.path)[0] or "application/octet-stream"
    headers = (("Content-Type", kind), ("X-Content-Type-Options", "nosniff"))
    return Answer(b"x" * file.size, file.status, headers)
