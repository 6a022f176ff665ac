"""What limits keep out of the frontier: counted truly, with one example each, also when the crawl is taken up again."""

import pytest

from crawler.store import Store, frontier, limits
from crawler.store.limits import Limits

SITE = "https://blog.example"


@pytest.fixture
def reopened(tmp_path):
    """Return a function that opens the same crawl anew, as a process after a kill does."""
    stores = []

    def again():
        store = Store(tmp_path / "audit.sqlite")
        stores.append(store)
        store.open_crawl("blog", f"{SITE}/", SITE)
        store.limits = Limits(pages=50, depth=3, per_pattern=2, length=200)
        return store

    yield again
    for store in stores:
        store.close()


def find(store, *paths, found_by="link", depth=1):
    store.enqueue([SITE + path for path in paths], role="page", found_by=found_by, depth=depth)


def waiting(store):
    return [key.removeprefix(SITE) for _, key, *_ in store.queued(0, 1_000)]


def held(store):
    """Return {example: addresses that its limit keeps out, itself included}."""
    sql = (
        "SELECT key, 1 + (SELECT count(*) FROM held_back WHERE example_id = frontier.id) FROM frontier"
        " WHERE crawl_id = ? AND state = 'skipped'"
    )
    found = store.connection.execute(sql, (store.crawl_id,)).fetchall()
    return {key.removeprefix(SITE): count for key, count in found}


def test_each_address_beyond_a_budget_is_counted_once_however_often_it_is_found(reopened):
    for _ in range(3):
        store = reopened()
        find(store, *(f"/day?at={n}&to={n}" for n in range(40)))
        find(store, *(f"/day?at={n}&to={n}" for n in range(20, 60)))
    assert waiting(store) == ["/day?at=0&to=0", "/day?at=1&to=1"]
    assert held(store) == {"/day?at=2&to=2": 58}
    rows = store.connection.execute("SELECT count(*) FROM frontier").fetchone()
    assert rows == (3,)


def test_what_was_too_deep_and_is_found_nearer_is_visited_and_counted_no_longer(reopened):
    store = reopened()
    find(store, "/a/", "/b/", "/c/", depth=4)
    find(store, "/b/", depth=2)
    assert (waiting(store), held(store)) == (["/b/"], {"/a/": 2})


def test_what_a_sitemap_names_is_let_in_beyond_the_budget(reopened):
    store = reopened()
    find(store, *(f"/day?at={n}&to={n}" for n in range(9)))
    find(store, "/day?at=7&to=7", found_by="sitemap", depth=None)
    assert waiting(store)[2:] == ["/day?at=7&to=7"]
    assert held(store) == {"/day?at=2&to=2": 6}


def test_long_addresses_and_more_than_can_ever_be_visited_do_not_fill_the_disk(reopened, monkeypatch):
    monkeypatch.setattr(limits, "LEAST_WAITING", 100)
    store = reopened()
    find(store, *(f"/{'x' * 300}{n}/" for n in range(50)))
    find(store, *(f"/post-{n}/" for n in range(2_000)), found_by="sitemap", depth=None)
    assert len(waiting(store)) == 500  # ten times AUDIT_MAX_PAGES
    assert sorted(held(store).values()) == [50, 1_500]


def break_off(store):
    """Find two addresses in a transaction that fails."""
    with store.transaction() as db:
        store._enqueue(db, [f"{SITE}/day?at=1&to=1", f"{SITE}/day?at=2&to=2"], "page", "link", 1)
        raise ZeroDivisionError


def test_a_page_that_could_not_be_stored_spends_no_budget(reopened):
    store = reopened()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            break_off(store)
    find(store, *(f"/day?at={n}&to={n}" for n in range(3, 6)))
    assert len(waiting(store)) == 2
    assert list(held(store).values()) == [1]


def test_of_what_only_links_name_beyond_the_page_limit_the_first_are_kept_and_all_are_counted(
    reopened, monkeypatch
):
    monkeypatch.setattr(frontier, "KEPT_SKIPPED", 2)
    store = reopened()
    find(store, *(f"/a-{'x' * n}/" for n in range(6)))
    find(store, "/named/", found_by="sitemap")
    assert store.skip_rest(limits.too_many_pages(50)) == 7
    assert held(store) == {"/a-/": 5, "/a-x/": 1, "/named/": 1}
