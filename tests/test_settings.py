"""What a user may set: one table, and everything that follows from it is fresh."""

import json
import re
import subprocess

import pytest

from crawler.catalog.settings import table
from tests.support.crawling import ROOT, crawl, database, query


def used() -> set[str]:
    """Return the AUDIT_* names that any module asks for."""
    found: set[str] = set()
    for path in (ROOT / "crawler").rglob("*.py"):
        found |= set(re.findall(r'"(AUDIT_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    return found


def test_no_setting_is_parsed_and_ignored():
    assert set(table()) == used()


def test_the_example_file_changes_nothing(tmp_path):
    """Who copies it whole has the defaults."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))
    assert given == {name: setting.default for name, setting in table().items()}


@pytest.mark.parametrize(
    "name", [name for name, setting in table().items() if setting.kind in {"whole", "number"}]
)
def test_a_number_below_its_limit_is_refused(tmp_path, name):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-s", f"{name}={table()[name].least - 1}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name}=")
    assert done.stderr.count("\n") == 1


def test_a_misspelt_variable_of_the_environment_is_said_and_stops_nothing(tmp_path):
    done = crawl(tmp_path, "blog", "-a", "url=demo", AUDIT_MAX_PAGE="3", **{"AUDIT_\x1b[31m": "x"})
    assert done.returncode == 0, done.stderr
    assert "AUDIT_MAX_PAGE: unknown setting; did you mean AUDIT_MAX_PAGES?" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_misspelt_variable_of_the_env_file_is_said(tmp_path):
    (tmp_path / ".env").write_text("AUDIT_DELEY=0\nAUDIT_KEEP_CRAWLS=\n", encoding="utf-8")
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    from tests.support.crawling import command, environment

    done = subprocess.run(
        command(tmp_path, "blog", "-a", "url=demo"), cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "AUDIT_DELEY: unknown setting; did you mean AUDIT_DELAY?" in done.stderr
    assert "AUDIT_KEEP" not in done.stderr


def test_values_are_kept_with_the_crawl_however_they_were_written(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("# A\n")
    done = crawl(
        tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}",
        AUDIT_OWN_HOSTS=" www.a.example , b.example:80,", AUDIT_SEVERITY='{"long-title": "error"}', AUDIT_HTTP_PASS="x",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ((kept,),) = query(database(tmp_path / "out"), "SELECT settings FROM crawl")
    values = json.loads(kept)
    assert values["AUDIT_OWN_HOSTS"] == "www.a.example,b.example:80"
    assert values["AUDIT_SEVERITY"] == '{"long-title": "error"}'
    assert values["AUDIT_MAX_PAGES"] == "10000"
    assert "HTTP" not in kept
