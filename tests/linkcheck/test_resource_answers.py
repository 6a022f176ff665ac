"""Which references are files of the site, which twins of a page are probed, and what answers mean: without a request."""

from __future__ import annotations

import pytest

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.items import BLOCKED, BROKEN, NO_CAUSE, OK, REDIRECTED, TEMPORARY, Verdict, because
from crawler.linkcheck.plan_resources import plan_resources
from crawler.linkcheck.probe import Answer, Ask
from crawler.linkcheck.resources import facts, next_step
from crawler.linkcheck.site_probes import probes
from crawler.links import Classifier
from crawler.links.resources import kind_of
from crawler.store import Store
from crawler.store.pages import MOST_RESOURCES

SITE = "https://blog.example"
PNG = f"{SITE}/a.png"


@pytest.mark.parametrize(
    ("where", "path", "kind"),
    [
        ("img", "/a", "image"),
        ("srcset", "/a.jpg?w=480", "image"),
        ("stylesheet", "/a", "style"),
        ("script", "/a", "script"),
        ("source", "/a.mp4", "media"),
        ("og", "/post/", ""),
        ("og", "/A.JPG#x", "preview"),
        ("jsonld", "/author/", ""),
        ("link", "/feed/", ""),
        ("link", "/favicon.ico", "image"),
        ("data", "/api", ""),
        ("data", "/a.webp?v=2", "image"),
        ("css", "/fonts/a.woff2", ""),
        ("css", "/fonts/a.svg#a", ""),
        ("css", "/a.jpg", "image"),
        ("iframe", "/a.png", ""),
        ("img", "/{{ image }}.png", ""),
        ("img", "/%7B%7B%20image%20%7D%7D.png", ""),
        ("script", "/cdn-cgi/scripts/email-decode.min.js", ""),
    ],
)
def test_a_file_of_the_site_is_told_by_its_place_and_where_that_holds_anything_by_its_ending(
    where, path, kind
):
    assert kind_of(where, SITE + path) == kind


def head(status, url=PNG, **headers):
    return Answer(
        url, status, {name.replace("_", "-"): value for name, value in headers.items()}, method="HEAD"
    )


def get(status, url=PNG, **headers):
    return Answer(url, status, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ([], "HEAD"),
        ([head(200, content_length="9")], OK),
        ([head(404)], "GET"),
        ([head(404), get(404)], BROKEN),
        ([head(405), get(206, content_range="bytes 0-0/77")], OK),
        ([head(403), get(403)], BLOCKED),
        ([head(503)], TEMPORARY),
        ([head(429)], BLOCKED),
        ([head(500), get(200)], OK),
        ([head(200, content_type="text/html"), get(200, content_type="text/html")], BROKEN),
        ([head(200, content_type="text/html"), get(200, content_type="image/png", content_length="9")], OK),
        ([head(200, content_length="0")], "GET"),
        ([head(200, content_length="0"), get(416, content_range="bytes */0")], BROKEN),
        ([head(200, content_length="0"), get(200, content_length="9")], OK),
        ([head(301, location="/b.png")], "HEAD"),
        ([head(301, location="/b.png"), head(200, f"{SITE}/b.png")], REDIRECTED),
        ([head(302, location="/")], "HEAD"),
        ([head(302, location="/"), head(200, f"{SITE}/", content_type="image/png")], REDIRECTED),
        ([head(301, location="/a.png")], BLOCKED),
        ([Answer(PNG, cause=because("hung-up"), method="HEAD")], "GET"),
        ([Answer(PNG, cause=because("no-answer"), method="HEAD")], TEMPORARY),
        ([Answer(PNG, cause=because("robots-forbids"), kept_back=True, method="HEAD")], "not checked"),
    ],
)
def test_nothing_is_broken_by_a_head_alone(answers, step):
    found = next_step(PNG, "image", answers)
    assert (found.verdict if isinstance(found, Verdict) else found.method) == step
    if isinstance(found, Ask) and found.method == "GET":
        assert found.headers == (("Range", "bytes=0-0"),)


def test_a_counter_may_answer_anything():
    counter = f"{SITE}/hit?p=1"
    found = next_step(counter, "image", [head(200, counter, content_type="text/html", content_length="0")])
    assert found == Verdict(OK, NO_CAUSE, "200 OK", 200)


@pytest.mark.parametrize(
    ("answer", "size"),
    [
        (head(200, content_length="77"), 77),
        (get(206, content_length="1", content_range="bytes 0-0/77"), 77),
        (get(206, content_length="1", content_range="bytes 0-0/*"), None),
        (get(206, content_length="1"), None),
        (head(200, content_length="77", content_encoding="gzip"), None),
        (head(200, content_length="-1"), None),
        (head(200, content_length="١٢"), None),
        (head(200, content_length="9" * 15), None),
        (head(200, content_length="9" * 5_000), None),
        (head(200), None),
    ],
)
def test_the_size_is_what_a_server_can_mean(answer, size):
    assert facts(answer).size == size


@pytest.mark.parametrize(
    ("home", "inner", "asked"),
    [
        (
            "https://blog.com/",
            "https://blog.com/tents/",
            {"http": "http://blog.com/", "www": "https://www.blog.com/", "index": "https://blog.com/index.html", "slash": "https://blog.com/tents"},
        ),
        ("https://www.blog.co.uk/", "", {"http": "http://www.blog.co.uk/", "www": "https://blog.co.uk/", "index": "https://www.blog.co.uk/index.html"}),
        ("http://tents.blog.com/en", "http://tents.blog.com/en/a", {"https": "https://tents.blog.com/en", "slash": "http://tents.blog.com/en/a/"}),
        ("http://127.0.0.1:8000/", "", {"index": "http://127.0.0.1:8000/index.html"}),
        ("https://blog.com:8443/", "", {"index": "https://blog.com:8443/index.html"}),
        ("https://me.github.io/blog/", "", {"http": "http://me.github.io/blog/", "index": "https://me.github.io/blog/index.html"}),
    ],
)  # fmt: skip
def test_a_host_has_the_twins_that_somebody_may_type(home, inner, asked):
    found = {probe.kind: probe.url for probe in probes(home, inner)}
    missing = found.pop("missing")
    assert missing.startswith(home.rpartition("/")[0] + "/no-such-page-")
    assert found == asked


def test_endless_files_are_kept_and_asked_for_up_to_the_limits(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", f"{SITE}/", SITE)
    for number in (1, 2):
        url = f"{SITE}/{number}/"
        page = read_html("".join(f"<img alt='' src='/{number}-{i}.png'>" for i in range(3_000)), url)
        page.key, page.status = url, 200
        enrich(page, Classifier(SITE), Disclosures())
        store.save_page(page)
    plan_resources(store, most=10, days=7)
    counts = dict(store.connection.execute("SELECT verdict, count(*) FROM resource GROUP BY verdict"))
    assert counts == {"waiting": 10, "not checked": 2 * MOST_RESOURCES - 10}
    store.close()
