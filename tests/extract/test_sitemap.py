"""Reading sitemaps: every shape that sites have, and those that want to hurt."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.sentences import worded
from crawler.extract.sitemap import MAX_URLS, read_sitemap

KEY = "https://blog.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes):
    return read_sitemap(KEY, body.encode() if isinstance(body, str) else body)


def test_a_urlset_names_pages():
    found = read(f"<?xml version='1.0'?><urlset {NS}><url><loc> https://blog.example/a </loc></url></urlset>")
    assert (found.pages, found.sitemaps, worded(found.cause)) == (["https://blog.example/a"], [], "")


def test_an_index_names_sitemaps():
    found = read(
        f"<sitemapindex {NS}><sitemap><loc>https://blog.example/1.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert found.sitemaps == ["https://blog.example/1.xml.gz"]


def test_a_gzipped_sitemap_is_unpacked():
    body = gzip.compress(f"<urlset {NS}><url><loc>https://blog.example/a</loc></url></urlset>".encode())
    assert read(body).pages == ["https://blog.example/a"]


def test_image_locations_are_not_pages():
    found = read(
        f'<urlset {NS} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
        "<loc>https://blog.example/a</loc><image:image><image:loc>https://blog.example/a.jpg</image:loc></image:image>"
        "</url></urlset>"
    )
    assert found.pages == ["https://blog.example/a"]


def test_a_sitemap_without_a_namespace_or_with_a_wrong_one_is_read():
    assert read("<urlset><url><loc>https://blog.example/a</loc></url></urlset>").pages
    assert read('<urlset xmlns="urn:x"><url><loc>https://blog.example/a</loc></url></urlset>').pages


@pytest.mark.parametrize(
    "feed",
    [
        "<rss><channel><item><link>https://blog.example/a</link></item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://blog.example/a"/></entry></feed>',
    ],
)
def test_a_feed_names_its_posts(feed):
    assert read(feed).pages == ["https://blog.example/a"]


def test_a_text_file_names_one_address_a_line():
    assert read("https://blog.example/a\r\n\nnot an address\nhttps://blog.example/b").pages == [
        "https://blog.example/a",
        "https://blog.example/b",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "the sitemap is empty"),
        (
            "<!DOCTYPE html><html><body>404</body></html>",
            "the server returned a web page instead of a sitemap",
        ),
        ("<recipe><step/></recipe>", "the file is not a sitemap"),
        (f"<urlset {NS}></urlset>", "the sitemap lists no URL"),
        ("just words", "the file is not a sitemap"),
    ],
)
def test_what_is_no_sitemap_says_why(body, reason):
    assert worded(read(body).cause) == reason


def test_entities_are_not_expanded_and_files_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("https://blog.example/secret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
        f"<urlset {NS}><url><loc>&l9;</loc></url><url><loc>&file;</loc></url>"
        "<url><loc>https://blog.example/a</loc></url></urlset>"
    )
    found = read(body)
    assert found.pages == []
    assert "declares XML entities" in worded(found.cause)


def test_a_bomb_is_cut_and_the_note_says_so():
    bomb = gzip.compress(b"<urlset>" + b" " * (60 * 1024**2))
    assert read(bomb).notes[0].code == "sitemap-size"


def test_a_broken_gzip_file_is_not_called_too_large():
    assert read(gzip.compress(b"<urlset>")[:-4]).notes[0].code == "sitemap-gzip"


def test_more_addresses_than_the_protocol_allows_are_cut_and_the_note_says_so():
    every = [f"https://blog.example/{n}" for n in range(MAX_URLS + 1)]
    for named, codes in ((every, ["sitemap-urls"]), (every[:-1], [])):
        rows = "".join(f"<url><loc>{url}</loc></url>" for url in named)
        for text in (f"<urlset {NS}>{rows}</urlset>", "\n".join(named)):
            found = read(text)
            assert len(found.pages) == MAX_URLS
            assert [note.code for note in found.notes] == codes


def test_versions_in_other_languages_do_not_make_a_sitemap_too_long():
    other = '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="de" href="https://blog.example/de/{n}"/>'
    rows = "".join(
        f"<url><loc>https://blog.example/{n}</loc>{other.format(n=n)}</url>" for n in range(MAX_URLS // 2 + 1)
    )
    assert [note.code for note in read(f"<urlset {NS}>{rows}</urlset>").notes] == ["sitemap-addresses"]


def test_a_broken_sitemap_gives_what_came_before():
    found = read(f"<urlset {NS}><url><loc>https://blog.example/a</loc></url><url><loc>https://blog.ex")
    assert found.pages[0] == "https://blog.example/a"


A = "<url><loc>https://blog.example/a</loc></url>"
SHAPES = {
    "white space before the declaration": f"\n  <?xml version='1.0'?><urlset {NS}>{A}</urlset>",
    "a byte order mark": f"\ufeff<?xml version='1.0'?><urlset {NS}>{A}</urlset>",
    "UTF-16": f"<?xml version='1.0' encoding='UTF-16'?><urlset {NS}>{A}</urlset>".encode("utf-16"),
    "a list in UTF-16": "HTTPS://blog.example/a\r\n".encode("utf-16"),
    "CDATA": f"<urlset {NS}><url><loc><![CDATA[https://blog.example/a]]></loc></url></urlset>",
    "a prefix": "<s:urlset xmlns:s='urn:s'><s:url><s:loc>https://blog.example/a</s:loc></s:url></s:urlset>",
    "a prefix that nobody declared": f"<urlset>{A}<image:image><image:loc>https://blog.example/i.jpg</image:loc></image:image></urlset>",
    "one urlset in another": f"<urlset><urlset>{A}</urlset></urlset>",
    "packed twice": gzip.compress(gzip.compress(f"<urlset {NS}>{A}</urlset>".encode())),
    "zeros behind the packed file": gzip.compress(f"<urlset {NS}>{A}</urlset>".encode()) + b"\0" * 20,
    "an element that is not closed": f"<urlset {NS}>{A.removesuffix('</url>')}</urlset>",
    "an entity that HTML knows, in another address": f"<urlset {NS}>{A}<url><loc>https://blog.example/b&nbsp;c</loc></url></urlset>",
    "a < in another address": f"<urlset {NS}>{A}<url><loc>https://blog.example/b<c</loc></url></urlset>",
    "a byte that is no letter, in another address": f"<urlset {NS}>{A}".encode() + b"<url><loc>https://blog.example/\xe9</loc></url></urlset>",
    "an address that is none, a relative one": f"<urlset {NS}>{A}<url><loc>None</loc></url><url><loc>/b</loc></url></urlset>",
    "versions in other languages": f"<urlset {NS} xmlns:x='urn:x'><url><loc>https://blog.example/a</loc><x:link rel='stylesheet' href='/s.css'/></url></urlset>",
    "a feed's other links": "<feed><link rel='self' href='/f'/><entry><link rel='replies' href='/r'/><link rel='enclosure' href='/e.mp3'/>"
    "<link rel='alternate' type='application/json' href='/j'/><link rel='alternate' type='text/html' href='https://blog.example/a'/></entry></feed>",
}  # fmt: skip


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
def test_the_addresses_that_are_sure_are_read_whatever_stands_around_them(body):
    assert [url.lower() for url in read(body).pages] == ["https://blog.example/a"]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://blog.example/a&b", ["https://blog.example/a&b"]),
        ("https://blog.example/q?a=1&c=2", ["https://blog.example/q?a=1&c=2"]),
        ("https://blog.example/q?a=1&amp;c=2&d", ["https://blog.example/q?a=1&c=2&d"]),
        ("https://blog.example/q?a=1&copy=2", ["https://blog.example/q?a=1&copy=2"]),
        ("https://blog.example/Meu&Acirc;-Tico", []),
    ],
)
def test_a_lone_ampersand_is_read_as_it_stands_and_the_file_is_said_to_be_broken(address, asked):
    found = read(f"<urlset {NS}><url><loc>{address}</loc></url></urlset>")
    assert found.pages == asked
    assert "not well-formed" in str(found.notes[0])


@given(st.binary(max_size=400))
def test_reading_never_raises(body):
    read(body)
    read(b"<urlset>" + body)
    read(b"\x1f\x8b" + body)


@pytest.mark.parametrize("body", [b"<:", b"<a:><:b>", b"<urlset><:><loc>http://a.com/</loc></:></urlset>"])
def test_names_that_xml_does_not_allow_are_survived(body):
    assert worded(read_sitemap("k", body).cause)
