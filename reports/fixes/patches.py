"""The patches of a posts' folder: one for each kind of repair, each to be applied or left alone, in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.fixes.diff import Change, diff, settled
from reports.fixes.edits import Fault
from reports.fixes.post import applied, read_post
from reports.fixes.repair import EDITS, repairs

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from reports.fixes.post import Edit, Post
    from reports.fixes.repair import Repair

_FAULTS = """
SELECT page.source, page.format, finding.line, subject, now, should_be, coalesce(link.href, target.url, '') AS href, edits,
    CASE WHEN coalesce(project.generator, '') = '' THEN '?' ELSE project.attribute_list END AS attribute_list
FROM finding JOIN page ON page.id = finding.page_id
LEFT JOIN page_part ON subject = 'link' AND page_part.page_id = finding.page_id AND page_part.position =
    (SELECT max(before.position) FROM page_part AS before WHERE before.page_id = finding.page_id AND before.position <= finding.position)
LEFT JOIN part_link AS link ON link.part_id = page_part.part_id AND link.number = finding.position - page_part.position
LEFT JOIN target ON target.id = link.target_id
LEFT JOIN project ON project.crawl_id = finding.crawl_id
WHERE finding.crawl_id = :crawl AND page.source <> '' AND ({where})
ORDER BY page.source, finding.line, finding.position, finding.id
"""


@dataclass(slots=True)
class Patches:
    """What was made for one folder."""

    files: dict[str, bytes] = field(default_factory=dict)  # id of the repair -> its patch
    made: Counter[str] = field(default_factory=Counter)  # id of the repair -> places that are mended
    left: Counter[str] = field(
        default_factory=Counter
    )  # … and that were not found, or cannot be mended for certain
    # (patch, other repair) -> lines of the patch that carry the other repair as well, since both are on one line
    shared: Counter[tuple[str, str]] = field(default_factory=Counter)


def patches(connection: sqlite3.Connection, crawl: int, folder: Path) -> Patches:
    """Return the patches of a crawl's posts; those that have nothing to mend are not there."""
    known = repairs()
    faults: dict[str, dict[str, list[Fault]]] = defaultdict(dict)  # source -> id of the repair -> faults
    for repair in known:
        for row in connection.execute(_FAULTS.format(where=repair.sql), {"crawl": crawl}):
            fault = Fault(*row)
            faults[fault.source].setdefault(repair.id, []).append(fault)
    found = Patches()
    parts: dict[str, list[bytes]] = defaultdict(list)
    for source in sorted(faults):
        for owner, part in _of_post(folder, source, faults[source], known, found).items():
            parts[owner].append(part)
    found.files = {repair.id: b"".join(parts[repair.id]) for repair in known if parts[repair.id]}
    return found


def _of_post(
    folder: Path,
    source: str,
    faults: Mapping[str, Sequence[Fault]],
    known: Iterable[Repair],
    found: Patches,
) -> dict[str, bytes]:
    """Return one post's part of each patch, and count what was made."""
    post = read_post(folder, source, next(iter(faults.values()))[0].form)
    edits: list[tuple[Edit, str]] = []
    for repair in known:
        wanted = faults.get(repair.id, ())
        made = list(EDITS[repair.edit](post, wanted)) if post and wanted else []
        # Two repairs may come to the same edit; where they come to different ones, the first is kept.
        edits += [(edit, repair.id) for edit in made if not any(_overlap(edit, other) for other, _ in edits)]
        found.made[repair.id] += min(len(made), len(wanted))
        found.left[repair.id] += max(len(wanted) - len(made), 0)
    if post is None or not edits:
        return {}
    order = [repair.id for repair in known]
    changes, held = _changes(post, edits, order)
    before = _lines(post.text)
    changes = settled(before, changes, order)
    for change in changes:
        found.shared.update((change.owner, other) for other in held[change.start] - {change.owner})
    return diff(below_checkout(folder) + source, before, changes)


def below_checkout(folder: Path) -> str:
    """Return the folder's path inside the git checkout that holds it, with a last slash; empty without one, and at its top.

    Names in a patch count from the checkout's top even where `git apply` runs below it: what does not lie below is left
    out there, without a word and with exit code 0.
    """
    folder = folder.resolve()
    for top in (folder, *folder.parents):
        if (top / ".git").exists():
            inside = folder.relative_to(top).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""


def _overlap(one: Edit, other: Edit) -> bool:
    return (one.start < other.end and other.start < one.end) or (one.start, one.end) == (
        other.start,
        other.end,
    )


def _changes(
    post: Post, edits: list[tuple[Edit, str]], order: list[str]
) -> tuple[list[Change], dict[int, set[str]]]:
    """Return the edits as changes of whole lines, those on one line as one; and by its first line, whose edits a change holds."""
    groups: list[tuple[int, int, list[Edit], set[str]]] = []
    for edit, owner in sorted(edits):
        first = post.line_of(edit.start) - 1
        end = post.line_of(max(edit.end - 1, edit.start))
        if groups and first < groups[-1][1]:
            start, last, held, owners = groups[-1]
            groups[-1] = (start, max(last, end), [*held, edit], owners | {owner})
        else:
            groups.append((first, end, [edit], {owner}))
    changes, held_by = [], {}
    for first, end, held, owners in groups:
        start = post.start_of(first + 1)
        moved = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in held]
        old = post.text[start : post.start_of(end + 1)]
        new = applied(old, moved)
        if new != old:
            owner = min(owners, key=order.index)
            changes.append(Change(first, end, tuple(_lines(new)), owner))
            held_by[first] = owners
    return changes, held_by


def _lines(text: str) -> list[bytes]:
    """Return the lines of a text as bytes, each with its line end; only a line feed ends one, as for git."""
    parts = text.encode("utf-8", "surrogateescape").split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
