"""Which page of a list an address is."""

import pytest

from crawler.urls.pagers import is_numbered, page_number

SITE = "https://blog.example"


@pytest.mark.parametrize(
    ("url", "first", "number"),
    [
        ("/blog/page/2/", "/blog/", 2),
        ("/blog/3", "/blog/", 3),
        ("/page4/", "/", 4),
        ("/seite-2/", "/", 2),
        ("/tents/2.html", "/tents", 2),
        ("/tents/index3.html", "/tents/", 3),
        ("/?page=3", "/", 3),
        ("/tents/?paged=2&sort=new", "/tents/?sort=new", 2),
        ("/blog/?query-24-page=3", "/blog/", 3),
        ("/?p=12", "/", 0),  # a post of WordPress
        ("/2024/05/", "/2024/", 0),  # a month
        ("/tents-2/", "/tents/", 0),
        ("/blog/page/2/", "/other/", 0),
        ("/page/2/", "https://other.example/", 0),
        ("/page/2/", "https://[", 0),
    ],
)
def test_a_further_page_of_a_list_is_told_by_its_address(url, first, number):
    assert page_number(SITE + url, first if "//" in first else SITE + first) == number


@pytest.mark.parametrize(
    ("path", "numbered"),
    [
        ("/tents/page/2/", True),
        ("/tents/seite-3", True),
        ("/tag/tents/index12.html", True),
        ("/?page=2", True),
        ("/blog/?query-24-page=3", True),
        ("/2024/", False),
        ("/p/12/", False),
        ("/?p=12", False),
        ("/index.html", False),
        ("/front-page/", False),
    ],
)
def test_an_address_says_that_it_is_a_page_of_a_numbered_list(path, numbered):
    assert is_numbered(f"https://blog.example{path}") is numbered
