"""Posts that write their own h1 have a template that shows none."""

import pytest

from crawler.posts import Neighbours, read_post


@pytest.mark.parametrize(
    ("body", "others", "template_h1"),
    [
        ("# A tent\n\nWords.\n", ["# Own\n\nWords.\n"] * 5, ""),
        ("# A tent\n\nWords.\n", ["<h1>Own</h1>\n", *["Words.\n\n# Own\n"] * 5], ""),
        ("# A tent\n\nWords.\n", ["## Two\n\n# Own\n"] * 5, "Tents"),
        ("# A tent\n\nWords.\n", ["```\n# a comment\n```\n\nWords.\n"] * 5, "Tents"),
        ("# A tent\n\nWords.\n", ["# Own\n"] * 3, "Tents"),
        ("Words.\n", ["# Own\n"] * 9, "Tents"),
    ],
)
def test_a_folder_whose_posts_begin_with_an_h1_shows_no_other(tmp_path, body, others, template_h1) -> None:
    for number, text in enumerate([body, *others]):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: Tents\n---\n{text}")
        (tmp_path / f"b/p{number}").mkdir(parents=True)
        (tmp_path / f"b/p{number}/index.md").write_text(f"---\ntitle: Tents\n---\n{text}")
    beside = Neighbours(tmp_path)
    assert read_post(tmp_path / "0.md", tmp_path, neighbours=beside).template_h1 == template_h1
    assert read_post(tmp_path / "b/p0/index.md", tmp_path, neighbours=beside).template_h1 == template_h1
    (tmp_path / "9").mkdir()
    for number in range(9):
        (tmp_path / f"9/{number}.md").write_text("---\ntitle: Huts\n---\n## A hut\n")
    (tmp_path / "9/a.md").write_text("---\ntitle: Huts\n---\n# A hut\n")
    assert read_post(tmp_path / "9/a.md", tmp_path, neighbours=Neighbours(tmp_path)).template_h1 == "Huts"
