"""The recipes of docs/recipes.md are true: each is followed to the letter, in a copy of the checkout."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = {
    title: body
    for title, _, body in (part.partition("\n") for part in re.split(r"^## ", TEXT, flags=re.M)[1:])
}
NEW_FILE = re.compile(r"^`([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEW_LINES = re.compile(
    r"^In `([^`]+)`, below the line `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("crawler", "docs", "reports", "tests")


@pytest.fixture
def checkout(tmp_path):
    """Return a copy of what git tracks, as far as the recipes' commands need it."""
    folder = tmp_path / "checkout"
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name)  # with what Python compiled, which saves half of the time
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, folder)
    return folder


def test_every_block_of_the_page_is_a_step_of_a_recipe():
    steps = sum(len(found.findall(TEXT)) for found in (NEW_FILE, NEW_LINES, COMMANDS))
    assert len(RECIPES) >= 6
    assert steps * 2 == len(re.findall(r"^```", TEXT, re.MULTILINE))
    for title, body in RECIPES.items():
        assert NEW_FILE.search(body), title
        assert COMMANDS.search(body), title


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works_as_it_is_printed(title, checkout):
    for name, text in NEW_FILE.findall(RECIPES[title]):
        path = checkout / name
        assert path.parent.is_dir(), f"{name}: no such folder"
        assert not path.exists(), f"{name} is there already: the recipe shows nothing new"
        path.write_text(text, encoding="utf-8")
    for name, line, text in NEW_LINES.findall(RECIPES[title]):
        path = checkout / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = [number for number, one in enumerate(lines) if one.strip() == line]
        path.write_text("".join([*lines[: at + 1], text, *lines[at + 1 :]]), encoding="utf-8")
    for command in COMMANDS.search(RECIPES[title])[1].splitlines():
        done = run(command, checkout)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    before, made = tables(checkout), "python -m crawler.cli.docs --write"
    if made not in RECIPES[title]:
        assert run(made, checkout).returncode == 0
        assert tables(checkout) == before, "the recipe leaves a table stale"


def tables(folder: Path) -> list[str]:
    """Return the pages that show what the files say."""
    return [
        path.read_text(encoding="utf-8")
        for path in (folder / "README.md", *sorted((folder / "docs").rglob("*.md")))
    ]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as it is printed, with this Python, and one process for its tests: the suite has its own."""
    program, *arguments = shlex.split(command)
    assert program in {"pytest", "python"}
    inside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "AUDIT_"))}
    return subprocess.run(
        [sys.executable, *(["-m", "pytest"] if program == "pytest" else []), *arguments],
        cwd=folder,
        env=inside | {"PYTEST_ADDOPTS": "-n 0 -p no:cacheprovider", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


def test_a_recipe_that_does_not_work_is_seen(checkout):
    title = "Add a rule about a page"
    ((name, text),) = NEW_FILE.findall(RECIPES[title])
    (checkout / name).write_text(text.replace("has 2 characters", "has 3 characters"), encoding="utf-8")
    assert run(COMMANDS.search(RECIPES[title])[1].splitlines()[0], checkout).returncode == 1
