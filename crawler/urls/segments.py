"""Which part of the site a page belongs to, by the patterns of AUDIT_SEGMENTS."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 40  # characters of a name, which is shown in a column
Segments = tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]


def segments_of(setting: Mapping[str, object]) -> Segments:
    """Return the patterns of each segment, in the setting's order. Raises Mistake for a name or a pattern that is none.

    A pattern is compared with the whole path of an address, or of a post's file: `*` stands for any characters; one that ends in / is
    for all that is below it.
    """
    made = []
    for name, value in setting.items():
        patterns = value if isinstance(value, list) else [value]
        if not 0 < len(name.strip()) <= LONGEST:
            raise Mistake(f"AUDIT_SEGMENTS: the name {name!r} should have from 1 to {LONGEST} characters.")
        if not patterns or not all(isinstance(one, str) and one for one in patterns):
            raise Mistake(
                f'AUDIT_SEGMENTS: {name}: should be a pattern such as "/reviews/*", or a list of them.'
            )
        made.append((name.strip(), tuple(_compiled(str(one)) for one in patterns)))
    return tuple(made)


def _compiled(pattern: str) -> re.Pattern[str]:
    whole = pattern if pattern.startswith(("/", "*")) else f"/{pattern}"
    # Every run of * is one: a row of them would take a regular expression forever.
    whole = re.sub(r"\*+", "*", f"{whole}*" if whole.endswith("/") else whole)
    return re.compile(translate(whole.replace("[", "[[]").replace("?", "[?]")))


def segment_of(segments: Segments, url: str, source: str) -> str:
    """Return the name of the first segment that a page's address or file fits; empty for none."""
    paths = [
        path for path in (urlsplit(url).path or "/" if url else "", f"/{source}" if source else "") if path
    ]
    for name, patterns in segments:
        if any(pattern.match(path) for pattern in patterns for path in paths):
            return name
    return ""
