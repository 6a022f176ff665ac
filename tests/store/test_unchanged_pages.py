"""Pages that did not change are copied in batches, and a batch says what single pages would."""

from __future__ import annotations

import pytest

from crawler.items import Finding, Heading, Page
from crawler.store import Store, pages
from tests.store.test_parts import LINK, SITE, framed

COUNTS = ("page", "page_part", "part", "part_link", "target", "heading", "finding")


def page(number: int, **facts) -> Page:
    url = f"{SITE}/p{number}/"
    return Page(
        url, key=url, status=200, is_html=True, headings=[Heading(1, 1, f"p{number}")], headers={"etag": ['"a"']}, **facts
    )  # fmt: skip


def today(number: int, **facts) -> Page:
    url = f"{SITE}/p{number}/"
    return Page(url, key=url, status=304, unchanged=True, depth=3, elapsed_ms=7, **facts)


@pytest.fixture
def store(tmp_path):
    """Return a store whose second crawl begins; the first has seven pages with one menu and one footer."""
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", f"{SITE}/", SITE)
    for number in range(7):
        said = Finding("long-title", "notice", f"p{number} is long", subject="page")
        store.save_page(page(number, links=framed(number % 3), findings=[said]))
    store.end_crawl("finished", complete=True)
    store.open_crawl("blog", f"{SITE}/", SITE)
    store.enqueue([f"{SITE}/p{n}/" for n in range(7)], role="page", found_by="sitemap", depth=None)
    yield store
    store.close()


def counted(store: Store, crawl: int) -> dict[str, int]:
    own = f"SELECT id FROM page WHERE crawl_id = {crawl}"
    of = dict.fromkeys(("page", "part", "target", "finding"), f"crawl_id = {crawl}")
    of |= dict.fromkeys(("page_part", "heading"), f"page_id IN ({own})")
    of["part_link"] = f"part_id IN (SELECT id FROM part WHERE crawl_id = {crawl})"
    asked = {table: f"SELECT count(*) FROM {table} WHERE {of[table]}" for table in COUNTS}
    return {table: store.connection.execute(sql).fetchone()[0] for table, sql in asked.items()}


def links(store: Store, crawl: int) -> list[list[tuple]]:
    numbers = store.connection.execute(
        "SELECT id FROM page WHERE crawl_id = ? ORDER BY key", (crawl,)
    ).fetchall()
    return [store.connection.execute(LINK, number).fetchall() for number in numbers]


@pytest.mark.parametrize("batch", [1, 2, 7, 100])
def test_a_batch_of_any_size_leaves_the_same_rows_and_shares_the_same_parts(store, monkeypatch, batch):
    monkeypatch.setattr(pages, "HELD_PAGES", batch)
    for number in range(7):
        store.save_unchanged(today(number), 1)
    store.store_held()
    assert counted(store, 2) == counted(store, 1)
    assert links(store, 2) == links(store, 1)
    assert store.counts() == {"done": 7}
    rows = store.connection.execute(
        "SELECT DISTINCT depth, elapsed_ms, unchanged, status FROM page WHERE crawl_id = 2"
    )
    assert rows.fetchall() == [(3, 7, 1, 200)]


def test_a_page_that_is_held_waits_in_the_frontier_and_what_it_leads_to_is_queued_at_once(store):
    store.save_unchanged(today(0, found=[f"{SITE}/new/"]), 1)
    assert store.counts() == {"queued": 8}
    assert counted(store, 2)["page"] == 0
    store.store_held()
    assert store.counts() == {"done": 1, "queued": 7}


def test_a_page_that_is_held_for_long_is_stored_with_the_next(store, monkeypatch):
    monkeypatch.setattr(pages, "HELD_SECONDS", -1)
    store.save_unchanged(today(0), 1)
    assert store.counts() == {"done": 1, "queued": 6}


def test_a_page_that_is_stored_again_takes_the_place_of_the_first(store):
    for _ in range(2):
        store.save_unchanged(today(0), 1)
        store.store_held()
    assert counted(store, 2)["page"] == 1
    assert counted(store, 2)["finding"] == 1


def test_each_page_of_a_batch_has_its_own_new_headers(store):
    store.save_unchanged(today(0, x_robots=["noindex"]), 1)
    store.save_unchanged(today(1, headers={"etag": ['"b"']}), 1)
    store.save_unchanged(today(2, headers={"etag": ['"a"']}), 1)
    store.store_held()
    asked = "SELECT robots, indexable, json_extract(facts, '$.headers.etag[0]') FROM page WHERE crawl_id = 2 ORDER BY key"
    assert store.connection.execute(asked).fetchall() == [
        ("noindex", 0, '"a"'),
        ("", 1, '"b"'),
        ("", 1, '"a"'),
    ]


def test_changed_and_unchanged_pages_share_their_targets(store):
    store.save_unchanged(today(0), 1)
    store.save_page(page(1, links=framed(1)))
    store.store_held()
    asked = "SELECT count(*), count(DISTINCT url) FROM target WHERE crawl_id = 2"
    number, distinct = store.connection.execute(asked).fetchone()
    assert number == distinct
    assert links(store, 2) == links(store, 1)[:2]
