"""Start here: what was found and what to do first, what is fine, and what an unfinished crawl says of itself."""

import pytest

from tests.support.audited import ORIGIN, Audit, small_blog, table, workbook


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


def blocks(sheet):
    """Return its blocks: heading -> rows as lists without empty cells at the end, header included."""
    found, here = {}, []
    for row in sheet.values:
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) == 1 and cells[0] in HEADINGS:
            here = found.setdefault(cells[0], [])
        elif cells:
            here.append(cells)
    return found


HEADINGS = {
    "Found",
    "Do these first",
    "What is fine",
    "How to use this file",
    "Affiliate links by network",
    "Pages by crawl depth",
    "The last crawls",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return workbook(small_blog(tmp_path_factory.mktemp("start") / "audit.sqlite"))


def test_its_numbers_are_those_of_the_other_sheets(book):
    told = blocks(book["Start here"])
    assert told.keys() == HEADINGS
    issues = {row["Issue"]: row for row in table(book["Issues"])}
    severities = {name: (edits, pages) for name, _, edits, pages, *_ in told["Found"][1:]}
    for severity, (edits, _) in severities.items():
        assert edits == sum(row["Edits"] for row in issues.values() if row["Severity"] == severity), severity
    first = told["Do these first"][1:]
    assert [row[1] for row in first] == list(issues), "in the order of Issues"
    for severity, title, edits, pages, *_ in first:
        assert (severity, edits, pages) == tuple(
            issues[title][name] for name in ("Severity", "Edits", "Pages")
        )
    (network,) = told["Affiliate links by network"][1:]
    links = table(book["Affiliate links"])
    assert network == [2, "Amazon Associates", 2, 1, 1]
    assert len(links) == 2
    assert [row[:1] + row[2:] for row in told["The last crawls"][1:]] == [
        ["2026-11-20", 1, 0, 0, 0],
        ["2026-11-20", 2, 1, 1, 2],
    ]


def test_an_issue_leads_to_its_first_row_on_the_worklist(book):
    sheet = book["Start here"]
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    for title, place in links.items():
        name, _, cell = place.partition("!")
        assert book[name.strip("'")][cell].value == title
    assert len(links) == 3


def test_what_is_fine_counts_the_checks_that_passed_and_says_what_is_not_there(book):
    lines = [line for (line,) in blocks(book["Start here"])["What is fine"]]
    assert lines[0] == "1 of 4 checks found nothing on the 2 pages that were judged."
    assert lines[1] == "1 thing was not checked; Coverage says which and why."
    assert "Links to other sites were not asked" in lines[2]
    assert "Link checks" not in book.sheetnames


def test_charts_show_the_issues_the_last_crawls_and_the_crawl_depth(book):
    titles = {"".join(run.t for run in chart.title.tx.rich.p[0].r) for chart in book["Start here"]._charts}
    assert titles == {
        "Edits of these issues",
        "Findings by severity, the last crawls",
        "Pages by crawl depth",
    }
    for chart in book["Start here"]._charts:
        for series in chart.series:
            assert "Start here" in series.val.numRef.f
            assert series.val.numRef.numCache.pt, "a viewer that does not compute shows them as well"


def test_a_crawl_without_findings_says_so(database):
    with Audit(database) as audit:
        audit.page("/")
    book = workbook(database)
    assert blocks(book["Start here"])["Do these first"] == [["No issues found."]]
    assert book["Worklist"]["A2"].value == "No issues found."
    assert [row[4:7] for row in blocks(book["Start here"])["Found"][1:]] == [["–"] * 3] * 3, (
        "the first crawl compares with nothing"
    )


def test_an_older_crawl_can_be_asked_for_and_tells_nothing_of_the_newer(database):
    book = workbook(small_blog(database), crawl=1)
    assert [row["Page"] for row in table(book["Pages"])] == ["/"]
    assert len(table(book["Links"])) == 2
    assert book["Worklist"]["A2"].value == "No issues found."
    assert len(blocks(book["Start here"])["The last crawls"]) == 2


def test_an_incomplete_crawl_says_so_in_the_first_line_and_what_was_not_reached(database):
    with Audit(database, finished=False, reason="") as audit:
        audit.page("/")
        audit.insert("frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/next/", role="page", state="queued")
        audit.insert("frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/", role="page", state="done")
        audit.insert(
            "frontier", crawl_id=audit.crawl, key=f"{ORIGIN}/sitemap.xml", role="sitemap", state="queued"
        )
    book = workbook(database)
    first, second = list(book["Start here"].values)[:2]
    assert first[0].startswith("INCOMPLETE: the crawl is still running, or was killed")
    assert second[0].endswith(f"scrapy crawl blog -a url={ORIGIN}/")
    assert [(row["Page"], row["Crawled"]) for row in table(book["Pages"])] == [
        ("/", "Crawled"),
        ("/next/", "Not reached"),
    ]
    assert [row["What"] for row in table(book["Coverage"])] == ["Pages not reached"]


def test_an_interrupted_crawl_gives_its_reason_and_an_abandoned_one_is_not_resumed(database):
    for reason, line in [
        ("shutdown", "stopped before its end (shutdown)"),
        ("abandoned", "given up for a fresh one"),
    ]:
        with Audit(database, finished=False, reason=reason):
            pass
        lines = [row[0] for row in workbook(database)["Start here"].values]
        assert line in lines[0]
        assert any("takes it up" in str(text) for text in lines) == (reason == "shutdown")


def test_a_crawl_that_a_limit_cut_says_first_what_was_left(database):
    alike = (
        "more than 200 addresses of the pattern {}, which may have no end; AUDIT_MAX_PER_PATTERN allows more"
    )
    with Audit(database) as audit:
        audit.page("/")
        for count, cause, values, why in [
            (900, "limit-pattern", "1", alike.format("/a?b=…")),
            (300, "limit-pattern", "2", alike.format("/c?d=…")),
            (45, "limit-depth", "", "more than AUDIT_MAX_DEPTH=25 clicks deep"),
            (7, "draft", "", "it is a draft: its front matter says draft: true"),
        ]:
            audit.insert(
                "coverage", crawl_id=audit.crawl, code="pages-skipped", cause=cause, cause_values=values,
                what="Pages skipped", count=count, example="x", why=why,
            )  # fmt: skip
    (first, *_), *_ = workbook(database)["Start here"].values
    assert first == (
        "NOT THE WHOLE SITE: at least 1,245 addresses were not crawled: 1,200 of 2 patterns alike (AUDIT_MAX_PER_PATTERN),"
        " 45 too many clicks deep (AUDIT_MAX_DEPTH). See Coverage."
    )
    with Audit(database) as audit:
        audit.page("/")
    (first, *_), *_ = workbook(database)["Start here"].values
    assert first.startswith("Audit of")


def test_changes_are_told_by_path_where_both_crawls_read_the_page(database):
    for newest in (False, True):
        with Audit(database) as audit:
            page = audit.page(
                "/", title="New" if newest else "Old", words=100 + newest, canonical=f"{ORIGIN}/"
            )
            audit.link(page, 1, f"{ORIGIN}/a/", "internal")
            if newest:
                audit.link(page, 2, f"{ORIGIN}/b/", "internal")
            audit.page("/b/" if newest else "/a/")
    rows = table(workbook(database)["Changes"])
    assert [tuple(row.values()) for row in rows] == [
        ("/", "Title", "Old", "New"),
        ("/", "Links", "1", "2"),
        ("/a/", "Not seen any more", f"{ORIGIN}/a/", None),
        ("/b/", "New address", None, f"{ORIGIN}/b/"),
    ]
