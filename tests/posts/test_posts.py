"""Reading a folder of posts: which files, in which form, and on which line everything stands."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.sentences import worded
from crawler.posts import Found, Refused, find_posts, read_post
from crawler.posts.format import decide
from crawler.posts.front_matter import split
from tests.support.posted import SITE, file_line, read, write

EXPORT = """---
title: "Sore Feet After a Long Walk"
date: "2024-02-01 08:15:50"
slug: "sore-feet"
description: ""
seoTitle: ""
---

Feet swell on a long walk.<br><br>This post says what helps.
<blockquote>? <b>Key Takeaway:</b> change socks at noon and read <a href="https://amzn.to/3abcDEF">what to pack</a>.</blockquote>
<h2 class="calculated" data-fontsize="54" id="toc_Why" style="--fontsize: 54;"><span id="h.abc"> <b>Why feet hurt</b> </span></h2>
    <p>Indented as exports are, with <a href="https://shoes.example/?rfsn=123.ab4">shoes</a>.</p>
<h3></h3>
<h3>Socks:</h3>
<a data-wpil="url" data-wpil-url-old="b2xkZXN0" data-wpil="url" data-wpil-url-old="bmV3ZXN0" href="https://walks.local/socks/">socks</a>
"""

MARKDOWN = """+++
title = "Packing light"
slug = "packing-light"
+++

# Packing light

Take [less](https://blog.example/less/) and
then [even less](/even-less/ "title").

```html
<a href="http://localhost:3000/">an example</a>
```

- a list with [a link](b.md)

| what | where |
|------|-------|
| tent | [shop](https://shop.example/tent) |

<div>
<a href="/raw/">raw</a>
</div>

Setext heading
--------------
"""


# --- form -------------------------------------------------------------------------------------------------------


def test_an_html_export_called_md_is_read_as_html(tmp_path):
    page = read(tmp_path, "sore-feet.md", EXPORT)
    assert page.format == "html"
    assert [link.href for link in page.links] == [
        "https://amzn.to/3abcDEF",
        "https://shoes.example/?rfsn=123.ab4",
        "https://walks.local/socks/",
    ]
    assert [(h.level, h.text) for h in page.headings] == [(2, "Why feet hurt"), (3, ""), (3, "Socks:")]


def test_lines_of_an_html_export_are_those_of_the_file(tmp_path):
    page = read(tmp_path, "sore-feet.md", EXPORT)
    assert [link.line for link in page.links] == [
        file_line(EXPORT, "https://amzn.to"), file_line(EXPORT, "https://shoes"), file_line(EXPORT, "<a data-wpil"),
    ]  # fmt: skip
    assert [h.line for h in page.headings] == [
        file_line(EXPORT, p) for p in ("<h2", "<h3></h3>", "<h3>Socks")
    ]
    assert page.title_line == 2


def test_every_data_wpil_duplicate_is_kept_in_order(tmp_path):
    link = read(tmp_path, "sore-feet.md", EXPORT).links[2]
    assert [value for name, value in link.wpil if name == "data-wpil-url-old"] == ["b2xkZXN0", "bmV3ZXN0"]


def test_markdown_is_read_as_markdown_and_its_lines_are_exact(tmp_path):
    page = read(tmp_path, "packing-light.md", MARKDOWN)
    assert page.format == "markdown"
    assert [(link.href, link.line) for link in page.links] == [
        ("https://blog.example/less/", file_line(MARKDOWN, "Take [less]")),
        ("/even-less/", file_line(MARKDOWN, "then [even")),
        ("b.md", file_line(MARKDOWN, "- a list")),
        ("https://shop.example/tent", file_line(MARKDOWN, "| tent")),
        ("/raw/", file_line(MARKDOWN, '<a href="/raw/">')),
    ]
    assert [(h.level, h.text, h.line) for h in page.headings] == [
        (1, "Packing light", file_line(MARKDOWN, "# Packing light")),
        (2, "Setext heading", file_line(MARKDOWN, "Setext heading")),
    ]


def test_example_code_is_a_reference_and_no_link(tmp_path):
    page = read(tmp_path, "packing-light.md", MARKDOWN)
    (reference,) = [c for c in page.references if "localhost" in c.href]
    assert reference.in_code


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("<p>One <a href='/a'>a</a></p>", "html"),
        ("# Title\n\nText with [a](/a) and<br>a break.", "markdown"),
        ("Just words.\n\nMore words.", "markdown"),
        ("```html\n<p><a href='/x'>x</a></p>\n<p>many</p>\n```\n\n## Heading\n", "markdown"),
        (
            "    <div>\n        <a href='/a'>a</a>\n        <a href='/b'>b</a>\n    </div>\n\n**bold**\n",
            "html",
        ),
        ("- one\n- two\n", "markdown"),
        ("Text <kbd>x</kbd> [a](/a) [b](/b)", "markdown"),
    ],
)
def test_the_content_decides_the_form(body, form):
    assert decide(body, ".md").name == form


def test_plain_text_has_no_headings_and_no_links(tmp_path):
    page = read(tmp_path, "notes.txt", "Knees\n\nFirst [12] words about < knees.\n")
    assert (page.format, page.headings, page.links) == ("text", [], [])
    assert page.words == 7


def test_a_form_can_be_forced(tmp_path):
    assert read(tmp_path, "a.md", EXPORT, format="markdown").format == "markdown"
    assert read(tmp_path, "a.md", MARKDOWN, format="html").format == "html"


def test_mdx_imports_are_passed_over_and_lines_stay(tmp_path):
    page = read(tmp_path, "a.mdx", "import X from './x'\n\n# Title\n\n[a](/a)\n\n{/* [no](/no) */}\n")
    assert [(link.href, link.line) for link in page.links] == [("/a", 5)]


def test_hrefs_are_what_the_author_wrote(tmp_path):
    page = read(tmp_path, "a.md", "[a](<C:\\Users\\me>) [b](javascript:void(0)) [c](/ä?x=1&y=ü)\n\n# T\n")
    assert [link.href for link in page.links] == ["C:\\Users\\me", "javascript:void(0)", "/ä?x=1&y=ü"]


# --- front matter -----------------------------------------------------------------------------------------------


def test_front_matter_gives_title_description_and_url(tmp_path):
    page = read(
        tmp_path, "a.md", "---\ntitle: One\nseoTitle: Two\ndescription: Three\nslug: /four/\n---\nBody\n"
    )
    assert (page.template_h1, page.titles, page.descriptions) == ("One", ["Two"], ["Three"])
    assert page.url == f"{SITE}/four/"


def test_a_permalink_pattern_and_a_posts_own_address(tmp_path):
    assert read(tmp_path, "a.md", "---\nslug: x\n---\n", permalink="/blog/{slug}").url == f"{SITE}/blog/x"
    assert read(tmp_path, "b.md", "---\nslug: x\npermalink: /own/\n---\n").url == f"{SITE}/own/"


@pytest.mark.parametrize("slug", ["../../etc/passwd", "a b", "https://evil.example/", "a?b", "..", "a\\b"])
def test_a_slug_that_is_no_part_of_an_address_is_refused_and_noted(tmp_path, slug):
    page = read(tmp_path, "a.md", f"---\nslug: '{slug}'\n---\nBody\n")
    assert page.url == ""
    assert any("slug" in note for note in page.notes)


def test_unreadable_front_matter_is_noted_and_the_post_still_audited(tmp_path):
    page = read(tmp_path, "a.md", "---\ntitle: 'open\nslug: [\n---\n# Heading\n")
    assert [h.line for h in page.headings] == [5]
    assert any(note.startswith("the front matter could not be read") for note in page.notes)


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("x: NO", "NO"),
        ("x: 2023-05-03 00:15:50", "2023-05-03 00:15:50"),
        ("x: 9999-99-99", "9999-99-99"),
        ("x: true", True),
    ],
)
def test_words_stay_words(head, value):
    assert split(f"---\n{head}\n---\n").values == {"x": value}


def test_a_yaml_bomb_is_refused_quickly():
    rows = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"] + [
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)
    ]
    assert "unfolds to more values" in split("---\n" + "\n".join(rows) + "\n---\n").problem


def test_python_tags_deep_nesting_and_long_front_matter_are_refused():
    assert split("---\nx: !!python/object/apply:os.system ['true']\n---\n").problem
    assert split("---\nx: " + "[" * 5000 + "]" * 5000 + "\n---\n").problem
    assert "longer than" in split("---\nx: " + "y" * 70_000 + "\n---\n").problem


def test_a_fence_that_is_never_closed_is_no_front_matter():
    assert split("---\nwords\n").body == "---\nwords\n"


def test_windows_line_ends_and_a_byte_order_mark_keep_the_lines(tmp_path):
    page = read(tmp_path, "a.md", b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n\r\n[a](/a)\r\n\r\n## H\r\n")
    assert (page.template_h1, page.links[0].line, page.headings[0].line) == ("T", 5, 7)


# --- files ------------------------------------------------------------------------------------------------------


def test_other_encodings_and_binaries(tmp_path):
    assert read(tmp_path, "a.txt", "café".encode("windows-1252")).charset == "windows-1252"
    assert read(tmp_path, "b.txt", "café".encode("utf-16")).charset == "utf-16-le"
    assert read(tmp_path, "c.md", b"\x89PNG\r\n\x1a\n\0\0\0").outcome == "skipped"


def test_posts_are_found_in_order_and_nothing_leaves_the_folder(tmp_path):
    outside = write(tmp_path, "outside/secret.md", "secret")
    folder = tmp_path / "posts"
    for name in ("b.md", "a/c.HTML", "note.txt", "image.png", ".git/x.md", "node_modules/y.md", ".hidden.md"):
        write(folder, name, "x")
    (folder / "leak.md").symlink_to(outside)
    (folder / "inside.md").symlink_to(folder / "b.md")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling.md").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.md")
    found = list(find_posts(folder))
    assert [post.source for post in found if isinstance(post, Found)] == [
        "b.md",
        "inside.md",
        "note.txt",
        "a/c.HTML",
    ]
    assert {post.source for post in found if isinstance(post, Refused)} == {
        "leak.md",
        "dangling.md",
        "pipe.md",
    }


def test_a_file_that_is_too_large_is_refused(tmp_path):
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(200 * 1024**2)
    (refused,) = find_posts(tmp_path)
    assert "larger than 16 MB" in worded(refused.cause)


def test_names_with_control_characters_and_odd_bytes_are_shown_printable(tmp_path):
    write(tmp_path, "a\x1b[31m\n.md", "x")
    (tmp_path / os.fsdecode(b"b\xff.md")).write_text("x")
    sources = [post.source for post in find_posts(tmp_path)]
    assert all(source.isprintable() for source in sources)
    assert len(sources) == 2


@given(st.binary(max_size=600), st.sampled_from([".md", ".html", ".mdx", ".txt"]))
def test_no_bytes_can_break_the_reading(tmp_path_factory, body, ending):
    folder = tmp_path_factory.mktemp("posts")
    for head in (b"", b"---\n", b"+++\n", b"---\nslug: x\n---\n"):
        path = write(folder, f"a{ending}", head + body)
        assert read_post(path, folder, site=SITE).source == f"a{ending}"


BLOCKS = st.lists(
    st.sampled_from(["## Heading {n}", "[link {n}](/l{n})", "- item [l](/l{n})", "> quoted [q](/l{n})", "words\nand [w](/l{n})", "<p><a href='/l{n}'>x</a></p>", "```\ncode\n```"]),
    min_size=1, max_size=12,
)  # fmt: skip


@given(BLOCKS, st.booleans())
def test_lines_of_any_markdown_are_exact(tmp_path_factory, blocks, front):
    text = (
        ("---\ntitle: T\n---\n" if front else "")
        + "\n\n".join(b.replace("{n}", str(n)) for n, b in enumerate(blocks))
        + "\n"
    )
    page = read(tmp_path_factory.mktemp("md"), "a.md", text, format="markdown")
    for link in page.links:
        assert link.line == file_line(
            text, f"{link.href})" if f"({link.href})" in text else f"'{link.href}'"
        ), text
    for heading in page.headings:
        assert heading.line == file_line(text, f"## {heading.text}")


@pytest.mark.parametrize(
    ("behind", "rel", "text"),
    [
        ('{:rel="sponsored nofollow" target="_blank"}', ("sponsored", "nofollow"), "tea."),
        ("{rel=sponsored .button}", ("sponsored",), "tea."),
        ('{:rel="sponsored"}{:target="_blank"}', ("sponsored",), "tea."),
        ("{: rel='sponsored' }", ("sponsored",), "tea."),
        ("{we hope}", (), "tea{we hope}."),
        ("{}", (), "tea{}."),
    ],
)
def test_attributes_in_braces_behind_a_link_are_the_links(tmp_path, behind, rel, text):
    page = read(tmp_path, "a.md", f"Drink [tea](/tea){behind}.\n")
    (link,) = page.links
    assert (link.rel, link.href) == (rel, "/tea")
    assert page.blocks[0].text == f"Drink {text}"


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("{% highlight sh linenos %}", "{% endhighlight %}"), ("{{< highlight sh >}}", "{{< /highlight >}}"),
     ("{% codeblock lang:sh %}", "{% endcodeblock %}"), ("  {%- highlight sh -%}", "  {%- endhighlight -%}")],
)  # fmt: skip
def test_example_code_between_tags_of_the_site_generator_is_code(tmp_path, opened, closed):
    body = f'Boil it.\n{opened}\n# not a heading\n\n[no](/link) <a href="/no">x</a>\n----\n{closed}\n\n## Pour\n\n[a](/b)\n'
    page = read(tmp_path, "a.md", body)
    assert [(heading.text, heading.line) for heading in page.headings] == [("Pour", 9)]
    assert [(link.href, link.line) for link in page.links] == [("/b", 11)]
    assert [block.kind for block in page.blocks] == ["paragraph", "code", "paragraph"]
    assert page.format == "markdown"


def test_a_code_tag_that_is_shown_or_never_closed_changes_nothing(tmp_path):
    body = "```\n{% highlight sh %}\n```\n\n{% highlight sh %}\n\n## Pour\n\nWrite {% highlight x %}*a*{% endhighlight %} so.\n"
    page = read(tmp_path, "a.md", body)
    assert [(heading.text, heading.line) for heading in page.headings] == []
    page = read(tmp_path, "b.md", body.replace("Write {% highlight x %}*a*{% endhighlight %} so.", ""))
    assert [(heading.text, heading.line) for heading in page.headings] == [("Pour", 7)]


def test_what_stands_in_a_comment_of_the_site_generator_is_not_read(tmp_path):
    page = read(tmp_path, "a.md", "{% comment %}\n# Old\n[a](/a)\n{% endcomment %}\n\n[b](/b)\n")
    assert [(link.href, link.line) for link in page.links] == [("/b", 6)]
    assert page.headings == []


def test_tags_of_the_site_generator_are_no_text_but_something_stands_there(tmp_path):
    page = read(
        tmp_path,
        "a.md",
        '## Shops\n\n{% include card.html product="a 5" %}\n\nWe {{< icon "tea" >}} like tea.\n',
    )
    assert [(block.text, block.words) for block in page.blocks] == [("We like tea.", 3)]
    assert page.headings[0].besides == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [("{% include affiliate-disclosure.html %}", True), ("{{< amazon_disclaimer >}}", True), ("{% disclosure %}", True),
     ("<AffiliateDisclosure />", True), ('<AffiliateNotice lang="en" />', True), ("{% include disclaimer.html %}", False),
     ("`{% include disclosure.html %}`", False), ("{{< amazon-notebook >}}", False)],
)  # fmt: skip
def test_a_tag_or_component_called_a_disclosure_is_taken_for_one(tmp_path, name, said):
    page = read(tmp_path, "a.mdx", f"{name}\n\n[tent](/t)\n")
    assert any(block.text == "Affiliate disclosure" for block in page.blocks) is said


def test_the_links_of_footnotes_are_read_and_their_marks_are_none(tmp_path):
    body = "Tea[^1][^b] is [good].\n\n[^1]: https://a.example/x\n[^b]: See [the shop](/s)\n    and [more](/m).\n\n[good]: /g\n"
    page = read(tmp_path, "a.md", body)
    assert [(link.text, link.href, link.line) for link in page.links] == [
        ("good", "/g", 1), ("https://a.example/x", "https://a.example/x", 3), ("the shop", "/s", 4), ("more", "/m", 5),
    ]  # fmt: skip


def test_front_matter_with_tags_of_ruby_is_read():
    front = split("---\ntitle: Tea\ndate: !binary |-\n  MjAxMi0wOC0xMA==\nx: !ruby/object:Set {a: 1}\n---\n")
    assert (front.values, front.problem) == ({"title": "Tea", "date": "2012-08-10", "x": {"a": 1}}, "")


def test_addresses_in_front_matter_shortcodes_and_components_are_carriers_with_their_lines(tmp_path):
    text = (
        "---\ntitle: Tea\nguid: http://localhost/?p=4\ncover:\n  image: http://localhost:1313/a.jpg\n---\n"
        '{{< button\n  href="https://shop.example/t" >}}Buy{{< /button >}}\n\n<Card href="https://shop.example/c">x</Card>\n\n'
        '{{< youtube wZy89qsM2Rc >}}\n\n{% include youtube.html id="wZy89qsM2R" %} {% youtube video_id %}\n\n'
        '`<YouTube id="none1234567" />`\n\n```\n{{< youtube none1234567 >}}\n```\n'
    )  # fmt: skip
    page = read(tmp_path, "a.mdx", text)
    assert [(one.where, one.href, one.line) for one in page.references] == [
        ("front matter", "http://localhost:1313/a.jpg", 4),
        ("shortcode", "https://shop.example/t", 7),
        ("shortcode", "https://www.youtube.com/embed/wZy89qsM2Rc", 12),
        ("shortcode", "https://www.youtube.com/embed/wZy89qsM2R", 14),
        ("component", "https://shop.example/c", 10),
    ]
    assert page.links == []


@pytest.mark.parametrize(
    "piece",
    [
        "{{<",
        "{%",
        "<A ",
        "{% highlight x %}\n",
        "[^a]:",
        "[^a]: \n",
        "{{< youtube id=",
        "]</A",
        "<A x={{}",
        "<A x={} y",
        "<A x={`",
        "<A x={'{",
        "<A x={{{{{{}",
        "<A {...",
        "`<A x={}",
        "``` `` `",
    ],
)
def test_unclosed_tags_by_the_thousand_are_read_like_any_text(tmp_path, piece):
    page = read(tmp_path, "a.mdx", piece * 5_000)
    assert (page.outcome, page.references) == ("fetched", [])


@pytest.mark.parametrize(
    ("permalink", "url"),
    [("how-to-boil-water", f"{SITE}/how-to-boil-water"), ("tea/green.html", f"{SITE}/tea/green.html"), ("pretty", ""),
     ("../up", ""), (":title", ""), ("tea: green", ""), ("https://else.example/x", "")],
)  # fmt: skip
def test_a_permalink_may_lack_its_first_slash(tmp_path, permalink, url):
    assert read(tmp_path, "a.md", f"---\npermalink: '{permalink}'\n---\nx").url == url


def test_behind_a_tag_on_its_own_line_mdx_goes_on_in_markdown(tmp_path):
    text = "<Note>\nSee [a](/a).\n\n## H\n</Note>\nMore [b](/b)\n<pre>\n[c](/c)\n</pre>\n<div style={{x: 1}}>a **b** [d](/d)</div>\n"
    page = read(tmp_path, "a.mdx", text)
    assert [(link.href, link.line) for link in page.links] == [("/a", 2), ("/b", 6), ("/d", 10)]
    assert [(h.text, h.line) for h in page.headings] == [("H", 4)]


@pytest.mark.parametrize(
    ("tag", "href"),
    [
        ("""<a href="/a" onClick={() => count('a > b')}>tea</a>""", "/a"),
        ("""See <a onClick={() => { if (a > b) { go({a: "}"}) } }} href="/a">tea</a> now""", "/a"),
        ("""<a {...props} style={{color: "red"}} href='/a'>tea</a>""", "/a"),
        ("""<a href={"/a?b=1&c=2"} title={<b>don't</b>}>tea</a>""", "/a?b=1&c=2"),
        ("<a href={`/a`}>tea</a>", "/a"),
        ("<a href={url} onClick={go}>tea</a>", "{url}"),
        ("<a\n  href='/a'\n  onClick={() => {\n\n    go()\n- 1\n  }}\n>tea</a>", "/a"),
        ("`<a onClick={b}>` and [tea](/a)", "/a"),
    ],
)
def test_the_script_in_a_tag_of_mdx_ends_neither_the_tag_nor_its_paragraph(tmp_path, tag, href):
    page = read(tmp_path, "a.mdx", f"Before.\n\n{tag}\n\n[last](/last)\n")
    last = tag.count("\n") + 5
    assert [(a.href, a.text, a.line) for a in page.links][-1] == ("/last", "last", last)
    assert [(a.href, a.text) for a in page.links][:-1] == [(href, "tea")]
    assert "go()" not in " ".join(block.text for block in page.blocks)


def test_what_code_shows_of_a_tag_of_mdx_stays_as_it_is_written(tmp_path):
    text = "## Write `<a onClick={() => b}>`\n\n```\n<a onClick={() => b}>\n```\n"
    page = read(tmp_path, "a.mdx", text)
    assert [h.text for h in page.headings] == ["Write <a onClick={() => b}>"]
    assert [b.text for b in page.blocks][-1] == "<a onClick={() => b}>"


def test_the_script_of_a_component_hides_no_address_of_it(tmp_path):
    text = """<Card onClick={() => go(1 > 0)} href="https://shop.example/c" items={[{"to": 'https://shop.example/d?a=1&b=2'}]} />\n"""
    assert [one.href for one in read(tmp_path, "a.mdx", text).references] == [
        "https://shop.example/c",
        "https://shop.example/d?a=1&b=2",
    ]


def test_behind_a_tag_that_asks_for_it_jekyll_goes_on_in_markdown(tmp_path):
    text = '<div class="notice" markdown="1">\nSee [a](/a).\n</div>\n\n<div>\n[b](/b)\n</div>\n'
    assert [(link.href, link.line) for link in read(tmp_path, "a.md", text).links] == [("/a", 2)]


def test_a_post_that_begins_with_an_import_is_mdx_whatever_its_name_says(tmp_path):
    text = "---\ntitle: T\n---\n\nimport Note from '@theme/Note';\n\n<Note>\n[a](/a)\n</Note>\n"
    page = read(tmp_path, "a.md", text)
    assert ([link.line for link in page.links], [b.text for b in page.blocks]) == ([8], ["a"])
    page = read(tmp_path, "b.md", "import duties\nand [a](/a)\n")
    assert [b.text for b in page.blocks] == ["import duties and a"]


def test_the_marks_of_a_box_are_no_text(tmp_path):
    text = 'a\n:::tip\nb\n:::\n\n::alert{type="x"}\n- c\n::\n\n::: warning Title\nd\n:::\n\n```\n::: e\n```\n'
    page = read(tmp_path, "a.md", text)
    assert [(b.text, b.line) for b in page.blocks] == [
        ("a", 1),
        ("b", 3),
        ("c", 7),
        ("::: warning Title d", 10),
        ("::: e", 15),
    ]


def test_what_stands_in_an_admonition_is_no_code(tmp_path):
    text = '!!! note "Title"\n\n    See [a](/a).\n\n    === "Tab"\n\n        [b](/b)\n\n        ```\n        c\n        ```\n\n[d](/d)\n\n    e\n'
    page = read(tmp_path, "a.md", text)
    assert [(link.href, link.line) for link in page.links] == [("/a", 3), ("/b", 7), ("/d", 13)]
    assert [b.text for b in page.blocks if b.kind == "code"] == ["c", "e"]
    page = read(tmp_path, "b.md", "!!! Wow\n\nWhy ???\n\n    [a](/a)\n")
    assert (page.links, [b.text for b in page.blocks]) == ([], ["!!! Wow", "Why ???", "[a](/a)"])


def test_a_tag_of_mdx_that_closes_itself_holds_nothing_of_what_follows(tmp_path):
    text = '## Tents\n\n<Button text="Buy" href="https://shop.example/" />\n\n<iframe src="https://v.example/1" />\n\n<Select />\nLight ones.\n\n## Poles\n\nStiff ones, [here](/p).\n'
    page = read(tmp_path, "a.mdx", text)
    assert [(one.text, one.words) for one in page.headings] == [("Tents", 2), ("Poles", 3)]
    assert [link.href for link in page.links] == ["/p"]
    assert {one.href for one in page.references} >= {"https://shop.example/", "https://v.example/1"}


def test_the_items_of_an_html_list_in_mdx_hold_markdown_one_below_the_other(tmp_path):
    text = "<List>\n<ul>\n<li>A <code>tent</code></li>\n<li>See [poles](/p)</li>\n<li>and\n[pegs](/q)</li>\n</ul>\n</List>\n\n<!-- [no](/no) -->\n"
    page = read(tmp_path, "a.mdx", text)
    assert [(link.href, link.line) for link in page.links] == [("/p", 4), ("/q", 6)]
