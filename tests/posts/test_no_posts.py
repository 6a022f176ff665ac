"""What a project keeps beside its posts is no post."""

import pytest

from crawler.posts import Found, find_posts

PAGE = "---\ntitle: Tents\n---\nWords.\n"


@pytest.mark.parametrize(
    ("files", "posts"),
    [
        (["package.json", "scaffolds/post.md", "themes/next/README.md", "source/_posts/a.md", "source/about/index.md", "README.md"], ["source/_posts/a.md", "source/about/index.md"]),
        (["hugo.toml", "archetypes/default.md", "themes/x/exampleSite/content/a.md", "content/themes/a.md", "content/a/README.md", "NOTES.md"], ["content/a/README.md", "content/themes/a.md"]),
        (["astro.config.mjs", "CLAUDE.md", "PLAN.md", "public/robots.txt", "public/google0123456789abcdef.html", "src/content/blog/a.mdx", "src/content/blog/AGENTS.md"], ["src/content/blog/a.mdx"]),
        (["_config.yml", "_layouts/post.html", "about.md", "README.md", "README.zh-CN.md", "LICENSE.txt", "_posts/2024-01-01-a.md", "notes/README.md"], ["_posts/2024-01-01-a.md", "about.md", "notes/README.md"]),
        (["a.md", "README.md", "robots.txt", "requirements-dev.txt", "LICENSE", "LICENSE.md", "todo.txt"], ["README.md", "a.md", "todo.txt"]),
    ],
)  # fmt: skip
def test_themes_templates_and_the_projects_documents_are_no_posts(tmp_path, files, posts) -> None:
    for name in [*files, ".git/HEAD"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        told = {
            "package.json": '{"dependencies":{"hexo":"^7"}}',
            "_config.yml": "permalink: /:title/\n",
            "hugo.toml": "title = 'x'\n",
        }.get(name)
        (tmp_path / name).write_text(told or ("Words." if name.rpartition("/")[2][:3].isupper() else PAGE), encoding="utf-8")  # fmt: skip
    found = list(find_posts(tmp_path))
    assert sorted(one.source for one in found if isinstance(one, Found)) == posts
    # A post may link to any of them all the same.
    assert len([one for one in find_posts(tmp_path, every=True) if isinstance(one, Found)]) >= len(posts)
    assert all(one.cause.code in {"post-of-project", "post-for-programs", "folder-without-posts"} for one in found if not isinstance(one, Found))  # fmt: skip


def test_a_document_with_front_matter_is_a_page_and_a_theme_can_be_audited_by_itself(tmp_path) -> None:
    for name, text in {
        "_config.yml": "permalink: x\n",
        "README.md": PAGE,
        "LICENSE.md": "+++\ntitle='x'\n+++\n",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "_includes").mkdir()
    (tmp_path / "_includes/box.md").write_text("Words.")
    assert [one.source for one in find_posts(tmp_path) if isinstance(one, Found)] == [
        "LICENSE.md",
        "README.md",
    ]
    assert [one.source for one in find_posts(tmp_path / "_includes")] == ["box.md"]
