"""The Worklist: one row is one edit, and the first rows are those to begin with."""

import pytest

from tests.support.audited import ORIGIN, Audit, table, workbook


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


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


def test_what_the_head_of_every_page_says_is_one_edit(database):
    with Audit(database) as audit:
        for number in range(3):
            page = audit.page(f"/{number}/")
            audit.finding(page, "skipped-heading-level", "No meta viewport", place="head")
            audit.finding(page, "long-title", "A title is its page's own", place="title")
    rows = table(workbook(database)["Worklist"])
    assert [(row["Page"], row["Where"], row["Pages"]) for row in rows if row["Where"] != "title"] == [
        (f"{ORIGIN}/0/ … and 2 more pages", "in the head of each of these 3 pages", 3)
    ]
    assert [row["Pages"] for row in rows if row["Where"] == "title"] == [1, 1, 1]


def test_an_address_in_the_head_of_every_page_is_said_to_stand_in_the_head(database):
    with Audit(database) as audit:
        for number in range(2):
            page = audit.page(f"/{number}/")
            audit.finding(
                page, "dev-host-link", "Leads to localhost", "carrier", place="jsonld", region="other"
            )
    (row,) = table(workbook(database)["Worklist"])
    assert row["Where"] == "in the head of each of these 2 pages"


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


def taste(database, pages, of):
    """Break a rule of taste, which folds at 20 percent, twice on each of so many pages of a site."""
    with Audit(database) as audit:
        audit.db.execute("UPDATE rule SET fold = 20 WHERE id = 'generic-link-text'")
        for number in range(of):
            post = audit.page(source=f"{number:02}.md", url="")
            for line in (3, 9) if number < pages else ():
                audit.finding(post, "generic-link-text", f"“Here” in {number}", line=line)
    return table(workbook(database)["Worklist"])


def test_a_matter_of_taste_on_a_fifth_of_the_pages_is_one_row(database):
    (row,) = taste(database, 5, of=25)
    assert row["Problem"] == "Link text that says nothing: 10 times"
    assert row["Where"] == "5 of 25 pages; the sheet Findings names each place"
    assert (row["Page"], row["Source"], row["Now"]) == (None, None, "First: “Here” in 0")
    assert (row["How to fix"], row["Pages"]) == ("Say where it leads.", 5)
    assert len(table(workbook(database)["Findings"])) == 10


@pytest.mark.parametrize(("pages", "of"), [(5, 26), (4, 10)], ids=["less than a fifth", "four pages"])
def test_a_matter_of_taste_on_fewer_pages_is_told_place_by_place(database, pages, of):
    assert len(taste(database, pages, of=of)) == 2 * pages
