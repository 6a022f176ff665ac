"""A disk that fills up: one sentence, exit code 2, and what was gathered stays. A limit on the size of files stands for the disk."""

import subprocess
import sys

import openpyxl
import pytest

from tests.support.crawling import ROOT, command, crawl, database, environment, query
from tests.support.web import html, serve

resource = pytest.importorskip("resource", reason="only systems like Unix limit the size of files")
PAGES = [f"/page-{letter}/" for letter in "abcdefghijkl"]
IMAGES = "".join(f"<img alt='a tent' src='/{'x' * 60}{n}.png'>" for n in range(1_500))


@pytest.fixture(scope="module")
def site():
    links = "".join(f"<a href='{path}'>Post {path}</a>" for path in PAGES)
    routes = {"/": html(f"<h1>Home</h1>{links}"), **{path: html(f"<h1>Post</h1>{IMAGES}") for path in PAGES}}
    with serve(routes) as site:
        yield site


def run(line, size):
    """Run a command that may write no file larger than `size` bytes."""
    return subprocess.run(
        line, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip


def sentences(done):
    return [line for line in done.stderr.splitlines() if "known pages" not in line]


def pages(path):
    (_, *rows) = openpyxl.load_workbook(path, read_only=True)["Pages"].values
    return len(rows)


def test_a_disk_that_fills_up_during_a_crawl_leaves_what_was_gathered(tmp_path, site):
    line = ("blog", "-a", f"url={site.origin}/")
    done = run(command(tmp_path, *line), 1_600_000)
    assert done.returncode == 2
    assert [": cannot be written (" in said for said in sentences(done)] == [True], done.stderr
    (stored,) = query(database(tmp_path), "SELECT count(*) FROM page")[0]
    assert 1 < stored < len(PAGES)
    out = tmp_path / "again.xlsx"
    again = subprocess.run(
        [sys.executable, "-m", "reports", str(database(tmp_path)), "-o", str(out)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (again.returncode, again.stderr) == (2, "")
    assert again.stdout.splitlines()[1].startswith("INCOMPLETE")
    assert pages(out) == 1 + len(PAGES)
    resumed = crawl(tmp_path, *line)
    assert resumed.returncode == 0, resumed.stderr
    assert query(database(tmp_path), "SELECT count(*) FROM page WHERE status = 200") == [(1 + len(PAGES),)]


@pytest.mark.parametrize("size", [0, 60_000, 120_000])
def test_a_disk_that_is_full_from_the_beginning_is_said(tmp_path, site, size):
    done = run(command(tmp_path, "blog", "-a", f"url={site.origin}/"), size)
    assert done.returncode == 2
    assert ["free some disk space" in said for said in sentences(done)] == [True], done.stderr


def test_a_workbook_that_the_disk_has_no_room_for_leaves_the_one_before(tmp_path):
    assert crawl(tmp_path, "blog", "-a", "url=demo").returncode == 0
    book = database(tmp_path).with_name("audit.xlsx")
    before = book.read_bytes()
    done = run([sys.executable, "-m", "reports", str(database(tmp_path)), "-o", str(book)], 40_000)
    assert done.returncode == 2
    assert [": the workbook cannot be written (" in said for said in sentences(done)] == [True], done.stderr
    assert book.read_bytes() == before
    assert [path.name for path in tmp_path.rglob("*.tmp")] == []
