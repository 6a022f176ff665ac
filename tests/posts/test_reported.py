"""What users of other tools reported: front matter, dialects and links that those read otherwise than the site generator does."""

import pytest

from crawler.posts import Neighbours
from crawler.posts.figures import name_links
from tests.support.posted import SITE, read, write


def links(page):
    return [(link.text, link.href) for link in page.links]


def titles(page):
    return [heading.text for heading in page.headings]


@pytest.mark.parametrize(
    ("text", "title", "headings"),
    [
        ("slug: tents\ntitle: Light tents\nlayout: wide\n---\n\n## Poles\n", "Light tents", ["Poles"]),
        ("+++  \n\n+++ \n\n## Poles\n", "", ["Poles"]),
        ("+++ +++\n\n## Poles\n", "", ["Poles"]),
        ("---\ntitle: Tents #2 (new)\n---\n## Poles\n", "Tents", ["Poles"]),
        ("---\ntitle:  The poles' length\n---\n## Poles\n", "The poles' length", ["Poles"]),
        (
            '+++\ntitle = "Tents"\nsummary = """\n| a |\n|---|\n\ntext\n"""\n+++\n\n## Poles\n',
            "Tents",
            ["Poles"],
        ),
        ("---  \ntitle: Tents\n---\t\n## Poles\n", "Tents", ["Poles"]),
        ("----\ntitle: Tents\ndate: 2020-01-01\n----\n## Poles\n", "Tents", ["Poles"]),
        ("Title: Tents\nDate: 2020-01-01\n...\n## Poles\n", "Tents", ["Poles"]),
        (';;;\n"title": "Tents",\n"date": "2020-01-01"\n;;;\n## Poles\n', "Tents", ["Poles"]),
        ("---javascript\n{ title: 'Tents' }\n---\n## Poles\n", "", ["Poles"]),
        ("\n\n+++\nTITLE = 'Tents'\n+++\n## Poles\n", "Tents", ["Poles"]),
        ("Words first.\n\n---\ntitle: x\n---\n", "", ["title: x"]),
        ("Note: this is prose\n\nmore\n\n---\n\n## Poles\n", "", ["Poles"]),
    ],
)
def test_front_matter_is_what_generators_take_for_it(tmp_path, text, title, headings):
    page = read(tmp_path, "a.md", text)
    assert (page.titles, titles(page)) == ([title] if title else [], headings)


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Tents: light\n---",
        "---\ntitle: What to pack:\n---",
        "+++\ntitle = 'The poles's end'\n+++",
    ],
)
def test_front_matter_that_stops_a_build_is_said_and_the_links_are_read(tmp_path, head):
    page = read(tmp_path, "a.md", f"{head}\n\n[tea](/tea)\n")
    assert "line 2" in page.front_matter_problem
    assert links(page) == [("tea", "/tea")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: a\ndate: 2020-01-01\ntitle: b\n---\nx\n", 3),
        ("Title: a\nDate: 2020-01-01\nTitle: b\n\nx\n", 3),
        ('---\ntitle: a\n"title": b\n---\nx\n', 3),
    ],
)
def test_a_key_that_stands_twice_is_told_with_its_line_without_a_fence_too(tmp_path, text, line):
    (again,) = read(tmp_path, "a.md", text).front_matter_repeated
    assert (again.key, again.line) == ("title", line)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[w](http://wiki.example/W%28c%2B%2B%29)", ["http://wiki.example/W%28c%2B%2B%29"]),
        ("a [X](http://a.example/b\\(v=1\\).aspx).", ["http://a.example/b(v=1).aspx"]),
        ("[k](https://a.example/Tea_(drink)#Green)", ["https://a.example/Tea_(drink)#Green"]),
        ("See https://a.example/Tea_(drink) now", ["https://a.example/Tea_(drink)"]),
        ("a http://a.example/b_c.. 'd http://e.example/' (http://f.example/). http://g.example:8000", ["http://a.example/b_c", "http://e.example/", "http://f.example/", "http://g.example:8000"]),
        ("https://a.example/data-* https://a.example/tea_ x", ["https://a.example/data-", "https://a.example/tea"]),
        ("[Green tea]{:.big} is.\n\n[Green tea]: https://a.example/", ["https://a.example/"]),
        ('A [tea](https://a.example/)\n{:target="_blank"}', ["https://a.example/"]),
        ('[tea][t]\n\n[t]: <http://a.example/>  "Tea"', ["http://a.example/"]),
        ("!!! note\n\n    The [tea]\n\n[tea]: https://a.example/", ["https://a.example/"]),
        ("[<Click here>](https://a.example/)", ["https://a.example/"]),
    ],
)  # fmt: skip
def test_addresses_are_read_whole(tmp_path, text, found):
    page = read(tmp_path, "a.md", f"{text}\n")
    assert [link.href for link in page.links] == found
    assert not any("{:" in block.text for block in page.blocks)


TO_TEA = [
    ("[c]({{ site.url }}{% link tea.md %})", ("c", f"{SITE}/green/")),
    (f"[c]({SITE}{{% link tea.md %}}#s)", ("c", f"{SITE}/green/#s")),
    ("[c]({{ site.baseurl }}{% link tea.md %})", ("c", f"{SITE}/green/")),
    ("[c]({%- link tea.md -%})", ("c", f"{SITE}/green/")),
    ("| a |\n|---|\n| [[tea\\|green]] |", ("green", f"{SITE}/green/")),
    ("[c]({filename}/tea.md#s)", ("c", f"{SITE}/green/#s")),
    ("[c](@/tea.md#s)", ("c", f"{SITE}/green/#s")),
    ("{% post_link tea 'The <b> tag' %}", ("The <b> tag", f"{SITE}/green/")),
]
BELOW = [
    (text, found, content)
    for text, found in TO_TEA
    for content in ("", "content/")
    if "link tea" not in text or not content
]


@pytest.mark.parametrize(("text", "found", "content"), BELOW)
def test_links_to_other_posts_are_found_from_the_project_and_from_its_content(tmp_path, text, found, content):
    write(tmp_path, f"{content}tea.md", "---\ntitle: Tea\nslug: green\n---\nx\n")
    page = read(tmp_path, f"{content}a.md", f"---\ntitle: A\n---\n{text}\n")
    assert links(page) == [found]
    assert page.lost_posts == []


def test_a_post_above_the_folder_is_not_called_missing(tmp_path):
    page = read(tmp_path, "posts/a.md", "[tea]({filename}/pages/tea.md)\n")
    assert page.lost_posts == []


def test_filename_names_pictures_too(tmp_path):
    page = read(tmp_path, "a.md", "![A tent]({filename}/images/tent.jpg)\n")
    assert [image.src for image in page.images] == ["/images/tent.jpg"]


@pytest.mark.parametrize(
    "text",
    [
        "## Packing {#list.1:a}\n\n[a](#list.1:a)",
        "## Packing <!-- #list -->\n\n[a](#list)",
        "*word*{: #w} and **bold**{:#b .c}, `code`{: #c}\n\n[a](#w) [b](#b) [c](#c)",
        "- item\n  {: #it}\n\n[a](#it)",
        "[x](/x){: #own}\n\n[a](#own)",
    ],
)
def test_ids_of_all_dialects_are_there(tmp_path, text):
    page = read(tmp_path, "a.md", f"{text}\n")
    assert page.lost_fragments == []
    assert titles(page) in ([], ["Packing"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{% capture box %}\n[tea](/tea)\n{% endcapture %}\n", []),
        ("{% capture box %}\n[tea](/tea)\n{% endcapture %}\n{{ box }}\n", [("tea", "/tea")]),
        ("{% capture box %}\n[tea](/tea)\n{% endcapture %}\n{% include note.html content=box %}\n", [("tea", "/tea")]),
        ("{% set box %}\n[tea](/tea)\n{% endset %}\n{{ box | highlight }}\n", []),
        ("{% set box %}\n[tea](/tea)\n{% endset %}\n{{ box | safe }}\n", [("tea", "/tea")]),
        ("{% blockquote Ann https://a.example/tea/ The Tea %}\nx\n{% endblockquote %}\n", [("The Tea", "https://a.example/tea/")]),
        ("{% blockquote Ann https://a.example/tea/ %}\nx\n{% endblockquote %}\n", [("a.example/tea", "https://a.example/tea/")]),
        ("{% codeblock _.x https://a.example/#x Docs %}\na = [b](/c)\n\nd\n{% endcodeblock %}\n", [("Docs", "https://a.example/#x")]),
        ("[no more {% raw %}{{ site.url }}{% endraw %}](/x)\n", [("no more {{ site.url }}", "/x")]),
    ],
)  # fmt: skip
def test_template_tags_show_what_the_generator_shows(tmp_path, text, found):
    assert links(read(tmp_path, "a.md", text)) == found


@pytest.mark.parametrize(
    ("name", "front", "url"),
    [
        ("_posts/2024-03-04-tea.md", "permalink: /:categories/:year/:title.html\ncategories: [Hot, drinks]", "/hot/drinks/2024/tea.html"),
        ("shop/_posts/2024-03-04-tea.md", "permalink: pretty", "/shop/2024/03/04/tea/"),
        ("_posts/2024-03-04-tea.md", "permalink: none\ncategory: hot drinks", "/hot%20drinks/tea.html"),
        ("_posts/2024-03-04-tea.md", "permalink: ordinal", "/2024/064/tea.html"),
        ("tea.md", "permalink: '/x/{{ page.fileSlug }}/'", "/x/tea/"),
        ("_posts/2024-03-04-tea.md", "permalink: /:collection/:name/", ""),
        ("_posts/2024-03-04-tea.md", "permalink: /:categories/:title/\ncategories: [.., 'a/b']", "/a%2Fb/tea/"),
    ],
)  # fmt: skip
def test_a_permalink_is_filled_as_its_generator_does_or_left_unknown(tmp_path, name, front, url):
    page = read(tmp_path, name, f"---\ntitle: t\n{front}\n---\nx\n", neighbours=Neighbours(tmp_path, SITE))
    assert page.url == (SITE + url if url else "")


def test_words_behind_a_picture_are_one_text(tmp_path):
    page = read(tmp_path, "a.md", '{% asset_img a.jpg A light tent %}\n\n{% img /b.jpg 300 "Two poles" %}\n')
    assert [image.alt for image in page.images] == ["A light tent", "Two poles"]


def test_thousands_of_kept_variables_and_raw_tags_take_no_time(tmp_path):
    text = "{% set a %}{% endset %}\n{% capture b %}\n" * 5_000 + "{% raw %}" * 5_000
    page = read(tmp_path, "a.md", text)
    name_links(page)
    assert page.outcome == "fetched"
