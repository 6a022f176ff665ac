"""The Summary, and what an unfinished crawl says of itself."""

import re

import pytest

from tests.support.audited import ORIGIN, Audit, small_blog, table, workbook


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


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
    assert certain == count("Affiliate links", "Confidence", "certain") == 1
    assert likely == count("Affiliate links", "Confidence", "likely") == 1


def test_the_finished_crawl_before_stands_beside_this_one(database):
    summary = blocks(workbook(small_blog(database))["Summary"])
    assert summary["Links by kind"]["affiliate"][:3] == [2, 1, 1]
    assert summary["Findings by severity"]["error"][:3] == [1, 0, 1]
    assert summary["Pages by outcome"]["failed"][:3] == [1, 0, 1]


def test_answers_of_other_sites_are_counted_by_what_they_say(database):
    with Audit(database) as audit:
        for number, verdict in enumerate(["ok", "ok", "broken", "not checked"]):
            audit.insert(
                "link_check", crawl_id=audit.crawl, url=f"https://b.example/{number}", verdict=verdict
            )
    told = blocks(workbook(database)["Summary"])["Links to other sites by answer"]
    assert {name: row[0] for name, row in list(told.items())[1:]} == {
        "asked": 3, "ok": 2, "broken": 1, "not checked": 1,
    }  # fmt: skip
    with Audit(database):
        pass
    told = blocks(workbook(database)["Summary"])["Links to other sites by answer"]
    assert list(told)[-1] == "They were not checked."


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


def test_a_crawl_that_a_limit_cut_says_on_its_summary_what_was_left(database):
    alike = "more than 200 URLs of the pattern {}, which may be endless; AUDIT_MAX_PER_PATTERN allows more"
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
    (first, *_), *_ = workbook(database)["Summary"].values
    assert first == (
        "NOT THE WHOLE SITE: at least 1,245 addresses were not crawled: 1,200 of 2 patterns alike (AUDIT_MAX_PER_PATTERN),"
        " 45 too many clicks deep (AUDIT_MAX_DEPTH). See Coverage."
    )
    with Audit(database) as audit:
        audit.page("/")
    (first, *_), *_ = workbook(database)["Summary"].values
    assert first.startswith("Audit of")
