"""The link score: how strong a site's own links make each of its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.link_scores import fill_link_scores, link_scores
from crawler.items import Link, Page, Target
from crawler.store import Store

SITE = "https://blog.example"

PAGES = st.lists(st.integers(1, 40), unique=True, max_size=20)
EDGES = st.lists(st.tuples(st.integers(1, 45), st.integers(1, 45)), unique=True, max_size=60)


def flat(pairs):
    return [page for pair in pairs for page in pair]


def test_a_page_that_many_pages_link_to_scores_more_than_one_that_few_link_to():
    hub, often, once, never = link_scores(
        [1, 2, 3, 4], flat([(2, 1), (3, 1), (4, 1), (1, 2), (3, 2), (4, 2), (1, 3)])
    )
    assert hub == 100
    assert hub > often > once > never
    assert never == 1


def test_pages_that_link_alike_score_alike_and_links_to_unknown_pages_do_not_count():
    assert link_scores([7, 5], flat([(5, 7), (7, 5), (5, 9), (9, 5)])) == [100, 100]
    assert link_scores([], []) == []


@given(PAGES, EDGES)
def test_every_score_is_from_1_to_100_and_the_strongest_page_has_100(pages, edges):
    scores = link_scores(pages, flat(edges))
    assert len(scores) == len(pages)
    assert all(1 <= score <= 100 for score in scores)
    assert not pages or max(scores) == 100


def test_a_page_that_nobody_links_to_has_a_score_and_no_inlinks(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    try:
        store.open_crawl("blog", f"{SITE}/", SITE)
        for path, to in (("/", "/tea/"), ("/tea/", ""), ("/alone/", "")):
            links = [Link(1, to, "Tea", region="main", to=Target(SITE + to, "internal"))] if to else []
            store.save_page(Page(SITE + path, key=SITE + path, status=200, is_html=True, links=links))
        for _ in range(2):  # a crawl that is resumed is closed twice
            fill_link_scores(store)
            found = store.connection.execute(
                "SELECT key, links, content_pages, top_texts, score FROM inlinks JOIN page ON page.id = page_id ORDER BY key"
            ).fetchall()
            assert [row[:4] for row in found] == [
                (f"{SITE}/", 0, 0, ""), (f"{SITE}/alone/", 0, 0, ""), (f"{SITE}/tea/", 1, 1, "Tea (1)")
            ]  # fmt: skip
            assert [row[4] for row in found] == [found[0][4], found[0][4], 100]
    finally:
        store.close()


@pytest.mark.parametrize("group", [1, 4, 200_000])
def test_a_page_that_leads_to_another_twice_counts_once_whatever_is_looked_through_at_a_time(
    store, monkeypatch, group
):
    monkeypatch.setattr("crawler.store.inlinks.GROUP", group)
    menu = [
        Link(n, to, "Menu", region="nav", to=Target(SITE + to, "internal"))
        for n, to in enumerate(("/", "/a/"), 1)
    ]
    for path, to in (("/", "/b/"), ("/a/", "/b/"), ("/b/", "/a/"), ("/c/", "")):
        text = [Link(3, to, "Text", region="main", to=Target(SITE + to, "internal"))] if to else []
        store.save_page(Page(SITE + path, key=SITE + path, status=200, is_html=True, links=menu + text))
    fill_link_scores(store)
    found = store.connection.execute(
        "SELECT replace(key, ?, ''), links, pages, content_links, content_pages FROM inlinks JOIN page ON page.id = page_id ORDER BY key",
        (SITE,),
    ).fetchall()
    # /b/ leads to /a/ by its menu and by its text; the menu's links to the page itself do not count.
    assert found == [("/", 3, 3, 0, 0), ("/a/", 4, 3, 1, 1), ("/b/", 2, 2, 2, 2), ("/c/", 0, 0, 0, 0)]
