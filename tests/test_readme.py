"""The README and docs/ are true: their commands run, and their paths exist."""

import re
import subprocess
import sys

import pytest

from crawler.cli.crawl import Command
from crawler.cli.docs.__main__ import ROOT

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(
    page.read_text(encoding="utf-8") for page in PAGES
)  # the README is short: the rest is in docs/


def test_every_path_that_is_named_exists():
    shown = [page for page in PAGES if page.name != "recipes.md"]  # whose files are yet to be written
    texts = "\n".join(page.read_text(encoding="utf-8") for page in shown)
    named = set(re.findall(r"`((?:crawler|docs|reports|tests|benchmarks)/[\w./-]*)`", texts))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_two_commands_are_those_that_ci_runs():
    assert "pip install -e '.[test]' && pytest" in README.read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install -q -e '.[test]'" in ci
    assert ci.rstrip().endswith("pytest")


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
