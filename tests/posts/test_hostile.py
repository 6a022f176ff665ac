"""Files that would hold, break or mislead a reader; a test that hangs here has failed."""

import pytest

from crawler.catalog.sentences import worded
from crawler.posts import Found, Refused, find_posts, read_post
from crawler.posts.decoding import decode
from tests.support.posted import SITE, read, write


@pytest.mark.parametrize(
    "body",
    ["`" * 200_000, "<!--" * 100_000, "](a" * 100_000, "{/*\n" * 20_000, "```\na\n" * 5_001, "<a " * 100_000,
     "<div " + " ".join(f"a{n}" for n in range(100_000)) + ">", "\\" * 200_000, "a " + "*" * 50_000],
    ids=lambda body: body[:6],
)  # fmt: skip
@pytest.mark.parametrize("ending", [".md", ".mdx"])
def test_a_run_of_marks_holds_nobody(tmp_path, body, ending):
    page = read(tmp_path, f"a{ending}", f"# Title\n\n{body}")
    assert page.outcome == "fetched"


@pytest.mark.parametrize("piece", ["[a](", "[a](<b", "[", "![", "<a href='"])
def test_nested_brackets_are_read_as_text_and_that_is_noted(tmp_path, piece):
    page = read(tmp_path, "a.md", f"# T\n\n{piece * 50_000}\n\n[l](/l)\n", format="markdown")
    assert any("too many brackets" in note for note in page.notes)
    assert [(link.href, link.line) for link in page.links] == [("/l", 5)]


def test_a_long_page_of_links_is_no_bomb(tmp_path):
    page = read(tmp_path, "a.md", "".join(f"- [{n}](/l{n})\n" for n in range(3_000)))
    assert (len(page.links), page.notes) == (3_000, [])


def test_a_few_bytes_that_are_not_utf8_do_not_spoil_the_other_letters():
    text = decode("# café naïve über\n".encode() + b"one bad \xe9 byte\n")
    assert (text.text.splitlines()[0], text.charset) == ("# café naïve über", "utf-8")
    assert "not utf-8" in text.note


def test_windows_1252_is_read_as_such_and_noted(tmp_path):
    page = read(tmp_path, "a.md", "# Café – naïve\n".encode("windows-1252"))
    assert page.headings[0].text == "Café – naïve"
    assert any("windows-1252" in note for note in page.notes)


def test_a_file_that_grew_or_went_after_it_was_found_is_told(tmp_path):
    gone = read_post(tmp_path / "gone.md", tmp_path, site=SITE)
    assert (gone.outcome, gone.source) == ("failed", "gone.md")
    with (tmp_path / "grown.md").open("wb") as file:
        file.truncate(17 * 1024**2)
    grown = read_post(tmp_path / "grown.md", tmp_path, site=SITE)
    assert (grown.outcome, worded(grown.cause)) == ("skipped", "it is larger than 16 MB")


def test_a_link_to_a_folder_outside_is_told_and_not_followed(tmp_path):
    write(tmp_path, "outside/secret.md", "secret")
    folder = tmp_path / "posts"
    write(folder, "sub.md/a.md", "a folder may be called so")
    (folder / "away").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "again").symlink_to(folder / "sub.md", target_is_directory=True)
    found = list(find_posts(folder))
    assert [post.source for post in found if isinstance(post, Found)] == ["sub.md/a.md"]
    (refused,) = [post for post in found if isinstance(post, Refused)]
    assert refused.source == "away"
    assert "outside" in worded(refused.cause)


def test_a_folder_that_is_a_link_itself_is_read(tmp_path):
    folder = tmp_path / "real"
    write(folder, "a.md", "# A\n")
    (folder / "b.md").symlink_to(folder / "a.md")
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    sources = [read_post(found.path, tmp_path / "link").source for found in find_posts(tmp_path / "link")]
    assert sources == ["a.md", "b.md"]
    assert read_post(tmp_path / "link" / "b.md", tmp_path / "link").source == "b.md"
