"""Runs command lines of the program one after the other, each in a fork of one process that has loaded it: most of a short run is loading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.crawling import ROOT, environment


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def run_all(folder: Path, lines: list[list[str]]) -> list[Done]:
    """Run the commands in a folder, as somebody does who installed the program."""
    subprocess.run(
        [sys.executable, "-m", "tests.support.forking"],
        cwd=folder, env=environment(PYTHONPATH=str(ROOT)), input=json.dumps(lines), text=True, timeout=300, check=True,
    )  # fmt: skip
    made = [[folder / f".{number}.{kind}" for kind in ("code", "out", "err")] for number in range(len(lines))]
    texts = [[path.read_text(encoding="utf-8") for path in paths] for paths in made]
    for path in (path for paths in made for path in paths):
        path.unlink()
    return [Done(int(code), out, err) for code, out, err in texts]


def main() -> None:
    """Fork for each command line of standard input, and leave its exit code and what it said in files."""
    import reports.__main__  # noqa: F401
    from crawler.cli.main import main as program

    for number, arguments in enumerate(json.load(sys.stdin)):
        child = os.fork()
        if not child:
            for stream, kind in ((1, "out"), (2, "err")):
                os.dup2(os.open(f".{number}.{kind}", os.O_WRONLY | os.O_CREAT), stream)
            sys.argv[1:] = arguments
            sys.exit(program())
        _, status = os.waitpid(child, 0)
        Path(f".{number}.code").write_text(str(os.waitstatus_to_exitcode(status)), encoding="utf-8")


if __name__ == "__main__":
    main()
