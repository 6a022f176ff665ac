"""What an answer's headers, its encoding and its refresh say of a page, as browsers and search engines take it."""

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

HTML = ("Content-Type", "text/html; charset=utf-8")
INDEXABLE = "SELECT indexable FROM page WHERE key = ? AND crawl_id = ?"
# head or headers -> the path that is asked for because of it, and whether the page stays in search results
REFRESHES = [
    ({"Refresh": "0; url=/new"}, "", "/new", 0),
    ({}, "0;url=/new'x", "/new'x", 0),
    ({}, "1;URL='{origin}/new'", "/new", 0),
    ({}, "0; URL=en/91/index.html", "/en/91/index.html", 0),
    ({}, "10; url=/later", "/later", 1),
    ({}, ";url=/new", "", 1),
    ({}, "url=/new", "", 1),
]


def audit(tmp_path, site, *more: str):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1", *more)
    assert done.returncode == 0, done.stderr
    return database(tmp_path)


@pytest.mark.parametrize(("headers", "content", "asked", "indexable"), REFRESHES)
def test_a_refresh_at_once_is_a_redirect_and_its_target_is_read(
    tmp_path, headers, content, asked, indexable
) -> None:
    meta = f'<meta http-equiv=refresh content="{content}">' if content else ""
    page = f"<!doctype html><title>T</title>{meta}<p>Words"
    with serve({"/": Answer(page, 200, (HTML, *headers.items()))}) as site:
        audited = audit(tmp_path, site)
        others = [path for path in site.paths if path not in {"/", "/robots.txt", "/sitemap.xml"}]
        assert others == ([asked] if asked else [])
        assert query(audited, INDEXABLE, f"{site.origin}/", 1) == [(indexable,)]


def test_a_refresh_for_browsers_without_scripts_changes_nothing(tmp_path) -> None:
    page = '<!doctype html><title>T</title><noscript><meta http-equiv="refresh" content="0; url=/?nojs=1"></noscript><p>Words'
    with serve({"/": Answer(page)}) as site:
        audited = audit(tmp_path, site)
        assert "/?nojs=1" not in site.paths
        assert query(audited, INDEXABLE, f"{site.origin}/", 1) == [(1,)]
    assert {"missing-h1", "missing-description"} <= {
        rule for (rule,) in query(audited, "SELECT rule FROM finding")
    }


def test_a_page_that_refreshes_itself_has_that_one_finding(tmp_path) -> None:
    page = '<!doctype html><title>Redirecting…</title><meta http-equiv="refresh" content="0;url=."><p>You are being redirected to <a href=".">.</a>'
    with serve({"/": html("<a href='/stub/'>The stub page</a>"), "/stub/": Answer(page)}) as site:
        audited = audit(tmp_path, site)
        found = query(
            audited, "SELECT rule FROM finding JOIN page ON page.id = page_id WHERE key LIKE '%/stub/'"
        )
    assert found == [("self-refresh",)]


ROBOTS = [
    ("BadBot: nofollow, googlebot: noindex", 0),
    ("BadBot: noindex", 1),
    ("unavailable_after: 25 Jun 2010 15:00:00 PST", 0),
]


@pytest.mark.parametrize(("said", "indexable"), ROBOTS)
def test_x_robots_tag_counts_for_whom_it_names(tmp_path, said, indexable) -> None:
    with serve({"/": Answer("<title>T</title><p>Words", 200, (HTML, ("X-Robots-Tag", said)))}) as site:
        assert query(audit(tmp_path, site), INDEXABLE, f"{site.origin}/", 1) == [(indexable,)]


def test_a_link_header_in_raw_utf_8_names_the_canonical_address(tmp_path) -> None:
    link = "<{origin}/ü>; rel=canonical".encode().decode("latin-1")
    with serve({"/": Answer("<title>T</title><p>Words", 200, (HTML, ("Link", link)))}) as site:
        audited = audit(tmp_path, site)
        assert query(audited, "SELECT canonical FROM page WHERE status = 200") == [(f"{site.origin}/%C3%BC",)]


@pytest.mark.parametrize("stubborn", [False, True])
def test_a_noindex_that_comes_with_not_modified_counts(tmp_path, stubborn) -> None:
    """`stubborn`: the server says "not modified" even where it is not asked."""

    def post() -> Answer:
        asked = sum(path == "/post/" for path in site.paths)
        if site.asked[-1][1].get("If-None-Match") == '"1"' or (stubborn and asked > 1):
            return Answer(b"", 304, (("ETag", '"1"'), ("X-Robots-Tag", "noindex")))
        return Answer("<title>T</title><h1>H</h1><p>Words", 200, (HTML, ("ETag", '"1"')))

    with serve({"/": html("<a href='/post/'>The post</a>"), "/post/": post}) as site:
        for crawl_id, indexable in ((1, 1), (2, 0), (3, 0)):
            audited = audit(tmp_path, site)
            assert query(audited, INDEXABLE, f"{site.origin}/post/", crawl_id) == [(indexable,)]


def test_headers_that_not_modified_repeats_cost_no_second_request(tmp_path) -> None:
    same = (("ETag", '"1"'), ("X-Robots-Tag", "noarchive"))

    def post() -> Answer:
        if site.asked[-1][1].get("If-None-Match") == '"1"':
            return Answer(b"", 304, same)
        return Answer("<title>T</title><h1>H</h1><p>Words", 200, (HTML, *same))

    with serve({"/": html("<a href='/post/'>The post</a>"), "/post/": post}) as site:
        audit(tmp_path, site)
        audit(tmp_path, site)
        assert site.paths.count("/post/") == 2


ENCODED = [
    ("text/html; charset=windows-1252", "<title>Suche</title><a href='/suche?q=café'>a</a> <a href='/über'>b</a>".encode("cp1252"), "Suche", {"/suche?q=caf%E9", "/%C3%BCber"}),
    ("text/html", '<meta charset="utf-16"><title>Wörter</title><a href="/a">a</a>'.encode(), "Wörter", {"/a"}),
    ("text/html", '<meta charset="Shift_JIS"><title>日本</title><a href="/?q=日">a</a>'.encode("cp932"), "日本", {"/?q=%93%FA"}),
    ("text/html; charset=ISO-8559-1", '<meta charset="utf-8"><title>Über</title>'.encode(), "Über", set()),
    ("text/html", "<title>é</title><script>x='?charset=gbk&b=1'</script>".encode(), "é", set()),
    ("text/html; charset=iso-8859-1", b"\xef\xbb\xbf" + "<title>Größe</title>".encode(), "Größe", set()),
]  # fmt: skip


@pytest.mark.parametrize(("content_type", "body", "title", "asked"), ENCODED)
def test_a_page_is_read_in_its_encoding_and_its_queries_are_sent_in_it(
    tmp_path, content_type, body, title, asked
) -> None:
    with serve({"/": Answer(body, 200, (("Content-Type", content_type),))}) as site:
        audited = audit(tmp_path, site)
        assert set(site.paths) - {"/", "/robots.txt", "/sitemap.xml"} == asked
    assert query(audited, "SELECT title FROM page WHERE status = 200") == [(title,)]
