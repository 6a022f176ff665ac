"""The folder that a site stood in on a developer's machine is found out and left out of what is proposed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.known_urls import LIVE, Known
from crawler.analysis.local_folders import learn_folders, without_folder

SITE = "https://blog.example"


def known(*paths: str) -> Known:
    made = Known()
    for path in paths:
        made.add(f"{SITE}{path}", LIVE)
    return made


def test_wordpress_keeps_its_folders_at_the_root() -> None:
    urls = ["http://127.0.0.1/testsite/wp-content/uploads/x.jpg", "http://127.0.0.1/testsite/about/"]
    folders = learn_folders(urls, [], known("/"), SITE)
    assert folders == {"127.0.0.1": ("/testsite",)}
    assert [without_folder(url, folders) for url in urls] == [
        "http://127.0.0.1/wp-content/uploads/x.jpg",
        "http://127.0.0.1/about/",
    ]


def test_addresses_that_the_site_knows_without_the_folder_show_it() -> None:
    urls = [f"http://localhost:8888/shop/{page}/" for page in ("tents", "mugs", "unknown")]
    assert learn_folders(urls, [], known("/tents/", "/mugs/"), SITE) == {"localhost:8888": ("/shop",)}
    assert learn_folders(urls[:1], [], known("/tents/", "/mugs/"), SITE) == {}


def test_a_folder_inside_a_folder_is_taken_whole() -> None:
    urls = ["http://localhost/projects/blog/wp-content/a.png"]
    folders = learn_folders(urls, [], known("/"), SITE)
    assert without_folder("http://localhost/projects/blog", folders) == "http://localhost/"
    assert without_folder("http://localhost/projects/other/", folders) == "http://localhost/projects/other/"


def test_a_folder_that_the_site_has_itself_stays() -> None:
    urls = ["http://localhost/blog/wp-content/a.png", "http://localhost/blog/tents/"]
    assert learn_folders(urls, [], known("/blog/tents/", "/tents/"), SITE) == {}


def test_the_former_address_in_the_link_shows_it() -> None:
    pairs = [("http://127.0.0.1/testsite/tents/", f"{SITE}/tents/")]
    assert learn_folders([], pairs, Known(), SITE) == {"127.0.0.1": ("/testsite",)}


@given(st.text(), st.dictionaries(st.text(), st.tuples(st.text(min_size=1))))
def test_no_address_breaks_it(url, folders) -> None:
    assert without_folder(url, folders)[:1] == url[:1] or url == ""


def test_a_folder_of_the_site_is_not_its_root_where_other_addresses_stand_beside_it() -> None:
    urls = [f"http://localhost/{path}/" for path in ("category/tents", "category/mugs", "tents", "about-us")]
    site = known("/tents/", "/mugs/", "/about-us/")
    assert learn_folders(urls, [], site, SITE) == {}
    pairs = [(f"http://localhost/{n}/", f"{SITE}/{n}/") for n in ("x", "y")]
    assert learn_folders(urls[:2], pairs, known("/tents/", "/mugs/"), SITE) == {}
