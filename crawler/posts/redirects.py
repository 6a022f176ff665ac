"""Resolve paths of a site by the redirects in its project's files."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_PATTERNS = 500
MOST_TOKENS = 3  # of one pattern
LONGEST = 500  # characters of a path that is compared with patterns
MAX_HOPS = 5  # from one path of the site to the next
_TOKEN = re.compile(r":([A-Za-z_]\w*)\*?|\*")


class Redirect(NamedTuple):
    """One redirect."""

    path: str  # as the file has it: "/go/tent", "/go/*", "/go/:name"
    to: str
    file: str  # the file's name


class Redirects:
    """Answers where a path of the site leads."""

    def __init__(self, redirects: list[Redirect]) -> None:
        """Take the redirects; the first that fits a path counts."""
        self._exact: dict[str, Redirect] = {}
        self._patterns: list[tuple[re.Pattern[str], Redirect]] = []
        for one in redirects:
            path = re.sub(r"^https?://[^/]*", "", one.path)
            if tokens := len(_TOKEN.findall(path)):
                if tokens <= MOST_TOKENS and len(self._patterns) < MOST_PATTERNS:
                    self._patterns.append((_pattern(path), one))
            else:
                self._exact.setdefault(path.rstrip("/").lower(), one)

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self._exact or self._patterns)

    def of(self, path: str) -> Redirect | None:
        """Return the redirect of a path, its destination with what the path repeats; None where there is none.

        From one path of the site to another, it is followed.
        """
        found: Redirect | None = None
        for _ in range(MAX_HOPS):
            after = self._one(path)
            if after is None:
                break
            found, path = after, after.to
            if not path.startswith("/") or path.startswith("//"):
                break
        return found

    def _one(self, path: str) -> Redirect | None:
        if found := self._exact.get(path.rstrip("/").lower()):
            return found
        for pattern, one in self._patterns if len(path) <= LONGEST else ():
            if at := pattern.fullmatch(path):
                parts = {name: value or "" for name, value in at.groupdict().items()}
                to = re.sub(r":([A-Za-z_]\w*)\*?", lambda token: parts.get(token[1], token[0]), one.to)  # noqa: B023
                return one._replace(to=to)
        return None


def _pattern(path: str) -> re.Pattern[str]:
    """Return a path with :name and * as a regular expression; :splat of the destination is what * stands for."""
    made, at = "", 0
    names: set[str] = set()
    for token in _TOKEN.finditer(path):
        made += re.escape(path[at : token.start()])
        at = token.end()
        name = token[1] or "splat"
        part = ".*" if token[0].endswith("*") else "[^/]+"
        made += part if name in names else f"(?P<{name}>{part})"
        names.add(name)
    return re.compile(f"{made}{re.escape(path[at:])}/?")
