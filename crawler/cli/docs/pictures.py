"""`python -m crawler.cli.docs.pictures` makes the README's pictures: the demo's workbook, as LibreOffice shows it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from crawler.cli.docs.__main__ import ROOT
from crawler.errors import Mistake, guarded

TOOLS = {
    "soffice": "libreoffice-calc",
    "pdftoppm": "poppler-utils",
    "pngquant": "pngquant",
}  # and Debian's packages
PICTURES = {"start-here": "", "worklist": "Worklist"}  # file -> sheet; empty: the first one
WIDTH, HEIGHT = 1_400, 640  # pixels
COLOURS = "32"
MOST = 200_000  # bytes of all together
ONE_PAGE_A_SHEET = json.dumps({"SinglePageSheets": {"type": "boolean", "value": "true"}})


def main() -> int:
    """Write docs/pictures/; returns the exit code. Raises Mistake when a tool is missing or fails, or the pictures are too large."""
    if missing := [f"{tool} ({package})" for tool, package in TOOLS.items() if not shutil.which(tool)]:
        msg = f"pictures need {', '.join(missing)}; install what is missing."
        raise Mistake(msg)
    target = ROOT / "docs" / "pictures"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, sys.executable, "-m", "crawler.cli.main", "demo")
        (book,) = folder.glob("audits/*/audit.xlsx")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # not the one of whoever runs this
        run(
            folder,
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            f"pdf:calc_pdf_Export:{ONE_PAGE_A_SHEET}",
            str(book),
        )
        shown = [sheet.title for sheet in load_workbook(book).worksheets if sheet.sheet_state == "visible"]
        made = []
        for file, title in PICTURES.items():
            page = str(shown.index(title) + 1 if title else 1)
            size = ("-scale-to-x", str(WIDTH), "-scale-to-y", "-1", "-W", str(WIDTH), "-H", str(HEIGHT))
            run(folder, "pdftoppm", "-png", "-singlefile", "-f", page, *size, "audit.pdf", file)
            made.append(target / f"{file}.png")
            run(folder, "pngquant", "--force", "--strip", "--output", str(made[-1]), COLOURS, f"{file}.png")
    total = sum(path.stat().st_size for path in made)
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n" for path in made))
    if total > MOST:
        msg = f"the pictures have {total:,} bytes; {MOST:,} are the most: make them smaller."
        raise Mistake(msg)
    return 0


def run(folder: Path, *line: str) -> None:
    """Run a command in a folder. Raises Mistake with what it said when it fails."""
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        msg = f"{line[0]}: {' '.join((done.stderr or done.stdout).split())[-300:]}"
        raise Mistake(msg)


if __name__ == "__main__":
    sys.exit(guarded(main))
