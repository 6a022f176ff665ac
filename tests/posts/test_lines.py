"""Every link, heading and image stands on the line of the file where a person finds it."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.posts import read_post
from tests.support.posted import SITE, file_line, read, write

# Each {n} is one link; the line on which its address's marker [ or < stands is the link's line.
BLOCKS = (
    "para [§{n}](/l{n})",
    "a `code\nspan` and [§{n}](/l{n})",
    "[§{n}](\n/l{n}\n) then",
    '[§{n}](/l{n} "a\ntitle")',
    "[text\nover §{n} lines](/l{n})",
    "one  \ntwo\\\nthree [§{n}](/l{n})",
    "![alt\nmore](/i.png) [§{n}](/l{n})",
    "words <b\nclass='x'>bold</b> <a\nhref='/l{n}'>§{n}</a>",
    "- item\n\n  more [§{n}](/l{n})\n  - nested\n    [x §{n}](/m{n})",
    "> quoted\nlazy [§{n}](/l{n})",
    "1. one\n2. two\nlazy [§{n}](/l{n})",
    "| a | b |\n|---|---|\n| c | d |\n| e | [§{n}](/l{n}) |",
    "head §{n}\nover two lines\n===",
    "## head [§{n}](/l{n}) ##",
    "<div>\n<p><a href='/l{n}'>§{n}</a></p>\n</div>",
    "```\n[no](/no)\n```",
    "words\n\n    [no](/no)",
    "[r{n}]: /l{n}\n[§{n}][r{n}]",
    "<!-- a\n\ncomment [no](/no) -->",
    "***\n\\[no](/no)",
)
FRONT = ("", "---\ntitle: T\n---\n", "+++\ntitle = 'T'\n+++\n\n\n", "---\nbroken: [\n---\n")


@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=9), st.sampled_from(FRONT), st.booleans())
def test_markdown_of_any_blocks_has_exact_lines(tmp_path_factory, blocks, front, windows):
    text = front + "\n\n".join(block.replace("{n}", f"{n}z") for n, block in enumerate(blocks)) + "\n"
    content = text.replace("\n", "\r\n") if windows else text
    page = read(tmp_path_factory.mktemp("md"), "a.md", content, format="markdown")
    assert len(page.links) == sum(block.count("/l{n}") + block.count("/m{n}") for block in blocks)
    for link in page.links:
        mark = link.text if link.text.startswith("x ") else f"§{link.href[2:]}"
        opening = max(text.rfind("[", 0, text.index(mark)), text.rfind("<a", 0, text.index(mark)))
        assert link.line == text[:opening].count("\n") + 1, text
    for heading in page.headings:
        mark = next(word for word in heading.text.split() if word.startswith("§"))
        assert heading.line == file_line(text, mark), text


@given(
    st.text(alphabet="#*[]()<>!`~-_|\n\r\t >ab1.:{}&;\\\"'/=+é\u2028", max_size=400),
    st.sampled_from([".md", ".mdx", ".html", ".txt"]),
    st.sampled_from(FRONT),
)
def test_no_line_is_outside_the_file(tmp_path_factory, body, ending, front):
    folder = tmp_path_factory.mktemp("posts")
    page = read_post(write(folder, f"a{ending}", front + body), folder, site=SITE)
    last = (front + body).count("\n") + (front + body).count("\r") + 1
    for item in (*page.links, *page.headings, *page.images, *page.references):
        assert item.line is None or 1 <= item.line <= last


def test_odd_line_separators_in_the_front_matter_move_no_line(tmp_path):
    page = read(tmp_path, "a.md", '---\ntitle: "a\u2028b\x85c"\n---\n[l](/l)\n\n# T\n')
    assert (page.links[0].line, page.headings[0].line) == (4, 6)


def test_a_stray_carriage_return_ends_no_line_where_others_do(tmp_path):
    assert read(tmp_path, "a.md", "a\rb\n\n[l](/l)\r\n").links[0].line == 3
    assert read(tmp_path, "b.md", "a\r\r[l](/l)\r").links[0].line == 3


def test_images_and_iframes_have_their_lines(tmp_path):
    page = read(tmp_path, "a.md", "# T\n\n![a](/a.png)\nand\n![b](/b.png)\n\n<iframe src='/v'></iframe>\n")
    assert [(image.src, image.line) for image in page.images] == [("/a.png", 3), ("/b.png", 5)]
    assert [c.line for c in page.references if c.where == "iframe"] == [7]


def test_a_post_cannot_write_a_marker(tmp_path):
    page = read(tmp_path, "a.md", "<!--line-9-->\n\n<!--9-->\n\n[l](/l)\n")
    assert page.links[0].line == 5
