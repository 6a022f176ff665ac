"""The demo blog: it is served as a real blog is, and what is wrong in it is exactly what is planted."""

from __future__ import annotations

import http.client
import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from crawler.demo.server import POSTS, REDIRECTS, SITE, compose, serve
from crawler.extract import dom
from crawler.posts import find_posts, read_post
from tests.support.planted import LIST, PAGES, faults, line_of, marked_faults

# Elements on which a fault of each kind may be marked.
MARKED = {
    "page": {"head", "title", "meta", "link", "article"},
    "heading": {"h1", "h2", "h3", "h4", "h5", "h6"},
    "link": {"a"},
    "image": {"img"},
    "block": {"blockquote", "p", "li"},
    "carrier": {"img", "meta", "link", "script", "textarea"},
}
DEV = re.compile(r"https?://(?:trailnotes\.local|localhost:10004)/")


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode("utf-8")


def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request(method, parts.path, headers={n.replace("_", "-"): v for n, v in headers.items()})
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def blog():
    with serve() as url:
        yield url


@pytest.fixture(scope="module")
def pages(blog):
    return {path: ask(urljoin(blog, path)) for path in PAGES}


def internal(blog: str, path: str, html: str) -> set[str]:
    """Return the paths of the blog that a page's links and images name."""
    nodes = dom.Tree(html).css("a[href], img[src], link[rel=stylesheet]")
    urls = (urljoin(urljoin(blog, path), node.attr("href") or node.attr("src") or "") for node in nodes)
    return {urlsplit(url).path for url in urls if url.startswith(blog)}


def test_the_address_is_a_loopback_address_with_a_free_port(blog):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", blog)


def test_two_demo_blogs_can_run_side_by_side(blog):
    with serve() as other:
        assert other != blog
        assert ask(other).status == ask(blog).status == 200


def test_the_server_is_gone_after_the_block():
    with serve() as url:
        pass
    with pytest.raises(ConnectionRefusedError):
        ask(url)


def test_every_page_answers_as_html_with_its_own_address_as_canonical(blog, pages):
    for path, reply in pages.items():
        assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), path
        canonical = dom.Tree(reply.html).css_first("link[rel=canonical]")
        if canonical is not None and not canonical.attr("id"):
            assert canonical.attr("href") == urljoin(blog, path)


def test_no_placeholder_is_left_in_what_is_served(blog, pages):
    for reply in [*pages.values(), ask(blog + "robots.txt"), ask(blog + "sitemap.xml")]:
        assert b"{{" not in reply.body


def test_every_file_of_a_page_is_listed_as_a_page():
    files = {
        "/" if name == "index" else f"/{name}/"
        for name in (
            file.relative_to(SITE).with_suffix("").as_posix()
            for file in SITE.rglob("*.html")
            if file.name != "template.html"
        )
    }
    assert files == {*PAGES, *LIST["disallowed"]}


def test_the_sitemap_names_every_page_that_may_be_indexed(blog):
    tree = ET.fromstring(ask(blog + "sitemap.xml").body)
    named = {element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert named == {urljoin(blog, path) for path in set(PAGES) - set(LIST["noindex"])}


def test_robots_txt_names_the_sitemap_and_keeps_crawlers_out_of_one_folder(blog):
    text = ask(blog + "robots.txt").html
    assert f"Sitemap: {blog}sitemap.xml" in text
    for path in LIST["disallowed"]:
        assert f"Disallow: /{path.split('/')[1]}/" in text
        assert ask(urljoin(blog, path)).status == 200


def test_a_page_that_asks_not_to_be_indexed_says_so(pages):
    said = {path for path, reply in pages.items() if 'name="robots" content="noindex' in reply.html}
    assert said == set(LIST["noindex"])


def test_every_page_can_be_reached_by_links_and_every_target_exists_but_the_planted_one(blog):
    seen, waiting, gone = set(), ["/"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = ask(urljoin(blog, path))
        if reply.status == 404:
            gone.add(path)
        elif reply.status in {301, 302} and reply.headers["Location"].startswith(blog):
            waiting.append(urlsplit(reply.headers["Location"]).path)
        elif "text/html" in reply.headers.get("Content-Type", ""):
            waiting += internal(blog, path, reply.html)
    assert gone == set(LIST["missing"])
    assert seen >= {*PAGES, *LIST["disallowed"]}


def test_old_addresses_redirect_one_of_them_by_two_hops(blog):
    hops, path = [], "/2019/tents/"
    while (reply := ask(urljoin(blog, path))).status == 301:
        hops.append(path)
        path = urlsplit(reply.headers["Location"]).path
    assert (hops, path, reply.status) == (["/2019/tents/", "/tents/"], "/ultralight-tent-guide/", 200)
    assert ask(blog + "old-poles/").headers["Location"] == blog + "best-trekking-poles/"
    assert ask(blog + "about").headers["Location"] == blog + "about/"


def test_the_cloaked_link_leads_to_a_shop_with_a_tag(blog):
    reply = ask(blog + "go/poles/")
    assert (reply.status, reply.headers["Location"]) == (302, REDIRECTS["/go/poles/"][1])
    assert "tag=" in reply.headers["Location"]


def test_a_page_that_has_not_changed_is_not_sent_again(blog):
    first = ask(blog)
    again = ask(blog, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(blog, If_None_Match='"another"').status == 200
    assert first.headers["Last-Modified"].endswith(" GMT")


def test_a_head_request_gets_the_headers_alone(blog):
    get, head = ask(blog), ask(blog, "HEAD")
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(get.body))


@pytest.mark.parametrize("path", ["../server.py", "%2e%2e/server.py", "template.html", "nowhere/", "%00"])
def test_nothing_but_the_blog_is_served(blog, path):
    assert ask(blog + path).status == 404


def test_images_and_styles_have_their_own_content_type(blog):
    assert ask(blog + "style.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert ask(blog + "img/tent.svg").headers["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_a_page_file_without_a_head_is_refused():
    with pytest.raises(ValueError, match="begins with its <head>"):
        compose("{{HEAD}}{{MAIN}}", "<h1>No head</h1>")


def test_the_list_of_planted_faults_names_every_marked_element_and_no_other(pages):
    marked = {
        (path, node.attr("id"))
        for path, reply in pages.items()
        for node in dom.Tree(reply.html).css("[id^=planted-]")
    }
    assert marked == {(fault.page, fault.id) for fault in marked_faults()}


def test_every_fault_is_marked_once_on_an_element_of_its_kind_and_named_for_its_rule(pages):
    for fault in marked_faults():
        html = pages[fault.page].html
        nodes = dom.Tree(html).css(f"#{fault.id}")
        assert [node.tag in MARKED[fault.on] for node in nodes] == [True], fault
        assert fault.id.startswith(f"planted-{fault.rule}-")
        assert f' id="{fault.id}"' in html.splitlines()[line_of(html, fault.id) - 1]


def test_development_hosts_stand_in_marked_elements_only(pages):
    for path, reply in pages.items():
        for line in reply.html.splitlines():
            if DEV.search(line):
                assert "planted-dev-host-link-" in line, path


def test_every_title_and_description_differs_but_for_the_planted_pairs(pages):
    for rule, selector in (("duplicate-title", "title"), ("duplicate-description", "meta[name=description]")):
        texts: dict[str, list[str]] = {}
        for path, reply in pages.items():
            for node in dom.Tree(reply.html).css(selector):
                texts.setdefault(node.attr("content") or node.text, []).append(path)
        twins = [sorted(paths) for paths in texts.values() if len(paths) > 1]
        assert twins == [sorted(fault.page for fault in faults() if fault.rule == rule)]


def test_the_demo_posts_are_read_as_what_they_are():
    posts = {found.source: read_post(found.path, POSTS) for found in find_posts(POSTS)}
    assert {name: post.format for name, post in posts.items()} == {
        "bear-canisters.md": "markdown",
        "blister-care.md": "markdown",
        "camp-coffee.html": "html",
        "col-at-dawn.md": "markdown",
        "desk-to-trail.txt": "text",
        "sore-knees-downhill.md": "html",
        "thin-air-notes.md": "markdown",
    }
    assert posts["bear-canisters.md"].titles == ["Bear canisters: rent or buy?"]
    assert posts["col-at-dawn.md"].titles == ["À l’aube: over the col at dawn"]
    export = posts["sore-knees-downhill.md"]
    assert sum(not heading.text for heading in export.headings) == 3
    assert [len(link.wpil) for link in export.links if "trailnotes.local" in link.href] == [13, 6, 0]
