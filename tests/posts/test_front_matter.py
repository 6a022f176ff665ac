"""What a post says about itself: words as they were written, an address that stays on the site."""

import json

import pytest

from crawler.posts.front_matter import FrontMatter, split
from tests.support.posted import SITE, read


@pytest.mark.parametrize(
    "word", ["007", "1.10", "12:30", "1_000", "0x1F", "1e3", ".inf", "=", "on", "y", "2023-05-03"]
)
def test_words_that_yaml_takes_for_something_else_stay_words(word):
    assert split(f"---\nx: {word}\n---\n").values == {"x": word}


def test_numbers_and_truth_are_what_they_look_like():
    assert split("---\na: 12\nb: false\nc:\n---\n").values == {"a": 12, "b": False, "c": None}


def test_prose_between_two_thematic_breaks_is_read_as_body(tmp_path):
    page = read(tmp_path, "a.md", "---\n\nWords: with [l](/l): here.\n\n---\n\n[m](/m)\n")
    assert [(link.href, link.line) for link in page.links] == [("/l", 3), ("/m", 7)]
    assert page.notes == []


def test_a_merge_bomb_unfolds_to_nothing():
    rows = ["a0: &a0 {k: 1, l: 2}"]
    rows += [f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 30)]
    assert "unfolds" in split("---\n" + "\n".join(rows) + "\n---\n").problem


def test_one_long_text_repeated_by_name_is_refused():
    assert "unfolds" in split(f"---\na: &a {'y' * 40_000}\nb: [{'*a,' * 99}]\n---\n").problem


@pytest.mark.parametrize(
    "text",
    [
        f"---\na: !!int '0x{'f' * 50_000}'\n---\n",
        f"+++\na = 0x{'f' * 50_000}\n+++\n",
        f"+++\n{'a.' * 30_000}a = 1\n+++\n",
        f"+++\na = {'[' * 30_000}\n+++\n",
        f"---\n{'? ' * 20_000}\n---\n",
        "---\na: &a [*a]\n---\n",
    ],
)
def test_front_matter_that_would_hold_or_break_a_reader_is_refused(text):
    front = split(text + "body\n")
    assert (front.values, front.body) == ({}, "body\n")
    assert front.problem
    assert "\n" not in front.problem


@pytest.mark.parametrize(
    "head",
    ['---\nx: "\\ud800\\u0000"\n---\n', "---\nx: !!binary aGk=\n---\n", "---\nx: !!set {a, b}\n---\n",
     "---\n1: .nan\n---\n", "+++\nx = nan\ny = 1979-05-27T07:32:00Z\nz = 07:32:00\n+++\n", "---\nx: !!float nan\n---\n"],
)  # fmt: skip
def test_every_value_can_be_stored(head):
    values = split(head).values
    assert values
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert json.dumps(values, ensure_ascii=False).encode()


@pytest.mark.parametrize("key", ["seoTitle", "seo_title", "meta_title"])
def test_the_titles_line_is_that_of_the_title_shown(tmp_path, key):
    page = read(tmp_path, "a.md", f"---\ntitle: A\n{key}: B\n---\n")
    assert (page.template_h1, page.titles, page.title_line) == ("A", ["B"], 3)


def test_an_empty_seo_title_leaves_the_title(tmp_path):
    page = read(tmp_path, "a.md", '---\nseoTitle: ""\ntitle: 2024\n---\n')
    assert (page.titles, page.title_line) == (["2024"], 3)


def test_a_whole_page_keeps_its_own_title_where_the_front_matter_is_silent(tmp_path):
    html = "<!DOCTYPE html>\n<html lang='de'><head>\n<title>Own</title><meta name='description' content='D'></head>x"
    own = read(tmp_path, "a.html", html)
    assert (own.titles, own.title_line, own.descriptions, own.lang) == (["Own"], 3, ["D"], "de")
    assert read(tmp_path, "b.html", f"---\ntitle: Said\n---\n{html}").titles == ["Said"]


def test_a_canonical_is_absolute(tmp_path):
    assert read(tmp_path, "a.md", "---\nslug: s\ncanonical: /c/\n---\n").canonicals == [f"{SITE}/c/"]
    elsewhere = "---\ncanonicalURL: https://other.example/c\n---\n"
    assert read(tmp_path, "b.md", elsewhere).canonicals == ["https://other.example/c"]


@pytest.mark.parametrize("slug", ["'%2e%2e/%2e%2e/a'", ".", "a/../b", "[a]", "true", "a/%2E./b"])
def test_a_slug_that_would_leave_its_place_is_refused(tmp_path, slug):
    page = read(tmp_path, "a.md", f"---\nslug: {slug}\n---\n")
    assert page.url == ""
    assert any("slug" in note for note in page.notes)


@pytest.mark.parametrize("pattern", ["/:year/:title/", "/{{ page.data.name }}/", "/{% x %}/"])
def test_a_generators_pattern_is_no_address(tmp_path, pattern):
    page = read(tmp_path, "a.md", f"---\nslug: s\npermalink: '{pattern}'\n---\n")
    assert (page.url, page.notes) == (f"{SITE}/s/", [])


@pytest.mark.parametrize("address", ["https://other.example/x", "//other.example/x"])
def test_an_address_on_another_site_is_noted_and_the_slug_used(tmp_path, address):
    page = read(tmp_path, "a.md", f"---\nslug: s\nurl: {address}\n---\n")
    assert page.url == f"{SITE}/s/"
    assert any("is not on" in note for note in page.notes)


def test_a_post_without_slug_or_site_has_no_address(tmp_path):
    assert read(tmp_path, "a.md", "words\n").url == ""
    without = read(tmp_path, "b.md", "---\nslug: s\n---\n", site="")
    assert (without.url, without.key) == ("", "b.md")


@pytest.mark.parametrize(
    "head",
    [
        '---json\n{\n  "slug": "a",\n  "title": "Tents"\n}\n---\n',
        '{\n\t"slug": "a",\n\t"title": "Tents"\n}\n\n',
        "---toml\nslug = 'a'\ntitle = 'Tents'\n\n---\n",
        "Slug: a\nDate: 2024-05-01\nTitle: Tents\nSummary: For two,\n    and light.\n\n",
        "<!--\n.. slug: a\n.. title: Tents\n.. link: \n-->\n\n",
        ".. slug: a\n.. date: 2024-05-01\n.. title: Tents\n.. link:\n\n",
    ],
)
def test_the_front_matter_of_each_generator_is_read(tmp_path, head):
    page = read(tmp_path, "a.md", f"{head}[l](/l)\n")
    assert (page.titles, page.url, len(page.blocks)) == (["Tents"], f"{SITE}/a/", 1)
    assert (page.title_line, page.links[0].line) == (
        head[: head.index("Tents")].count("\n") + 1,
        head.count("\n") + 1,
    )
    assert (page.notes, page.front_matter.get("link")) == ([], None)


def test_the_line_of_a_key_of_json_is_not_that_of_a_key_inside_another(tmp_path):
    front = '---json\n{\n  "author": {\n    "title": "Dr."\n  },\n  "title": "Tents"\n}\n---\n'
    assert read(tmp_path, "a.md", front + "Words.").title_line == 6


def test_json_that_is_broken_says_on_which_line(tmp_path):
    page = read(tmp_path, "a.md", '{\n  "title": "Tents",\n  "slug": a\n}\nx\n')
    assert (page.front_matter_problem, page.blocks[0].text) == ("Expecting value (line 3)", "x")


@pytest.mark.parametrize(
    "text",
    ["---\n[tag:a]\n[tag:b]\n# T\nx\n---\n", "Title: Tents\n\nx", "Title: Tents\nand words\n\nx", "Date: today\nTags: a\n\nx", "{\nx\n}\n", "<!--\n.. title: x\n\nx"],
)  # fmt: skip
def test_lines_that_look_like_front_matter_and_are_none_stay_text(text):
    assert split(text) == FrontMatter({}, 1, text)


def test_tabs_before_a_list_are_read_as_hexo_reads_them():
    assert split("---\ntags:\n\t- a\n\t- b\ntitle: T\n---\n").values == {"tags": ["a", "b"], "title": "T"}


HEADS = [
    "Title: Tents\nDate: 2024-05-01\nSlug: a\n-----\n",  # Pelican, closed as Python-Markdown's meta extension lets one
    "title: Tents\nslug: a\ntags:\n- x\n---\n",  # Hexo, whose first fence is optional
    '"title": "Tents",\n"slug": "a",\n"tags": ["x"]\n;;;\n',
    ';;;\n"title": "Tents",\n"slug": "a"\n;;;\n',
    "----\ntitle: Tents\nslug: a\n----\n",
    "\n\n---\ntitle: Tents\nslug: a\n---\n",
    "--- yaml\ntitle: Tents\nslug: a\n---\n",
    "---\nTITLE: Tents\nSlug: a\n---\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_fences_and_keys_may_be_written_otherwise(tmp_path, head):
    page = read(tmp_path, "a.md", f"{head}[l](/l)\n")
    assert (page.titles, page.url, len(page.blocks), page.notes) == (["Tents"], f"{SITE}/a/", 1, [])
    assert page.title_line == head[: head.index("Tents")].count("\n") + 1
    assert page.links[0].line == head.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "\n---\n\nWords: here.\n\n---\n\nx",
        "\n---\nWords: with a: colon.\n---\nx",
        "----\nWords: here.\n----\nx",
        "Note: words\n\nMore words.\n\n---\n\nx",
        "Title: of a poem\n---\nx",
        "---python\nprint()\n---\nx",
    ],
)
def test_lines_between_or_above_dashes_that_are_no_front_matter_stay_text(text):
    assert split(text) == FrontMatter({}, 1, text)


@pytest.mark.parametrize("fence", ["---js", "---javascript", "--- coffee", "---cson"])
def test_front_matter_that_is_a_program_is_said_and_is_no_text(tmp_path, fence):
    page = read(tmp_path, "a.md", f'{fence}\n{{\n  title: "Tents"\n}}\n---\n## First\n\nWords.\n')
    assert [(h.text, h.line) for h in page.headings] == [("First", 6)]
    assert [block.text for block in page.blocks] == ["Words."]
    assert any("which is not run" in note for note in page.notes)


def test_a_second_line_of_a_key_is_known():
    assert split("---\ntitle: A\nb: 1\nb: 2\n---\n").repeated == (("b", 4),)
    assert split('---json\n{"a": 1,\n"b": 2,\n"a": 3}\n---\n').repeated == (("a", 4),)
    assert split("---\na: {b: 1, c: {b: 2}}\n---\n").repeated == ()


def test_links_in_html_that_the_front_matter_holds_are_read(tmp_path):
    box = """box: '<div><a href="https://shop.example/tea?a=1&amp;b=2" rel="nofollow"><img src="https://shop.example/tea.png"></a></div>'"""
    page = read(tmp_path, "tea.md", f"---\ntitle: Tea\nproduct:\n  {box}\n---\n\nText.\n")
    assert [(one.where, one.href) for one in page.references] == [
        ("front matter", "https://shop.example/tea?a=1&b=2")
    ]


def test_an_address_in_any_element_of_a_post_has_its_line(tmp_path):
    text = '<div style="background:url(http://localhost/a.png)" data-url="http://localhost/tea/">Tea</div>'
    page = read(tmp_path, "tea.md", f"---\ntitle: Tea\n---\n\nText.\n\n{text}\n")
    assert {(one.href, one.line) for one in page.references} == {
        ("http://localhost/a.png", 7), ("http://localhost/tea/", 7),
    }  # fmt: skip


def test_a_post_of_wordpress_is_called_and_stands_where_wordpress_says(tmp_path):
    head = f"post_title: '<em>Tents &amp; stoves</em>, reviewed'\npost_name: tents\npost_date: 2020-05-01\nlink: {SITE}/2020/tents/\n"
    page = read(tmp_path, "a.md", f"---\nID: 7\n{head}---\nWords.")
    assert (page.titles, page.title_line, page.url) == (
        ["Tents & stoves, reviewed"],
        3,
        f"{SITE}/2020/tents/",
    )
    assert page.front_matter_lines["permalink"] == 6
    linked = read(tmp_path, "b.md", f"---\ntitle: A find\nlink: {SITE}/2020/tents/\n---\nWords.")
    assert linked.url != page.url


def test_a_tab_behind_a_key_is_a_blank_as_all_generators_read_it():
    front = split('---\ntitle:\t"Tea: green"\ntags:\t[a, b]\n---\nWords.\n')
    assert (front.values, front.problem) == ({"title": "Tea: green", "tags": ["a", "b"]}, "")


@pytest.mark.parametrize("key", ["amazon", "rakuten", "links.yahoo", "kindle_edition", "buy"])
def test_an_address_under_a_shops_name_is_a_link_and_a_note_of_an_import_is_none(tmp_path, key):
    top, _, below = key.partition(".")
    told = f"\n  {below}: https://amzn.to/3AbCdEf" if below else " https://amzn.to/3AbCdEf"
    page = read(
        tmp_path, "a.md", f"---\ntitle: Tea\n{top}:{told}\nimported_from: https://old.example/a\n---\nx\n"
    )
    assert [(one.where, one.href) for one in page.references] == [("front matter", "https://amzn.to/3AbCdEf")]
