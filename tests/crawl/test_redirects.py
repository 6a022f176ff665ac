"""Redirects as browsers follow them: where they lead, and what a cookie has to do with it."""

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, redirect, serve

FINDINGS = "SELECT rule, should_be FROM finding WHERE crawl_id = 1 AND rule LIKE '%' || ? || '%'"


def wall(*cookies: str):
    """Return what answers with the page once all its cookies are sent back, and redirects to itself before."""

    def answer() -> Answer:
        sent = site.asked[-1][1].get("Cookie", "")
        missing = next((cookie for cookie in cookies if cookie not in sent), None)
        if missing is None:
            return html("<h1>Tents</h1><p><a href='/inside/'>on</a></p>")
        return Answer(b"", 302, (("Location", site.asked[-1][0]), ("Set-Cookie", f"{missing}; path=/")))

    site = None

    def of(server):
        nonlocal site
        site = server
        return answer

    return of


def audit(tmp_path, site):
    done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1")
    return done, database(tmp_path)


LOCATIONS = {
    "/café/".encode().decode("latin-1"): "/caf%C3%A9/",  # UTF-8, as most servers send it
    "/caf\xe9/": "/caf%E9/",  # other bytes are asked for as they came
    "/x 7": "/x%207",
    "/?a b": "/?a%20b",
    "x/y": "/x/y",
    "/a%2Fb": "/a%2Fb",
}


@pytest.mark.parametrize(("location", "asked"), LOCATIONS.items())
def test_a_location_is_asked_for_as_browsers_do(tmp_path, location, asked) -> None:
    with serve(
        {"/": html("<a href='/old'>Old tents</a>"), "/old": redirect(location), asked: html("<h1>T</h1>")}
    ) as site:
        _, audited = audit(tmp_path, site)
        assert asked in site.paths
        proposed = [
            (should_be or "").removeprefix(site.origin)
            for _, should_be in query(audited, FINDINGS, "link-to-redirect")
        ]
    assert proposed == [asked]
    assert query(audited, FINDINGS, "broken") == []


def test_the_place_that_a_redirect_names_is_part_of_the_proposal_and_of_no_page(tmp_path) -> None:
    routes = {
        "/": html("<a href='/old'>Old tents</a>"),
        "/old": redirect("/new#size"),
        "/new": html("<h1>New</h1>"),
    }
    with serve(routes) as site:
        _, audited = audit(tmp_path, site)
        assert query(audited, FINDINGS, "link-to-redirect") == [
            ("link-to-redirect", f"{site.origin}/new#size")
        ]
        assert query(audited, "SELECT depth FROM page WHERE key = ?", f"{site.origin}/new") == [(1,)]


@pytest.mark.parametrize("path", ["/", "/wall"])
@pytest.mark.parametrize("cookies", [("seen=1",), ("a=1", "b=2")])
def test_a_page_that_redirects_to_itself_until_its_cookie_comes_back_is_read(tmp_path, path, cookies) -> None:
    with serve({"/": html("<a href='/wall'>The wall</a>")}) as site:
        site.routes[path] = wall(*cookies)(site)
        done, audited = audit(tmp_path, site)
        assert "/inside/" in site.paths
    assert done.returncode == 0, done.stderr
    assert query(audited, "SELECT outcome FROM page WHERE key = ?", site.origin + path) == [("fetched",)]
    assert query(audited, FINDINGS, "loop") == []
    assert query(audited, FINDINGS, "cookie") == [("cookie-wall", "")]
    text = "\n".join(map(str, query(audited, "SELECT facts FROM page")))
    assert "seen=1" not in text, "the cookie is kept nowhere"


def test_a_circle_in_which_a_cookie_is_set_is_gone_round_with_it(tmp_path) -> None:
    def start() -> Answer:
        known = "t=1" in site.asked[-1][1].get("Cookie", "")
        return html("<h1>Tents</h1>") if known else redirect("/login?back=/", 302)

    login = Answer(b"", 302, (("Location", "/"), ("Set-Cookie", "t=1; HttpOnly")))
    with serve({"/": start, "/login?back=/": login}) as site:
        done, audited = audit(tmp_path, site)
    assert done.returncode == 0, done.stderr
    assert query(audited, "SELECT outcome FROM page ORDER BY key") == [("fetched",), ("redirected",)]
    assert query(audited, FINDINGS, "loop") == []


def test_a_server_that_never_has_cookies_enough_is_a_circle_and_ends(tmp_path) -> None:
    def answer() -> Answer:
        return Answer(b"", 302, (("Location", "/"), ("Set-Cookie", f"n={len(site.asked)}")))

    with serve({"/": answer}) as site:
        done, audited = audit(tmp_path, site)
        assert site.paths.count("/") < 10
    assert done.returncode == 2
    assert "redirects in a loop" in done.stderr
    assert query(audited, FINDINGS, "loop") == [("redirect-loop", "")]


def test_a_chain_of_redirects_without_end_is_left_after_as_many_as_browsers_follow(tmp_path) -> None:
    class Growing(dict):
        def get(self, path, default=None):
            return redirect(f"{path}x", 302) if path.startswith("/hop") else super().get(path, default)

    with serve(Growing({"/": html("<a href='/hop'>Hop on</a>")})) as site:
        _, audited = audit(tmp_path, site)
        hops = sum(path.startswith("/hop") for path in site.paths)
    assert hops == 21
    assert query(audited, "SELECT cause FROM coverage WHERE cause LIKE 'limit%'") == [("limit-redirects",)]
