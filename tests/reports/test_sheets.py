"""The sheets: their files are strict, their queries answer, and what they say is what a reader needs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.store import SCHEMA_VERSION
from reports.build import SHEETS
from reports.errors import ReportError
from reports.frames import SCHEMA_VERSION as READ_VERSION
from reports.frames import Crawls, stream
from reports.layout import keys, load_sheets
from reports.worklist import prepare
from tests.support.audited import as_text, empty, small_blog, workbook

ALL = load_sheets(SHEETS)
PARTS = [(sheet.id, part) for sheet in ALL for part in (sheet.block or [sheet])]
GOLDEN = Path(__file__).with_name("golden")  # a file for each sheet, named as the sheet's own
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


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return workbook(small_blog(tmp_path_factory.mktemp("golden") / "audit.sqlite"))


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.id)
def test_a_sheet_of_a_small_blog_reads_as_expected(book, sheet, request):
    """Its title, headers and rows are what people rely on. Of a new sheet, and after a wanted change: --update-golden."""
    there = sheet.title in book.sheetnames
    golden = GOLDEN / f"{sheet.id}.txt"
    found = as_text(book[sheet.title]) if there else f"== {sheet.title}\nleft out: {sheet.empty}\n"
    if request.config.getoption("--update-golden"):
        golden.write_text(found, encoding="utf-8")
    assert golden.exists(), "a new sheet: run this test with --update-golden, and read what it wrote"
    assert found == golden.read_text(encoding="utf-8")


def test_the_workbook_has_its_sheets_in_their_order_and_none_that_people_rely_on_is_gone(book):
    assert book.sheetnames == [sheet.title for sheet in ALL if sheet.title in book.sheetnames]
    assert {path.stem for path in GOLDEN.iterdir()} == {sheet.id for sheet in ALL}


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.id)
def test_a_sheet_says_what_one_row_is(sheet):
    assert sheet.row
    assert not sheet.row.endswith(".")


@pytest.mark.parametrize(
    ("title", "headers"),
    [
        ("Worklist", "Status, Note, Severity, Issue, Page, Line, Element, Current, Change to, Confidence, Done by, State, First seen, Pages, Segment, Post, Details, Also on, Ref, Edition"),
        ("Issues", "Severity, Issue, Edits, Pages, % of pages, New, Fixed, Came back, Ignored, How to fix, Why, Learn more, Id"),
        ("Links", "Page, Link, Kind, Anchor text, Problem, Network, Rel, Region, Line, Pages"),
        ("Headings", "Page, Level, Heading, Problem, Words, Links, Affiliate links, Region, Line, Pages"),
        ("Dev-host links", "Page, Line, Link, Change to, Confidence, Method, Anchor text, The host is, In code"),
        ("Changes", "Page, What changed, Previous crawl, This crawl"),
    ],
)  # fmt: skip
def test_the_columns_have_the_names_that_people_rely_on(title, headers):
    (sheet,) = [sheet for sheet in ALL if sheet.title == title]
    assert ", ".join(column.header for column in sheet.column) == headers


def test_every_query_answers_an_empty_database_with_its_declared_columns(database):
    with closing(prepared(empty(database), Crawls(1, None))) as connection:
        for name, part in PARTS:
            cursor = connection.execute(part.sql, {"crawl": 1, "previous": None})
            assert {column for column, *_ in cursor.description} == set(keys(part.column)), name
            assert not cursor.fetchall() or name == "start-here", "nothing of a crawl that is not there"


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("SELECT url FROM page", "returns url; declared are words as well"),
        ("SELECT nothing", "the query fails"),
    ],
)
def test_a_query_that_does_not_fit_its_columns_is_an_error(database, tmp_path, sql, complaint):
    (tmp_path / "a.toml").write_text(SHEET)
    (sheet,) = load_sheets(tmp_path)
    with closing(sqlite3.connect(empty(database))) as connection, pytest.raises(ReportError, match=complaint):
        list(stream(connection, sql, sheet.column, Crawls(1, None)))


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
        ("title =", "title", r"bad\.toml: not readable as TOML"),
        ("title", 'id = "x"\ntitle', r"bad\.toml: key 'id' is not allowed"),
        ('"words"', '"url"', r"bad\.toml \[\[column\]\] 2: key 'url' occurs twice"),
        ('"link"', '"hyper"', r"bad\.toml \[\[column\]\] 1: unknown format 'hyper'; known formats: severity"),
        ("width", "wdith", r"bad\.toml \[\[column\]\] 1: unknown key 'wdith'; known keys: key, header"),
        ("60", "600", r"bad\.toml \[\[column\]\] 1: width 600"),
        ("60", '"60"', r"bad\.toml \[\[column\]\] 1: key 'width' should be int"),
        ("Long pages", "Long/pages", r"bad\.toml: title 'Long/pages'"),
        ("Long pages", "L" * 26, r"bad\.toml: title 'L+'"),
        ("sql =", "empty =", r"bad\.toml: a sheet has `sql` and"),
        ("order = 75", "order = 75\nown_notes = true", r"bad\.toml: own_notes asks for the columns"),
        (
            'format = "link"',
            'to = "url"',
            r"bad\.toml \[\[column\]\] 1: `to` is for a column whose format is link",
        ),
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


def test_no_query_looks_at_every_row_of_a_join_for_each_row(database):
    with closing(prepared(small_blog(database), Crawls(2, 1))) as connection:
        for name, part in PARTS:
            if name in {
                "start-here",
                "conflicts",
            }:  # three severities, some networks, a few cells that people disagree about
                continue
            plan = connection.execute(
                f"EXPLAIN QUERY PLAN {part.sql}", {"crawl": 1, "previous": None}
            ).fetchall()
            slow = [step for *_, step in plan if step.startswith("SCAN") and "LEFT-JOIN" in step]
            assert slow == [], name


def prepared(path, crawls):
    """Return the open database with the tables that the sheets are queries of."""
    connection = sqlite3.connect(path)
    prepare(connection, crawls)
    connection.execute("CREATE TEMP TABLE left_out (number INTEGER PRIMARY KEY, sentence TEXT)")
    return connection
