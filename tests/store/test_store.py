"""The database: one transaction for each page, a frontier that survives, versions and disks that do not fit."""

import sqlite3

import pytest

from crawler.errors import Mistake
from crawler.items import Heading, Link, Page, Sitemap, Target
from crawler.store import Store

SITE = "https://blog.example"


def page(path: str, *, found: tuple[str, ...] = ()) -> Page:
    url = SITE + path
    link = Link(1, "/next/", to=Target(f"{SITE}/next/", "internal"))
    return Page(
        url=url,
        key=url,
        status=200,
        is_html=True,
        links=[link],
        headings=[Heading(1, 1, "Hello")],
        found=list(found),
    )


def rows(store: Store, table: str) -> int:
    return store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_page_and_its_done_are_stored_together(store):
    store.enqueue([f"{SITE}/"], role="page", found_by="start", depth=0)
    store.save_page(page("/", found=(f"{SITE}/next/",)))
    assert store.counts() == {"done": 1, "queued": 1}
    assert (rows(store, "page"), rows(store, "link"), rows(store, "heading")) == (1, 1, 1)


def test_a_page_that_cannot_be_stored_whole_leaves_nothing(store):
    store.enqueue([f"{SITE}/"], role="page", found_by="start", depth=0)
    broken = page("/", found=(f"{SITE}/next/",))
    broken.headings = [Heading(1, 1, "a"), Heading(1, 2, "the same position twice")]
    with pytest.raises(sqlite3.IntegrityError):
        store.save_page(broken)
    assert store.counts() == {"queued": 1}
    assert (rows(store, "page"), rows(store, "link"), rows(store, "target")) == (0, 0, 0)
    store.save_page(page("/"))
    assert rows(store, "link") == 1


def test_a_page_stored_twice_counts_once(store):
    store.enqueue([f"{SITE}/"], role="page", found_by="start", depth=0)
    store.save_page(page("/"))
    store.save_page(page("/"))
    assert (rows(store, "page"), rows(store, "link"), rows(store, "heading")) == (1, 1, 1)


def test_an_unfinished_crawl_is_taken_up_and_a_finished_one_is_not(tmp_path):
    path = tmp_path / "audit.sqlite"
    first = Store(path)
    assert not first.open_crawl("blog", SITE, SITE)
    first.enqueue([SITE], role="page", found_by="start", depth=0)
    first.close()
    second = Store(path)
    assert second.open_crawl("blog", SITE, SITE)
    assert [row.key for row in second.queued(0, 10)] == [SITE]
    second.end_crawl("finished", complete=True)
    second.close()
    third = Store(path)
    assert not third.open_crawl("blog", SITE, SITE)
    assert third.crawl_id == 2
    third.close()


def test_fresh_begins_anew_and_never_comes_back_to_the_abandoned_crawl(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", SITE, SITE)
    assert not store.open_crawl("blog", SITE, SITE, fresh=True)
    store.end_crawl("finished", complete=True)
    assert not store.open_crawl("blog", SITE, SITE)
    assert store.crawl_id == 3
    store.close()


def test_urls_are_queued_once_in_the_order_found(store):
    store.enqueue([f"{SITE}/b", f"{SITE}/a", f"{SITE}/b"], role="page", found_by="link", depth=1)
    store.enqueue([f"{SITE}/a", f"{SITE}/c"], role="page", found_by="link", depth=2)
    assert [row.key for row in store.queued(0, 10)] == [f"{SITE}/b", f"{SITE}/a", f"{SITE}/c"]


def test_a_sitemap_leads_to_pages_and_further_sitemaps(store):
    store.enqueue([f"{SITE}/sitemap.xml"], role="sitemap", found_by="robots", depth=None)
    store.save_sitemap(Sitemap(f"{SITE}/sitemap.xml", pages=[f"{SITE}/a"], sitemaps=[f"{SITE}/more.xml"]))
    assert {(row.key, row.role) for row in store.queued(0, 10)} == {
        (f"{SITE}/a", "page"),
        (f"{SITE}/more.xml", "sitemap"),
    }
    assert store.counts() == {"queued": 1}


def test_old_crawls_are_deleted_with_all_their_rows(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    for _ in range(4):
        store.open_crawl("blog", SITE, SITE)
        store.enqueue([f"{SITE}/"], role="page", found_by="start", depth=0)
        store.save_sitemap(Sitemap(f"{SITE}/sitemap.xml", pages=[f"{SITE}/"]))
        store.save_page(page("/"))
        store.end_crawl("finished", complete=True)
    store.prune(keep=2)
    tables = ("crawl", "page", "link", "heading", "target", "frontier", "sitemap_entry")
    assert [rows(store, table) for table in tables] == [2, 2, 2, 2, 2, 2, 2]
    store.close()


def test_text_with_lone_surrogates_is_stored(store):
    odd = page("/\ud800")
    odd.titles = ["half \udfff a pair"]
    store.save_page(odd)
    assert store.connection.execute("SELECT title FROM page").fetchone()[0] == "half ? a pair"


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "audit.sqlite"
    path.write_bytes(b"not a database, whatever its name says" * 50)
    with pytest.raises(Mistake, match="cannot be opened"):
        Store(path)


def test_a_database_of_another_version_is_refused(tmp_path):
    path = tmp_path / "audit.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Mistake, match="version of this"):
        Store(path)


def test_somebody_elses_database_is_refused(tmp_path):
    path = tmp_path / "audit.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(Mistake, match="version of this"):
        Store(path)
