"""Which kind of export a file is, and the numbers in it. What cannot be told is not guessed at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.analysis.exports.numbers import day, days_in, decimal, share, whole
from crawler.catalog.exports import KEYS, folded
from crawler.items import Cause, Export, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.catalog.exports import ExportKind, Headers

    Table = Sequence[tuple[Any, ...]]  # rows of cells

HEADER_ROWS = 20  # of a table, among which its headers are looked for
SAMPLE = 200  # rows by which a column of addresses is told
MOST_OF = 0.8  # of the cells of such a column
SURE_ROWS = 3  # with clicks, by which columns without known headers are told
ROUNDING = 0.0006  # of a click-through rate: 7.5 % stands for 7.45 to 7.55 %
LONGEST = 2_000  # characters of an address
_TRACKING_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]*(?:-[A-Za-z0-9_.]+)*-\d\d")
MONEY = {"earnings"}
DECIMALS = {"position", *MONEY}


class _Found(NamedTuple):
    kind: ExportKind
    places: dict[str, int]  # what a column is -> its place
    begin: int  # first row below the headers
    told_by: str


def recognise(kinds: Mapping[str, ExportKind], tables: Sequence[Table], file: str) -> Export | Cause:
    """Return the numbers of a file's tables, or why there are none."""
    why = because("export-unknown")
    for table in tables:
        found = _by_headers(kinds, table, file)
        if isinstance(found, Cause):
            why = found
            continue
        found = found or _by_numbers(kinds, table)
        if found and (rows := _rows(found, table))[0]:
            since, until = _days(found, table, tables)
            numbers, lines, unread = rows
            full = bool(found.kind.most) and lines >= found.kind.most
            return Export(found.kind.id, file, numbers, found.told_by, since, until, unread, full)
    return why


def newest(read: Iterable[tuple[float, Export]]) -> tuple[list[Export], list[Export]]:
    """Return the exports to use, and those that are about the same as a newer one of their kind; each comes with its file's time."""
    used: list[Export] = []
    older: list[Export] = []
    ranked = sorted(
        read, key=lambda one: (one[1].until or max(days_in(one[1].file), default=""), one[0]), reverse=True
    )
    for _, export in ranked:
        same = any(other.kind == export.kind and other.rows.keys() & export.rows.keys() for other in used)
        (older if same else used).append(export)
    return used, older


def _by_headers(kinds: Mapping[str, ExportKind], table: Table, file: str) -> _Found | Cause | None:
    why: Cause | None = None
    for number, row in enumerate(table[:HEADER_ROWS]):
        names = [folded(cell) for cell in row]
        fits: list[_Found] = []
        for kind in kinds.values():
            for headers in kind.headers:
                places = _places(headers, names)
                others = set(kind.needs) - {"subject"} <= set(places)
                if others and kind.subject == "page" and not {"subject"} & ({*places} | {*kind.needs}):
                    column = _addresses(table[number + 1 :], len(names))
                    places |= {} if column is None else {"subject": column}
                whole_kind = set(kind.needs) <= set(places) and (
                    not kind.any_of or set(kind.any_of) & set(places)
                )
                if whole_kind and _is_about(kind, table[number + 1 :], places.get("subject")):
                    fits.append(_Found(kind, places, number + 1, "headers"))
                    break
                if whole_kind:
                    why = because("export-no-pages")
                elif kind.subject == "page" and _compares(headers, names):
                    why = because("export-compares")
        if fits:
            named = [found for found in fits if found.kind.file and re.search(found.kind.file, file)]
            plain = [found for found in fits if not found.kind.file]
            return (named or plain or fits)[0]
    return why


def _places(headers: Headers, names: Sequence[str]) -> dict[str, int]:
    found = {}
    for key in KEYS:
        for name in map(folded, getattr(headers, key)):
            if names.count(name) == 1:
                found[key] = names.index(name)
                break
    return found


def _compares(headers: Headers, names: Sequence[str]) -> bool:
    """Return whether there are two columns of clicks, or of sessions: the numbers of two periods."""
    terms = [folded(name) for name in (*headers.clicks, *headers.sessions)]
    return any(sum(term in name for name in names) > 1 for term in terms)


def _is_about(kind: ExportKind, rows: Table, column: int | None) -> bool:
    if column is None:
        return False
    cells = [str(row[column]).strip() for row in rows[:SAMPLE] if column < len(row) and row[column]]
    right = [cell for cell in cells if _subject(kind.subject, cell)]
    return bool(right) and (kind.subject != "page" or len(right) >= MOST_OF * (len(cells) - 2))


def _addresses(rows: Table, width: int) -> int | None:
    """Return the one column whose cells are full addresses; None where there is none, or several."""
    found = []
    for column in range(min(width, 20)):
        cells = [str(row[column]) for row in rows[:SAMPLE] if column < len(row) and row[column]]
        full = sum(cell.startswith(("https://", "http://")) for cell in cells)
        if full and full >= MOST_OF * len(cells):
            found.append(column)
    return found[0] if len(found) == 1 else None


def _by_numbers(kinds: Mapping[str, ExportKind], table: Table) -> _Found | None:
    """Return the kind whose columns are address, clicks, impressions, CTR and position, where the rates prove it on every row."""
    kind = next((kind for kind in kinds.values() if kind.by_numbers), None)
    if kind is None or len(table) <= SURE_ROWS or _subject("page", str(table[0][0] if table[0] else "")):
        return None
    proven = 0
    for row in table[1:]:
        if not any(row):
            continue
        cells = (*row, None, None, None, None, None)[:5]
        clicks, impressions, rate, position = (
            whole(cells[1]),
            whole(cells[2]),
            share(cells[3]),
            decimal(cells[4]),
        )
        if clicks is None or impressions is None or rate is None or position is None or any(row[5:]):
            return None
        if not str(cells[0]).startswith(("https://", "http://")) or not clicks <= impressions:
            return None
        if impressions and abs(clicks / impressions - rate) > ROUNDING:
            return None
        proven += clicks > 0
    places = {"subject": 0, "clicks": 1, "impressions": 2, "position": 4}
    return _Found(kind, places, 1, "numbers") if proven >= SURE_ROWS else None


def _subject(what: str, cell: str) -> str:
    """Return what a row is about, as it is compared; empty for totals, "(not set)" and the like."""
    cell = cell.strip()
    if len(cell) > LONGEST:
        return ""
    if what == "page":
        return (
            cell.partition("#")[0]
            if cell.startswith(("https://", "http://", "/")) and not cell.startswith("//")
            else ""
        )
    return cell.casefold() if len(cell) <= 60 and _TRACKING_ID.fullmatch(cell) else ""


def _rows(found: _Found, table: Table) -> tuple[dict[str, dict[str, float]], int, int]:
    """Return the numbers by subject, how many rows there were, and how many could not be read."""
    numbers: dict[str, dict[str, float]] = {}
    lines = unread = 0
    places = {key: place for key, place in found.places.items() if key != "subject"}
    for row in table[found.begin :]:
        cells = (*row, *[None] * (max(found.places.values()) + 1 - len(row)))
        subject = _subject(found.kind.subject, str(cells[found.places["subject"]] or ""))
        if not subject:
            continue
        lines += 1
        read = {
            key: decimal(cells[place], grouped=key in MONEY) if key in DECIMALS else whole(cells[place])
            for key, place in places.items()
        }
        if any(number is None for number in read.values()):
            unread += 1
        else:
            add(
                numbers.setdefault(subject, {}),
                {key: number for key, number in read.items() if number is not None},
            )
    return numbers, lines, unread


def add(known: dict[str, float], more: Mapping[str, float]) -> None:
    """Add numbers to those of the same page or id; a position is the mean, weighted by impressions."""
    seen = known.get("impressions", 0), more.get("impressions", 0)
    for key, number in more.items():
        if key == "position" and key in known:
            total = sum(seen)
            known[key] = (
                (known[key] * seen[0] + number * seen[1]) / total if total else (known[key] + number) / 2
            )
        elif key == "position":
            known[key] = number
    for key, number in more.items():
        if key != "position":
            known[key] = known.get(key, 0) + number


def _days(found: _Found, table: Table, tables: Sequence[Table]) -> tuple[str, str]:
    """Return the first and the last day that the numbers are about, as far as the file says."""
    above = [named for row in table[: found.begin - 1] for cell in row for named in days_in(str(cell or ""))]
    if len(above) > 1:
        return min(above[:2]), max(above[:2])
    own = table[found.begin :]
    columns = [
        [row[place] for row in own if place < len(row)] for place in range(len(table[found.begin - 1]))
    ]
    # Search Console's ZIP and workbook hold a table of days beside that of pages.
    columns += [[row[0] for row in other[1:] if row] for other in tables if other is not table]
    for cells in columns:
        if any(cells) and all(day(cell) for cell in cells if cell):
            days = [day(cell) for cell in cells if cell]
            return min(days), max(days)
    return "", ""
