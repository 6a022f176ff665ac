"""The links of a post, as its site generator makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.posts.destinations import with_words
from crawler.posts.dialect import Dialect
from crawler.posts.render import markdown_to_html, parse
from tests.support.posted import SITE, read, write


def hrefs(page):
    return [link.href for link in page.links]


def bare(text):
    """Return what of a text becomes links of bare addresses."""
    return [
        token.attrs["href"]
        for block in parse(text).tokens
        for token in block.children or ()
        if token.type == "link_open" and token.markup == "linkify"
    ]


# --- bare addresses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("www.shop.example", ["http://www.shop.example"]),
        ("Visit www.shop.example/help for more.", ["http://www.shop.example/help"]),
        ("Visit www.shop.example/a.b.", ["http://www.shop.example/a.b"]),
        ("www.shop.example/search?q=Cups+(tin)", ["http://www.shop.example/search?q=Cups+(tin)"]),
        ("(www.shop.example/search?q=Cups+(tin)))", ["http://www.shop.example/search?q=Cups+(tin)"]),
        ("www.shop.example/search?q=(tin)+ok", ["http://www.shop.example/search?q=(tin)+ok"]),
        ("www.shop.example/s?q=a&hl=en", ["http://www.shop.example/s?q=a&hl=en"]),
        ("www.shop.example/s?q=a&hl;", ["http://www.shop.example/s?q=a"]),
        ("www.shop.example/he<lp", ["http://www.shop.example/he"]),
        ("https://shop.example/?a=1&amp;b=2 x", ["https://shop.example/?a=1&b=2"]),
        ("(Visit https://shop.example/s?q=Cups+(tin))", ["https://shop.example/s?q=Cups+(tin)"]),
        ("https://a.example/?_x=1&ref_=b&c=d_", ["https://a.example/?_x=1&ref_=b&c=d"]),
        ("**https://a.example/x** _https://a.example/y_", ["https://a.example/x", "https://a.example/y"]),
        ("~~https://a.example~~ > https://b.example", ["https://a.example", "https://b.example"]),
        ("HTTPS://A.example/X", ["HTTPS://A.example/X"]),
        ("http://localhost:1313/a http://10.0.0.1/", ["http://localhost:1313/a", "http://10.0.0.1/"]),
        ("買う：https://a.example/x。次", ["https://a.example/x"]),
        ("me@shop.example and mailto:you@shop.example.", ["mailto:me@shop.example", "mailto:you@shop.example"]),
        ("a.b-c+d@a.b a.b-c+d@a.b. a.b-c+d@a.b- a.b-c+d@a.b_", ["mailto:a.b-c+d@a.b"] * 2),
        ('xhttps://a.example "https://a.example" `https://a.example` ftp://a.example', []),
        ("https:// http://_a._b/ http:// /x www.x www..x", []),
        ("[https://a.example](/x) ![https://a.example](/y.png) <https://a.example>", []),
        ("<a href='/x'>https://a.example</a> \\https://a.example", []),
        ("{{< img https://a.example/x.png >}} {% x https://a.example/y %}", []),
        ("| https://a.example |\n|---|\n| www.a.example |", ["https://a.example", "http://www.a.example"]),
    ],
)  # fmt: skip
def test_bare_addresses_are_links_as_githubs_markdown_has_them(text, found):
    assert bare(text) == found


@given(st.text(alphabet="w.htps:/@a_-()[]<>*~&;! \n\"'`{%}", max_size=200))
def test_bare_addresses_lose_no_character(text):
    def plain(html):
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")

    for token in parse(text).tokens:
        for child in token.children or ():
            if child.type == "text":
                assert plain(child.content) in plain(text) or "\\" in text or child.content
    assert markdown_to_html(text).count("<a href") >= len(bare(text))


@pytest.mark.parametrize(
    "piece", ["https://a_", "www.", "a@a.a", "http://)", "w", ":", "@", "https://a.example/(("]
)
def test_addresses_by_the_thousand_cost_no_more_than_their_length(piece):
    assert parse(piece * 20_000).tokens


def test_a_line_of_a_bare_address_is_that_of_the_file(tmp_path):
    page = read(tmp_path, "a.md", "---\ntitle: T\n---\nWords and\nhttps://a.example/x and\n- www.b.example\n")
    assert [(link.href, link.text, link.line) for link in page.links] == [
        ("https://a.example/x", "https://a.example/x", 5),
        ("http://www.b.example", "www.b.example", 6),
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("_config.yml", "baseurl: ''\n"),
        ("../Gemfile", "gem 'jekyll', '~> 4'\n"),
        ("pelicanconf.py", ""),
        ("../mkdocs.yml", ""),
        (".eleventy.js", "module.exports = {}"),
        ("zola.toml", ""),
    ],
)
def test_where_the_generator_makes_no_link_of_it_a_bare_address_is_none(tmp_path, file, text):
    write(tmp_path, f"posts/{file}", text)
    page = read(
        tmp_path / "posts", "a.md", "See https://amzn.to/3abcDEF and\n<https://b.example/> or me@a.example.\n"
    )
    assert hrefs(page) == ["https://b.example/"]
    assert [(one.where, one.href, one.line) for one in page.references] == [
        ("unlinked address", "https://amzn.to/3abcDEF", 1)
    ]
    assert page.blocks[0].text == "See https://amzn.to/3abcDEF and https://b.example/ or me@a.example."


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("hugo.toml", "baseURL = 'x'\n"),
        ("config/_default/hugo.yaml", "baseURL: x\n"),
        ("package.json", '{"dependencies": {"hexo": "^7"}}'),
        ("astro.config.mjs", ""),
        ("docusaurus.config.js", ""),
        (".eleventy.js", "markdownIt({ html: true, linkify: true })"),
        ("_config.yml", "markdown: CommonMarkGhPages\ncommonmark:\n  extensions:\n    - autolink\n"),
        ("mkdocs.yml", "markdown_extensions:\n  - pymdownx.magiclink\n"),
    ],
)
def test_where_the_generator_makes_a_link_of_it_a_bare_address_is_one(tmp_path, file, text):
    write(tmp_path, file, text)
    page = read(tmp_path, "a.md", "See https://amzn.to/3abcDEF today.\n")
    assert (hrefs(page), page.references) == (["https://amzn.to/3abcDEF"], [])


def test_a_hugo_site_that_switched_links_off_has_none(tmp_path):
    write(tmp_path, "hugo.toml", "baseURL = 'x'\n[markup.goldmark.extensions]\nlinkify = false\n")
    assert read(tmp_path, "a.md", "See https://a.example/ today.\n").links == []


def test_the_nearest_project_counts_and_none_above_its_repository(tmp_path):
    write(tmp_path, "_config.yml", "permalink: pretty\n")
    write(tmp_path, "site/hugo.toml", "baseURL = 'x'\n")
    write(tmp_path, "other/.git/HEAD", "ref: x")
    assert hrefs(read(tmp_path / "site", "content/a.md", "https://a.example/\n")) == ["https://a.example/"]
    assert hrefs(read(tmp_path / "other", "a.md", "https://a.example/\n")) == ["https://a.example/"]
    assert hrefs(read(tmp_path, "a.md", "https://a.example/\n")) == []


def test_plain_text_shows_its_addresses_as_text(tmp_path):
    page = read(tmp_path, "a.txt", "See https://a.example/ today.\n")
    assert (page.format, page.links, [one.where for one in page.references]) == (
        "text",
        [],
        ["unlinked address"],
    )


# --- template code --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[t]({% post_url 2024-01-05-tents %})", f"{SITE}/light-tents/"),
        ("[t]({% post_url collections.posts, '2024-01-05-tents' %})", f"{SITE}/light-tents/"),
        ("[t]({% post_url /2024-01-05-tents %}#small)", f"{SITE}/light-tents/#small"),
        ("[t]({% link _posts/2024-01-05-tents.md %})", f"{SITE}/light-tents/"),
        ('[t]({{< relref "tents.md" >}})', f"{SITE}/light-tents/"),
        ("[t]({{< ref path='tents#small' >}})", f"{SITE}/light-tents/#small"),
        ('[t]({{% ref "/_posts/2024-01-05-tents" %}} "title")', f"{SITE}/light-tents/"),
        ("[t]: {{< relref tents >}}\n\nSee [t].", f"{SITE}/light-tents/"),
        ("<a class='x' href=\"{{< relref \"tents.md\" >}}\">t</a>", f"{SITE}/light-tents/"),
        ("<p>\n<a href='{% post_url 2024-01-05-tents %}'>t</a></p>", f"{SITE}/light-tents/"),
        ("[t]({{ '/about' | url }})", "/about"),
        ('[t]({{ "about/" | relative_url }})', "/about/"),
        ("[t]({{ '/about' | absolute_url | escape }})", "/about"),
        ("[t]({{ site.baseurl }}/about/)", "/about/"),
        ("[t]({{ site.url }}{{ site.baseurl }}/about/)", f"{SITE}/about/"),
        ("[t]({{ '/about' | prepend: site.baseurl }})", "/about"),
        ("[t]({{ url_for('/about') }})", "/about"),
        ("<{{ site.url }}/about/>", f"{SITE}/about/"),
        ("[t]({{ site.data.shop }})", "template:{{ site.data.shop }}"),
        ("[t]({{ page.url | remove: 'x' }})", "template:{{ page.url | remove: 'x' }}"),
        ("[t](#{{ id }})", "template:#{{ id }}"),
        ("[t]({{ site.data\n.shop }}/x) more", "template:{{ site.data\n.shop }}/x"),
        ("[t](https://www.amazon.com/dp/{{ page.asin }}?tag=me-20)", "https://www.amazon.com/dp/{{ page.asin }}?tag=me-20"),
        ("[#{{ n }}]: {{ site.repo }}/{{ n }}\n\nSee [#12].", "template:{{ site.repo }}/{{ n }}"),
        ("{% post_link tents 'Light tents' %}", f"{SITE}/light-tents/"),
        ("{% link Tents https://shop.example/ true %}", "https://shop.example/"),
        ("[t](https://a.example/x)", "https://a.example/x"),
    ],
)  # fmt: skip
def test_template_code_in_an_address_is_what_it_writes_or_said_to_be_unknown(tmp_path, text, href):
    write(tmp_path, "_posts/2024-01-05-tents.md", "---\ntitle: Tents\nslug: light-tents\n---\nx\n")
    page = read(tmp_path, "a.md", f"Words.\n\n{text}\n\n[last](/last)\n")
    assert hrefs(page) == [href, "/last"]
    assert page.links[1].line == text.count("\n") + 5
    assert "tag" not in page.links[0].text


def test_a_link_with_template_code_stands_in_its_heading_and_an_image_has_its_alt(tmp_path):
    page = read(
        tmp_path, "a.md", "## See [tents]({% post_url x %}) first\n\n![A tent]({{ site.baseurl }}/t.png)\n"
    )
    assert ([h.text for h in page.headings], page.links[0].in_heading) == (["See tents first"], True)
    assert [(image.src, image.alt) for image in page.images] == [("/t.png", "A tent")]


def test_template_code_that_is_shown_stays_as_it_is(tmp_path):
    text = "```\n[t]({% post_url x %})\n```\n\nWrite `[t]({{ page.url }})` or {{ page.title }} so.\n"
    page = read(tmp_path, "a.md", text)
    assert page.links == []
    assert [block.text for block in page.blocks] == [
        "[t]({% post_url x %})", "Write [t]({{ page.url }}) or {{ page.title }} so.",
    ]  # fmt: skip
    assert page.blocks[1].code == ("[t]({{ page.url }})",)


@pytest.mark.parametrize(
    "piece",
    ["[a]({{ x }}", "<a x={{ y }} ", "{{", "{% x %}", "[a]: {{ x }}\n", "](\n{{x}}", "<a href='{%x%}' "],
)
def test_template_code_by_the_thousand_costs_no_more_than_its_length(tmp_path, piece):
    assert with_words(piece * 20_000)
    assert read(tmp_path, "a.md", piece * 2_000).outcome == "fetched"


# --- links between posts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "resolved"),
    [
        ("../other.md", f"{SITE}/other/"),
        ("./sister.mdx#part", f"{SITE}/sister/#part"),
        ("<with space.md>", f"{SITE}/space/"),
        ("with%20space.md", f"{SITE}/space/"),
        ("/b/sister.mdx", f"{SITE}/sister/"),
        ("@site/b/sister.mdx", f"{SITE}/sister/"),
        ("@/other.md", f"{SITE}/other/"),
        ("{filename}/other.md", f"{SITE}/other/"),
        ("{filename}sister.mdx", f"{SITE}/sister/"),
        ("|filename|/other.md", f"{SITE}/other/"),
        ("{static}/images/a.png", "/images/a.png"),
        ("{tag}tents", "template:{tag}tents"),
        ("../../above.md", "../../above.md"),
        ("gone.md", "gone.md"),
        ("/b/", "/b/"),
        ("https://a.example/readme.md", "https://a.example/readme.md"),
    ],
)
def test_a_link_to_a_posts_file_is_one_to_the_post(tmp_path, href, resolved):
    for name, slug in (("other.md", "other"), ("b/sister.mdx", "sister"), ("b/with space.md", "space")):
        write(tmp_path, name, f"---\nslug: {slug}\n---\nx\n")
    page = read(tmp_path, "b/a.md", f"[t]({href})\n")
    assert hrefs(page) == [resolved]
    assert page.lost_posts == (["gone.md"] if resolved == "gone.md" else [])


def test_obsidians_links_are_links_where_a_post_of_that_name_or_a_vault_is(tmp_path):
    write(tmp_path, "notes/Green tea.md", "---\nslug: green\n---\nx\n")
    text = "[[Green tea]], [[notes/green tea#How to|so]], [[Oolong]] and `[[Green tea]]`.\n\n```\n[[Green tea]]\n```\n"
    page = read(tmp_path, "a.md", text)
    assert [(link.text, link.href) for link in page.links] == [
        ("Green tea", f"{SITE}/green/"), ("so", f"{SITE}/green/#how-to"),
    ]  # fmt: skip
    assert page.lost_posts == []
    write(tmp_path, ".obsidian/app.json", "{}")
    page = read(tmp_path, "a.md", text)
    assert (page.links[2].text, page.lost_posts) == ("Oolong", ["template:[[Oolong]]"])


# --- HTML and attributes --------------------------------------------------------------------------------------------


def test_html_goes_on_to_its_end_tag_where_the_generator_has_it_so():
    text = "<div>\n\n    <a href='/a'>a</a>\n\n</div>\n\n<em>\nSee [b](/b).\n</em>\n"
    common, whole = (markdown_to_html(text, dialect=Dialect(whole_html=on)) for on in (False, True))
    assert ("<pre><code>" in common, "<pre><code>" in whole) == (True, False)
    assert ('href="/b"' in common, 'href="/b"' in whole) == (False, True)


@pytest.mark.parametrize("piece", ["<div>\n", "<div>\n\n<p>\n", "<div></div>\n\n", "<p\n", "</div>\n"])
def test_elements_by_the_thousand_cost_no_more_than_their_length(piece):
    assert parse(piece * 5_000, Dialect(whole_html=True))


@pytest.mark.parametrize(
    "line",
    ["{: #lead .big}", "{:.note}", '{: .x title="a b"}', "{:toc}", "{#lead .big}", "{.note}", "{: id=lead }", "{::options x=1 /}"],
)  # fmt: skip
def test_lines_of_attributes_are_no_text_and_their_ids_are_there(tmp_path, line):
    page = read(tmp_path, "a.md", f"Words here.\n{line}\n\n[l](#lead)\n\n```\n{line}\n```\n")
    assert [block.text for block in page.blocks] == ["Words here.", "l", line]
    assert page.lost_fragments == ([] if "lead" in line else ["#lead"])


def test_a_table_of_contents_is_no_list_of_one_and_a_comment_no_text(tmp_path):
    page = read(tmp_path, "a.md", "* TOC\n{:toc}\n\n{::comment}\n[a](/a)\n{:/comment}\n\nWords.\n")
    assert ([block.text for block in page.blocks], page.links) == (["Words."], [])


@pytest.mark.parametrize(
    "mark", ["{#list}", "{: #list}", "{:#list .big}", "{#list .big}", "{.big #list}", "{/* #list */}"]
)
def test_the_id_behind_a_heading_is_its_id_and_no_text(tmp_path, mark):
    page = read(tmp_path, "a.mdx", f"## The list {mark}\n\n[l](#list)\n")
    assert [(h.text, h.html_id) for h in page.headings] == [("The list", "list")]
    assert page.lost_fragments == []


def test_braces_that_are_no_attributes_stay_in_a_heading(tmp_path):
    page = read(tmp_path, "a.md", "## The set {a, b}\n\n## Code {x}\n\n## `x` {#y}\n")
    assert [(h.text, h.html_id) for h in page.headings] == [
        ("The set {a, b}", ""), ("Code {x}", ""), ("x", "y"),
    ]  # fmt: skip


# --- shortcodes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "src", "alt"),
    [
        ('{{< figure src="a.jpg" alt="A tent" >}}', "a.jpg", "A tent"),
        ('{{< figure src="a.jpg" caption="A tent" >}}', "a.jpg", "A tent"),
        ('{{< figure src="a.jpg" title="A tent" >}}', "a.jpg", None),
        ("{{< figure src=`a.jpg` >}}", "a.jpg", None),
        ('{{% img "a.jpg" "A tent" %}}', "a.jpg", "A tent"),
        ('{{< lightbox-image src="a.jpg" >}}', "a.jpg", ""),
        ('{% include figure.html image_path="/a.jpg" alt="A tent" %}', "/a.jpg", "A tent"),
        ('{% asset_img tent.jpg 400 300 "A tent" %}', "tent.jpg", "A tent"),
        ("{% img left /a.jpg 350 350 'A tent' %}", "/a.jpg", "A tent"),
    ],
)
def test_an_image_of_a_shortcode_is_one_of_the_page(tmp_path, tag, src, alt):
    page = read(tmp_path, "a.md", f"Words.\n\n{tag}\n\n`{tag}`\n")
    assert [(image.src, image.alt, image.line) for image in page.images] == [(src, alt, 3)]


def test_the_links_of_a_figure_are_read_once_and_its_texts_are_texts(tmp_path):
    text = (
        "## Pots\n\n"
        '{{< figure src="a.jpg" link="https://amzn.to/3abcDEF" caption="The [kettle](https://b.example/k), bought" >}}\n\n'
        '{{< figure src="b.jpg" alt="Debug page at http://ps:4001/debug" >}}\n\n'
        '{{< button href="https://c.example/" >}} {{< card data=`{"url": "https://d.example/"}` >}}\n'
    )
    page = read(tmp_path, "a.md", text)
    assert [(link.href, link.text, link.line) for link in page.links] == [
        ("https://b.example/k", "kettle", 3), ("https://amzn.to/3abcDEF", "The [kettle](https://b.example/k), bought", 3),
    ]  # fmt: skip
    assert [one.href for one in page.references if not one.in_code] == [
        "https://c.example/",
        "https://d.example/",
    ]


@pytest.mark.parametrize(
    "name", ["youtube wZy89qsM2Rc", "imagine x=1", "profile src='x'", "figure", "include toc.html"]
)
def test_a_tag_that_shows_no_image_gives_none(tmp_path, name):
    assert read(tmp_path, "a.md", f"{{% {name} %}}\n").images == []


@pytest.mark.parametrize(
    ("after", "shown"), [("{{ box | highlight('js') }}", False), ("", False), ("{{ box | safe }}", True)]
)
def test_what_a_template_keeps_for_later_is_read_where_it_is_written_out(tmp_path, after, shown):
    page = read(tmp_path, "a.md", f"{{% set box %}}\n# Note\n[a](/a)\n{{% endset %}}\n\nWords.\n\n{after}\n")
    assert (hrefs(page) == ["/a"]) is shown
    assert read(tmp_path, "b.md", "{% set x = 1 %}\n\n[a](/a)\n").links


def test_a_link_of_markdown_for_an_address_counts_as_the_address_in_it():
    from crawler.links import Classifier

    to = Classifier(SITE).target(
        "[https://www.amazon.com/dp/B0?tag=me-20](https://www.amazon.com/dp/B0?tag=me-20)", SITE
    )
    assert (to.kind, to.url, to.affiliate_id) == (
        "affiliate",
        "https://www.amazon.com/dp/B0?tag=me-20",
        "me-20",
    )


def test_a_folder_called_posts_is_the_one_that_jekylls_links_begin_at(tmp_path):
    write(tmp_path, "_config.yml", "permalink: /:title/\n")
    write(tmp_path, "_posts/podcast/2024-05-03-lena.md", "---\ntitle: L\n---\nx\n")
    text = (
        "[a]({% link _posts/podcast/2024-05-03-lena.md %}) [b]({% link _posts/podcast/2024-05-03-tom.md %})"
    )
    page = read(tmp_path / "_posts", "2024-05-04-tents.md", text)
    assert page.lost_posts == ["template:{% link _posts/podcast/2024-05-03-tom.md %}"]


def test_a_post_of_jekyll_without_a_title_is_called_by_its_file(tmp_path):
    write(tmp_path, "_config.yml", "permalink: /:title/\n")
    assert read(tmp_path / "_posts", "2024-05-04-green-tea.md", "x").titles == ["Green Tea"]
    assert read(tmp_path / "posts", "green-tea.md", "# Tea\n\nx").titles == []


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[t](/img/green tea.jpg)", "/img/green tea.jpg"),
        ('[t](/green tea "A cup")', "/green tea"),
        ("[t](/tea (2).jpg)", "/tea (2).jpg"),
        ("[t](</green tea>)", "/green tea"),
    ],
)
def test_an_address_with_blanks_is_a_link_where_the_generator_makes_one(text, href):
    assert f'href="{href}"' in markdown_to_html(text, dialect=Dialect(blanks=True))


def test_many_addresses_that_never_end_are_read_in_no_time():
    assert "[a](b " in markdown_to_html("[a](b c " * 5_000, dialect=Dialect(blanks=True))
