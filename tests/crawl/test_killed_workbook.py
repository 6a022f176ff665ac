"""Stopped over the workbook: the same command writes the workbook of the crawl that is complete, and crawls nothing."""

import os
import signal
import subprocess

import openpyxl
import pytest

from tests.support.crawling import ROOT, command, crawl, database, environment, query
from tests.support.web import html, serve

WORDS = ("ash", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel")
NAMES = [f"/{first}-{second}/" for first in WORDS for second in WORDS]


@pytest.fixture(scope="module")
def site():
    links = "".join(f"<a href='{name}'>Post {name}</a>" for name in NAMES)
    routes = {"/": html(f"<h1>Home</h1>{links}"), **{name: html(f"<h1>x</h1>{links}") for name in NAMES}}
    with serve(routes) as running:
        yield running


def stopped(out, line, number):
    """Run a crawl and send it a signal as soon as it writes the workbook; returns its exit code and what it said."""
    process = subprocess.Popen(
        command(out, *line),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(out.glob("*/.audit.xlsx.*.tmp")) and process.poll() is None:
        os.sched_yield()
    process.send_signal(number)
    _, err = process.communicate()
    return process.returncode, err


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 130), (signal.SIGINT, 130)]
)
def test_the_same_command_writes_the_workbook_that_was_stopped(tmp_path, site, number, code):
    line = ("blog", "-a", f"url={site.origin}/")
    ended, err = stopped(tmp_path, line, number)
    assert ended == code, err
    assert "Traceback" not in err
    if code == 130:
        assert "the same command goes on there" in err
        assert not list(tmp_path.glob("*/.audit.xlsx.*.tmp"))
    folder = database(tmp_path).parent
    assert not (folder / "audit.xlsx").exists()
    site.asked.clear()

    done = crawl(tmp_path, *line, "--fail-on", "notice")
    assert done.returncode == 1, done.stderr  # as after any crawl with findings
    assert site.asked == []
    assert "its workbook is missing: it is written now, without crawling" in done.stderr
    book = openpyxl.load_workbook(folder / "audit.xlsx", read_only=True)
    assert len(list(book["Pages"].values)) == 2 + len(NAMES)
    assert "INCOMPLETE" not in done.stdout
    assert query(database(tmp_path), "SELECT count(*), count(finished) FROM crawl") == [(1, 1)]

    done = crawl(tmp_path, *line)
    assert done.returncode == 0, done.stderr
    assert site.asked != []
    assert query(database(tmp_path), "SELECT count(*), count(finished) FROM crawl") == [(2, 2)]


def test_a_new_beginning_that_is_asked_for_comes_before_the_workbook(tmp_path, site):
    line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_PAGES=30")
    stopped(tmp_path, line, signal.SIGKILL)
    site.asked.clear()
    done = crawl(tmp_path, *line, "-a", "fresh=yes")
    assert done.returncode == 0, done.stderr
    assert site.asked != []
    assert query(database(tmp_path), "SELECT count(*) FROM crawl") == [(2,)]


def test_a_workbook_that_could_not_be_written_is_written_by_the_same_command(tmp_path, site):
    line = ("blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_PAGES=5")
    folder = tmp_path / site.origin.removeprefix("http://").replace(":", "-")
    (folder / "audit.xlsx").mkdir(parents=True)
    done = crawl(tmp_path, *line)
    assert (done.returncode, "is a folder" in done.stderr) == (2, True)
    (folder / "audit.xlsx").rmdir()
    site.asked.clear()
    done = crawl(tmp_path, *line)
    assert done.returncode == 0, done.stderr
    assert site.asked == []
    assert (folder / "audit.xlsx").is_file()
