"""Write README.txt beside the fixes: what each file does, how to apply it, and what no patch can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.fixes.repair import repairs

if TYPE_CHECKING:
    from collections.abc import Collection

    from reports.fixes.patches import Patches

OTHERS = {
    "search-replace.sh": "wp-cli lines for a WordPress database. Without an argument it only counts; after `wp db export`, run it"
    " with --apply.",
    "search-replace.php": "the same for wp-cli to read itself, on any system: `wp eval-file search-replace.php` only counts; with"
    " `apply` behind it, it writes.",
    "redirects.csv": "chains of lasting redirects, led straight to their end; for the import of the WordPress plugin Redirection.",
    "replacements.csv": "old and new address, method, confidence, pages; for any other tool.",
}
_APPLY = """Patches are applied in the posts' folder{folder}: `git apply --check NAME.patch`, then `git apply NAME.patch`. Each is
applied or left alone as a whole, in any order. Lines on which several repairs meet stand in the first of their patches only,
whole; what else such a patch holds is said below. A file that was edited since the crawl is to be crawled again first."""


def guide(written: Collection[str], made: Patches, folder: str, advice: list[str]) -> bytes:
    """Return README.txt; empty where there is nothing to say."""
    if not written and not advice:
        return b""
    lines = [
        "Fixes of the last crawl: what is certain or high. What is less sure stands in the workbook only.",
        "",
    ]
    patches = [repair for repair in repairs() if repair.file in written]
    if patches:
        lines += [*_APPLY.format(folder=f" ({folder})" if folder else "").split("\n"), ""]
    for repair in patches:
        lines.append(f"{repair.file}: {repair.title}. Places: {made.made[repair.id]:,}.")
        for (owner, other), count in sorted(made.shared.items()):
            if owner == repair.id:
                lines.append(f"    Lines that carry the repair {other} as well: {count:,}.")
        if left := made.left[repair.id]:
            lines.append(
                f"    Left to a person, since the file does not show them in a form that can be mended: {left:,}."
            )
    lines += [f"{name}: {text}" for name, text in OTHERS.items() if name in written]
    lines += ["", *advice] if advice else []
    return "\n".join(_plain(line) for line in [*lines, ""]).encode()


def _plain(line: str) -> str:
    """Return a line without characters that could steer a terminal: it may hold a folder's name."""
    return "".join(character if character.isprintable() else "\ufffd" for character in line)
