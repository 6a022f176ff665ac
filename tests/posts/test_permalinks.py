"""The address of a post whose front matter leaves it to its file, and what the project's files say of addresses."""

import json

import pytest

from crawler.posts import Neighbours
from crawler.posts.redirect_files import redirects_beside
from crawler.posts.redirects import Redirect, Redirects
from tests.support.crawling import crawl, database, query
from tests.support.posted import SITE, read, write


def test_a_dated_file_name_is_a_slug_with_a_date(tmp_path):
    neighbours = Neighbours(tmp_path, SITE)
    assert neighbours.url({}, "2024-01-05-light-tents.md")[0] == f"{SITE}/light-tents/"
    assert neighbours.url({}, "2024-1-5-light-tents/index.md")[0] == f"{SITE}/light-tents/"
    assert neighbours.url({}, "light-tents.md")[0] == ""


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("tents.md", "/blog/tents/"),
        ("2024-01-05-tents.md", "/blog/tents/"),
        ("tents/index.md", "/blog/tents/"),
        ("a b.md", "/blog/a%20b/"),
        ("..md", ""),
    ],
)
def test_a_permalink_that_was_asked_for_takes_the_files_name_for_a_slug(tmp_path, name, url):
    page = read(tmp_path, name, "Words.\n", permalink="/blog/{slug}/")
    assert page.url == (f"{SITE}{url}" if url else "")
    assert read(tmp_path, name, "---\nslug: own\n---\n", permalink="/blog/{slug}/").url == f"{SITE}/blog/own/"


def test_a_generator_that_names_posts_for_their_files_is_enough(tmp_path):
    assert read(tmp_path, "a.md", "x\n").url == ""
    write(tmp_path, "hugo.toml", "baseURL = 'x'\n")
    assert read(tmp_path, "a.md", "x\n").url == f"{SITE}/a/"


@pytest.mark.parametrize(
    ("front", "url"),
    [
        ("permalink: /:year/:month/:title/", "/2024/01/tents/"),
        ("permalink: /:year/:i_month/:i_day/:slug.html\ndate: 2023-11-02", "/2023/11/2/tents.html"),
        ("permalink: /:categories/:title/", "/tents/"),
        ("url: /shop/:slug/\nslug: own", "/shop/own/"),
    ],
)
def test_a_pattern_in_the_front_matter_is_filled_where_all_of_it_is_known(tmp_path, front, url):
    assert read(tmp_path, "2024-01-05-tents.md", f"---\n{front}\n---\n").url == f"{SITE}{url}"


REDIRECTS = """
# ours
/go/tent  https://amzn.to/3abcDEF  302
/out/*    https://shop.example/:splat?ref=me  301!
/buy/:what https://shop.example/:what
/near     /go/tent
/proxy    https://api.example/  200
/q id=:id https://shop.example/q
broken
"""


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/go/tent", "https://amzn.to/3abcDEF"),
        ("/GO/tent/", "https://amzn.to/3abcDEF"),
        ("/out/a/b", "https://shop.example/a/b?ref=me"),
        ("/buy/pole", "https://shop.example/pole"),
        ("/near/", "https://amzn.to/3abcDEF"),
        ("/q", "https://shop.example/q"),
        ("/proxy", None),
        ("/go", None),
    ],
)
def test_a_file_of_redirects_says_where_a_path_leads(tmp_path, path, to):
    write(tmp_path, "static/_redirects", REDIRECTS)
    write(tmp_path, "content/posts/a.md", "x")
    found = Redirects(redirects_beside(tmp_path / "content/posts")).of(path)
    assert (found and found.to) == to


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("netlify.toml", '[[redirects]]\nfrom = "/go/tent"\nto = "https://amzn.to/3abcDEF"\nstatus = 302\n'),
        ("vercel.json", json.dumps({"redirects": [{"source": "/go/tent", "destination": "https://amzn.to/3abcDEF"}]})),
        ("firebase.json", json.dumps({"hosting": {"redirects": [{"source": "/go/tent", "destination": "https://amzn.to/3abcDEF", "type": 301}]}})),
        (".htaccess", 'RewriteEngine On\nRedirect 301 "/go/tent" https://amzn.to/3abcDEF\n'),
        ("go/tent.md", "---\nredirect_to: https://amzn.to/3abcDEF\n---\n"),
        ("x.md", "---\npermalink: /go/tent/\nredirect_to:\n  - https://amzn.to/3abcDEF\n---\n"),
    ],
)  # fmt: skip
def test_other_files_say_it_too(tmp_path, name, text):
    write(tmp_path, name, text)
    found = Redirects(redirects_beside(tmp_path)).of("/go/tent")
    assert found == Redirect(found.path, "https://amzn.to/3abcDEF", name)


@pytest.mark.parametrize(
    ("config", "front", "path"),
    [
        ("collections:\n  referrals:\n    permalink: /:name/\n", "", "/tent"),
        ("collections:\n  referrals:\n    permalink: /go/:name.html\n", "", "/go/tent"),
        ("collections: [referrals]\n", "", "/referrals/tent"),
        ("collections: [referrals]\n", "permalink: /a-tent/\n", "/a-tent"),
    ],
)
def test_a_collection_of_redirects_beside_the_posts_is_read(tmp_path, config, front, path):
    write(tmp_path, "_config.yml", config)
    write(tmp_path, "_posts/2024-05-01-a.md", "x")
    write(tmp_path, "_referrals/tent.md", f"---\n{front}redirect_to: https://amzn.to/3abcDEF\n---\n")
    redirects = redirects_beside(tmp_path / "_posts")
    assert Redirects(redirects).of(path) == Redirect(
        redirects[0].path, "https://amzn.to/3abcDEF", "_referrals/tent.md"
    )


@pytest.mark.parametrize(
    "config", ["collections: 1\n", "collections: [1, ../x]\n", "[", "collections: {../x: {}, 2: a}\n"]
)
def test_a_configuration_that_says_nothing_says_nothing(tmp_path, config):
    write(tmp_path, "_config.yml", config)
    write(tmp_path, "_posts/2024-05-01-a.md", "x")
    assert redirects_beside(tmp_path / "_posts") == []


@pytest.mark.parametrize(
    "name", ["_redirects", "netlify.toml", "vercel.json", "firebase.json", ".htaccess", "a.md"]
)
@pytest.mark.parametrize(
    "text",
    ["", "[", "{}", '{"redirects": 1}', "redirects = [1]", "\x00\xff", "[[[[" * 50_000, "a b\n" * 9, '"'],
)
def test_a_file_that_cannot_be_read_says_nothing(tmp_path, name, text):
    write(tmp_path, name, text)
    assert not Redirects(redirects_beside(tmp_path))


def test_circles_and_hostile_patterns_end():
    redirects = Redirects(
        [
            Redirect("/a", "/b", "x"),
            Redirect("/b", "/a", "x"),
            Redirect("/*x*x*x*x*", "https://b.example", "x"),
        ]
    )
    assert redirects.of("/a")
    assert redirects.of("/" + "x" * 400) is None


def test_a_link_of_a_post_to_a_redirect_of_the_site_counts_as_what_it_leads_to(tmp_path):
    write(
        tmp_path,
        "site/netlify.toml",
        '[[redirects]]\nfrom = "/go/*"\nto = "https://www.amazon.com/dp/:splat?tag=me-20"\n',
    )
    write(tmp_path, "site/content/a.md", "---\ntitle: A\nslug: a\n---\n[tent](/go/B000000000) [home](/)\n")
    done = crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path}/site/content", "-a", f"site={SITE}")
    assert done.returncode == 0, done.stderr
    rows = query(
        database(tmp_path / "out"), "SELECT url, kind, affiliate_id, detail FROM target WHERE network <> ''"
    )
    assert rows == [
        (
            f"{SITE}/go/B000000000",
            "internal",
            "me-20",
            "redirect of this site to www.amazon.com, set in netlify.toml",
        )
    ]
    (rule,) = query(database(tmp_path / "out"), "SELECT rule FROM finding WHERE rule LIKE '%cloaked%'")
    assert rule == ("unmarked-cloaked-link",)
