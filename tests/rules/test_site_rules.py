"""Rules over a whole crawl: their SQL, its parameters, and pages that must not count."""

import pytest

from crawler.analysis.redirects import fill_redirect_chains
from crawler.catalog.reader import RuleFileError
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.items import NO_CAUSE, Page, Sitemap, because
from crawler.links import Classifier
from crawler.rules.load import all_rules, bind
from crawler.rules.rule import Rule
from crawler.rules.sql import run_site_rules
from crawler.store import Store

DISCLOSURES = Disclosures()
RULES = {bound.rule.id: bound.rule for bound in all_rules() if bound.rule.sql}
BOTH = [RULES["duplicate-title"], RULES["duplicate-description"]]


def save(store, path, text="Tents", **values):
    url = f"https://blog.example/{path}"
    made = {"status": 200, "is_html": True, "titles": [text], "descriptions": [text], "key": url, **values}
    page = Page(made.pop("url", url), **made)
    enrich(page, Classifier("https://blog.example"), DISCLOSURES)
    store.save_page(page)


def run(store, rules=BOTH):
    def raises(rule, error):
        raise error

    found = list(run_site_rules(store.connection, store.crawl_id, rules, raises))
    store.replace_site_findings([rule.id for rule in rules], found)
    return found


def sql_rule(
    name="my-rule", sql="SELECT id AS page_id, key FROM page WHERE crawl_id = :crawl", message="{key}", **more
):
    return Rule(name, "notice", "A title", "Because.", "Mend it.", message, (), sql=sql, **more)


@pytest.mark.parametrize(
    "other",
    [
        {"outcome": "redirected", "status": 301, "redirect_to": "https://blog.example/a"},
        {"outcome": "failed", "status": None},
        {"status": 404},
        {"status": 500},
        {"is_html": False},
        {"robots": ["noindex"]},
        {"x_robots": ["none"]},
        {"canonicals": ["https://blog.example/a"]},
        {"header_canonicals": ["https://blog.example/a"]},
        {"titles": [" "], "descriptions": []},
        {"lang": "de"},
    ],
    ids=str,
)
def test_a_page_that_search_results_never_show_beside_it_is_no_duplicate(store, other):
    save(store, "a")
    save(store, "b", **other)
    assert run(store) == []


def test_two_pages_of_one_title_are_both_found_each_with_its_own_page(store):
    save(store, "a")
    save(store, "b", "TENTS")
    save(store, "c", "Stoves")
    found = [(page_id, finding.now) for page_id, finding in run(store, BOTH[:1])]
    ids = dict(store.connection.execute("SELECT id, title FROM page"))
    assert sorted(found) == sorted((page_id, title) for page_id, title in ids.items() if title != "Stoves")


def test_posts_are_compared_by_file_with_or_without_an_address(store):
    for name in ("a.md", "b.md"):
        save(store, name, source=name, key=name, url="", status=None)
    assert [finding.place for _, finding in run(store, BOTH[:1])] == ["a.md: title", "b.md: title"]


def test_another_crawl_in_the_same_file_is_another_story(store):
    save(store, "a")
    store.end_crawl("finished", complete=True)
    store.open_crawl("blog", "https://blog.example/", "https://blog.example")
    save(store, "b")
    assert run(store) == []


def test_quotes_and_semicolons_in_a_title_are_text(store):
    for path in "ab":
        save(store, path, "'; DROP TABLE page; -- {now.__class__}")
    assert [f.now for _, f in run(store, BOTH[:1])] == ["'; DROP TABLE page; -- {now.__class__}"] * 2


def test_a_rule_that_crashes_is_told_and_the_others_go_on(store):
    save(store, "a")
    save(store, "b")
    told = []
    broken = [
        sql_rule("bad-sql", "SELECT no_such_column FROM page"),
        sql_rule("no-page-id", "SELECT key FROM page"),
        sql_rule("no-such-value", message="{nothing}"),
    ]
    rules = [*broken, BOTH[0]]
    found = list(
        run_site_rules(store.connection, store.crawl_id, rules, lambda rule, _: told.append(rule.id))
    )
    assert told == ["bad-sql", "no-page-id", "no-such-value"]
    assert [finding.rule for _, finding in found] == ["duplicate-title"] * 2


def test_site_rules_run_on_an_sqlite_that_knows_no_hints(store, monkeypatch):
    save(store, "a")
    save(store, "b")
    rules = list(RULES.values())
    with_hints = list(run_site_rules(store.connection, store.crawl_id, rules, print))
    assert any("MATERIALIZED" in rule.sql for rule in rules)
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    asked = []
    store.connection.set_trace_callback(asked.append)
    assert list(run_site_rules(store.connection, store.crawl_id, rules, print)) == with_hints
    store.connection.set_trace_callback(None)
    assert len(asked) >= len(rules)
    assert not any("MATERIALIZED" in sql for sql in asked)


def test_a_rule_may_speak_of_a_heading_or_of_the_whole_site(store):
    save(store, "a")
    rules = [
        sql_rule("one-heading", "SELECT id AS page_id, key, 'heading' AS subject, 3 AS position, 'main' AS region FROM page"),
        sql_rule("whole-site", "SELECT NULL AS page_id, count(*) AS pages FROM page", "{pages} pages"),
    ]  # fmt: skip
    (page_id, heading), (nobody, site) = run(store, rules)
    assert (page_id, heading.subject, heading.position, heading.region) == (1, "heading", 3, "main")
    assert (nobody, site.subject, site.message) == (None, "site", "1 pages")


def test_an_option_of_a_site_rule_is_a_parameter_of_its_sql(store):
    save(store, "a", words=10)
    save(store, "b", words=900)
    sql = "SELECT id AS page_id, key FROM page WHERE crawl_id = :crawl AND words < :least"
    (found,) = run(store, [sql_rule(sql=sql, options={"least": 300})])
    assert found[1].message == "https://blog.example/a"
    with pytest.raises(RuleFileError, match="no parameter for the option 'leest'"):
        bind(sql_rule(sql=sql, options={"leest": 300}))


# --- pages that only the sitemap names ----------------------------------------------------------------------------

ORPHAN = [RULES["orphan-page"]]
TENTS = "https://blog.example/tents"


def name_in_sitemap(store, *urls):
    store.save_sitemap(Sitemap("https://blog.example/sitemap.xml", pages=list(urls)))


def test_a_page_that_only_the_sitemap_names_is_an_orphan(store):
    name_in_sitemap(store, TENTS)
    save(store, "tents")
    ((_, found),) = run(store, ORPHAN)
    assert (found.rule, found.place) == ("orphan-page", "the page")


@pytest.mark.parametrize(
    "cause",
    [because("limit-depth", limit=2), because("limit-pages", limit=2), NO_CAUSE],
)
def test_a_crawl_that_a_limit_cut_or_that_is_not_complete_knows_no_orphans(store, cause):
    name_in_sitemap(store, TENTS)
    save(store, "tents")
    store.enqueue(["https://blog.example/else"], role="page", found_by="link", depth=1)
    if cause:
        store.skip_rest(cause)
    assert run(store, ORPHAN) == []


def test_the_start_page_and_what_it_redirects_to_are_no_orphans(store):
    start = "https://blog.example/"
    store.enqueue([start], role="page", found_by="start", depth=0)
    name_in_sitemap(store, start, TENTS)
    save(store, "", outcome="redirected", status=301, redirect_to=TENTS)
    save(store, "tents")
    fill_redirect_chains(store)
    assert run(store, ORPHAN) == []


def test_whether_a_page_is_an_orphan_does_not_depend_on_who_named_it_first(store):
    store.enqueue([TENTS], role="page", found_by="link", depth=1)  # hreflang and canonicals are followed too
    name_in_sitemap(store, TENTS)
    save(store, "tents")
    assert len(run(store, ORPHAN)) == 1


def test_a_list_of_pages_knows_no_orphans(tmp_path):
    store = Store(tmp_path / "list.sqlite")
    store.open_crawl("urls", "urls.txt", "https://blog.example")
    name_in_sitemap(store, TENTS)
    save(store, "tents")
    assert run(store, ORPHAN) == []
    store.close()


def test_a_page_that_a_link_named_before_the_sitemap_did_is_in_the_sitemap_all_the_same(store):
    store.enqueue([TENTS], role="page", found_by="link", depth=1)
    name_in_sitemap(store, TENTS)
    save(store, "tents", robots=["noindex"])
    ((_, found),) = run(store, [RULES["noindex-in-sitemap"]])
    assert found.now == "noindex"


def test_a_move_that_is_not_meant_to_last_makes_a_proposal_less_sure(store):
    name_in_sitemap(store, TENTS, "https://blog.example/poles")
    save(store, "new")
    for path, status in (("tents", 301), ("poles", 302)):
        save(store, path, outcome="redirected", status=status, redirect_to="https://blog.example/new")
    fill_redirect_chains(store)
    found = [finding for _, finding in run(store, [RULES["broken-sitemap-entry"]])]
    assert [(f.now.rpartition("/")[2], f.confidence) for f in found] == [
        ("poles", "medium"),
        ("tents", "high"),
    ]


# --- a header that the whole site sends or does not ---------------------------------------------------------------

HSTS = [RULES["missing-hsts"]]
SENT = {"strict-transport-security": ["max-age=600"]}


def test_a_site_of_which_one_page_sends_the_hsts_header_is_not_told_about_the_others(store):
    save(store, "a")
    save(store, "b", headers=SENT)
    assert run(store, HSTS) == []


def test_pages_of_other_hosts_redirects_and_error_pages_say_nothing_of_the_sites_hsts_header(store):
    save(store, "a")
    save(store, "b", url="https://www.blog.example/", key="https://www.blog.example/", headers=SENT)
    save(
        store,
        "c",
        url="https://blog.example.evil.example/",
        key="https://blog.example.evil.example/",
        headers=SENT,
    )
    save(store, "d", outcome="redirected", status=301, redirect_to="https://blog.example/a", headers=SENT)
    save(store, "e", status=500, headers=SENT)
    ((page_id, found),) = run(store, HSTS)
    assert (page_id, found.subject, found.place) == (None, "site", "https://blog.example")
    assert found.message == "https://blog.example sends no Strict-Transport-Security header (1 page)"


def test_pages_that_a_version_without_headers_stored_are_not_judged(store):
    save(store, "a")
    store.connection.execute("UPDATE page SET facts = json_remove(facts, '$.headers')")
    assert run(store, HSTS) == []
