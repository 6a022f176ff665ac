"""Addresses that look alike: traps have a pattern, pages named by words have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls.patterns import COUNTER, pattern
from tests.hostile.server import answer, serve
from tests.support.crawling import crawl, database, query

SITE = "https://blog.example"


@pytest.mark.parametrize(
    "path",
    ["/", "/best-tents/", "/blog/best-tents-2024/", "/10-best-tents/", "/category/tents/", "/a/b/a/b/", "/top10tents2024forfamilies/", "/123.html"],
)  # fmt: skip
def test_pages_named_by_words_have_no_pattern(path):
    assert pattern(SITE + path) is None


@pytest.mark.parametrize(
    ("path", "text", "weight"),
    [
        ("/2024/05/12/", "/#/#/#/", 1),
        ("/events/2024-05/12/", "/events/#/#/", 1),
        ("/2024/05/12/best-tents/", "/#/#/#/best-tents/", 1),
        ("/calendar?month=5&year=2031", "/calendar?month=…&year=…", 1),
        ("/shop?b=2&a=1", "/shop?a=…&b=…", 1),
        ("/shop?colour=red", "/shop?colour=…", 1),
        ("/?p=123", "/?p=…", COUNTER),
        ("/page/7/", "/page/#/", COUNTER),
        ("/post/2024/1234/", "/post/#/#/", COUNTER),
        ("/x/y/x/y/x/", "/x/y", 1),
        ("/page;jsessionid=1A2B", "/page;…", 1),
        ("/s/9f86d081884c7d659a2f/home", "/s/…/home", 1),
    ],
)
def test_what_differs_in_numbers_and_values_is_alike(path, text, weight):
    found = pattern(SITE + path)
    assert (found.text, found.weight) == (f"blog.example{text}", weight)


@given(st.text(max_size=60))
def test_any_address_is_judged(text):
    found = pattern(f"{SITE}/{text}".replace("[", "").replace("]", ""))
    assert found is None or len(found.text) <= 200


def links(*addresses):
    return answer("".join(f"<a href='{a}'>{a}</a>" for a in addresses).encode())


def trap(path):
    """Answer like a site whose every trap leads on without end."""
    name, _, rest = path.strip("/").partition("/")
    number = sum(map(ord, path)) + len(path)
    if name == "calendar":
        year, month = map(int, rest.split("/"))
        return links(f"/calendar/{year + 1}/{month}/", f"/calendar/{year}/{month % 12 + 1}/")
    if name == "deeper":
        return links("deeper/", "more/")
    if name.startswith("shop"):
        return links(*(f"/shop?a={number}&b={n}" for n in range(5)), f"/shop?b={number}&a=1")
    if name.startswith("home"):
        return links(f"/home?sid={number:x}", f"/home?sid={number + 7:x}")
    if name == "hop":
        return answer(b"", "text/html", "302 Found", f"Location: {path}x")
    return answer(b"<h1>Post</h1>") if name.startswith("post") else None


def test_traps_are_left_and_said_and_posts_are_not(tmp_path):
    posts = [f"/post-{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}/" for n in range(100)]
    start = links("/calendar/2024/1/", "/deeper/", "/shop", "/home", "/hop/", *posts)
    with serve({"/": start}, trap) as site:
        done = crawl(
            tmp_path,
            "blog",
            "-a",
            f"url={site.origin}/",
            "-s",
            "AUDIT_MAX_PER_PATTERN=20",
            "-s",
            "LOG_LEVEL=ERROR",
        )
        hits = len(site.paths)
    assert done.returncode == 0, done.stderr
    found = dict(
        query(
            database(tmp_path),
            "SELECT replace(why, ' which may', '|'), count FROM coverage WHERE what = 'Pages skipped'",
        )
    )
    patterns = [why.partition("|")[0] for why in found]
    for shape in ("/calendar/#/#/", "/deeper/more", "/shop?a=…&b=…", "/home?sid=…"):
        assert any(
            why.startswith("more than 20 URLs of the pattern ") and why.endswith(f"{shape},")
            for why in patterns
        ), (shape, patterns)
    assert query(
        database(tmp_path), "SELECT count(*) FROM page WHERE key LIKE '%/post-%' AND status = 200"
    ) == [(100,)]
    assert hits < 100 + 26 * 10
    # What is left is a number: of each trap its budget waits in the frontier, and one example stands for the others.
    assert query(database(tmp_path), "SELECT count(*) FROM frontier")[0][0] <= hits + len(found)
    assert query(database(tmp_path), "SELECT count(*) FROM held_back") == [(0,)]


def test_what_the_sitemap_names_is_not_held_back(tmp_path):
    urls = "".join(f"<url><loc>{{origin}}/?p={n}</loc></url>" for n in range(30))
    with serve(
        {"/": links("/a/")}, lambda path: answer(b"<h1>x</h1>") if path.startswith("/?p=") else None
    ) as site:
        body = f"<urlset>{urls}</urlset>".replace("{origin}", site.origin).encode()
        site.cases["/sitemap.xml"] = answer(body, "application/xml")
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_PER_PATTERN=1")
    assert query(database(tmp_path), "SELECT count(*) FROM page WHERE key LIKE '%?p=%' AND status = 200") == [
        (30,)
    ]
