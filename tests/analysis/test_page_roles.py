"""Text is judged once: a variant has its page's content, a list of posts that of its posts, a template nobody's."""

import random

import pytest

from crawler.analysis.near_duplicates import fill_copies
from crawler.analysis.page_roles import fill_roles
from crawler.analysis.template_parts import take_out_template
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.items import Finding
from crawler.links import Classifier
from crawler.store.page_roles import drop_findings

SITE = "https://blog.example"
DISCLOSURES = Disclosures()
WORDS = [f"{a}{b}" for a in ("lamp", "wall", "quay", "rope", "gull", "tide", "mast") for b in "abcdefghij"]


def prose(seed, count=150):
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(count)) + "."


def post(name, seed):
    return f"<main><h1>{name}</h1><p>{prose(seed)}</p></main>"


def item(name, path, text):
    return f"<article><h2><a href='{path}'>{name}</a></h2><p>{text}</p><h3>Inside {name}</h3></article>"


POSTS = {"/a/": post("First lamp", 1), "/b/": post("Second lamp", 2)}
ARCHIVE = "<main><h1>Tag: lamps</h1>{}</main>"
CANONICAL = "<link rel=canonical href='{}/a/'>"


def save(store, pages, findings=()):
    for path, html in pages.items():
        page = read_html(html, SITE + path)
        page.key, page.status = page.url, 200
        enrich(page, Classifier(SITE), DISCLOSURES)
        page.findings = [
            Finding(rule, "notice", "said", subject, position, region)
            for at, rule, subject, position, region in findings
            if at == path
        ]
        store.save_page(page)
    fill_roles(store)
    take_out_template(store)
    fill_copies(store)


def roles(store):
    return {
        key.removeprefix(SITE): role for key, role in store.connection.execute("SELECT key, role FROM page")
    }


def test_a_page_whose_canonical_is_another_that_was_read_is_a_variant(store):
    reply = CANONICAL.format(SITE) + POSTS["/a/"]
    gone = "<link rel=canonical href='/nowhere/'>" + POSTS["/a/"]
    save(store, {**POSTS, "/a/?replytocom=5": reply, "/c/": gone})
    assert roles(store) == {"/a/": "", "/b/": "", "/a/?replytocom=5": "variant", "/c/": ""}
    (of,) = store.connection.execute("SELECT variant_of FROM page WHERE role = 'variant'").fetchone()
    assert of == f"{SITE}/a/"


def test_a_page_is_no_variant_of_one_that_is_not_to_be_indexed(store):
    hidden = "<meta name=robots content=noindex>" + POSTS["/a/"]
    save(store, {"/a/": hidden, "/a/?x=1": CANONICAL.format(SITE) + POSTS["/a/"]})
    assert roles(store)["/a/?x=1"] == ""


@pytest.mark.parametrize(
    ("name", "html", "role"),
    [
        ("whole posts", ARCHIVE.format(item("First lamp", "/a/", prose(1)) + item("Second lamp", "/b/", prose(2))), "list"),
        ("one whole post", ARCHIVE.format(item("First lamp", "/a/", prose(1))), "list"),
        ("excerpts", ARCHIVE.format(item("First lamp", "/a/", prose(1, 20)) + item("Second lamp", "/b/", "Its own words.")), "list"),
        ("sections of its own about two posts", ARCHIVE.format(item("First lamp", "/a/", prose(7)) + item("Second lamp", "/b/", prose(8))), ""),
        ("a post that ends with links to two others", f"<main><h1>Third</h1><p>{prose(9)}</p><h2><a href='/a/'>First lamp</a></h2><h2><a href='/b/'>Second lamp</a></h2></main>", ""),
        ("cards that are links, with the term above the title", ARCHIVE.format("".join(f"<article><a href='{path}'><div>Lamps</div><h2>{name}</h2><p>Its own words.</p></a></article>" for path, name in (("/a/", "First lamp"), ("/b/", "Second lamp")))), "list"),
        ("links to pages that were not read", ARCHIVE.format(item("Gone", "/x/", prose(1)) + item("Lost", "/y/", prose(2))), ""),
    ],
)  # fmt: skip
def test_a_list_is_told_by_items_whose_texts_are_their_posts_own(store, name, html, role):
    save(store, {**POSTS, "/tag/": html})
    assert roles(store) == {"/a/": "", "/b/": "", "/tag/": role}, name


def test_an_archive_by_its_address_is_a_list_where_its_text_stands_on_pages_that_it_links_to(store):
    text = f"<main><p>{prose(1, 60)}</p><a href='/a/'>Read on</a></main>"
    own = f"<main><p>{prose(7, 60)}</p><a href='/a/'>Read on</a></main>"
    save(store, {**POSTS, "/tag/quay/": text, "/tag/wall/": own, "/quay/": text.replace("60", "61")})
    assert [path for path, role in roles(store).items() if role] == ["/tag/quay/"]


def test_what_is_said_of_items_and_variants_is_dropped_and_of_their_heads_kept(store):
    archive = ARCHIVE.format(item("First lamp", "/a/", prose(1)) + item("Second lamp", "/b/", prose(2)))
    findings = [
        ("/tag/", "inside", "heading", 3, "main"), ("/tag/", "text", "block", 1, "main"), ("/tag/", "title", "heading", 1, "main"),
        ("/tag/", "head", "page", None, ""), ("/tag/", "thin", "page", None, ""), ("/tag/", "menu", "link", 9, "nav"),
        ("/v/", "inside", "heading", 1, "main"), ("/v/", "canonicals", "page", None, ""), ("/a/", "inside", "heading", 1, "main"),
    ]  # fmt: skip
    save(store, {**POSTS, "/tag/": archive, "/v/": CANONICAL.format(SITE) + POSTS["/a/"]}, findings)
    drop_findings(store, on_variants=["canonicals"], off_lists=["thin"])
    left = store.connection.execute(
        "SELECT key, rule FROM finding JOIN page ON page.id = page_id ORDER BY 1, 2"
    ).fetchall()
    assert [(key.removeprefix(SITE), rule) for key, rule in left] == [
        ("/a/", "inside"), ("/tag/", "head"), ("/tag/", "menu"), ("/tag/", "title"), ("/v/", "canonicals"),
    ]  # fmt: skip


def test_a_post_is_no_near_duplicate_of_a_list_a_variant_or_a_page_that_is_not_to_be_indexed(store):
    save(
        store,
        {
            **POSTS,
            "/tag/": ARCHIVE.format(item("First lamp", "/a/", prose(1))),
            "/v/": CANONICAL.format(SITE) + POSTS["/a/"],
            "/print/": "<meta name=robots content=noindex>" + POSTS["/a/"],
        },
    )
    assert store.connection.execute("SELECT count(*) FROM copy").fetchone() == (0,)


def test_roles_are_found_anew_each_time(store):
    save(store, {**POSTS, "/v/": CANONICAL.format(SITE) + POSTS["/a/"]})
    store.connection.execute("DELETE FROM page WHERE key = ?", (f"{SITE}/a/",))
    fill_roles(store)
    assert roles(store) == {"/b/": "", "/v/": ""}


PART = "<div class=box><h4>Our shop</h4><p>Lamps for every wall and quay.</p><a href='/shop/'>All lamps</a></div>"


def test_what_the_site_repeats_is_no_content_where_nothing_marks_that(store):
    pages = {f"/{n}/": f"<div><h1>Lamp {n}</h1><p>{prose(n, 80)}</p></div>{PART}" for n in range(4)}
    findings = [
        ("/0/", "template-text", "block", 2, "main"), ("/0/", "template-heading", "heading", 2, "main"),
        ("/0/", "own-text", "block", 1, "main"), ("/0/", "own-heading", "heading", 1, "main"),
    ]  # fmt: skip
    save(store, pages, findings)
    take_out_template(store)  # again, as after a resume
    assert {words for (words,) in store.connection.execute("SELECT words FROM page")} == {80 + 2 + 2}
    regions = store.connection.execute("SELECT DISTINCT text, region FROM heading WHERE level = 4").fetchall()
    assert regions == [("Our shop", "other")]
    left = {rule for (rule,) in store.connection.execute("SELECT rule FROM finding")}
    assert left == {"own-text", "own-heading"}


def test_what_two_pages_have_in_common_is_no_template(store):
    save(store, {f"/{n}/": f"<div><h1>Lamp {n}</h1><p>{prose(n, 80)}</p></div>{PART}" for n in range(2)})
    assert store.connection.execute("SELECT DISTINCT region FROM heading").fetchall() == [("main",)]


def test_an_archive_is_a_list_too_where_a_limit_left_its_posts_unread(store):
    full = ARCHIVE.format(item("First lamp", "/a/", prose(1)))
    save(store, {"/tag/lamps/": full, "/lamps/": full}, [("/tag/lamps/", "long", "heading", 3, "main")])
    assert roles(store) == {"/tag/lamps/": "list", "/lamps/": ""}
    drop_findings(store, on_variants=[], off_lists=[])
    assert store.connection.execute("SELECT count(*) FROM finding").fetchone() == (0,)


def test_an_excerpt_in_a_script_without_spaces_is_its_posts_though_it_has_lost_the_line_breaks(store) -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    lines = ["".join(random.Random(seed).choices(letters, k=24)) for seed in range(40)]
    name = "青い灯台の話"
    page = f"<main><h1>{name}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</main>"
    archive = f"<main><h1>灯台</h1><article><h2><a href='/a/'>{name}</a></h2><p>{''.join(lines[:14])}</p></article></main>"
    save(store, {"/a/": page, "/tag/": archive})
    assert roles(store) == {"/a/": "", "/tag/": "list"}


def test_a_box_below_each_post_makes_no_two_posts_alike(store) -> None:
    box = f"<p>{prose(99, 300)}</p>"
    pages = {f"/{number}/": f"<main><h1>Post {number}</h1><p>{prose(number, 90)}</p>{box}</main>" for number in range(14)}  # fmt: skip
    pages |= {f"/town-{number}/": f"<main><h1>Town {number}</h1><p>{prose(77, 120)} {number}</p>{box}</main>" for number in range(2)}  # fmt: skip
    save(store, pages)
    alike = [
        key.removeprefix(SITE)
        for (key,) in store.connection.execute("SELECT key FROM copy JOIN page ON page.id = page_id")
    ]
    assert alike in (["/town-0/"], ["/town-1/"])
