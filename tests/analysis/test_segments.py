"""Each page is given the segment of AUDIT_SEGMENTS that its address is in."""

from crawler.analysis.segments import fill_segments
from crawler.items import Page
from crawler.store import Store
from crawler.urls.segments import segments_of

SITE = "https://blog.example"


def test_a_page_has_the_segment_of_its_address_and_loses_it_with_the_setting(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    try:
        store.open_crawl("blog", f"{SITE}/", SITE)
        for path in ("/guides/tea/", "/about/"):
            store.save_page(Page(SITE + path, key=SITE + path, status=200, is_html=True))
        told = "SELECT segment FROM page ORDER BY key"
        fill_segments(store, segments_of({"Guides": "/guides/"}))
        assert store.connection.execute(told).fetchall() == [("",), ("Guides",)]
        fill_segments(store, ())
        assert store.connection.execute(told).fetchall() == [("",), ("",)]
    finally:
        store.close()
