"""Spellings of one address are one page: RFC 3986 section 6.2.2, and what browsers send."""

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

UPPER, LOWER = "/%D0%BF%D1%80/", "/%d0%bf%d1%80/"
# Some spellings of a link, and the paths that are asked for.
ONE = {
    "percent-encodings in capitals, in small letters, or letters": ([LOWER, "/пр/", UPPER], [UPPER]),
    "letters that need no encoding": (["/%7ejoe", "/~joe", "/%7Ejoe"], ["/~joe"]),
    "dots": (["/a/../tents", "/./tents", "/././a/.././tents"], ["/tents"]),
    "an empty query": (["/tents?", "/tents", "/tents?#a"], ["/tents"]),
    "a fragment": (["/tents#a", "/tents#b"], ["/tents"]),
    "a port and capitals of the host": (["HTTP://{host}/tents", "http://{host}/tents"], ["/tents"]),
    "the dot behind the host": (["http://127.0.0.1.:{port}/tents", "/tents"], ["/tents"]),
    "a user name and password": (["http://me:sekret@{host}/tents", "http://me@{host}/tents", "/tents"], ["/tents"]),
}  # fmt: skip
TWO = {
    "a slash that is encoded": (["/a%2fb", "/a/b"], ["/a%2Fb", "/a/b"]),
    "the last slash": (["/tents", "/tents/"], ["/tents", "/tents/"]),
    "capitals of a path": (["/Tents", "/tents"], ["/Tents", "/tents"]),
    "the order of a query": (["/s?a=1&b=2", "/s?b=2&a=1"], ["/s?a=1&b=2", "/s?b=2&a=1"]),
    "slashes": (["/a//b", "/a/b"], ["/a//b", "/a/b"]),
}


@pytest.mark.parametrize(("links", "asked"), [*ONE.values(), *TWO.values()], ids=[*ONE, *TWO])
def test_a_page_is_asked_for_once_whatever_its_links_look_like(tmp_path, links, asked) -> None:
    with serve({path: html(f"<h1>Page {path}</h1>") for path in asked}) as site:
        host = site.origin.removeprefix("http://")
        written = [link.format(host=host, port=host.partition(":")[2]) for link in links]
        site.routes["/"] = html(" ".join(f"<a href='{link}'>Read {n}</a>" for n, link in enumerate(written)))
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1")
        assert [path for path in site.paths if path not in {"/", "/robots.txt", "/sitemap.xml"}] == asked
    audited = database(tmp_path)
    assert len(query(audited, "SELECT 1 FROM page")) == 1 + len(asked)
    assert "sekret" not in str(query(audited, "SELECT * FROM target")) + str(
        query(audited, "SELECT * FROM link")
    )


def test_a_post_with_letters_in_its_address_has_no_twin_and_no_finding_for_it(tmp_path) -> None:
    post = Answer(f"<title>Привет</title><link rel=canonical href='{{origin}}{LOWER}'><h1>Привет</h1>")
    with serve({"/": html(f"<a href='{LOWER}'>Menu</a> <a href='/пр/'>Pasted</a>"), UPPER: post}) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    rules = {rule for (rule,) in query(database(tmp_path), "SELECT rule FROM finding")}
    assert not rules & {"noncanonical-link", "duplicate-page", "duplicate-title", "canonical-to-unindexable"}
