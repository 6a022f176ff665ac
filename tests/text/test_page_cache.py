"""What is worked out of a page once is kept with that page: no other page sees it, no export shows it, nothing outlives it."""

from __future__ import annotations

import gc
import json
import weakref

from itemadapter import ItemAdapter

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.items import Page
from crawler.links import Classifier
from crawler.rules.engine import audit
from crawler.rules.load import load_rules
from crawler.text.page_cache import cached_per_page, forget
from tests.support.crawling import crawl
from tests.support.posted import write

SITE = "https://blog.example"
LONG = " ".join(f"word{n}" for n in range(80))
HTML = (
    f"<title>as an ai language model {{{{ title }}}}</title><main><h1>One</h1><h2>Two</h2><p>{LONG}</p>"
    "<p>lorem ipsum [12] <a href='/x?utm_source=a'>x</a></main>"
)


def test_each_page_is_asked_once_whatever_comes_between():
    asked = []

    @cached_per_page
    def name(page):
        asked.append(page.url)
        return page.url

    one, other = Page("https://a.example/"), Page("https://b.example/")
    assert [name(page) for page in (one, other, one, other)] == [one.url, other.url, one.url, other.url]
    assert asked == [one.url, other.url]
    forget(one)
    assert [name(page) for page in (one, other)] == [one.url, other.url]
    assert asked == [one.url, other.url, one.url]


def test_a_judged_page_needs_no_garbage_collector():
    page = read_html(HTML, f"{SITE}/post/")
    page.status = 200
    rules = [bound for bound in load_rules() if bound.check]

    def raises(rule, page, error):
        raise error

    gc.disable()
    try:
        enrich(page, Classifier(SITE), Disclosures())
        assert audit(page, rules, raises), "the rules have looked at it"
        gone = weakref.ref(page)
        del page
        assert gone() is None, "something that was kept with the page holds the page"
    finally:
        gc.enable()


def test_an_item_and_its_export_show_its_fields_and_no_more(tmp_path):
    page = read_html(HTML, f"{SITE}/post/")
    enrich(page, Classifier(SITE), Disclosures())
    fields = set(Page.__dataclass_fields__)
    assert set(ItemAdapter(page).asdict()) == fields
    write(tmp_path / "posts", "a.html", HTML)
    out = tmp_path / "pages.jsonl"
    done = crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}", "-O", str(out))
    assert done.returncode == 0, done.stderr
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == fields
