"""What is said about front matter beyond the rules' own examples: drafts, dates around today, pixel widths."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.sentences import worded
from crawler.checks.pixel_width import _font, width_of
from crawler.rules.engine import audit
from crawler.rules.load import load_rules
from tests.support.crawling import crawl, database, query
from tests.support.posted import read, write

RULES = {bound.rule.id: bound for bound in load_rules()}


def found(page, *names):
    return [f.message for f in audit(page, [RULES[name] for name in names], lambda *e: pytest.fail(str(e)))]


@pytest.mark.parametrize(
    "line",
    ["draft: true", "draft: 'True'", "published: false", "status: draft", "post_status: Draft"],
)
def test_a_draft_is_not_judged_and_says_why(tmp_path, line):
    page = read(tmp_path, "a.md", f"---\ntitle: A\nslug: a\n{line}\n---\n[x](/y)\n")
    assert (page.outcome, page.links) == ("skipped", [])
    assert worded(page.cause).startswith("it is a draft: its front matter says ")
    assert read(tmp_path, "a.md", f"---\ntitle: A\n{line}\n---\nx\n", drafts=True).outcome == "fetched"


@pytest.mark.parametrize(
    "line", ["draft: false", "published: true", "published: 2024-01-01", "status: publish", "draft:"]
)
def test_a_published_post_is_no_draft(tmp_path, line):
    assert read(tmp_path, "a.md", f"---\ntitle: A\n{line}\n---\nx\n").outcome == "fetched"


def test_drafts_stand_on_coverage_and_are_audited_when_asked_for(tmp_path):
    write(tmp_path / "posts", "a.md", "---\ntitle: A\n---\nx")
    write(tmp_path / "posts", "b.md", "---\ntitle: B\ndraft: true\n---\nx")
    posts = f"path={tmp_path / 'posts'}"
    assert crawl(tmp_path / "one", "posts", "-a", posts).returncode == 0
    skipped = query(database(tmp_path / "one"), "SELECT what, count, example, why FROM coverage")
    assert ("Pages skipped", 1, "b.md", "it is a draft: its front matter says draft: true") in skipped
    assert crawl(tmp_path / "two", "posts", "-a", posts, "-a", "drafts=yes").returncode == 0
    states = "SELECT key, outcome FROM page ORDER BY key"
    assert query(database(tmp_path / "two"), states) == [("a.md", "fetched"), ("b.md", "fetched")]
    assert "yes or no" in crawl(tmp_path / "three", "posts", "-a", posts, "-a", "drafts=maybe").stderr


def test_today_and_tomorrow_are_not_the_future(tmp_path):
    for days, expected in ((0, 0), (1, 0), (3, 1)):
        day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
        page = read(tmp_path, "a.md", f"---\ntitle: A\ndate: {day}\n---\nx")
        assert len(found(page, "future-date")) == expected


def test_what_is_wrong_with_a_date_is_told_with_its_line(tmp_path):
    page = read(tmp_path, "a.md", "---\ntitle: A\ndate: 2023-13-45\n---\nx")
    (finding,) = audit(page, [RULES["impossible-date"]], lambda *e: pytest.fail(str(e)))
    assert (finding.place, finding.now) == ("a.md:3", "2023-13-45")


def test_no_character_has_two_widths():
    rows = _font()[0].row
    assert sum(len(row.characters) for row in rows) == len({c for row in rows for c in row.characters})


def test_a_text_is_as_wide_as_its_letters_whatever_form_they_are_written_in():
    assert width_of("é" * 10, 20) == width_of("e\u0301" * 10, 20) == width_of("e" * 10, 20) == 111
    assert width_of("山", 20) == 20
    assert width_of("한국", 20) == 40
    assert width_of("\u200b", 20) == 0


@given(st.text(max_size=50), st.text(max_size=50))
def test_more_text_is_never_narrower(first, second):
    assert width_of(f"{first} {second}", 20) >= width_of(first, 20) - 20
