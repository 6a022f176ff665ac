"""What a link is, seen from one site, read as browsers read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.hosts import host_lists
from crawler.catalog.networks import networks
from crawler.links import KINDS, Classifier
from crawler.links.classify import Judge
from crawler.links.site import Site

PAGE = "https://blog.example/post/"
BLOG = Classifier("https://www.blog.example/", own_hosts=["old-blog.com"])


def kind(href: str, base: str = PAGE) -> str:
    return BLOG.target(href, base).kind


@pytest.mark.parametrize(
    "href",
    [
        "/about/", "about/", "../", "?page=2", "//blog.example/x", "https://blog.example", "http://WWW.Blog.Example:80/x",
        "https://blog.example:443/x", "https://blog.example./x", "\\about", " /ab\nout ", "https://user@blog.example/",
        "https://old-blog.com/post/", "https://blog.example/?tag=x-20&rfsn=1.2",
    ],
)  # fmt: skip
def test_the_sites_own_pages_are_internal(href: str) -> None:
    assert kind(href) == "internal"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://shop.blog.example/", "subdomain"),
        ("https://blog.example:8443/", "subdomain"),
        ("https://notblog.example/", "external"),
        ("https://blog.example.evil.com/", "external"),
        ("mailto:me@blog.example", "mail"),
        ("MAILTO:me@blog.example", "mail"),
        ("tel:+15550100", "phone"),
        ("sms:+15550100", "phone"),
        ("#top", "fragment"),
        ("", "fragment"),
        ("  \n", "fragment"),
        ("https://blog.example/post/#reviews", "fragment"),
        ("https://blog.example/other/#reviews", "internal"),
        ("java\nscript:void(0)", "other-scheme"),
        ("data:text/html,x", "other-scheme"),
        ("ftp://files.example/", "other-scheme"),
        ("blob:https://blog.example/1", "other-scheme"),
        ("file:///C:/Users/me/post.html", "dev-host"),
        ("C:\\Users\\me\\post.html", "dev-host"),
        ("C:/Users/me/post.html", "dev-host"),
        ("\\\\server\\share\\x.png", "dev-host"),
        ("sandbox:/mnt/data/chart.png", "dev-host"),
        ("webkit-fake-url://1/image.png", "dev-host"),
    ],
)
def test_every_other_form_has_its_kind(href: str, expected: str) -> None:
    assert kind(href) == expected


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("http//shop.com", "mistyped “://”"),
        ("https.//shop.com", "mistyped “://”"),
        ("http;//shop.com", "mistyped “://”"),
        ("https//:shop.com", "mistyped “://”"),
        ("http:://shop.com", "mistyped “://”"),
        ("htp://shop.com", "mistyped scheme “htp”"),
        ("ttps://shop.com", "mistyped scheme “ttps”"),
        ("https://https://shop.com", "scheme written twice"),
        ("http://http//shop.com", "scheme written twice"),
        ("mailto:mailto:me@shop.com", "scheme written twice"),
        ("https://tel:12345", "two schemes"),
        ("http://mailto:me@shop.com", "two schemes"),
        ("https://blog.examplehttps://www.shop.com/a", "two URLs run together"),
        ("http://www..x", "two dots in the host name"),
        ("://x", "missing scheme"),
        ("https:shop.com", "scheme without “//”"),
        ("https:/shop.com/x", "scheme without “//”"),
        ("“https://shop.com”", "quotation mark before the URL"),
        ("https://", "no host name"),
        ("//", "no host name"),
        ("https://shop com/", "invalid character in the host name"),
        ("http://put/ it on another page", "invalid character in the host name"),
        ("http://Café/", "invalid character in the host name"),
        ("https://shop.com:99999/", "not a valid port"),
        ("https://shop.com:80a/", "not a valid port"),
        ("https://192.168.1.300/", "not a valid IPv4 address"),
        ("https://[fe80::1%25eth0]/", "invalid character in the host name"),
        ("https://[1::2::3]/", "not a valid IPv6 address"),
        ("localhost:3000/x", "missing scheme"),
        ("www.shop.com:8080/x", "missing scheme"),
        ("https://" + "a." * 200 + "com/", "host name too long"),
        ("https://shop.com/" + "x" * 20_000, "https of 20017 characters"),
    ],
)
def test_a_malformed_link_says_what_is_wrong_with_it(href: str, why: str) -> None:
    to = BLOG.target(href, PAGE)
    assert (to.kind, to.detail) == ("malformed", why)
    assert len(to.url) < 1000


@pytest.mark.parametrize("href", ["www.shop.com/x", "shop.com", "shop.co.uk/x?y=1", "www.shop.com"])
def test_a_missing_scheme_is_told_of_what_browsers_read_as_a_path(href: str) -> None:
    to = BLOG.target(href, PAGE)
    assert (to.kind, to.detail) == ("internal", "missing scheme")
    assert Classifier().target(href).kind == "malformed"


@pytest.mark.parametrize(
    "href", ["about.html", "post.md", "img/www.png", "www", "a.b/c", "file.zip", "x..com", "v1.2/x"]
)
def test_a_file_name_is_no_missing_scheme(href: str) -> None:
    assert BLOG.target(href, PAGE).detail == ""


def test_what_cloudflare_makes_of_a_mail_address_is_no_page() -> None:
    assert BLOG.target("/cdn-cgi/l/email-protection#a1b2", PAGE).kind == "mail"


def test_an_address_without_mailto_is_told() -> None:
    assert BLOG.target("me@shop.com", PAGE).detail == "missing mailto:"


@pytest.mark.parametrize(
    ("site", "own", "other"),
    [
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123/x", "http://127.0.0.1:9000/x"),
        ("http://localhost:8123/", "http://localhost:8123/x", "http://localhost/x"),
        ("https://staging.test", "https://www.staging.test/x", "https://shop.test/x"),
        ("http://[::1]:8123", "http://[::1]:8123/x", "http://[::1]/x"),
    ],
)
def test_the_audited_site_is_never_a_dev_host_but_its_neighbour_is(site: str, own: str, other: str) -> None:
    classifier = Classifier(site)
    assert classifier.classify(own).kind == "internal"
    assert classifier.classify(other).kind == "dev-host"


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://amazon.com@evil.com/", "evil.com"),
        ("https://evil.com\\@amazon.com/", "evil.com"),
        ("https://münchen.de/ü", "xn--mnchen-3ya.de"),
        ("https://exam%70le.de/", "example.de"),
        ("HTTPS:\\\\Shop.COM\\x", "shop.com"),
        ("https://ｓｈｏｐ.com/", "shop.com"),
        ("https://sh\u00adop.com/", "shop.com"),
        ("https://shop.com./", "shop.com"),
    ],
)
def test_the_host_is_the_one_that_a_browser_would_visit(href: str, host: str) -> None:
    assert BLOG.target(href, PAGE).host == host


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.shop.co.uk", "shop.co.uk"), ("a.b.github.io", "b.github.io"), ("github.io", "github.io"),
        ("10.0.0.1", ""), ("blog.local", "blog.local"), ("localhost", ""),
    ],
)  # fmt: skip
def test_the_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert BLOG.target(f"https://{host}/").domain == domain


def test_the_same_href_means_something_else_on_another_page_and_another_site() -> None:
    classifier = Classifier("https://blog.example")
    assert classifier.target("x", "https://blog.example/a/").url == "https://blog.example/a/x"
    assert classifier.target("x", "https://blog.example/b/").url == "https://blog.example/b/x"
    assert classifier.target("/x", "https://blog.example/b/").kind == "internal"
    assert classifier.target("/x", "https://shop.com/").kind == "external"
    assert classifier.target("https://blog.example/a/#f", "https://blog.example/a/").kind == "fragment"
    assert classifier.target("https://blog.example/a/#f", "https://blog.example/b/").kind == "internal"


def test_a_link_seen_before_is_answered_from_memory() -> None:
    first = BLOG.target("https://www.shop.com/memory", PAGE)
    assert BLOG.target("https://www.shop.com/memory", "https://blog.example/another/") is first
    assert BLOG.target("/memory", PAGE) is BLOG.target("/memory", "https://blog.example/another/")


def test_memory_does_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.links.classifier.MEMORY", 50)
    monkeypatch.setattr("crawler.links.classifier.MEMORY_PAGE", 20)
    monkeypatch.setattr("crawler.links.site.HOSTS", 10)
    classifier = Classifier("https://blog.example")
    for n in range(500):
        for href in (f"https://shop{n}.com/", f"/x{n}", f"x{n}", f"#{n}"):
            classifier.target(href, PAGE)
    assert len(classifier._absolute) + len(classifier._rooted) <= 50
    assert len(classifier._here) <= 20
    assert len(classifier._site._known) <= 10


def test_the_kinds_are_the_ones_people_rely_on() -> None:
    assert len(KINDS) == len(set(KINDS)) == 13


_SAMPLES = [
    example.url for file in (*networks().values(), *host_lists().values()) for example in file.example
]
_PIECES = st.sampled_from(
    ["http", "https:", "//", "/", "\\", "@", ":", "#", "?", "&", "=", "tag=", "%", "%00", "[", "]", "::1", "127.1",
     "amazon.com", "prf.hn", "/destination:", "url(", ")", "\t", "\n", "\u200b", "\ud800", ".", "www.", "amp;", "*"]
)  # fmt: skip


@given(
    href=st.one_of(
        st.text(st.characters(), max_size=60),
        st.lists(_PIECES, max_size=12).map("".join),
        st.tuples(st.sampled_from(_SAMPLES), st.text(st.characters(), max_size=8), st.integers(0, 120)).map(
            lambda made: made[0][: made[2]] + made[1] + made[0][made[2] :]
        ),
    ),
    base=st.sampled_from(["", PAGE, "http://127.0.0.1:1/", "no url", "file:///x", "\ud800"]),
)
def test_no_href_whatever_raises_or_gets_an_unknown_kind(href: str, base: str) -> None:
    to = Classifier("https://blog.example").target(href, base)
    assert to.kind in KINDS
    assert bool(to.network) == (to.kind == "affiliate")
    assert bool(to.confidence) == (to.kind in {"affiliate", "dev-host"})
    assert to.destination == "" or to.destination.lower().startswith(("http://", "https://"))
    assert to.affiliate_id.isprintable()
    assert to.sub_id.isprintable()
    to.url.encode()
    to.destination.encode()


@given(st.sampled_from(_SAMPLES))
def test_reading_a_normalised_url_again_changes_nothing(url: str) -> None:
    once = BLOG.target(url)
    twice = BLOG.target(once.url)
    assert (twice.url, twice.kind, twice.network, twice.destination) == (
        once.url, once.kind, once.network, once.destination,
    )  # fmt: skip


@given(
    st.text(alphabet="ab./?#&=%:\\ -~_@é", max_size=12).map("/".__add__),
    st.sampled_from(["https://blog.example/a/b", "http://127.0.0.1:80/x", "https://other.example/"]),
)
def test_the_short_way_for_plain_paths_says_what_the_long_way_says(href, base):
    site = ("https://blog.example", ["127.0.0.1:80"])
    assert Classifier(*site).target(href, base) == Judge(Site(*site)).target(href, base)


def test_a_port_of_digits_that_are_no_numbers_is_malformed():
    assert (
        Classifier("https://blog.example").target("http://shop.com:²/", "https://blog.example/").kind
        == "malformed"
    )
    assert Classifier("https://blog.example").target("localhost:²", "https://blog.example/").kind in KINDS


@pytest.mark.parametrize("host", ["blog.example[]", "blog.example[", "blog.example]", "[blog.example]"])
def test_brackets_beside_the_sites_name_make_no_address_of_the_site(host):
    target = Classifier("https://blog.example", []).target
    assert target(f"https://{host}/", "https://blog.example/a/").kind == "malformed"
