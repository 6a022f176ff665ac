"""The workbook as a file: Excel's limits, a stranger's texts, and what happens when it cannot be written."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from reports.build import build
from reports.cell_limits import TEXT_LIMIT, units
from reports.errors import ReportError
from reports.frames import SCHEMA_VERSION
from reports.worksheets import Limits
from tests.support.audited import ORIGIN, Audit, empty, small_blog, table, workbook

NASTY = [
    '=HYPERLINK("http://evil.example","click")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "#N/A",
    "nul\x00esc\x1b[2J", "<r><t>x</t></r>", "a_x000D_b", "🎒" * 16_383, "\ufffe\uffff", "<script>&amp;</c></row>", "]]>", "x" * 40_000,
]  # fmt: skip


SHEET_XML = re.compile(r"xl/worksheets/sheet\d+\.xml")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
URI = re.compile(r"https?://[!-~]+")


def assert_strict(path, book):
    """What Excel calls damage is not there, no formula is, and another reader reads the same."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        for rels in (name for name in names if name.endswith(".rels")):
            folder = Path(rels).parent.parent
            for one in etree.fromstring(archive.read(rels)):
                target = one.get("Target")
                if one.get("TargetMode") == "External":
                    assert URI.fullmatch(target), target
                    assert units(target) <= 2_079
                else:
                    assert os.path.normpath(folder / target).lstrip("/") in names, target
        for name in filter(SHEET_XML.fullmatch, names):
            sheet = etree.fromstring(archive.read(name))
            assert not list(sheet.iter(f"{MAIN}f")), "no formula"
            assert not [cell for cell in sheet.iter(f"{MAIN}c") if cell.get("t") in {"str", "e", "b"}]
            assert all(units(text.text or "") <= TEXT_LIMIT for text in sheet.iter(f"{MAIN}t"))
            named = sheet.find(f"{MAIN}dimension").get("ref").split(":")
            last = max((n for n, row in enumerate(sheet.iter(f"{MAIN}row"), 1) if len(row)), default=1)
            assert coordinate_to_tuple(named[-1])[0] >= last, (
                "who streams a sheet reads no row outside its range"
            )
            links = list(sheet.iter(f"{MAIN}hyperlink"))
            assert len(links) <= 65_530
            rels = f"xl/worksheets/_rels/{Path(name).name}.rels"
            known = (
                {one.get("Id") for one in etree.fromstring(archive.read(rels))} if rels in names else set()
            )
            assert {link.get(LINKED) for link in links if link.get(LINKED)} <= known
    with CalamineWorkbook.from_path(str(path)) as other:
        assert other.sheet_names == book.sheetnames
        for name in other.sheet_names:
            theirs = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ours = [[unescape(v) if isinstance(v, str) else v for v in row] for row in book[name].values]
            assert [[v or None for v in row] for row in theirs] == [
                [v or None for v in row] for row in ours
            ], name


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The workbook of a small blog with something on every sheet, for who only looks at it."""
    return workbook(small_blog(tmp_path_factory.mktemp("small") / "audit.sqlite"))


def test_no_cell_is_a_formula_or_an_error_whatever_a_page_says(database):
    with Audit(database) as audit:
        for number, text in enumerate(NASTY, 1):
            page = audit.page(
                f"/{number}", title=text, description=text, h1=text, canonical=text, reason=text
            )
            audit.heading(page, 1, 2, text)
            audit.link(
                page,
                1,
                f"{text}{number}",
                "affiliate",
                text=text,
                rel=text,
                heading=1,
                affiliate_id=text,
                destination=text,
            )
            audit.reference(page, 1, text, f"{text}!", "dev-host")
            audit.link(page, 2, f"y{text}", "youtube", detail=text)
            audit.finding(
                page, "long-title", text, place=text, now=text, should_be=text, method=text, confidence=text
            )
            audit.insert("note", page_id=page, text=text)
            audit.insert(
                "coverage", crawl_id=audit.crawl, code=text, what=text, count=1, example=text, why=text
            )
            audit.insert("rule", crawl_id=audit.crawl, id=text, severity=text, title=text, why=text, fix=text)
    book = workbook(database)
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert all(units(str(cell.value)) <= TEXT_LIMIT for cell in cells)
    assert {cell.value for cell in cells} >= set(NASTY[:5])
    assert not any(
        cell.hyperlink and cell.hyperlink.target and not cell.hyperlink.target.startswith(ORIGIN)
        for cell in cells
    )
    cut = [row for row in table(book["Coverage"]) if row["What"] == "Pages: texts cut"]
    assert [row["Count"] for row in cut] == [6], "title, description, h1, canonical, why, problem"
    assert_strict(database.with_suffix(".xlsx"), book)


def test_bytes_that_are_no_utf_8_do_not_cost_the_workbook(database):
    with Audit(database) as audit:
        audit.page("/")
        audit.db.execute("UPDATE page SET title = CAST(x'41ff42' AS TEXT)")
    assert table(workbook(database)["Pages"])[0]["Title"] == "A�B"


def notes_about(book, sheet):
    """Return the rows of Coverage about what had to be cut or split on one sheet."""
    return [row for row in table(book["Coverage"]) if row["What"].startswith(f"{sheet}:")]


def test_a_full_worksheet_goes_on_on_the_next_and_coverage_says_so(database):
    with Audit(database) as audit:
        page = audit.page("/")
        for position in range(1, 12):
            audit.link(page, position, f"{ORIGIN}/{position}", "internal")
    book = workbook(database, limits=Limits(rows=6))
    parts = [name for name in book.sheetnames if name.startswith("Links")]
    assert parts == ["Links", "Links (2)", "Links (3)"]
    assert book.sheetnames.index("Links (3)") + 1 == book.sheetnames.index("Pages")
    rows = [table(book[name]) for name in parts]
    assert [len(part) for part in rows] == [5, 5, 1]
    assert [row["Link"] for part in rows for row in part] == [f"{ORIGIN}/{n}" for n in range(1, 12)], (
        "every row, in order, under a header"
    )
    assert book["Links (3)"].auto_filter.ref == "A1:C2"
    (note,) = notes_about(book, "Links")
    assert (note["What"], note["Count"], note["Example"]) == (
        "Links: rows on further worksheets",
        6,
        "Links (2)",
    )
    assert build(database, database.with_suffix(".xlsx"), limits=Limits(rows=6)).rows["Links"] == 11


@pytest.mark.parametrize(("rows", "sheets"), [(6, 2), (7, 1)])
def test_a_worksheet_holds_exactly_as_many_rows_as_it_may(database, rows, sheets):
    with Audit(database) as audit:
        for number in range(6):
            audit.page(f"/{number}")
    book = workbook(database, limits=Limits(rows=rows))
    assert len([name for name in book.sheetnames if name.startswith("Pages")]) == sheets


def test_beyond_the_limit_of_links_the_text_stays_and_coverage_says_so(database):
    with Audit(database) as audit:
        for number in range(5):
            audit.page(f"/{number}")
    book = workbook(database, limits=Limits(links=3))
    cells = [row[0] for row in book["Pages"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [f"/{number}" for number in range(5)]
    assert [bool(cell.hyperlink) for cell in cells] == [True, True, True, False, False]
    (note,) = notes_about(book, "Pages")
    assert (note["What"], note["Count"], note["Example"]) == (
        "Pages: addresses without a link",
        2,
        f"{ORIGIN}/3",
    )


def test_a_sheet_of_many_rows_has_no_links_and_shows_the_address_in_their_place(database):
    with Audit(database) as audit:
        for number in range(5):
            audit.page(f"/{number}")
    book = workbook(database, limits=Limits(looks=4))
    assert [row["Page"] for row in table(book["Pages"])] == [f"{ORIGIN}/{number}" for number in range(5)]
    assert not any(cell.hyperlink for row in book["Pages"] for cell in row)
    (note,) = notes_about(book, "Pages")
    assert (note["What"], note["Count"]) == ("Pages: addresses without a link", 5)
    assert_strict(database.with_suffix(".xlsx"), book)


def test_pages_are_links_and_affiliate_links_are_not(small):
    (row, *_) = [
        row for row in small["Affiliate links"] if str(row[2].value).startswith("https://www.amazon.com")
    ]
    assert (row[0].value, row[0].hyperlink.target) == ("/", f"{ORIGIN}/")
    assert row[2].hyperlink is None
    (row,) = [row for row in small["Worklist"] if row[3].value == "Link text that says nothing"]
    assert row[4].hyperlink.target == f"{ORIGIN}/", "the first of several pages"
    assert not any(cell.hyperlink for row in small["Links"] for cell in row)


def test_every_table_has_a_frozen_bold_header_filters_and_prints_as_wide_as_a_page(small):
    for sheet in small.worksheets[1:]:
        assert sheet.freeze_panes[1:] == "2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.row_dimensions[1].height == 33, "the words stand above the filter's buttons"
        assert sheet.print_title_rows in {"1:1", "$1:$1"}
        assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in sheet[1])
    for sheet in small:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0


def test_what_cannot_be_read_side_by_side_on_paper_is_not_printed(small):
    sheet = small["Worklist"]
    printed = sheet.print_area
    assert printed.startswith("'Worklist'!$A$1:$")
    shown = sheet[1][: len(next(iter(sheet[printed.partition("!")[2]])))]
    assert "Change to" in [cell.value for cell in shown]
    assert sum(sheet.column_dimensions[cell.column_letter].width for cell in shown) < 230


def test_severities_differ_in_colour_and_every_row_of_the_worklist_is_one_line_high(database):
    with Audit(database) as audit:
        page = audit.page("/")
        audit.finding(page, "dev-host-link", "word " * 20)
        audit.finding(page, "long-title", "short")
        audit.finding(page, "generic-link-text", "word " * 1000)
    sheet = workbook(database)["Worklist"]
    assert len({sheet.cell(row, 3).fill.start_color.rgb for row in (2, 3, 4)}) == 3
    assert {sheet.row_dimensions[row].height for row in (2, 3, 4)} == {None}


def test_a_sheet_without_rows_and_a_column_without_words_are_left_out(database):
    with Audit(database) as audit:
        audit.link(audit.page("/"), 1, "https://shop.example/", text="Shop")
    book = workbook(database)
    assert book.sheetnames == [
        "Start here", "Issues", "Worklist", "Links", "Pages", "Inventory", "Structure", "Rules", "Coverage",
    ]  # fmt: skip
    assert [cell.value for cell in book["Links"][1]] == ["Page", "Link", "Kind", "Anchor text"]
    assert book["Coverage"]["A2"].value.startswith("Everything that was found could be checked")
    assert book["Coverage"]["A2"].font.italic
    assert book["Coverage"].auto_filter.ref == "A1:D1", "a filter does not take the sentence for a row"


def test_the_same_database_gives_the_same_worksheets(database, tmp_path):
    small_blog(database)
    texts = []
    for name in ("one.xlsx", "two.xlsx"):
        build(database, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as file:
            texts.append({n: file.read(n) for n in file.namelist() if n.startswith("xl/")})
    assert texts[0] == texts[1]


def test_what_was_built_is_told(database):
    built = build(small_blog(database), database.with_suffix(".xlsx"))
    assert (built.crawl, built.complete, built.counts) == (2, True, {"error": 1, "warning": 1, "notice": 2})
    assert built.rows["Links"] == 6
    assert built.groups == [
        ("error", "Link to a development host", 1, 1, 0),
        ("warning", "Skipped heading level", 1, 1, 0),
        ("notice", "Link text that says nothing", 1, 2, 0),
    ]


def test_an_older_workbook_stays_when_a_new_one_cannot_be_made(database):
    target = database.with_suffix(".xlsx")
    build(small_blog(database), target)
    before = target.read_bytes()
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute("ALTER TABLE part_link RENAME COLUMN rel TO lost")
    with pytest.raises(ReportError, match=r"affiliate-links\.toml: the query fails"):
        build(database, target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in target.parent.iterdir()) == ["audit.sqlite", "audit.xlsx"]


@pytest.mark.parametrize("name", ["taken", "missing/out.xlsx", "audit.sqlite"])
def test_a_target_that_cannot_be_written_is_one_sentence_and_leaves_nothing_behind(database, name):
    small_blog(database)
    (database.parent / "taken").mkdir()
    before = sorted(path.name for path in database.parent.iterdir())
    with pytest.raises(ReportError, match=r"\.$"):
        build(database, database.parent / name)
    assert sorted(path.name for path in database.parent.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_one_sentence(database, tmp_path):
    small_blog(database)
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ReportError, match="cannot be written"):
        build(database, tmp_path / "locked" / "out.xlsx")


def leave_unfinished(path: Path) -> None:
    """Write a page into a database as a process does that is killed with its write-ahead log not yet moved."""
    code = f"""
import os, sqlite3
db = sqlite3.connect({str(path)!r})
db.execute("PRAGMA journal_mode = WAL")
db.execute("UPDATE page SET title = 'only in the log'")
db.commit()
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 9
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0


@pytest.mark.parametrize("keep_shm", [True, False])
def test_what_a_killed_process_left_in_its_log_is_in_the_workbook(database, tmp_path, keep_shm):
    with Audit(database, finished=False) as audit:
        audit.page("/", title="old")
    leave_unfinished(database)
    copy = tmp_path / "copy"
    copy.mkdir()
    for ending in ("", "-wal", "-shm") if keep_shm else ("", "-wal"):
        shutil.copy(f"{database}{ending}", copy / f"audit.sqlite{ending}")
    built = build(copy / "audit.sqlite", tmp_path / "out.xlsx")
    assert not built.complete
    assert table(openpyxl.load_workbook(built.path)["Pages"])[0]["Title"] == "only in the log"


def test_a_crawl_that_is_writing_does_not_disturb_the_report(database):
    small_blog(database)
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM page_part")
        assert build(database, database.with_suffix(".xlsx")).rows["Links"] == 6


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda path: None, "the file does not exist"),
        (lambda path: path.mkdir(), "the file does not exist"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not a database" * 100), "cannot be opened as a database"),
        (lambda path: path.write_bytes(b""), "is not a database of this program"),
        (empty, "contains no crawl yet"),
    ],
)
def test_a_file_that_is_no_audit_is_one_sentence(database, make, complaint):
    make(database)
    with pytest.raises(ReportError, match=complaint):
        build(database, database.with_suffix(".xlsx"))


def test_a_database_of_another_version_is_refused(database):
    with contextlib.closing(sqlite3.connect(small_blog(database))) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(
        ReportError,
        match=rf"a newer version of this program \(schema {SCHEMA_VERSION + 1}, .*install that version",
    ):
        build(database, database.with_suffix(".xlsx"))


def test_an_older_database_that_cannot_be_brought_up_to_date_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "audit.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE crawl (id); CREATE TABLE page (id); CREATE TABLE finding (id); PRAGMA user_version = 1;"
        )
    with pytest.raises(
        ReportError, match=r"^[^\n]*older version, and its copy cannot be brought up to date[^\n]*\.$"
    ):
        build(path, path.with_suffix(".xlsx"))


def test_an_unknown_crawl_is_refused_with_those_that_are_known(database):
    with pytest.raises(ReportError, match=r"contains no crawl 7; it contains 1, 2\."):
        build(small_blog(database), database.with_suffix(".xlsx"), crawl=7)


def test_the_database_is_left_as_it_is(database):
    before = small_blog(database).read_bytes()
    build(database, database.with_suffix(".xlsx"))
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["audit.sqlite", "audit.xlsx"]
