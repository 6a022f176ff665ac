"""A whole hostile site in one crawl with the defaults, under a limit on memory: it ends, and each case has its row."""

import subprocess
from collections import Counter

import openpyxl
import pytest

from tests.hostile.cases import CASES
from tests.hostile.server import answer, serve
from tests.support.crawling import ROOT, command, database, environment, query

MEMORY = 1_000_000  # KiB of addresses (`ulimit -v`)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Return process, database, origin and the paths that were asked for."""
    out = tmp_path_factory.mktemp("hostile")
    links = "".join(f"<a href='{path}'>{path}</a>" for path in CASES)
    cases = {path: row.case for path, row in CASES.items()}
    cases["/"] = answer(f"<title>t</title><h1>home</h1>{links}".encode())
    with serve(cases) as site:
        line = command(out, "blog", "-a", f"url={site.origin}/", "-s", "DOWNLOAD_TIMEOUT=12")
        done = subprocess.run(
            ["sh", "-c", f'ulimit -v {MEMORY}; exec "$@"', "sh", *line],
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300,
        )  # fmt: skip
    return done, database(out), site.origin, site.paths


@pytest.mark.parametrize("path", CASES)
def test_each_case_has_the_row_that_says_what_happened(crawled, path):
    _, audit, origin, _ = crawled
    rows = query(
        audit,
        "SELECT outcome, reason, coalesce((SELECT group_concat(text) FROM note WHERE page_id = page.id), '')"
        " FROM page WHERE key = ?",
        origin + path,
    )
    assert len(rows) == 1
    outcome, reason, notes = rows[0]
    expected = CASES[path]
    assert (outcome, expected.reason in reason, expected.note in notes) == (expected.outcome, True, True), (
        rows
    )


def test_what_came_before_a_cut_is_read_and_what_is_whole_is_not_called_cut(crawled):
    _, audit, origin, _ = crawled
    cut = "SELECT words > 1000, h1 FROM page WHERE key LIKE ? || '/encoding/cut/%'"
    assert query(audit, cut, origin) == [(1, "h")] * 5
    cut = "SELECT key FROM note JOIN page ON page.id = page_id WHERE key LIKE ? || ? AND text LIKE '%broke%'"
    assert query(audit, cut, origin, "/encoding/whole/%") == []
    assert query(audit, cut, origin, "/length/none") == []


def test_the_crawl_ends_well_and_is_quiet(crawled):
    done, *_ = crawled
    assert done.returncode == 0
    assert all("known pages" in line for line in done.stderr.splitlines())
    assert all(character.isprintable() or character == "\n" for character in done.stdout + done.stderr)


def test_nothing_is_asked_for_twice_and_nothing_that_was_cut_is_asked_for(crawled):
    paths = crawled[3]
    assert max(Counter(paths).values()) == 1
    assert max(map(len, paths)) <= 2083


def test_what_was_not_read_is_on_coverage_and_the_workbook_opens(crawled):
    _, audit, _, _ = crawled
    book = openpyxl.load_workbook(audit.with_name("audit.xlsx"), read_only=True)
    told = [" ".join(map(str, row)) for row in book["Coverage"].values]
    for part in (
        "nested inside one another",
        "larger than the limit",
        "URLLENGTH_LIMIT",
        "in time",
        "PDF",
        "says utf-16",
    ):
        assert any(part in line for line in told), part


def test_no_page_of_an_error_or_without_a_body_is_judged(crawled):
    _, audit, origin, _ = crawled
    judged = query(
        audit,
        "SELECT key FROM page JOIN finding ON page_id = page.id WHERE NOT is_html AND subject = 'page'"
        " AND rule NOT LIKE 'redirect-%'",
    )
    assert judged == []
    for path in ("/status/204", "/nothing", "/encoding/unknown"):
        assert query(audit, "SELECT is_html FROM page WHERE key = ?", origin + path) == [(0,)]
