"""The README and docs/ are true: their commands run, and their paths exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.catalog.networks import networks
from crawler.cli.commands.crawl import Command
from crawler.cli.docs.__main__ import ROOT
from crawler.cli.main import COMMANDS, NAME
from crawler.rules.load import load_rules
from tests.support import warm
from tests.support.crawling import FAST, environment
from tests.support.web import html, serve

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(
    page.read_text(encoding="utf-8") for page in PAGES
)  # the README is short: the rest is in docs/
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^\|[^|]*\| `([^`]+)` \|", re.MULTILINE)
# Run elsewhere: the install by tests/cli/test_wheel.py, the crawl by tests/demo/test_main_job.py, rendering, which needs a browser, by
# tests/crawl/test_render.py, and the last is what runs this.
ELSEWHERE = {
    "pip install -e .", "scrapy crawl blog -a url=demo", "pip install -e '.[test]'", "pytest",
    "affiliate-seo-audit blog https://blog.example/ --render yes",
}  # fmt: skip


def commands(page: Path) -> list[str]:
    """Return the command lines of a page: those of its blocks for a shell, and of a column of commands."""
    text = page.read_text(encoding="utf-8")
    blocks = [line.partition(" #")[0] for block in SHELL.findall(text) for line in block.splitlines()]
    return [part.strip() for line in [*blocks, *CELL.findall(text)] for part in line.split("&&")]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as somebody does who installed it."""
    return warm.run("crawler.cli.main", arguments, folder, environment(), timeout=120)


def test_every_command_of_the_readme_runs_as_it_is_printed(tmp_path):
    """One folder for all of them, in the order of the table, but for the two that read what `blog` left."""
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "content" / "posts" / "tea.md").write_text("---\nslug: tea\n---\n# Tea\n\nGreen tea.\n")
    words = [shlex.split(line) for line in commands(README) if line not in ELSEWHERE]
    assert {program for program, *_ in words} == {NAME}
    assert {name for _, name, *_ in words} == set(COMMANDS)
    lines = [arguments for _, *arguments in words if arguments[0] not in {"report", "decisions"}]
    reading = [arguments for _, *arguments in words if arguments[0] in {"report", "decisions"}]
    with serve({"/": html("<h1>Home</h1><a href=/tea/>tea</a>"), "/tea/": html("<h1>Tea</h1>")}) as site:
        (tmp_path / "urls.txt").write_text(f"{site.origin}/tea/\n")
        (tmp_path / "sites.toml").write_text(f'[[site]]\nname = "tea"\nurl = "{site.origin}/tea/"\n')
        here = [
            [f"{site.origin}/" if word == "https://blog.example/" else word for word in line]
            for line in lines
        ]
        done = [run(tmp_path, *line, *(FAST if line[0] in {"blog", "urls"} else ())) for line in here]
    # In the folder that is called for the host.
    (path,) = (tmp_path / "audits").glob("127.0.0.1*/audit.sqlite")
    path.with_name("audit.xlsx").unlink()
    here = path.parent.relative_to(tmp_path).as_posix()
    done += [run(tmp_path, *(word.replace("audits/blog.example", here) for word in line)) for line in reading]
    last = run(tmp_path, "report", "audits/demo/audit.sqlite", "-o", "x.xlsx", "--fail-on", "error")
    for line, one in zip([*lines, *reading], done, strict=True):
        assert (one.returncode, "Traceback" in one.stderr) == (0, False), f"{line}\n{one.stderr}"
        books = re.findall("^Workbook: (.+)$", one.stdout, re.MULTILINE)
        assert len(books) == (line[0] not in {"links", "decisions", "fleet"}), line
        assert all((tmp_path / book).is_file() for book in books), line
    assert (last.returncode, (tmp_path / "x.xlsx").is_file()) == (1, True)


def test_what_is_run_elsewhere_is_what_the_readme_says():
    assert set(commands(README)) >= ELSEWHERE
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install -q -e '.[test]'" in ci
    assert ci.rstrip().endswith("pytest")


def test_the_numbers_of_the_readme_are_not_too_high():
    text = README.read_text(encoding="utf-8")
    for said, known in (
        (r"\[(\d+)\+\]\(docs/rules\.md\)", load_rules()),
        (r"\[more than (\d+)\]\(docs/networks\.md\)", networks()),
    ):
        (number,) = re.findall(said, text)
        assert len(known) >= int(number) >= 150


def test_the_readme_and_its_pictures_stay_small():
    assert README.stat().st_size <= 10_240
    pictures = [
        ROOT / name for name in set(re.findall(r"\((docs/pictures/[\w-]+\.png)\)", README.read_text("utf-8")))
    ]
    assert len(pictures) == 2
    assert sum(path.stat().st_size for path in pictures) <= 200_000


def test_every_path_that_is_named_exists():
    shown = [page for page in PAGES if page.name != "recipes.md"]  # whose files are yet to be written
    texts = "\n".join(page.read_text(encoding="utf-8") for page in shown)
    named = set(re.findall(r"`((?:crawler|docs|reports|tests|benchmarks)/[\w./-]*)`", texts))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("module", ["crawler.links", "reports", "crawler.cli.docs"])
def test_the_commands_that_are_named_have_a_help(module):
    assert f"python -m {module}" in TEXT
    done = subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0
    assert "usage:" in done.stdout


def test_every_argument_of_every_spider_is_named():
    from scrapy.spiderloader import SpiderLoader
    from scrapy.utils.project import get_project_settings

    loader = SpiderLoader.from_settings(get_project_settings())
    for spider in map(loader.load, loader.list()):
        for argument in spider.arguments:
            assert re.search(rf"`(?:-a )?{argument}(?:=[^`]*)?`|-a {argument}=", TEXT), (
                f"{spider.name} {argument}"
            )
    assert "--fail-on" in TEXT
    assert Command().short_desc()


def test_no_path_of_a_machine_and_no_registry_is_named():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    for name in tracked:
        path = ROOT / name
        if not path.is_file():
            continue  # deleted, and not yet committed
        if path.suffix in {".py", ".md", ".toml", ".sql", ".cfg", ".html"} or name.startswith(".ci"):
            text = path.read_text(encoding="utf-8", errors="replace")
            for word in (
                "/" + "root/",
                "/" + "work/",
                "/home/" + "user",
                "pypi" + ".org",
                "file" + "s.pythonhosted",
            ):
                assert word not in text, f"{name} names {word}"
