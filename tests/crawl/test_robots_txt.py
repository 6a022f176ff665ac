"""What a crawl does with a site's robots.txt, over real HTTP; its cases one by one are in test_robots_cases.py."""

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, serve

TEXT = (("Content-Type", "text/plain"),)
FORBID = "User-agent: *\nDisallow: /\n"


def reached(tmp_path, robots, *more):
    """Return whether the start page was fetched on a site with this robots.txt, and what the run said."""
    with serve({"/": html("<h1>Home</h1>"), "/robots.txt": robots, **dict(more)}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        return "/" in site.paths, done


def test_a_server_error_keeps_us_out_and_is_said(tmp_path):
    fetched, done = reached(tmp_path, Answer("User-agent: *\nAllow: /\n", 503, TEXT))
    assert not fetched
    assert done.returncode == 2
    assert "HTTP 503" in done.stderr
    told = query(database(tmp_path), "SELECT why FROM coverage WHERE what = 'Pages not reached'")
    assert "HTTP 503" in told[0][0]
    assert query(database(tmp_path), "SELECT finished FROM crawl") == [(None,)]


def test_a_sitemap_line_that_is_no_web_address_is_passed_over(tmp_path):
    robots = Answer("Sitemap: javascript:1\nSitemap: mailto:x@y.com\nSitemap: /pages.xml\n", 200, TEXT)
    fetched, done = reached(tmp_path, robots)
    assert fetched
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    named = query(database(tmp_path), "SELECT key FROM frontier WHERE role = 'sitemap'")
    assert [key.rpartition("/")[2] for (key,) in named] == ["pages.xml"]


HURRY = ("-s", 'DOWNLOADER_MIDDLEWARES={"tests.support.hurry.Hurry": 900}', "-s", "CONCURRENT_REQUESTS=1")


def long_crawl(tmp_path, *answers):
    """Crawl five pages, 13 hours each, on a site that answers its robots.txt so, the last answer for ever."""
    left = list(answers)
    pages = {f"/p{letter}/": html(f"<h1>{letter}</h1>") for letter in "abcd"}
    links = "".join(f'<a href="{path}">{path}</a>' for path in pages)

    def robots():
        return left.pop(0) if len(left) > 1 else left[0]

    with serve({"/": html(links), "/robots.txt": robots, **pages}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", *HURRY)
        return [path for path in site.paths if path != "/sitemap.xml"], done


def test_a_robots_txt_is_read_again_after_a_day_and_then_holds(tmp_path):
    forbid = Answer("User-agent: *\nDisallow: /pc/\nDisallow: /pa/\n", 200, TEXT)
    paths, done = long_crawl(tmp_path, Answer("", 200, TEXT), forbid)
    assert done.returncode == 0
    assert paths == ["/robots.txt", "/", "/pa/", "/robots.txt", "/pb/", "/pd/"]


def test_an_outage_a_day_later_leaves_what_robots_txt_said_before(tmp_path):
    forbid = Answer("User-agent: *\nDisallow: /pc/\n", 200, TEXT)
    paths, done = long_crawl(tmp_path, forbid, Answer("", 503, TEXT))
    assert done.returncode == 0
    # After 26 hours it is asked for again, and an hour after an outage once more.
    assert paths == ["/robots.txt", "/", "/pa/", "/robots.txt", "/pb/", "/robots.txt", "/pd/"]
    ((why,),) = query(database(tmp_path), "SELECT why FROM coverage WHERE what = 'robots.txt not updated'")
    assert "HTTP 503" in why
    assert query(database(tmp_path), "SELECT status, verdict FROM robots") == [(200, "rules")]
