"""Private networks: nothing inside is asked but what is audited, however the way there is written."""

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.internet.error import DNSLookupError

from crawler.crawl.failures import why_not
from crawler.crawl.middlewares.private_networks import GuardResolver, PrivateNetworks, is_private
from tests.support.crawling import crawl, database, query
from tests.support.web import html, redirect, serve


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.0.0.1:9000/", "http://localhost:3000/", "http://10.0.0.1/", "http://169.254.169.254/latest/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fd00::1]/", "http://wordpress/", "http://nas.local/", "http://0.0.0.0/",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(url):
    with pytest.raises(IgnoreRequest, match="private-network"):
        PrivateNetworks(frozenset({"blog.example", "127.0.0.1:8000"})).process_request(Request(url))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/x", "https://blog.example/", "https://shop.com/", "http://8.8.8.8/"]
)
def test_what_is_audited_and_what_is_public_passes(url):
    PrivateNetworks(frozenset({"blog.example", "127.0.0.1:8000"})).process_request(Request(url))


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("::ffff:10.0.0.1", True),
        ("fe80::1", True),
        ("8.8.8.8", False),
        ("2001:4860:4860::8888", False),
    ],
)
def test_addresses_that_names_stand_for(address, private):
    assert is_private(address) is private


def test_a_name_that_points_inside_is_refused_unless_it_is_audited():
    resolver = GuardResolver.__new__(GuardResolver)
    resolver.allowed = frozenset({"intranet.example"})
    assert resolver.checked("10.0.0.1", "intranet.example") == "10.0.0.1"
    assert resolver.checked("93.184.216.34", "shop.com") == "93.184.216.34"
    with pytest.raises(DNSLookupError, match="private-network"):
        resolver.checked("10.0.0.1", "Rebound.example")
    lost = CannotResolveHostError("no results for hostname lookup")  # all that Twisted says of it
    assert why_not(lost, "http://rebound.example/").code == "private-network"
    assert why_not(lost, "http://shop.com/").code == "no-name"


def test_a_robots_txt_that_redirects_inside_is_not_followed(tmp_path):
    with serve({"/robots.txt": html("User-agent: *")}) as inside:
        with serve(
            {"/": html("<h1>Home</h1>"), "/robots.txt": redirect(f"{inside.origin}/robots.txt")}
        ) as site:
            done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        assert inside.asked == []
    assert done.returncode == 2
    assert "private network" in done.stderr
    assert query(database(tmp_path), "SELECT finished FROM crawl") == [(None,)]
    assert query(database(tmp_path), "SELECT outcome FROM page") == []


def test_a_neighbour_that_the_owner_names_may_be_asked(tmp_path):
    with serve({"/robots.txt": html("User-agent: *")}) as inside:
        with serve(
            {"/": html("<h1>Home</h1>"), "/robots.txt": redirect(f"{inside.origin}/robots.txt")}
        ) as site:
            netloc = inside.origin.removeprefix("http://")
            done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", AUDIT_ALLOW_NETLOCS=netloc)
        assert inside.paths == ["/robots.txt"]
    assert done.returncode == 0, done.stderr
