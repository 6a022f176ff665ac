"""The files of examples/ say what this program understands, and are what the tools that read them understand."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from crawler.cli.main import COMMANDS, NAME, fill

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FILES = sorted(path for path in EXAMPLES.iterdir() if path.is_file())


def commands(text: str) -> list[list[str]]:
    """Return the command lines of the program that a file holds, without what the shell adds."""
    found = []
    for line in (re.split(r" [#|] ", line)[0] for line in text.splitlines()):
        if line.lstrip().startswith("#") or f"{NAME} " not in line:
            continue
        words = shlex.split(line[re.search(rf"\b{NAME} ", line).start() :])
        if words[1] in COMMANDS:
            found.append(words[1:])
    return found


def parser_of(name: str):
    import argparse

    parser = argparse.ArgumentParser()
    fill(parser, name)
    return parser


ALL = [(path.name, words) for path in FILES for words in commands(path.read_text(encoding="utf-8"))]


def test_there_are_commands_to_try():
    assert {name for name, _ in ALL} >= {
        "crontab", f"{NAME}.service", "github-actions.yml", "gitlab-ci.yml"
    }  # fmt: skip


@pytest.mark.parametrize(("name", "words"), ALL, ids=[f"{name}: {' '.join(words)}" for name, words in ALL])
def test_every_command_is_one_that_the_program_takes(name, words):
    options = parser_of(words[0]).parse_args(words[1:])
    assert options


def test_the_github_workflow_keeps_workbook_summary_and_database_whatever_happens(tmp_path):
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["audit"]["steps"]
    always = [step for step in steps if step.get("if") == "always()"]
    assert [step.get("uses", step.get("name")).partition("@")[0] for step in always] == [
        "summary", "actions/upload-artifact", "actions/cache/save"
    ]  # fmt: skip
    assert "audits/*/audit.xlsx" in always[1]["with"]["path"]
    (restored,) = [step for step in steps if step.get("uses", "").startswith("actions/cache/restore")]
    assert (always[2]["with"]["key"], always[2]["with"]["path"]) == (restored["with"]["key"], "audits")
    assert workflow["defaults"]["run"]["shell"] == "bash"
    for step in steps:
        parses(step.get("run", ""))
    (tmp_path / "audit.txt").write_text("Findings: 1 error\n")
    summary = tmp_path / "summary.md"
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", always[0]["run"]],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "GITHUB_STEP_SUMMARY": str(summary)},
        check=True,
    )
    assert summary.read_text() == "```\nFindings: 1 error\n```\n"


def test_the_gitlab_job_keeps_workbook_and_database_whatever_happens():
    job = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text(encoding="utf-8"))["audit"]
    assert (job["artifacts"]["when"], job["cache"]["when"]) == ("always", "always")
    assert "audits/*/audit.xlsx" in job["artifacts"]["paths"]
    for script in job["script"]:
        parses(script)


def test_the_crontab_has_five_fields_and_a_command_that_needs_no_path():
    (line,) = [
        line
        for line in (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    *fields, command = line.split(None, 5)
    assert all(re.fullmatch(r"[\d*,/-]+", field) for field in fields)
    assert "%" not in command, "cron makes a new line of it"
    parses(command)
    assert f" /srv/audit/venv/bin/{NAME} " in command


def parses(script: str) -> None:
    """Assert that a shell takes a script."""
    done = subprocess.run(["bash", "-n", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_takes_the_service_and_the_timer(tmp_path):
    for suffix in ("service", "timer"):
        text = (EXAMPLES / f"{NAME}.{suffix}").read_text(encoding="utf-8")
        text = text.replace(f"/srv/audit/venv/bin/{NAME}", "/bin/true").replace("User=audit", "User=root")
        (tmp_path / f"{NAME}.{suffix}").write_text(
            text.replace("/srv/audit", str(tmp_path)), encoding="utf-8"
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_image_runs_as_nobody_special_and_keeps_its_audits():
    lines = (EXAMPLES / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER audit" in lines
    assert "VOLUME /audit/audits" in lines
    assert f'ENTRYPOINT ["{NAME}"]' in lines


def test_the_image_gets_all_that_the_program_is_built_of():
    ignored = (EXAMPLES / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {
        "pyproject.toml",
        project["project"]["readme"],
        *(name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]),
    }
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == needed
