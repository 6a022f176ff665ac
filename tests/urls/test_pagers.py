"""Which page of a list an address is."""

import pytest

from crawler.urls.pagers import is_archive, is_further, list_of, page_number

SITE = "https://blog.example"


@pytest.mark.parametrize(
    ("url", "first", "number"),
    [
        ("/blog/page/2/", "/blog/", 2),
        ("/blog/3", "/blog/", 3),
        ("/blog/page/2/index.html", "/blog/index.html", 2),
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
    ("url", "post", "of_a_list"),
    [
        ("https://blog.example/page/2/", True, True),
        ("https://blog.example/tents/page3.html", True, True),
        ("https://blog.example/seite/2", True, True),
        ("https://blog.example/tents/page/2/index.html", True, True),
        ("https://blog.example/tents/2/index.html", False, False),
        ("https://blog.example/index2.html", True, True),
        ("https://blog.example/?lang=en&page=2", True, True),
        ("https://blog.example/tag/tents/index12.html", True, True),
        ("https://blog.example/blog/?query-24-page=3", True, True),
        ("https://blog.example/front-page/", False, False),
        ("https://blog.example/author/ann2.html", False, True),
        ("https://blog.example/page/1/", False, False),
        ("https://blog.example/p/2/", False, False),
        ("https://blog.example/?p=2", False, False),
        ("https://blog.example/2024/05/", False, False),
        ("https://blog.example/homepage2/", False, False),
        ("https://[", False, False),
    ],
)
def test_an_address_says_that_it_is_a_further_page_of_a_list(url, post, of_a_list):
    assert (is_further(url, lists=False), is_further(url, lists=True)) == (post, of_a_list)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/archives/page/3/", "/archives/"), ("/archives/page3.html", "/archives/"), ("/archives/", "/archives/"), ("/?page=2&sort=new", "/?sort=new"),
        ("/tents/page/2/index.html", "/tents/"), ("/tents-2/", "/tents-2/"),
    ],
)  # fmt: skip
def test_the_list_of_a_further_page_is_what_its_address_says_without_the_number(path, first):
    assert list_of(SITE + path) == SITE + first


@pytest.mark.parametrize(
    ("path", "archive"),
    [
        ("/tag/tents/", True), ("/blog/category/gear/tents", True), ("/categoria/tiendas/", True), ("/kategorie/zelte/", True),
        ("/author/lena/page/2/", True), ("/2019/05/", True), ("/2019/05/12/", True), ("/2019/05/12/tents/", False), ("/tag/", False),
        ("/tents/", False), ("/tagged/tents/", False), ("/2019/", False),
    ],
)  # fmt: skip
def test_folders_of_archives(path, archive):
    assert is_archive(f"https://blog.example{path}") is archive
