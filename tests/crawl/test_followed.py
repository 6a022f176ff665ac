"""Which elements lead a crawl on, and which sitemaps are asked for."""

import gzip

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

PAGES = {
    "a drawing's link": ("<svg><a xlink:href='{at}/to'><text>a</text></a></svg>", {"{at}/to"}),
    "its href comes before xlink:href": ("<svg><a href='{at}/to' xlink:href='{at}/not'><text>a</text></a></svg>", {"{at}/to"}),
    "xlink:href outside of a drawing": ("<a xlink:href='{at}/not'>a</a>", set()),
    "HTML inside a drawing": ("<svg><foreignObject><a xlink:href='{at}/not'>a</a><a href='{at}/to'>b</a></foreignObject></svg>", {"{at}/to"}),
    "a shadow root": ("<div><template shadowrootmode='open'><a href='{at}/to'>s</a></template></div>", {"{at}/to"}),
    "a shadow root with a template inside": ("<div><template shadowrootmode=closed><a href='{at}/to'>s</a><template><a href='{at}/not'>t</a></template></template></div>", {"{at}/to"}),
    "a template": ("<template><a href='{at}/not'>s</a></template><template shadowrootmode=x><a href='{at}/not'>s</a></template>", set()),
    "an area, and what stands in a noscript": ("<map><area href='{at}/to' alt=a></map><noscript><a href='{at}/two'>n</a></noscript>", {"{at}/to", "{at}/two"}),
    "comments and scripts": ("<!-- <a href={at}/not>o</a> --><p>x<!- - y --> <a href={at}/to>a</a><script>document.write('<a href={at}/not>w</a>')</script>", {"{at}/to"}),
    "white space, entities, no quotation marks": ("<a href='\n\t {at}/to \n'>a</a> <a href=two>b</a> <a href='a&#32;b'>c</a> <A HREF='{at}/NE\nAT'>d</A> <a href=%2525CC>e</a>", {"{at}/to", "{at}/two", "{at}/a%20b", "{at}/NEAT", "{at}/%2525CC"}),
    "a base, for what stands before it, too": ("<a href='to'>a</a><base href='{at}/en/'><base href='{at}/fr/'>", {"{at}/en/to"}),
    "a relative base": ("<base href='x.html'><a href='?a=1'>a</a>", {"{at}/x.html?a=1"}),
    "a base that is none": ("<base href='javascript:'><a href='to'>a</a>", {"{at}/to"}),
    "a base on another site": ("<base href='http://other.example/'><a href='not'>a</a>", set()),
    "a base in a file": ("<base href='file://rosetta/index.html'><a href='not'>a</a>", set()),
}  # fmt: skip


NUMBERS = {case: number for number, case in enumerate(PAGES)}


def visited(tmp_path, routes) -> set[str]:
    with serve(routes) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1")
        return set(site.paths) - {"/", "/robots.txt", "/sitemap.xml"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> set[str]:
    """Crawl one site with each case in a folder of its own; return the paths that were asked for."""
    routes = {f"/{n}/": html(PAGES[case][0].replace("{at}", f"/{n}")) for case, n in NUMBERS.items()}
    home = html("".join(f"<a href='{path}'>x</a>" for path in routes))
    return visited(tmp_path_factory.mktemp("followed"), {"/": home, **routes}) - set(routes)


@pytest.mark.parametrize("case", PAGES)
def test_what_readers_can_click_is_visited(asked, case) -> None:
    below = f"/{NUMBERS[case]}/"
    expected = {path.replace("{at}/", below) for path in PAGES[case][1]}
    assert {path for path in asked if path.startswith(below)} == expected


def test_nothing_else_is_visited(asked) -> None:
    assert {path.split("/")[1] for path in asked} <= {str(number) for number in NUMBERS.values()}


def test_frames_are_visited(tmp_path) -> None:
    page = Answer(
        "<html><head><title>F</title></head><FRAMESET><FRAME SRC='/one'><frame src=two></FRAMESET></html>"
    )
    assert visited(tmp_path, {"/": page}) == {"/one", "/two"}


NAMED = "User-agent: *\nDisallow: /sitemap.xml\nSitemap: {origin}/sitemap.xml\n"
SITEMAP = "<urlset><url><loc>{origin}/p1</loc></url></urlset>"


@pytest.mark.parametrize(("robots", "read"), [(NAMED, True), (NAMED.partition("Sitemap")[0], False)])
def test_a_sitemap_that_robots_txt_forbids_is_read_where_it_names_it(tmp_path, robots, read) -> None:
    routes = {"/": html("<h1>Home</h1>"), "/robots.txt": Answer(robots), "/sitemap.xml": Answer(SITEMAP)}
    assert visited(tmp_path, routes) == ({"/p1"} if read else set())


def test_a_sitemap_that_is_not_well_formed_is_said_and_no_address_is_cut(tmp_path) -> None:
    urls = "<url><loc>{origin}/a&b</loc></url><url><loc>{origin}/Meu&Acirc;-x</loc></url><url><loc>None</loc></url>"
    routes = {
        "/": html("<h1>Home</h1>"),
        "/sitemap.xml": Answer(f"<urlset>{urls}</urlset>"),
        "/a&b": html("<h1>a</h1>"),
    }
    assert visited(tmp_path, routes) == {"/a&b"}
    why = " ".join(text for (text,) in query(database(tmp_path), "SELECT why FROM coverage"))
    for said in ("not well-formed", "/Meu&Acirc;-x", "not whole", "None"):
        assert said in why


def test_every_member_of_a_gzipped_sitemap_is_read(tmp_path) -> None:
    def packed() -> Answer:
        text = SITEMAP.replace("</urlset>", "<url><loc>{origin}/p2</loc></url></urlset>").replace(
            "{origin}", site.origin
        )
        return Answer(gzip.compress(text[:40].encode()) + gzip.compress(text[40:].encode()))

    with serve({"/": html("<h1>Home</h1>"), "/sitemap.xml": packed}) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        assert {"/p1", "/p2"} <= set(site.paths)


def name(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def test_a_chain_of_posts_is_read_to_its_end(tmp_path) -> None:
    routes = {
        f"/{name(n)}": html(f"<h1>Post {name(n)}</h1><a href='/{name(n + 1)}'>Next</a>") for n in range(60)
    }
    routes["/"] = routes["/a"]
    assert len(visited(tmp_path, routes)) == 60  # and the one that is not there
    assert query(database(tmp_path), "SELECT max(depth) FROM page") == [(60,)]


def test_what_a_limit_left_is_at_least_so_much(tmp_path) -> None:
    routes = {
        f"/{name(n)}": html(f"<h1>Post {name(n)}</h1><a href='/{name(n + 1)}'>Next</a>") for n in range(9)
    }
    with serve({**routes, "/": routes["/a"]}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "AUDIT_MAX_DEPTH=3")
    assert "Not crawled: at least 1 beyond a limit" in done.stdout
