"""Response headers, read as their standards have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http.headers import cookies_set, header_links, header_text, robots_directives

CANONICAL = [
    # RFC 8288 section 3
    ("</a>; rel=canonical", ["/a"]),
    ('</a>;rel="shortlink canonical"', ["/a"]),
    ("</a> ; REL = Canonical ; foo", ["/a"]),
    ('</x>; rel="prev"; title="; rel=canonical"', []),
    ('</x>; rel="prev"; title="a \\" b, <y>; rel=canonical", </a>; rel=canonical', ["/a"]),
    ("</y>; rel=non-canonical", []),
    ("</y>; rel=prev; rel=canonical", []),
    ('</x>; rel=previous; title="start, index", </a>; rel=canonical', ["/a"]),
    ('</x>;rel=stylesheet;title, </a>;rel="canonical"', ["/a"]),
    ("</x.css>; rel=preload; as=style; nopush, </a>; rel=canonical;", ["/a"]),
    ('</i,w_7/a.jpg>; rel=preload; imagesrcset="/i,w_3/a 3w, /b 2x", </a>; rel=canonical', ["/a"]),
    ("</a;v=1?x=1&amp;y=2>; rel=canonical", ["/a;v=1?x=1&amp;y=2"]),
    ('</o>; rel="original latest",</a>; rel="canonical"; datetime="Mon, 23 Apr 2007 20:26:15 GMT"', ["/a"]),
    ("/a; rel=canonical", []),
    ("/static/a.css, /static/b.js", []),
    ('</a>; rel=canonical; title="open', ["/a"]),
    ("", []),
]


@pytest.mark.parametrize(("value", "named"), CANONICAL)
def test_a_link_header_names_what_it_says_outside_of_quotation_marks(value, named) -> None:
    assert [link.href for link in header_links(value) if "canonical" in link.relations] == named


ROBOTS = [
    (["noindex"], ["noindex"]),
    (["BadBot: nofollow, googlebot: noindex"], ["noindex"]),
    (["googlebot: nofollow, otherbot: noindex"], ["nofollow"]),
    (["otherbot: noindex, nofollow"], []),
    (["otherbot: nofollow, *: none"], ["none"]),
    (["googlebot: nofollow", "otherbot: noindex"], ["nofollow"]),
    (["NOML, NoIndex"], ["noml", "noindex"]),
    (["noindex, unavailable_after: 25 Jun 2010 15:00:00 PST"], ["noindex", "unavailable_after: 25 jun 2010 15:00:00 pst"]),
    (["max-snippet:-1, max-image-preview:large"], ["max-snippet:-1", "max-image-preview:large"]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "said"), ROBOTS)
def test_a_robots_header_may_speak_to_several_agents(values, said) -> None:
    assert robots_directives(values) == said


def test_bytes_beyond_ascii_are_utf_8_or_kept_as_they_came() -> None:
    assert header_text("/café".encode()) == "/café"
    assert header_text("/café".encode("latin-1")) == "/caf%E9"


def test_cookies_that_are_set_are_known_and_those_that_are_deleted_are_not() -> None:
    set_cookie = ["seen=1; path=/", "gone=; Max-Age=0; path=/", "t = a b ;HttpOnly", "=x", "nothing"]
    assert cookies_set(set_cookie) == {"seen": "1", "t": "a b"}


@given(st.text(max_size=200))
def test_whatever_a_header_says_it_is_read(value) -> None:
    list(header_links(value))
    robots_directives([value])
    cookies_set([value])
    header_text(value.encode("utf-8", "surrogatepass"))
