"""The files of examples/ say what this program understands, and are what the tools that read them understand."""

import re
import shlex
import shutil
import subprocess
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
    for line in text.splitlines():
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


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_the_pipelines_are_yaml_and_keep_the_workbook_whatever_happens(name):
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    assert "audit.xlsx" in text
    assert "if: always()" in text or "when: always" in text


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
