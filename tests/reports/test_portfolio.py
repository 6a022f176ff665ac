"""The portfolio: what a fleet's sites say together, and what only all of them show."""

import json
import re
import zipfile

import openpyxl
import pytest

from reports.layout import load_sheets
from reports.portfolio.build import SHEETS, build_portfolio
from reports.portfolio.gather import Member
from reports.portfolio.ids import Use, remarks
from tests.support.audited import ORIGIN, Audit

HOSTILE = '=HYPERLINK("http://evil.example")</td><script>alert(1)</script><img src=x onerror=alert(1)>'
AMAZON = "https://www.amazon.com/dp/B0?tag="


def member(folder, name, target=f"{ORIGIN}/"):
    return Member(name, target, f"https://{name}.example/", folder / name, name)


def audited(folder, name, *, ids=(), fault="Link to a development host", finished=True, own="", checked=""):
    """Write one crawl of a site, with a workbook beside it."""
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "audit.xlsx").touch()
    with Audit(
        folder / name / "audit.sqlite", finished=finished, reason="finished" if finished else "shutdown"
    ) as audit:
        home, about = audit.page("/", title=HOSTILE), audit.page("/about/")
        if fault:
            audit.finding(home, "dev-host-link", fault, line=1, state="new", ref="r1")
        audit.finding(about, "long-title", "71 characters", line=1, state="still", ref="r2")
        for number, one in enumerate(ids):
            url = f"{AMAZON}{one}&n={number}"
            audit.link(
                about, number + 1, url, "affiliate", network="amazon", affiliate_id=one, confidence="certain"
            )
            if checked:
                audit.insert("link_check", crawl_id=audit.crawl, url=url, asked=url, verdict=checked)
        if own:
            settings = json.dumps({"AUDIT_AFFILIATE_IDS": json.dumps({"amazon": [own]})})
            audit.db.execute("UPDATE crawl SET settings = ? WHERE id = ?", (settings, audit.crawl))
        audit.insert(
            "coverage", crawl_id=audit.crawl, code="x", what=HOSTILE, count=3, example=HOSTILE, why="a limit"
        )


def rows(path, sheet):
    """Return the rows of a sheet as dicts."""
    found = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portfolio")
    audited(folder, "tea", ids=["tea-20"] * 4, checked="broken", own="tea-20")
    audited(folder, "coffee", ids=["coffee-20"] * 4 + ["tea-20"], fault="", checked="not checked")
    audited(folder, "cocoa")
    audited(folder, "cocoa", finished=False)
    (folder / "junk").mkdir()
    (folder / "junk" / "audit.sqlite").write_bytes(b"no database" * 100)
    made = build_portfolio(
        [member(folder, name) for name in ("tea", "coffee", "cocoa", "junk", "none")],
        folder / "portfolio.xlsx",
    )
    return folder, made


def test_each_site_has_a_row_with_its_numbers_and_what_needs_somebody_first(whole):
    _, made = whole
    sites = rows(made.workbook, "Sites")
    assert [row["Site"] for row in sites] == ["junk", "none", "cocoa", "tea", "coffee"]
    by = {row["Site"]: row for row in sites}
    assert (by["junk"]["State"], by["none"]["State"], by["cocoa"]["State"]) == (
        "cannot be read",
        "never crawled",
        "incomplete: shutdown",
    )
    numbers = ("Pages", "Health", "Errors", "Warnings", "Affiliate links", "Broken affiliate links")
    assert [by["tea"][name] for name in numbers] == [2, 0.5, 1, 1, 4, 4]
    # What nobody asked is not known to work.
    assert [by["coffee"][name] for name in numbers] == [2, 1, 0, 1, 5, None]
    assert (made.sites, made.unread) == (5, 2)


def test_each_site_leads_to_its_workbook(whole):
    _, made = whole
    sheet = openpyxl.load_workbook(made.workbook)["Sites"]
    links = {
        cell.value: cell.hyperlink.target.replace("\\", "/")
        for (cell,) in sheet.iter_rows(min_row=2, max_col=1)
        if cell.hyperlink
    }
    assert links == {"tea": "tea/audit.xlsx", "coffee": "coffee/audit.xlsx", "cocoa": "cocoa/audit.xlsx"}
    assert '<a href="tea/audit.xlsx">tea</a>' in made.page.read_text(encoding="utf-8")


def test_issues_and_ids_have_a_column_for_each_site(whole):
    _, made = whole
    first, second = rows(made.workbook, "Issues")
    assert {name: first[name] for name in ("Issue", "Sites", "Findings", "tea", "cocoa")} == {
        "Issue": "Link to a development host", "Sites": 2, "Findings": 2, "tea": 1, "cocoa": 1,
    }  # fmt: skip
    assert (second["Id"], second["Sites"], second["coffee"]) == ("long-title", 3, 1)
    ids = {row["Affiliate id"]: row for row in rows(made.workbook, "Affiliate ids")}
    assert ids["tea-20"]["Remark"] == "id of tea, also on coffee"
    assert (ids["tea-20"]["tea"], ids["tea-20"]["coffee"], ids["tea-20"]["Links"]) == (4, 1, 5)
    assert not ids["coffee-20"].get("Remark")
    (network,) = rows(made.workbook, "Networks")
    assert (network["Network"], network["Sites"], network["Ids"], network["Links"], network["Broken links"], network["On"]) == (
        "Amazon Associates", 2, 2, 9, 4, "coffee, tea",
    )  # fmt: skip


def test_what_was_not_checked_is_said_for_each_site(whole):
    folder, made = whole
    said = [(row["What"], row["Why"]) for row in rows(made.workbook, "Coverage")]
    assert said[:3] == [
        ("cocoa: Newest crawl incomplete", "shutdown; the numbers are those of the crawl before"),
        (
            "junk: The whole site",
            f"{folder}/junk/audit.sqlite: cannot be opened as a database: file is not a database.",
        ),
        ("none: The whole site", "it was never crawled"),
    ]


def test_nothing_that_a_page_says_is_a_formula_or_markup(whole):
    _, made = whole
    with zipfile.ZipFile(made.workbook) as book:
        assert not [
            name
            for name in book.namelist()
            if name.startswith("xl/worksheets/sheet") and b"<f>" in book.read(name)
        ]
    text = made.page.read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|img)", text)
    assert "=HYPERLINK(&quot;http://evil.example&quot;)&lt;/td&gt;&lt;script&gt;" in text
    assert "default-src 'none'" in text


def test_changes_are_those_since_the_last_report_and_stay_until_something_is_crawled_again(tmp_path):
    audited(tmp_path, "tea", ids=["tea-20"])
    audited(tmp_path, "coffee")
    book = tmp_path / "portfolio.xlsx"
    first = build_portfolio([member(tmp_path, "tea"), member(tmp_path, "coffee")], book)
    assert (first.changes, first.since) == (0, "")
    audited(tmp_path, "tea", ids=["new-20"] * 2, fault="")
    audited(tmp_path, "cocoa")
    members = [member(tmp_path, "tea"), member(tmp_path, "cocoa")]
    second = build_portfolio(members, book)
    told = [tuple(row.values()) for row in rows(book, "Changes")]
    assert told == [
        ("cocoa", "New in the fleet", None, None, None),
        ("coffee", "No longer in the fleet", None, None, None),
        ("tea", "Crawled again", None, None, None),
        ("tea", "Errors", None, "1", "0"),
        ("tea", "Affiliate links", None, "1", "2"),
        ("tea", "Issue gone", "Link to a development host", "1", None),
        ("tea", "New affiliate id", "Amazon Associates new-20", None, None),
        ("tea", "Affiliate id gone", "Amazon Associates tea-20", None, None),
    ]
    assert build_portfolio(members, book).changes == second.changes == len(told)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        '{"sites": {"tea": 3}}',
        '{"sites": {"tea": {"crawl": 9, "rules": [1], "ids": {}, "numbers": 3}}}',
    ],
)
def test_a_damaged_file_of_the_last_report_costs_no_more_than_the_comparison(tmp_path, text):
    audited(tmp_path, "tea")
    (tmp_path / "portfolio.json").write_text(text)
    assert build_portfolio([member(tmp_path, "tea")], tmp_path / "portfolio.xlsx").workbook.is_file()


def test_a_link_to_a_file_is_none_where_its_path_is_no_plain_one(tmp_path):
    audited(tmp_path, "tea")
    one = Member("tea", f"{ORIGIN}/", "", tmp_path / "tea", "http://evil.example")
    made = build_portfolio([one], tmp_path / "portfolio.xlsx")
    assert openpyxl.load_workbook(made.workbook)["Sites"]["A2"].hyperlink is None


def uses(*rows):
    return [Use(site, "amazon", one, links, own) for site, one, links, own in rows]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("tea", "t", 5, False), ("coffee", "c", 5, False)], {}),  # each its own
        ([("tea", "x", 5, False), ("coffee", "x", 5, False)], {}),  # one account for both
        ([("tea", "t", 5, False), ("coffee", "c", 5, False), ("coffee", "t", 1, False)], {"t": "id of tea, also on coffee"}),
        ([("tea", "x", 9, False), ("coffee", "x", 9, False), ("tea", "old", 1, False)], {"old": "on tea alone; other sites share x"}),
        ([("tea", "x", 9, False), ("coffee", "x", 9, False), ("cocoa", "z", 9, False)], {"z": "on cocoa alone; other sites share x"}),
        # The owner's word counts for more than the number of links.
        ([("tea", "t", 1, True), ("tea", "c", 9, False), ("coffee", "c", 5, False)], {"c": "id of coffee, also on tea"}),
        ([("tea", "a", 5, False), ("tea", "b", 5, False), ("coffee", "a", 9, False)], {}),  # no id is tea's main one
    ],
)  # fmt: skip
def test_whose_an_id_is(rows, said):
    assert remarks(uses(*rows)) == {("amazon", one): text for one, text in said.items()}


def test_every_sheet_says_what_a_row_is():
    assert all(sheet.row for sheet in load_sheets(SHEETS))
