"""`.auditignore`: findings that the owner has decided about in a file, by rule and page, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from crawler.errors import Mistake
from crawler.options import shown_safely
from crawler.store.decisions import IGNORE_FILE, PROGRAM, Decision, log_of, save_decisions
from crawler.store.issues import open_places
from reports.common.statuses import IGNORED, OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from crawler.store import Store

MOST = 100_000  # characters that are read
_BY_ITSELF = {IGNORE_FILE, PROGRAM}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: which findings are ignored, why, and until when."""

    place: str  # ".auditignore:3"
    rule: str  # an id, or *
    pages: str  # a pattern: *, ?, [abc]
    until: date | None
    reason: str

    def fits(self, rule: str, page: str, key: str) -> bool:
        """Return whether it names the rule and the page, which may be written as its path, with or without the last slash, or whole."""
        return self.rule in {"*", rule} and any(
            fnmatchcase(name, self.pages) for name in {page, f"{page.rstrip('/')}/", key}
        )


def read_ignore_file(path: Path, rules: Collection[str], formerly: Mapping[str, str]) -> list[Line]:
    """Return the lines of a file: `rule page-pattern [until=2026-12-31] reason`; what begins with # says nothing.

    `formerly`: rules by the ids that they had before. Raises Mistake, naming file and line, for what cannot be meant.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST + 1)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not UTF-8"
        msg = f"{path}: cannot be read ({why}); mend it, or move it away."
        raise Mistake(msg) from error
    if len(text) > MOST:
        msg = f"{path}: is longer than {MOST:,} characters; a pattern such as /tag/* stands for many pages."
        raise Mistake(msg)
    return [
        _line(f"{path}:{number}", words, rules, formerly)
        for number, line in enumerate(text.splitlines(), 1)
        if (words := line.split()) and not words[0].startswith("#")
    ]


def _line(place: str, words: list[str], rules: Collection[str], formerly: Mapping[str, str]) -> Line:
    rule = formerly.get(words[0], words[0])
    if rule != "*" and rule not in rules:
        msg = f"{place}: no rule is called {shown_safely(rule)}; docs/rules.md has them all, and * stands for every rule."
        raise Mistake(msg)
    if len(words) < 2:
        msg = f"{place}: names no page; write a pattern behind the rule, such as /tag/* or * for every page."
        raise Mistake(msg)
    until, rest = None, words[2:]
    if rest and rest[0].startswith("until="):
        try:
            until = date.fromisoformat(rest[0].removeprefix("until="))
        except ValueError as error:
            msg = f"{place}: {shown_safely(rest[0])} is no day; write until=2026-12-31."
            raise Mistake(msg) from error
        rest = rest[1:]
    reason = " ".join(rest).lstrip("# ")
    if not reason:
        msg = f"{place}: gives no reason; write one at the end of the line, for who reads it in a year."
        raise Mistake(msg)
    return Line(place, rule, words[1], until, reason)


def ignore(store: Store, lines: Iterable[Line], *, whole: bool) -> list[str]:
    """Decide as these lines say about the issues that nobody has decided about; return a sentence for each line that is over or unused.

    What an expired or deleted line had ignored is opened again. `whole`: the crawl saw all pages, so that a line may be called unused.
    """
    today = datetime.now(UTC).date()
    lines = list(lines)
    over = [line for line in lines if line.until and line.until < today]
    live = [line for line in lines if not line.until or line.until >= today]
    said = [
        f"{line.place}: was to be ignored until {line.until}, and counts again; delete the line, or give it another day."
        for line in over
    ]
    used: set[str] = set()
    places = list(open_places(store))
    log = log_of(store, [ref for ref, *_ in places])
    decisions = []
    for ref, rule, page, key, status, note in places:
        line = next((line for line in live if line.fits(rule, page, key)), None)
        newest = log[ref][-1] if ref in log else None
        by_file = newest is not None and newest.who == IGNORE_FILE
        if line:
            used.add(line.place)
        if line and status == OPEN and (newest is None or newest.who in _BY_ITSELF):
            decisions.append((ref, IGNORED, line.reason, line.place))
        elif not line and by_file and status == IGNORED:
            decisions.append((ref, OPEN, "", IGNORE_FILE))
        elif line and by_file and note != line.reason:
            decisions.append((ref, IGNORED, line.reason, line.place))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    if decisions:
        save_decisions(
            store,
            [Decision(ref, status, note, IGNORE_FILE, at, file, "") for ref, status, note, file in decisions],
        )
    if whole:
        said += [
            f"{line.place}: fits no finding any more; delete the line."
            for line in live
            if line.place not in used
        ]
    return said
