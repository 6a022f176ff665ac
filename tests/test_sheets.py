"""The sheets: their files are strict, their queries answer, and what they say is what a reader needs."""

import re
import sqlite3
from contextlib import closing

import pytest

from crawler.store import SCHEMA_VERSION
from reports import SHEETS, ReportError
from reports.frames import SCHEMA_VERSION as READ_VERSION
from reports.frames import Crawls, frames
from reports.layout import load_sheets
from tests.audited import GOLDEN, ORIGIN, Audit, as_text, empty, small_blog, table, workbook

ALL = load_sheets(SHEETS)
PARTS = [(sheet.id, part) for sheet in ALL for part in (sheet.block or [sheet])]
NAMES = [
    "Summary", "Worklist", "Affiliate links", "Affiliate ids", "Dev-host links", "YouTube", "Links", "Headings", "Pages",
    "Findings", "Rules", "Coverage",
]  # fmt: skip
SHEET = """
title = "Long pages"
order = 75
sql = "SELECT url, words FROM page WHERE crawl_id = :crawl"
[[column]]
key = "url"
header = "Page"
width = 60
format = "link"
[[column]]
key = "words"
header = "Words"
"""


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


def test_the_workbook_of_a_small_blog_reads_as_expected(database):
    """After a wanted change: `python -m tests.audited`."""
    assert as_text(workbook(small_blog(database))) == GOLDEN.read_text(encoding="utf-8")


def test_the_sheets_have_the_names_that_people_rely_on():
    assert [sheet.title for sheet in ALL] == NAMES


@pytest.mark.parametrize(
    ("title", "headers"),
    [
        ("Worklist", "Severity, Page, Source, Where, Problem, Now, Should be, Confidence, How to fix, Pages"),
        ("Links", "Page, Source, #, Link, Kind, Network, Affiliate id, Destination, Anchor text, Rel, Region, Under heading, Line"),
        ("Headings", "Page, Source, #, Level, Heading, Region, Line, Problem"),
        ("Dev-host links", "Page, Source, Link, Anchor text, Should be, Method, Confidence"),
    ],
)  # fmt: skip
def test_the_columns_have_the_names_that_people_rely_on(title, headers):
    (sheet,) = [sheet for sheet in ALL if sheet.title == title]
    assert ", ".join(column.header for column in sheet.column) == headers


@pytest.mark.parametrize(("name", "part"), PARTS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PARTS)])
def test_every_query_answers_an_empty_database_with_its_declared_columns(name, part, database):
    with closing(sqlite3.connect(empty(database))) as connection:
        (frame,) = frames(connection, part.sql, part.column, Crawls(1, None))
    assert list(frame.columns) == [column.key for column in part.column]
    assert frame.empty


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [("SELECT url FROM page", "returns url; declared are url, words"), ("SELECT nothing", "the query fails")],
)
def test_a_query_that_does_not_fit_its_columns_is_an_error(database, tmp_path, sql, complaint):
    (tmp_path / "a.toml").write_text(SHEET)
    (sheet,) = load_sheets(tmp_path)
    with closing(sqlite3.connect(empty(database))) as connection, pytest.raises(ReportError, match=complaint):
        list(frames(connection, sql, sheet.column, Crawls(1, None)))


def test_reports_reads_the_version_that_the_crawler_writes():
    assert READ_VERSION == SCHEMA_VERSION


def test_a_sheet_is_one_file(tmp_path):
    (tmp_path / "long-pages.toml").write_text(SHEET)
    (sheet,) = load_sheets(tmp_path)
    assert (sheet.id, sheet.title, sheet.order) == ("long-pages", "Long pages", 75)
    assert [(c.key, c.header, c.width, c.format) for c in sheet.column] == [
        ("url", "Page", 60, "link"),
        ("words", "Words", 12, ""),
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("order", "ordre", r"bad\.toml: unknown key 'ordre'; known keys: title, order"),
        ("order = 75", "", r"bad\.toml: missing key 'order'"),
        ("order = 75", 'order = "75"', r"bad\.toml: key 'order' should be int"),
        ("order = 75", "order = true", r"bad\.toml: key 'order' should be int"),
        ("title =", "title", r"bad\.toml: cannot be read as TOML"),
        ("title", 'id = "x"\ntitle', r"bad\.toml: key 'id' is not allowed"),
        ('"words"', '"url"', r"bad\.toml \[\[column\]\] 2: key 'url' is there twice"),
        ('"link"', '"hyper"', r"bad\.toml \[\[column\]\] 1: unknown format 'hyper'; known formats: severity"),
        ("width", "wdith", r"bad\.toml \[\[column\]\] 1: unknown key 'wdith'; known keys: key, header"),
        ("60", "600", r"bad\.toml \[\[column\]\] 1: width 600"),
        ("60", '"60"', r"bad\.toml \[\[column\]\] 1: key 'width' should be int"),
        ("Long pages", "Long/pages", r"bad\.toml: title 'Long/pages'"),
        ("Long pages", "L" * 26, r"bad\.toml: title 'L+'"),
        ("sql =", "empty =", r"bad\.toml: a sheet has `sql` and"),
        ("order = 75", "order = 75\nown_notes = true", r"bad\.toml: own_notes asks for the columns"),
        ("order = 75", "order = 75\nblock = [1]", r"bad\.toml \[\[block\]\] 1: should be a table"),
    ],
)
def test_a_slip_in_a_sheet_file_is_an_error_that_names_the_place(tmp_path, old, new, complaint):
    assert old in SHEET
    (tmp_path / "bad.toml").write_text(SHEET.replace(old, new, 1))
    with pytest.raises(ReportError, match=complaint):
        load_sheets(tmp_path)


def test_two_sheets_cannot_have_the_same_title(tmp_path):
    (tmp_path / "one.toml").write_text(SHEET)
    (tmp_path / "two.toml").write_text(SHEET.replace("Long pages", "LONG PAGES"))
    with pytest.raises(ReportError, match=r"two\.toml: the title 'LONG PAGES' is taken by one\.toml"):
        load_sheets(tmp_path)


def footer_findings(database, pages, region="footer", **values):
    """Put the same finding twice on each of so many pages."""
    with Audit(database) as audit:
        for number in range(pages):
            page = audit.page(f"/{number}/", **values)
            for position in (7, 8):
                audit.finding(
                    page,
                    "generic-link-text",
                    "Says nothing",
                    "link",
                    position=position,
                    region=region,
                    now="here",
                )
    return table(workbook(database)["Worklist"])


def test_what_a_template_repeats_is_one_edit_with_its_number_of_pages(database):
    (row,) = footer_findings(database, 3)
    assert row["Page"] == f"{ORIGIN}/0/ … and 2 more pages"
    assert row["Where"] == "in the footer of each of these 3 pages"
    assert row["Pages"] == 3, "twice in one page's template counts once"


def test_a_footer_of_one_page_is_no_template(database):
    assert [row["Pages"] for row in footer_findings(database, 1)] == [1, 1]


@pytest.mark.parametrize(("pages", "rows"), [(4, 8), (5, 1)])
def test_content_is_one_edit_from_five_pages_on(database, pages, rows):
    assert len(footer_findings(database, pages, region="main")) == rows


@pytest.mark.parametrize(("others", "rows"), [(5, 1), (6, 10)])
def test_content_is_one_edit_only_when_half_of_the_site_has_it(database, others, rows):
    with Audit(database) as audit:
        for number in range(5 + others):
            page = audit.page(f"/{number}/")
            if number < 5:
                for position in (1, 2):
                    audit.finding(
                        page, "generic-link-text", "Says nothing", "link", position=position, region="main"
                    )
    assert len(table(workbook(database)["Worklist"])) == rows


def test_posts_are_files_of_their_own_and_never_one_edit(database):
    with Audit(database, spider="posts", target="posts") as audit:
        for name in ("a.md", "b.md", "c.md"):
            page = audit.page(f"/{name}/", source=name)
            audit.finding(page, "generic-link-text", "Says nothing", "link", position=1, region="footer")
    assert [row["Source"] for row in table(workbook(database)["Worklist"])] == ["a.md", "b.md", "c.md"]


def test_different_words_or_places_are_different_edits(database):
    with Audit(database) as audit:
        for number in range(2):
            page = audit.page(f"/{number}/")
            for region, now in (("footer", "here"), ("nav", "here"), ("footer", "this")):
                audit.finding(
                    page, "generic-link-text", "Says nothing", "link", position=1, region=region, now=now
                )
    rows = table(workbook(database)["Worklist"])
    assert sorted((row["Where"], row["Now"]) for row in rows) == [
        ("in the footer of each of these 2 pages", "here"),
        ("in the footer of each of these 2 pages", "this"),
        ("in the navigation of each of these 2 pages", "here"),
    ]


def test_the_worklist_begins_with_what_is_grave_and_can_be_mended(database):
    with Audit(database) as audit:
        page = audit.page("/")
        audit.finding(page, "generic-link-text", "notice")
        audit.finding(page, "long-title", "later line", line=9)
        audit.finding(page, "long-title", "early line", line=2)
        audit.finding(page, "long-title", "no line")
        audit.finding(page, "long-title", "has a proposal", line=50, should_be="Tents")
        audit.finding(page, "dev-host-link", "error")
        audit.finding(None, "dev-host-link", "about the site", "site")
    assert [(row["Severity"], row["Problem"]) for row in table(workbook(database)["Worklist"])] == [
        ("error", "about the site"),
        ("error", "error"),
        ("warning", "has a proposal"),
        ("warning", "early line"),
        ("warning", "later line"),
        ("warning", "no line"),
        ("notice", "notice"),
    ]


def blocks(sheet):
    """Return the Summary's blocks: heading -> {first column: the other columns}."""
    found, here = {}, {}
    for first, *rest in sheet.values:
        if first and not any(rest) and re.search(" by ", first):
            here = found.setdefault(first, {})
        elif first:
            here[first] = rest
    return found


def test_the_numbers_on_the_summary_are_those_of_the_other_sheets(database):
    book = workbook(small_blog(database))
    summary = blocks(book["Summary"])

    def count(sheet, column, value):
        return sum(row[column] == value for row in table(book[sheet]))

    for heading, sheet, column in [
        ("Findings by severity", "Findings", "Severity"),
        ("Pages by outcome", "Pages", "Outcome"),
        ("Links by kind", "Links", "Kind"),
        ("Affiliate links by network", "Affiliate links", "Network"),
    ]:
        (_, *lines) = summary[heading].items()
        assert lines, heading
        for value, (told, *_) in lines:
            assert told == count(sheet, column, value), (heading, value)
        assert sum(told for _, (told, *_) in lines) == len(table(book[sheet])), heading
    titles = {row["Title"]: row["Id"] for row in table(book["Rules"])}
    for title, (told, *_) in list(summary["Findings by rule"].items())[1:]:
        assert told == count("Findings", "Rule", titles[title])
    (_, _, _, certain, likely) = summary["Affiliate links by network"]["Amazon Associates"]
    assert certain == count("Affiliate links", "Confidence", "certain") == 2
    assert likely == count("Affiliate links", "Confidence", "likely") == 1


def test_the_finished_crawl_before_stands_beside_this_one(database):
    summary = blocks(workbook(small_blog(database))["Summary"])
    assert summary["Links by kind"]["affiliate"][:3] == [3, 1, 2]
    assert summary["Findings by severity"]["error"][:3] == [1, 0, 1]
    assert summary["Pages by outcome"]["failed"][:3] == [1, 0, 1]


def test_an_unfinished_crawl_or_one_of_something_else_is_not_compared_with(database):
    for values in ({"finished": False}, {"spider": "urls"}, {"target": "https://other.example/"}, {}):
        with Audit(database, **values) as audit:
            audit.link(audit.page("/"), 1, f"{ORIGIN}/", "internal")
    assert blocks(workbook(database)["Summary"])["Links by kind"]["internal"][:3] == [1, None, None]


def test_an_older_crawl_can_be_asked_for_and_tells_nothing_of_the_newer(database):
    book = workbook(small_blog(database), crawl=1)
    assert [row["URL"] for row in table(book["Pages"])] == [f"{ORIGIN}/"]
    assert len(table(book["Links"])) == 2
    assert table(book["Findings"])[0]["Severity"].startswith("No finding")


def test_an_incomplete_crawl_says_so_in_the_first_line_and_what_was_not_reached(database):
    with Audit(database, finished=False, reason="") as audit:
        audit.page("/")
        audit.insert("frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/next/", role="page", state="queued")
        audit.insert("frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/", role="page", state="done")
        audit.insert(
            "frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/sitemap.xml", role="sitemap", state="queued"
        )
    book = workbook(database)
    first, second = list(book["Summary"].values)[:2]
    assert first[0].startswith("INCOMPLETE: the crawl is still running, or was killed")
    assert second[0].endswith(f"scrapy crawl blog -a url={ORIGIN}/")
    assert [(row["URL"], row["Outcome"]) for row in table(book["Pages"])] == [
        (f"{ORIGIN}/", "fetched"),
        (f"{ORIGIN}/next/", "not reached"),
    ]
    assert table(book["Coverage"]) == [
        {
            "What": "Pages not reached",
            "Count": 1,
            "Example": f"{ORIGIN}/next/",
            "Why": "the crawl did not come to its end",
        }
    ]


def test_an_interrupted_crawl_gives_its_reason_and_an_abandoned_one_is_not_resumed(database):
    for reason, line in [
        ("shutdown", "stopped before its end (shutdown)"),
        ("abandoned", "given up for a fresh one"),
    ]:
        with Audit(database, finished=False, reason=reason):
            pass
        lines = [row[0] for row in workbook(database)["Summary"].values]
        assert line in lines[0]
        assert any("takes it up" in str(text) for text in lines) == (reason == "shutdown")
