"""Write the fixes that are certain or high: patches for posts, wp-cli commands and tables.

To add a repair of posts, write one file `repairs/<id>.toml`: its title, its place in the order, the findings that it mends (`sql`), the
function of `edits/` that makes the edits, and examples of a post before and after, which are its tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.errors import ReportError
from reports.files import put_in_place
from reports.fixes.guide import guide
from reports.fixes.patches import Patches, patches
from reports.fixes.repair import repairs
from reports.fixes.search_replace import replacements, shell_script, wp_script
from reports.fixes.tables import Proposal, redirects_table, replacements_table
from reports.frames import pick, reading

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Fixes", "describe_fixes", "write_fixes"]

_PROPOSALS = """
SELECT now, should_be, method, confidence, count(DISTINCT page_id) AS pages FROM finding
WHERE crawl_id = ? AND confidence IN ('certain', 'high') AND subject IN ('link', 'carrier') AND should_be LIKE 'http%'
GROUP BY now, should_be ORDER BY length(now) DESC, now, should_be
"""
_LEAKED = "SELECT url FROM target WHERE crawl_id = ? AND kind = 'dev-host'"
_CHAINS = """
SELECT key, final_url || final_fragment FROM redirect_end
WHERE crawl_id = ? AND end_id IS NOT NULL AND hops > 1 AND lasting AND NOT is_loop ORDER BY key
"""
_ADVICE = "SELECT generator, rel_everywhere FROM project WHERE crawl_id = ? AND rel_everywhere <> ''"


class Fixes(NamedTuple):
    """What was written beside the workbook, and what is better done once for all posts."""

    files: list[Path]
    advice: list[str]  # one sentence or two each


def write_fixes(database: Path, folder: Path, crawl: int | None = None) -> Fixes:
    """Write the fixes of one crawl into `folder` and return them; files that have nothing to say are removed.

    Raises ReportError, one sentence, when the database cannot be read or the folder cannot be written to.
    """
    with reading(database) as connection:
        number = pick(connection, database, crawl).crawl
        spider, target = connection.execute(
            "SELECT spider, target FROM crawl WHERE id = ?", (number,)
        ).fetchone()
        proposals = [Proposal(*row) for row in connection.execute(_PROPOSALS, (number,))]
        leaked = {url for (url,) in connection.execute(_LEAKED, (number,))}
        made = patches(connection, number, Path(target)) if spider == "posts" else Patches()
        advice = _advice(connection, number, made)
        pairs = replacements(proposals, leaked)
        files = {repair.file: made.files.get(repair.id, b"") for repair in repairs()}
        files |= {
            "search-replace.sh": shell_script(pairs),
            "search-replace.php": wp_script(pairs),
            "redirects.csv": redirects_table(connection.execute(_CHAINS, (number,))),
            "replacements.csv": replacements_table(proposals),
        }
    there = [name for name, content in files.items() if content]
    files["README.txt"] = guide(there, made, target if spider == "posts" else "", advice)
    return Fixes(_write(folder, files), advice)


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    written = []
    try:
        for name, content in files.items():
            path = folder / name
            if content:
                folder.mkdir(exist_ok=True)
                written.append(_put(path, content))
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(
            f"{folder}: cannot be written ({error.strerror}); the workbook is not affected."
        ) from error
    return written


def _put(path: Path, content: bytes) -> Path:
    beside = path.with_name(path.name + ".tmp")
    try:
        beside.write_bytes(content)
        if path.suffix == ".sh":
            beside.chmod(0o755)
        return put_in_place(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _advice(connection: sqlite3.Connection, crawl: int, made: Patches) -> list[str]:
    """Return what marks affiliate links once for all posts, where a patch cannot mark them one by one."""
    left = made.left["rel-sponsored"]
    which = "1 affiliate link without rel is" if left == 1 else f"{left:,} affiliate links without rel are"
    return [
        f"{which} written in Markdown, in which this site's links have no attributes. {text}"
        for _, text in connection.execute(_ADVICE, (crawl,))
        if left
    ]


def describe_fixes(fixes: Fixes) -> str:
    """Return lines for a person at a terminal: the files, and what is better done once for all posts."""
    lines = [f"Fixes: {', '.join(map(str, fixes.files))}"] if fixes.files else []
    return "".join(f"{line}\n" for line in [*lines, *fixes.advice])
