"""`python -m crawler.cli.docs` names the pages of docs/ that are stale; --write renews them from the files they speak of."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.catalog.reader import RuleFileError
from crawler.cli.docs import networks, rules, settings
from crawler.cli.docs.markdown import prose, table
from crawler.errors import Mistake, guarded
from reports.build import SHEETS
from reports.errors import ReportError
from reports.layout import load_sheets

ROOT = Path(__file__).parents[3]
WORKBOOK = "docs/workbook.md"  # whose table of sheets stands between two markers
BEGIN, END = "<!-- sheets -->\n", "\n<!-- /sheets -->"


def written() -> dict[str, str]:
    """Return every file that is written here, by its path below the checkout. Raises Mistake when that is none."""
    return {**settings.pages(), **rules.pages(), **networks.pages(), WORKBOOK: with_sheets()}


def with_sheets() -> str:
    """Return the page about the workbook, its table of sheets renewed."""
    try:
        text = (ROOT / WORKBOOK).read_text(encoding="utf-8")
    except OSError as error:
        msg = f"{ROOT / WORKBOOK}: cannot be read; run this in a checkout of the program."
        raise Mistake(msg) from error
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        msg = f"{WORKBOOK}: the markers {BEGIN.strip()} and {END.strip()} are missing"
        raise Mistake(msg)
    rows = [(prose(sheet.title), prose(sheet.row)) for sheet in load_sheets(SHEETS)]
    return f"{before}{begin}{table(('sheet', 'one row is'), rows)}{end}{after}"


def stale(files: dict[str, str]) -> list[str]:
    """Return the files that do not say what they should, and pages of rules that are gone."""
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "rules").glob("*.md")}
    changed = [
        name
        for name, text in files.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != text
    ]
    return [*changed, *sorted(there - set(files))]


def main(arguments: list[str]) -> int:
    """Name what is stale, or renew it; 1 when something is stale, 2 and a sentence when a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crawler.cli.docs", description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew what is stale")
    parser.add_argument(
        "--write-readme", action="store_true", dest="write", help=argparse.SUPPRESS
    )  # its old name
    write = parser.parse_args(arguments).write
    try:
        files = written()
    except (RuleFileError, ReportError) as error:
        raise Mistake(str(error)) from error
    names = stale(files)
    for name in names if write else ():
        (ROOT / name).parent.mkdir(exist_ok=True)
        if name in files:
            (ROOT / name).write_text(files[name], encoding="utf-8")
        else:
            (ROOT / name).unlink()
    sys.stdout.write("".join(f"{'written' if write else 'stale'}: {name}\n" for name in names))
    return 0 if write or not names else 1


if __name__ == "__main__":
    sys.exit(guarded(lambda: main(sys.argv[1:])))
