"""Numbers that the owner exported find their pages; what cannot be meant is not guessed at."""

import pytest

from crawler.analysis.exports import fill_exports, newest
from crawler.analysis.exports.numbers import days_in, decimal, share, whole
from crawler.analysis.judged import Judged
from crawler.analysis.redirects import fill_redirect_chains
from crawler.items import Export, Page
from crawler.rules.load import all_rules
from crawler.rules.sql import run_site_rules
from crawler.store.exports import exports_of, has_exports

SITE = "https://blog.example"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", 1234), ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234\u202f567", 1234567),
        ("1’234", 1234), ("1,00,000", 100000), ("12.0", 12), ("1,000", 1000), ("٣", 3), (12.0, 12), (7, 7),
        ("", None), ("-", None), ("-5", None), ("12,5", None), (12.5, None), ("=1+1", None), ("1e9", None), (None, None), (True, None), (float("nan"), None),
        ("9" * 30, None),
    ],
)  # fmt: skip
def test_a_count_has_no_decimals_and_any_separator_of_thousands(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    ("text", "grouped", "number"),
    [
        ("4.5", False, 4.5), ("4,5", False, 4.5), ("12,345", False, 12.345), ("$1,016", True, 1016), ("1,016", True, 1016), ("1.016,62 €", True, 1016.62),
        ("0.123", True, 0.123), ("€4.00", True, 4), ("1 011,62", True, 1011.62), (0.5, False, 0.5), ("-4", False, None), ("=4", False, None), ("n/a", False, None), ("1;2", False, None),
    ],
)  # fmt: skip
def test_a_number_with_decimals_may_have_a_comma_or_a_point(text, grouped, number):
    assert decimal(text, grouped=grouped) == number


def test_a_rate_is_a_percentage_or_a_workbooks_share():
    assert [share(cell) for cell in ("2.64%", "2,64 %", "%10", 0.0264, "3", 3)] == [
        pytest.approx(0.0264), pytest.approx(0.0264), 0.1, 0.0264, None, None
    ]  # fmt: skip


def test_days_are_days_of_the_calendar():
    assert days_in("from 2026-08-01 to 2026/08/31, 20260901") == ["2026-08-01", "2026-08-31", "2026-09-01"]
    assert days_in("2026-13-01 1202608011 2026-08/01") == []


def page(store, path, **values):
    url = f"{SITE}{path}"
    store.save_page(Page(url, key=url, **{"status": 200, "is_html": True, **values}))


def traffic(store):
    rows = store.connection.execute(
        "SELECT page.url, clicks, google_position, sessions FROM page_traffic JOIN page ON page.id = page_id ORDER BY page.url"
    )
    return {url.removeprefix(SITE): tuple(values) for url, *values in rows}


def test_an_address_is_a_page_in_any_of_its_spellings_and_a_redirect_is_its_target(store):
    page(store, "/tents/")
    page(store, "/?p=7")
    page(store, "/old/", outcome="redirected", status=301, redirect_to=f"{SITE}/tents/")
    page(store, "/both/", outcome="redirected", status=301, redirect_to=f"{SITE}/tents/")
    fill_redirect_chains(store)
    rows = {
        f"{SITE}/tents/": {"clicks": 10, "impressions": 100, "position": 2.0},
        "http://www.blog.example/tents": {"clicks": 1, "impressions": 100, "position": 4.0},
        f"{SITE}/tents/?srsltid=abc&utm_source=x": {"clicks": 2, "impressions": 0, "position": 9.0},
        f"{SITE}/old/": {"clicks": 4, "impressions": 200, "position": 6.0},
        f"{SITE}/?p=7": {"clicks": 5, "impressions": 5, "position": 1.0},
        f"{SITE}/?p=8&mail=anna@mail.example": {"clicks": 6, "impressions": 6, "position": 1.0},
        "https://other.example/tents/": {"clicks": 7, "impressions": 7, "position": 1.0},
    }
    analytics = {"/tents/": {"sessions": 3}, "/tents/?gclid=1": {"sessions": 4}, "/none/": {"sessions": 1}}
    for _ in range(2):  # closed again after a resume
        fill_exports(
            store, SITE, [Export("search-console", "a.csv", rows), Export("analytics", "b.csv", analytics)]
        )
    assert traffic(store) == {"/?p=7": (5, 1.0, None), "/tents/": (17, pytest.approx(4.5), 7)}
    console, ga = exports_of(store)
    assert (console.lines, console.matched, console.example) == (
        7,
        5,
        f"{SITE}/",
    )  # without what readers typed
    assert (ga.lines, ga.matched, ga.example) == (3, 2, "/none/")
    assert (has_exports(store, "searches"), has_exports(store, "tracking-ids")) == (True, False)


def test_of_two_exports_about_the_same_the_newer_counts_and_others_count_beside_it():
    rows = {f"{SITE}/a/": {"clicks": 1}}
    september = Export("search-console", "september.csv", rows, until="2026-09-30")
    october = Export(
        "search-console", "october.csv", rows | {f"{SITE}/b/": {"clicks": 2}}, until="2026-10-31"
    )
    dated = Export("search-console", "blog-2026-10-01.csv", rows)
    other = Export("search-console", "other-site.csv", {"https://other.example/": {"clicks": 1}})
    bing = Export("bing", "bing.csv", rows)
    used, older = newest([(9.0, september), (1.0, october), (9.9, dated), (2.0, other), (3.0, bing)])
    assert {export.file for export in used} == {"october.csv", "other-site.csv", "bing.csv"}
    assert {export.file for export in older} == {"september.csv", "blog-2026-10-01.csv"}


def test_what_only_an_export_shows_is_not_fixed_by_a_crawl_without_one(store):
    rules = {
        bound.rule.id: bound.rule for bound in all_rules() if bound.rule.needs in {"searches", "tracking-ids"}
    }
    judged = Judged(store, None, rules, {}, complete=True, _covered={1: True})
    page(store, "/tents/")
    assert [rule for rule in rules if judged.has_judged(rule, "", "", 1)] == []
    fill_exports(store, SITE, [Export("analytics", "b.csv", {"/tents/": {"sessions": 3}})])
    assert [rule for rule in rules if judged.has_judged(rule, "", "", 1)] == []
    fill_exports(store, SITE, [Export("search-console", "a.csv", {f"{SITE}/tents/": {"clicks": 3}})])
    assert {rule for rule in rules if judged.has_judged(rule, "", "", 1)} == {
        rule for rule in rules if rules[rule].needs == "searches"
    }


@pytest.mark.parametrize(("days", "found"), [(90, 1), (89, 0)])
def test_a_page_without_a_date_is_old_enough_once_an_earlier_crawl_has_read_it(store, days, found):
    rule = next(bound.rule for bound in all_rules() if bound.rule.id == "money-page-without-clicks")
    page(store, "/tents/")
    store.end_crawl("finished", complete=True)
    store.open_crawl("blog", f"{SITE}/", SITE)
    for number in range(10):
        page(store, f"/{number}/")
    page(store, "/tents/")
    store.connection.execute(
        "UPDATE crawl SET started = date('2026-08-31', ? || ' days') WHERE id = 1", (-days,)
    )
    store.connection.execute("UPDATE page SET affiliate_links = 3 WHERE key LIKE '%tents%'")
    rows = {f"{SITE}/{number}/": {"clicks": 1} for number in range(10)}
    fill_exports(
        store, SITE, [Export("search-console", "a.csv", rows, since="2026-08-01", until="2026-08-31")]
    )
    assert len(list(run_site_rules(store.connection, store.crawl_id, [rule], print))) == found
