"""Whatever way a page comes, the same HTML gives the same facts: live, found unchanged, as a post, as a rule's example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.enrich.links import followed
from crawler.extract import read_html
from crawler.items import Page
from crawler.links import Classifier
from crawler.rules.rule import RuleExample
from crawler.store import Store
from crawler.store.rows import FACT_LIMIT
from crawler.store.sketches import shingles_of
from crawler.store.unchanged import Leads, validators
from tests.support.crawling import crawl, database, query
from tests.support.examples import page_of
from tests.support.posted import write
from tests.support.web import Answer, serve

SITE = "https://blog.example"
DISCLOSURES = Disclosures()
TEXT = " ".join(f"word{n}" for n in range(90))
BODY = (
    "<h2>Kettles</h2><p>This post contains affiliate links. As an Amazon Associate I earn from qualifying purchases.</p>"
    f"<p>{TEXT}</p><p><a href='https://www.amazon.com/dp/B000000000?tag=me-20'>Kettle</a> <a href='/b/#part'>b</a>"
    "<a href='http://blog.local/a/'>a</a> <a href='#top'>top</a> <a href='mailto:me@blog.example'>me</a></p>"
)
HEAD = (
    "<title>Tea</title><link rel=canonical href='/tea/'><link rel=alternate hreflang=de href='/de/tee/'>"
    "<meta http-equiv=refresh content='30; url=/later/'><link rel=alternate type='application/rss+xml' href='/feed/'>"
)
FACTS = "indexable, text_hash, affiliate_links, affiliate_first, disclosure, disclosure_words, disclosure_links, amazon_sentence"


def facts_of(page: Page) -> tuple[object, ...]:
    """Return what the columns FACTS hold of a page."""
    said = page.disclosure
    assert said is not None
    told = (said.links, said.first, said.where, said.words, said.links_before)
    return page.indexable, page.text_hash, *told, page.amazon_sentence


def targets_of(page: Page) -> list[tuple[str, str, str]]:
    return [(link.to.url, link.to.kind, link.to.network) for link in page.links if link.to]


TARGETS = (
    "SELECT target.url, kind, network FROM link JOIN target ON target.id = target_id JOIN page ON page.id = page_id"
    " WHERE page.crawl_id = ? AND key = ? ORDER BY position"
)


def test_a_page_has_the_same_facts_live_unchanged_as_a_post_and_as_an_example(tmp_path):
    page = f"<html><head>{HEAD}</head><body><main>{BODY}</main></body></html>"

    def tea() -> Answer:
        if site.asked[-1][1].get("If-None-Match"):
            return Answer(b"", 304, (("ETag", '"1"'),))
        return Answer(page, headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')))

    with serve({"/tea/": tea}) as site:
        url = f"{site.origin}/tea/"
        for _ in range(2):
            assert crawl(tmp_path / "live", "blog", "-a", f"url={url}").returncode == 0
        origin = site.origin
    assert site.paths.count("/tea/") == 2
    live = database(tmp_path / "live")
    first, again = (
        query(live, f"SELECT {FACTS} FROM page WHERE crawl_id = ? AND key = ?", n, url) for n in (1, 2)
    )
    assert query(live, "SELECT unchanged FROM page WHERE crawl_id = 2 AND key = ?", url) == [(1,)]
    assert again == first
    frontier = "SELECT key, depth, found_by, state FROM frontier WHERE crawl_id = ? ORDER BY id"
    assert query(live, frontier, 2) == query(live, frontier, 1)
    visited = {key.removeprefix(origin) for key, *_ in query(live, frontier, 1)}
    assert visited == {"/tea/", "/b/", "/de/tee/", "/later/", "/feed/", "/sitemap.xml"}

    example = page_of(RuleExample("an example", site=origin), page, url)
    assert first == [facts_of(example)]
    assert query(live, TARGETS, 1, url) == query(live, TARGETS, 2, url) == targets_of(example)
    shingles = (
        "SELECT hashes, headings FROM sketch JOIN page ON page.id = page_id WHERE crawl_id = 2 AND key = ?"
    )
    assert example.shingles
    assert shingles_of(*query(live, shingles, url)[0]) == sorted(example.shingles)

    write(tmp_path / "posts", "tea.md", f"---\ntitle: Tea\nslug: tea\n---\n{BODY}\n")
    done = crawl(tmp_path / "posted", "posts", "-a", f"path={tmp_path / 'posts'}", "-a", f"site={origin}")
    assert done.returncode == 0, done.stderr
    posted = database(tmp_path / "posted")
    assert query(posted, f"SELECT {FACTS} FROM page") == first
    assert query(posted, TARGETS, 1, "tea.md") == targets_of(example)


def test_enriching_a_page_again_changes_nothing():
    page = read_html(f"<head>{HEAD}</head><main>{BODY}</main>", f"{SITE}/tea/")
    page.depth = 0
    enrich(page, Classifier(SITE), DISCLOSURES)
    before = repr(page)
    enrich(page, Classifier(SITE), DISCLOSURES)
    assert repr(page) == before
    assert f"{SITE}/feed/" in page.found


# --- where a page leads, told by what is stored of it -------------------------------------------------------------

PATHS = st.sampled_from(
    [
        "/",
        "/a/",
        "/a/#x",
        "#x",
        "b/",
        "../c/",
        "?q=1",
        "//blog.example/d/",
        f"{SITE}/e/",
        "https://shop.example/",
        "",
    ]
)
FEED = "<link rel=alternate type='application/rss+xml' href='{}'>"
PARTS = st.one_of(
    st.builds("<a href='{}'>x</a>".format, PATHS),
    st.builds("<link rel=canonical href='{}'>".format, PATHS),
    st.builds("<link rel=alternate hreflang=de href='{}'>".format, PATHS),
    st.builds("<meta http-equiv=refresh content='{}; url={}'>".format, st.sampled_from([0, 20]), PATHS),
    st.builds(
        FEED.format,
        st.sampled_from(["/feed/", "/comments/feed/", "/post/feed/", "feed/", "https://b.example/f"]),
    ),
    st.builds(
        "<base href='{}'>".format, st.sampled_from(["/base/", f"{SITE}/other/", "https://cdn.example/"])
    ),
)


@given(
    parts=st.lists(PARTS, max_size=12),
    read=st.sampled_from([None, 0, 1, 4]),
    again=st.sampled_from([None, 0, 1, 4]),
    follow=st.booleans(),
)
def test_an_unchanged_page_leads_where_it_would_lead_if_it_were_read_again(parts, read, again, follow):
    def live(depth: int | None) -> Page:
        page = read_html("".join(parts), f"{SITE}/post/")
        page.key, page.status, page.depth, page.follow = page.url, 200, depth, follow
        enrich(page, Classifier(SITE), DISCLOSURES)
        return page

    store = Store(Path(":memory:"))
    try:
        store.open_crawl("blog", f"{SITE}/", SITE)
        store.save_page(live(read))
        url = f"{SITE}/post/"
        today = Page(url, key=url, status=304, unchanged=True, depth=again, follow=follow)
        named, today.feeds = Leads(store, store.crawl_id).of(today)
    finally:
        store.close()
    found = followed(today, named, Classifier(SITE).target)
    # The page itself is known, or it would not have been asked for.
    assert [one for one in found if one != url] == [one for one in live(again).found if one != url]


@pytest.mark.parametrize(("size", "asked"), [(FACT_LIMIT // 2, True), (FACT_LIMIT + 1, False)])
def test_a_page_of_which_not_all_facts_are_kept_is_downloaded_each_time(tmp_path, size, asked):
    url = f"{SITE}/"
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", url, SITE)
    page = Page(url, key=url, status=200, is_html=True, etag='"a"', jsonld=[json.dumps("x" * size)])
    store.save_page(page)
    headers = validators(store, store.crawl_id, url, full_every=0)
    store.close()
    assert bool(headers) is asked
