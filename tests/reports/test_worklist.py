"""The Worklist: one row is one edit, grouped by cause, and the first rows are those to begin with."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from reports.frames import Crawls
from reports.worklist import is_group, members
from reports.worklist.ladder import BY_CAUSE, BY_PAGE, BY_RULE, levels
from tests.support.audited import ORIGIN, Audit, table, workbook


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


def rows_of(database):
    return table(workbook(database)["Worklist"])


def shown(row, *names):
    return tuple(row.get(name) for name in names)


def test_each_cause_is_one_row_with_its_pages(database):
    """One host swap, one template part, one broken target, one missing tag: a row each, whatever number of pages."""
    with Audit(database) as audit:
        for number in range(3):
            page = audit.page(f"/{number}/")
            audit.link(page, 1, f"http://blog.local/{number}/", "dev-host")
            audit.finding(
                page, "dev-host-link", f"Leads to blog.local ({number})", "link", position=1, now=f"http://blog.local/{number}/",
                should_be=f"{ORIGIN}/{number}/", confidence="high", region="main",
            )  # fmt: skip
            audit.link(page, 2, f"{ORIGIN}/gone/", "internal")
            audit.finding(
                page,
                "generic-link-text",
                "Leads nowhere",
                "link",
                position=2,
                now=f"{ORIGIN}/gone/",
                region="main",
                line=number,
            )
            for position in (7, 8):
                audit.finding(
                    page,
                    "skipped-heading-level",
                    "In the footer",
                    "heading",
                    position=position,
                    region="footer",
                    now="here",
                )
            audit.finding(page, "long-title", f"The title has {number} characters")
    rows = {row["Issue"]: row for row in rows_of(database)}
    assert len(rows) == 4
    names = ("Element", "Current", "Change to", "Pages")
    assert shown(rows["Link to a development host"], *names) == (
        "3 places",
        "http://blog.local/…",
        f"{ORIGIN}/…",
        3,
    )
    assert rows["Link to a development host"]["Done by"] == "search-replace.sh"
    assert shown(rows["Link text that says nothing"], *names) == (
        "3 places",
        f"{ORIGIN}/gone/",
        "Say where it leads.",
        3,
    )
    assert shown(rows["Skipped heading level"], *names) == (
        "footer of 3 pages",
        "here",
        "Use the next level.",
        3,
    )
    assert shown(rows["Title too long"], *names) == (
        "3 pages",
        "The title has 0 characters",
        "Shorten the title.",
        3,
    )
    for row in rows.values():
        assert row["Page"] == "3 pages, first /0/"
        assert row["Also on"] == "/1/ · /2/"


def test_http_that_becomes_https_is_one_edit_for_all_hosts(database):
    with Audit(database) as audit:
        page = audit.page("/")
        for position, host in enumerate(["a.example", "b.example"]):
            audit.finding(
                page,
                "dev-host-link",
                "Over http",
                "link",
                position=position,
                now=f"http://{host}/x",
                should_be=f"https://{host}/x",
            )
    (row,) = rows_of(database)
    assert shown(row, "Element", "Current", "Change to") == ("2 places", "http://…", "https://…")


def test_a_footer_of_one_page_is_no_template_and_different_words_are_different_edits(database):
    with Audit(database) as audit:
        page = audit.page("/a/")
        audit.finding(
            page, "generic-link-text", "Says nothing", "link", position=1, region="footer", now="here"
        )
        for path in ("/b/", "/c/"):
            audit.finding(
                audit.page(path),
                "generic-link-text",
                "Says nothing",
                "link",
                position=1,
                region="footer",
                now="this",
            )
    assert [shown(row, "Current", "Pages") for row in rows_of(database)] == [("this", 2), ("here", 1)]


def test_two_rules_never_ask_for_the_same_edit(database):
    with Audit(database) as audit:
        page = audit.page("/")
        audit.link(page, 1, f"{ORIGIN}/www.shop.example", "internal", text="Shop")
        for rule, should_be in (("long-title", "https://www.shop.example"), ("dev-host-link", "")):
            audit.finding(
                page,
                rule,
                "The address",
                "link",
                position=1,
                now=f"{ORIGIN}/www.shop.example",
                should_be=should_be,
            )
        audit.finding(page, "generic-link-text", "The text", "link", position=1, now="Shop")
    assert [row["Issue"] for row in rows_of(database)] == [
        "Link to a development host",
        "Link text that says nothing",
    ]


def test_an_issue_with_too_many_rows_is_folded_by_page_and_nothing_is_lost(database):
    with Audit(database) as audit:
        for number in range(40):
            page = audit.page(f"/{number}/")
            for position in range(4):
                audit.finding(
                    page,
                    "skipped-heading-level",
                    "Skipped",
                    "heading",
                    position=position,
                    now=f"h4 {number} {position}",
                )
                audit.finding(
                    page,
                    "generic-link-text",
                    "Nothing",
                    "link",
                    position=position,
                    now=f"word {number} {position}",
                )
        audit.finding(page, "dev-host-link", "One error", "link", position=9)
    with closing(sqlite3.connect(database)) as db:
        (findings,) = db.execute("SELECT count(*) FROM finding").fetchone()
    rows = rows_of(database)
    assert len(rows) <= 60
    assert [row["Issue"] for row in rows].count("Skipped heading level") == 40, "a row a page"
    assert [row["Issue"] for row in rows].count("Link text that says nothing") == 1, "a notice folds first"
    places = [int(row["Element"].split()[0]) if row["Element"].endswith("places") else 1 for row in rows]
    assert sum(places) == findings


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (500, (BY_CAUSE, BY_CAUSE)),
        (250, (BY_CAUSE, BY_RULE)),
        (60, (BY_PAGE, BY_RULE)),
        (30, (BY_RULE, BY_RULE)),
        (0, (BY_RULE, BY_RULE)),
    ],
)
def test_the_less_room_the_more_is_folded_notices_before_warnings(most, expected):
    rules = pd.DataFrame(
        {"rule": ["w", "n"], "severity": ["warning", "notice"], "by_cause": [200, 200], "by_page": [50, 150]}
    )
    assert tuple(levels(rules, most).values()) == expected


def test_the_worklist_begins_with_money_then_what_is_grave_and_on_many_pages(database):
    with Audit(database) as audit:
        for rule, severity in (("unmarked-affiliate-link", "warning"), ("broken-internal-link", "error")):
            audit.insert(
                "rule", crawl_id=audit.crawl, id=rule, severity=severity, title=rule, why="", fix="Mend it."
            )
        for number in range(4):
            page = audit.page(f"/{number}/")
            for rule, severity in (
                ("unmarked-affiliate-link", "warning"),
                ("broken-internal-link", "error"),
                ("long-title", "warning"),
            ):
                audit.insert(
                    "finding", crawl_id=audit.crawl, page_id=page, rule=rule, severity=severity, message=f"{rule} {number}", subject="block",
                    position=number, line=9 - number, place="text",
                )  # fmt: skip
            audit.finding(page, "generic-link-text", f"notice {number}", "block", position=number)
    issues = list(dict.fromkeys(row["Issue"] for row in rows_of(database)))
    assert issues == [
        "broken-internal-link",
        "unmarked-affiliate-link",
        "Title too long",
        "Link text that says nothing",
    ]


def test_status_and_note_are_tinted_frozen_and_chosen_from_a_literal_list(database):
    with Audit(database) as audit:
        audit.finding(audit.page("/"), "long-title")
    sheet = workbook(database)["Worklist"]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"Open,In progress,Done,Ignored,Wrong"'
    assert str(choice.sqref) == "A2"
    assert sheet.freeze_panes == "C2"
    assert {sheet[name].fill.start_color.rgb for name in ("A2", "B2")} == {"FFFFFBE6"}


def test_the_ref_of_a_row_that_stands_for_several_findings_leads_to_all_of_them(database):
    with Audit(database) as audit:
        for number in range(3):
            audit.finding(
                audit.page(f"/{number}/"), "long-title", f"{number} characters", ref=f"bcd22{number}"
            )
    (row,) = rows_of(database)
    assert is_group(row["Ref"])
    with closing(sqlite3.connect(database)) as db:
        assert members(db, Crawls(1, None))[row["Ref"]] == ["bcd220", "bcd221", "bcd222"]


def test_what_is_decided_stands_last_in_a_row_of_its_own(database):
    with Audit(database) as audit:
        for number in range(4):
            ref = f"bcd22{number}"
            audit.finding(audit.page(f"/{number}/"), "long-title", f"{number} characters", ref=ref)
            audit.insert(
                "known_issue", ref=ref, rule="long-title", status="Ignored" if number < 2 else "Open", note="taste" if number < 2 else "", state="still",
            )  # fmt: skip
    rows = rows_of(database)
    assert [shown(row, "Status", "Note", "Pages") for row in rows] == [
        ("Open", None, 2),
        ("Ignored", "taste", 2),
    ]
    assert rows[0]["Ref"] != rows[1]["Ref"]


def test_what_an_earlier_crawl_found_and_this_one_could_not_look_at_is_still_there(database):
    with Audit(database) as audit:
        audit.page("/")
        audit.insert(
            "issue_crawl", id=1, spider="blog", target=f"{ORIGIN}/", started="2026-11-01T00:00:00+00:00"
        )
        audit.insert(
            "known_issue", ref="bcd222", rule="long-title", subject="page", first_crawl=1, state="not checked"
        )
        audit.insert(
            "issue_text",
            ref="bcd222",
            key=f"{ORIGIN}/far/",
            severity="warning",
            message="It is long",
            now="Tents",
        )
    (row,) = rows_of(database)
    assert shown(row, "Issue", "Page", "Current", "State", "First seen", "Ref") == (
        "Title too long", "/far/", "Tents", "not checked", "2026-11-01", "bcd222",
    )  # fmt: skip


def taste(database, pages, of, fold=20):
    """Break a rule of taste, which folds at so many percent, twice on each of so many pages of a site."""
    with Audit(database) as audit:
        audit.db.execute("UPDATE rule SET fold = ? WHERE id = 'generic-link-text'", (fold,))
        for number in range(of):
            post = audit.page(source=f"{number:02}.md", url="")
            for line in (3, 9) if number < pages else ():
                audit.finding(
                    post, "generic-link-text", "It says “here”", now=f"here {number}, {line}", line=line
                )
    return rows_of(database)


def test_a_matter_of_taste_on_a_fifth_of_the_pages_is_one_row(database):
    (row,) = taste(database, 5, of=25)
    assert shown(row, "Pages", "Element", "Current", "Change to") == (
        5, "10 places", "It says “here”", "Say where it leads.",
    )  # fmt: skip


def test_what_is_taste_throughout_is_one_row_from_two_places_on(database):
    assert len(taste(database, 1, of=301, fold=1)) == 1


@pytest.mark.parametrize(("pages", "of"), [(5, 26), (2, 10)], ids=["less than a fifth", "four places"])
def test_a_matter_of_taste_on_fewer_pages_is_told_place_by_place(database, pages, of):
    assert len(taste(database, pages, of=of)) == 2 * pages
