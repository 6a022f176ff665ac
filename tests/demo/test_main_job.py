"""The main job from end to end: the demo blog gives exactly what is planted in it, a folder of posts exactly its quirks."""

from collections import Counter
from urllib.parse import urlsplit

import openpyxl
import pytest

from crawler.demo.server import POSTS
from tests.support.crawling import crawl, database, query
from tests.support.planted import LIST, PAGES, faults


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    done = crawl(out, "blog", "-a", "url=demo")
    assert done.returncode == 0, done.stderr
    return out


def test_the_demo_blog_gives_exactly_the_planted_findings(demo):
    rows = query(database(demo), "SELECT rule, page.url, subject FROM finding JOIN page ON page.id = page_id")
    found = Counter((rule, urlsplit(url).path, subject) for rule, url, subject in rows)
    planted = Counter((fault.rule, fault.page, fault.on) for fault in faults())
    assert found - planted == Counter(), "false alarms"
    assert planted - found == Counter(), "missed"
    assert query(database(demo), "SELECT what FROM coverage WHERE what LIKE 'Rule %'") == [], (
        "no rule crashed"
    )


def test_the_proposals_of_the_demo_blog_are_the_planted_ones(demo):
    rows = query(
        database(demo),
        "SELECT page.url, subject, now, should_be, confidence FROM finding JOIN page ON page.id = page_id"
        " WHERE rule = 'dev-host-link'",
    )
    found = Counter(
        (urlsplit(url).path, *proposal) for url, subject, _, *proposal in rows if subject == "link"
    )
    links = [fault for fault in faults() if fault.rule == "dev-host-link" and fault.on == "link"]
    assert found == Counter((f.page, f.should_be, f.confidence) for f in links)
    for _, subject, now, should_be, confidence in rows:
        if subject == "carrier" and "trailnotes.local" in now:
            assert (should_be, confidence) == (
                now.replace("trailnotes.local", "www.trailnotes.example"),
                "high",
            )
        elif subject == "carrier":
            assert (should_be, confidence) == ("", ""), "the demo is served at an address that is no proposal"


def test_every_address_of_the_demo_blog_is_a_row(demo):
    rows = query(database(demo), "SELECT url, outcome FROM page")
    outcomes = {urlsplit(url).path: outcome for url, outcome in rows}
    assert {path for path, outcome in outcomes.items() if outcome == "fetched"} == set(PAGES)
    assert {path for path, outcome in outcomes.items() if outcome == "refused"} == set(LIST["disallowed"])
    assert {path for path, outcome in outcomes.items() if outcome == "failed"} == set(LIST["missing"])


def test_the_demo_workbook_groups_what_the_template_repeats(demo):
    (path,) = demo.glob("*/audit.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    header, *rows = book["Worklist"].values
    assert header[:9] == (
        "Status", "Note", "Severity", "Issue", "Page", "Line", "Element", "Current", "Change to",
    )  # fmt: skip
    pages = Counter(row[header.index("Pages")] for row in rows)
    assert pages[len(PAGES)] == sum(1 for fault in LIST["fault"] if fault["page"] == "*")


def test_the_demo_posts_are_read_without_a_request(tmp_path):
    done = crawl(tmp_path, "posts", "-a", f"path={POSTS}", "-a", "site=https://www.trailnotes.example")
    assert done.returncode == 0, done.stderr
    rows = query(database(tmp_path), "SELECT source, outcome, format FROM page")
    assert {outcome for _, outcome, _ in rows} == {"fetched"}
    assert {form for _, _, form in rows} == {"html", "markdown", "text"}
    assert len(rows) == sum(1 for path in POSTS.iterdir() if path.is_file())
    places = query(database(tmp_path), "SELECT place FROM finding WHERE line IS NOT NULL")
    assert places
    assert all(place.rpartition(":")[2].isdigit() for (place,) in places)


def test_a_second_crawl_is_shown_beside_the_first(tmp_path):
    for _ in range(2):
        done = crawl(tmp_path, "posts", "-a", f"path={POSTS}", "-a", "site=https://www.trailnotes.example")
        assert done.returncode == 0, done.stderr
    assert query(database(tmp_path), "SELECT count(*) FROM crawl WHERE finished IS NOT NULL") == [(2,)]
    first, second = (
        query(
            database(tmp_path),
            "SELECT rule, message, place, now, should_be FROM finding WHERE crawl_id = ? ORDER BY 1, 3, 2, 4",
            n,
        )
        for n in (1, 2)
    )
    assert first == second, "the same posts give the same findings"


def test_the_same_crawl_gives_the_same_workbook_again(demo, tmp_path):
    """Apart from the file's own dates, nothing in a workbook depends on when or how often it is made."""
    from reports.build import build

    sheets = []
    for name in ("a.xlsx", "b.xlsx"):
        build(database(demo), tmp_path / name)
        book = openpyxl.load_workbook(tmp_path / name, read_only=True)
        sheets.append({sheet.title: list(sheet.values) for sheet in book})
    assert sheets[0] == sheets[1]


def test_own_affiliate_ids_tell_somebody_elses(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text(
        "# T\n\n[a](https://www.amazon.com/dp/1?tag=me-20) [b](https://www.amazon.com/dp/1?tag=you-20)\n"
    )
    ids = '{"amazon-associates": ["me-20"]}'
    done = crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}", AUDIT_AFFILIATE_IDS=ids)
    assert done.returncode == 0, done.stderr
    rows = query(
        database(tmp_path / "out"), "SELECT message FROM finding WHERE rule = 'foreign-affiliate-id'"
    )
    assert [message for (message,) in rows] == [
        "Link “b” carries affiliate ID you-20, which is not one of yours at Amazon Associates"
    ]
