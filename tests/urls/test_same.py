"""Two addresses are of one page when only what no server tells apart differs."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import read_html
from crawler.extract.indexing import is_indexable
from crawler.urls.parse import resolve
from crawler.urls.same import page_key, path_key, site_key, slug

SEGMENT = st.text(string.ascii_letters + string.digits + "-_.~", min_size=1).filter(
    lambda text: set(text) != {"."}
)
PATH = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join)
QUERY = st.text(string.ascii_letters + string.digits + "=&-/", min_size=1)
HOST = st.sampled_from(["blog.example", "shop.blog.example", "blog.example:8080", "xn--bcher-kva.example"])
KEYS = [page_key, site_key, path_key]


def escaped(text: str) -> str:
    """Return the text with every letter and digit escaped, in small letters, as no program needs to."""
    return "".join(f"%{ord(char):02x}" if char.isalnum() else char for char in text)


@given(HOST, PATH, QUERY, st.text(string.ascii_letters))
def test_fragment_last_slashes_an_empty_query_and_needless_escapes_do_not_count(host, path, query, fragment):
    for key in KEYS:
        url = f"https://{host}/{path}"
        assert key(f"{url}#{fragment}") == key(f"{url}/") == key(f"{url}//") == key(f"{url}?") == key(url)
        assert key(f"https://{host}/{escaped(path)}") == key(url)
        assert key(f"HTTPS://{host.upper()}/{path}/?{query}#{fragment}") == key(f"{url}?{query}")


@given(HOST, PATH, QUERY, QUERY)
def test_the_query_counts(host, path, one, other):
    for key in KEYS:
        assert (key(f"https://{host}/{path}?{one}") == key(f"https://{host}/{path}?{other}")) == (
            one == other
        )
        assert key(f"https://{host}/{path}?{one}") != key(f"https://{host}/{path}")


@given(HOST, PATH, PATH)
def test_the_path_counts_and_so_does_its_case(host, one, other):
    same = one.rstrip("/") == other.rstrip("/")
    for key in KEYS:
        assert (key(f"https://{host}/{one}") == key(f"https://{host}/{other}")) == same


@given(HOST, PATH)
def test_scheme_and_www_count_for_search_engines_only(host, path):
    forms = [f"{scheme}://{www}{host}/{path}" for scheme in ("http", "https") for www in ("", "www.")]
    assert len({page_key(url) for url in forms}) == 4
    assert len({site_key(url) for url in forms}) == 1


@given(HOST, PATH)
def test_a_path_is_compared_across_hosts(host, path):
    assert path_key(f"https://{host}/{path}") == path_key(f"http://localhost:3000/{path}/")
    assert path_key(f"https://{host}") == path_key("http://localhost:3000/") == "/"


@given(st.one_of(st.text(), st.builds("https://{}/{}".format, HOST, st.text())))
def test_no_text_breaks_it_and_a_key_stands_for_itself(text):
    assert page_key(page_key(text)) == page_key(text)
    assert isinstance(slug(text), str)
    href = resolve(text)
    if href.startswith(("https://", "http://")):
        assert page_key(href) == page_key(text)
    else:
        assert (page_key(text), site_key(text), path_key(text)) == (text, "", "")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://blog.example/guides/Best-Tents/", "best-tents"),
        ("https://blog.example/2020/01/best-tents.html", "best-tents"),
        ("https://blog.example/best-tents.php?page=2#x", "best-tents"),
        ("https://blog.example/node.js/", "node.js"),
        ("https://blog.example/", ""),
        ("", ""),
    ],
)
def test_the_slug_is_the_name_in_the_path(url, name):
    assert slug(url) == name


@pytest.mark.parametrize(
    ("canonical", "indexable"),
    [
        ("https://blog.example/%E5%B8%B3/", True),
        ("https://blog.example/%e5%b8%b3#top", True),
        ("https://blog.example/帳/", True),
        ("https://www.blog.example/帳/", False),
        ("http://blog.example/帳/", False),
        ("https://blog.example/帳/?page=2", False),
    ],
)
def test_a_canonical_that_names_the_page_in_another_way_leaves_it_indexable(canonical, indexable):
    page = read_html(f"<link rel=canonical href='{canonical}'>", "https://blog.example/%e5%b8%b3/")
    assert is_indexable(page) == indexable
