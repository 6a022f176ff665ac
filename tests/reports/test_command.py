"""`python -m reports`: what it prints and the exit code it ends with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.__main__ import main
from reports.result import Built, Group, describe
from tests.support.audited import Audit, small_blog


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out.xlsx"


def test_it_runs_as_a_module_from_anywhere(database, output):
    small_blog(database)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "reports", "audit.sqlite", "-o", "out.xlsx"],
        cwd=database.parent, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["Workbook: out.xlsx", "Findings: 1 error, 1 warning, 2 notices"]
    assert output.exists()


def test_it_ends_with_the_issues_to_begin_with(database, output, capsys):
    with Audit(database) as audit:
        for number in range(3):
            page = audit.page(f"/{number}/")
            audit.finding(page, "long-title", "The title has 71 characters")
        audit.finding(page, "skipped-heading-level", "An h4 follows an h2")
        audit.finding(page, "generic-link-text", "“here” says nothing")
        audit.finding(None, "dev-host-link", "One for the site", "site")
    assert main([str(database), "-o", str(output)]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[2:]] == [
        ["severity", "issue", "edits", "pages", "new"],
        ["error", "Link", "to", "a", "development", "host", "1", "0", "–"],
        ["warning", "Title", "too", "long", "3", "3", "–"],
        ["warning", "Skipped", "heading", "level", "1", "1", "–"],
        ["notice", "Link", "text", "that", "says", "nothing", "1", "1", "–"],
    ]


@pytest.mark.parametrize(
    ("worst", "fail_on", "code"),
    [
        ("error", "error", 1),
        ("error", "notice", 1),
        ("error", "never", 0),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("notice", "warning", 0),
        ("notice", "notice", 1),
        (None, "notice", 0),
    ],
)
def test_findings_at_or_above_the_given_severity_give_exit_code_1(database, output, worst, fail_on, code):
    rule = {"error": "dev-host-link", "warning": "long-title", "notice": "generic-link-text"}
    with Audit(database) as audit:
        page = audit.page("/")
        if worst:
            audit.finding(page, rule[worst])
    assert main([str(database), "-o", str(output), "--fail-on", fail_on]) == code


def test_an_incomplete_crawl_gives_exit_code_2_and_a_workbook_all_the_same(database, output, capsys):
    with Audit(database, finished=False) as audit:
        audit.page("/")
    assert main([str(database), "-o", str(output)]) == 2
    assert "INCOMPLETE" in capsys.readouterr().out
    assert output.exists()


def test_an_older_crawl_can_be_asked_for(database, output, capsys):
    assert main([str(small_blog(database)), "-o", str(output), "--crawl", "1"]) == 0
    assert "Findings: 0 errors, 0 warnings, 0 notices" in capsys.readouterr().out


@pytest.mark.parametrize("more", [["--crawl", "9"], ["-o", "/"]])
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(database, output, capsys, more):
    assert main([str(small_blog(database)), "-o", str(output), *more]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.endswith(".\n")


def test_a_missing_database_is_one_sentence_and_is_not_made(database, output, capsys):
    assert main([str(database), "-o", str(output)]) == 2
    assert "the file does not exist" in capsys.readouterr().err
    assert list(database.parent.iterdir()) == []


def test_a_strangers_words_cannot_steer_the_terminal():
    nasty = "a\x1b[2J\x07\x9b31m\n\u202eb" + "c" * 500
    said = describe(Built(Path("out.xlsx"), 1, True, {"error": 1}, [Group("error", nasty, 1, 1, 0)], {}))
    assert all(char.isprintable() or char == "\n" for char in said)
    assert len(said.splitlines()) == 4
    assert len(said) < 700
