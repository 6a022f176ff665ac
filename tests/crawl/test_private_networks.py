"""Private networks: nothing inside is asked but what is audited, however the way there is written."""

import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError

from crawler.crawl.failures import why_not
from crawler.crawl.middlewares.private_networks import PrivateNetworks, is_private, unresolved
from crawler.crawl.resolver import GuardResolver, look_up
from crawler.http.reasons import PRIVATE
from tests.support.breaking import broken
from tests.support.crawling import crawl, database, query
from tests.support.web import html, redirect, running, serve


def has_ipv6() -> bool:
    """Return whether this machine can serve at [::1]."""
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this machine")


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
        ("fe80::1%eth0", True),
        ("::1", True),
        ("fd12:3456::1", True),
        ("64:ff9b::a00:1", True),  # 10.0.0.1 behind a translator
        ("64:ff9b:1::808:808", True),
        ("2002:a00:1::", True),  # 10.0.0.1 as 6to4
        ("::ffff:8.8.8.8", False),
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
    unresolved["rebound.example"] = PRIVATE  # what the resolver writes down where no address is left
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


class Receiver:
    """Takes what a resolver tells."""

    def __init__(self):
        self.addresses, self.complete = [], False

    def resolutionBegan(self, resolution):
        pass

    def addressResolved(self, address):
        self.addresses.append((type(address).__name__, address.host, address.port))

    def resolutionComplete(self):
        self.complete = True


@pytest.mark.parametrize(
    ("addresses", "told", "why"),
    [
        (["2001:4860:4860::8888"], [("IPv6Address", "2001:4860:4860::8888", 443)], None),
        (["10.0.0.1", "8.8.8.8"], [("IPv4Address", "8.8.8.8", 443)], None),
        (["fd00::1"], [], PRIVATE),
        (["::ffff:127.0.0.1", "64:ff9b::a00:1"], [], PRIVATE),
    ],
)
def test_only_public_addresses_of_a_name_are_connected_to(addresses, told, why):
    dnscache["shop.example"] = addresses
    unresolved.pop("shop.example", None)
    receiver = Receiver()
    GuardResolver(None, 15, frozenset({"blog.example"})).resolveHostName(receiver, "shop.example", 443)
    assert (receiver.addresses, receiver.complete) == (told, True)
    assert unresolved.get("shop.example") == why
    request = Request("https://shop.example/")
    guard = PrivateNetworks(frozenset())
    if why:
        with pytest.raises(IgnoreRequest, match="private-network"):
            guard.process_exception(request, CannotResolveHostError("no results"))
    else:
        assert guard.process_exception(request, CannotResolveHostError("no results")) is None
    dnscache.pop("shop.example", None)


def test_a_host_with_both_kinds_of_addresses_is_asked_at_the_older_kind(monkeypatch):
    rows = [(10, 1, 6, "", ("2001:db8::1", 0, 0, 0)), (2, 1, 6, "", ("192.0.2.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
    assert look_up("blog.example") == ["192.0.2.1"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows[:1])
    assert look_up("blog.example") == ["2001:db8::1"]


class Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


@contextmanager
def on_ipv6(pages):
    """Serve pages at [::1] only; yields the origin and the paths that were asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = pages.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((body or "none").encode())

        def log_message(self, *args):
            pass

    server = Server6(("::1", 0), Handler)
    with running(server):
        yield f"http://[::1]:{server.server_port}", asked


@needs_ipv6
def test_a_site_that_has_an_ipv6_address_only_is_crawled(tmp_path):
    with on_ipv6({"/": "<h1>Home</h1><a href=/a/>a</a>", "/a/": "<h1>A</h1>"}) as (origin, asked):
        done = crawl(tmp_path, "blog", "-a", f"url={origin}/")
    assert done.returncode == 0, done.stderr
    assert {"/", "/a/", "/robots.txt"} <= set(asked)
    assert query(database(tmp_path), "SELECT key, outcome FROM page ORDER BY key") == [
        (f"{origin}/", "fetched"),
        (f"{origin}/a/", "fetched"),
    ]


@needs_ipv6
@pytest.mark.parametrize("named", [True, False])
def test_a_neighbour_on_ipv6_is_asked_only_if_the_owner_names_it(tmp_path, named):
    pages = {"/": html("<h1>Home</h1>")}
    with on_ipv6({"/robots.txt": "User-agent: *"}) as (inside, asked), serve(pages) as site:
        pages["/robots.txt"] = redirect(f"{inside}/robots.txt")
        extra = {"AUDIT_ALLOW_NETLOCS": inside.removeprefix("http://")} if named else {}
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", **extra)
    assert asked == (["/robots.txt"] if named else [])
    assert done.returncode == (0 if named else 2), done.stderr


def test_a_name_that_nobody_knows_is_told_apart_from_a_look_up_that_failed(tmp_path):
    """Twisted says only that there is no address; what the system said of it decides whether a link is broken."""
    listing = tmp_path / "list.txt"
    listing.write_text("http://nobody.invalid/\n")
    code = (
        "import socket\n"
        "def none(*a, **k): raise socket.gaierror(socket.EAI_{}, 'the words of some system')\n"
        "socket.getaddrinfo = none\n"
        "from crawler.crawl import failures\n"
        "before = failures.why_not\n"
        "def said(error, *more):\n"
        "    print('SAID', error, file=sys.stderr)\n"
        "    return before(error, *more)\n"
        "failures.why_not = said\n"
    )
    for kind, words in (("NONAME", "Name or service not known"), ("AGAIN", "the words of some system")):
        environ = broken(tmp_path, "import sys\n" + code.format(kind))
        done = crawl(tmp_path / kind, "urls", "-a", f"file={listing}", **environ)
        assert f"SAID address 'nobody.invalid' not found: {words}" in done.stderr.replace("[Errno -3] ", "")
        assert done.returncode == 2
