"""What a project keeps beside its posts is no post."""

import pytest

from crawler.posts import Found, find_posts
from crawler.posts.generator import project_of

PAGE = "---\ntitle: Tents\n---\nWords.\n"


@pytest.mark.parametrize(
    ("files", "posts"),
    [
        (["package.json", "scaffolds/post.md", "themes/next/README.md", "source/_posts/a.md", "source/about/index.md", "README.md"], ["source/_posts/a.md", "source/about/index.md"]),
        (["hugo.toml", "archetypes/default.md", "themes/x/exampleSite/content/a.md", "content/themes/a.md", "content/a/README.md", "NOTES.md"], ["content/a/README.md", "content/themes/a.md"]),
        (["astro.config.mjs", "CLAUDE.md", "PLAN.md", "public/robots.txt", "public/google0123456789abcdef.html", "src/content/blog/a.mdx", "src/content/blog/AGENTS.md"], ["src/content/blog/a.mdx"]),
        (["_config.yml", "_layouts/post.html", "about.md", "README.md", "README.zh-CN.md", "LICENSE.txt", "_posts/2024-01-01-a.md", "notes/README.md"], ["_posts/2024-01-01-a.md", "about.md", "notes/README.md"]),
        (["hugo.toml", "content/a.md", "docs/plan.md", "audit/text/a.txt", "content/notes.txt", "static/admin/index.html"], ["content/a.md"]),
        (["astro.config.mjs", "src/data/blog/a.md", "src/data/README.md", "src/data/blog/NOTES.md", "src/pages/TERMS.md", "docs/setup.md", "plans/a.md"], ["src/data/blog/a.md", "src/pages/TERMS.md"]),
        (["_config.yml", "_posts/2024-01-01-a.md", "docs/_posts/2010-01-01-sample.md", "drafts-old/b.md", "assets/images/readme.md", "about.md"], ["_posts/2024-01-01-a.md", "about.md"]),
        (["site/_config.yml", "site/_includes/nav.html", "site/_posts/2024-01-01-a.md", "site/README-Episodes.md", "CONTRIBUTING.md", "CODE-OF-CONDUCT.md", "tools/x.md"], ["site/_posts/2024-01-01-a.md", "tools/x.md"]),
        (["one/_config.yml", "one/_layouts/a.html", "one/a.md", "two/hugo.toml", "two/themes/x/a.md", "two/content/b.md"], ["one/a.md", "two/content/b.md"]),
        (["next.config.ts", "posts/a.md", "content/b.mdx", "docs/PLAN.md", "app/about/TERMS.mdx", "docs/c.md"], ["app/about/TERMS.mdx", "content/b.mdx", "docs/c.md", "posts/a.md"]),
        (["_config.yml", "_posts/2024-01-01-a.md", "theme/fonts/fa/README.md", "theme/fonts/fa/demo.html", "theme/js/about.md", "notes/a.md"], ["_posts/2024-01-01-a.md", "notes/a.md", "theme/js/about.md"]),
        ([".eleventyignore", "eleventy.config.mjs", "posts/a.md", "talks/2024/x/slides/b.md", "talks/_c.md", "talks/d.md", "drafts/e.md"], ["posts/a.md", "talks/d.md"]),
        (["a.md", "TODO.md", "CHANGELOG.md", "notes/TODO.md", "fonts/license.txt"], ["a.md", "notes/TODO.md"]),
        (["posts/a.md", "layouts/post.html", "includes/nav.html", "notes/layouts/b.md"], ["notes/layouts/b.md", "posts/a.md"]),
        (["a.md", "README.md", "robots.txt", "requirements-dev.txt", "LICENSE", "LICENSE.md", "todo.txt"], ["README.md", "a.md", "todo.txt"]),
    ],
)  # fmt: skip
def test_themes_templates_and_the_projects_documents_are_no_posts(tmp_path, files, posts) -> None:
    for name in [*files, ".git/HEAD"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        told = {
            "package.json": '{"dependencies":{"hexo":"^7"}}',
            "_config.yml": "permalink: /:title/\nexclude:\n  - /docs # the theme's own\n  - drafts-*/\n",
            "hugo.toml": "title = 'x'\n",
            ".eleventyignore": "# not yet\ndrafts/\n",
            "eleventy.config.mjs": 'c.ignores.add("talks/**/slides/**.md");\nc.ignores.add("./talks/**/_*.md");\n',
            "demo.html": "<p>Words.</p>",
        }.get(name.rpartition("/")[2])
        (tmp_path / name).write_text(told or ("Words." if name.rpartition("/")[2][:3].isupper() else PAGE), encoding="utf-8")  # fmt: skip
    found = list(find_posts(tmp_path))
    assert sorted(one.source for one in found if isinstance(one, Found)) == posts
    # A post may link to any of them all the same.
    assert len([one for one in find_posts(tmp_path, every=True) if isinstance(one, Found)]) >= len(posts)
    assert all(one.cause.code in {"post-of-project", "post-for-programs", "post-plain-text", "folder-without-posts"} for one in found if not isinstance(one, Found))  # fmt: skip


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


def test_a_folder_beside_those_of_the_pages_is_read_where_it_is_asked_for_and_where_the_project_says_so(
    tmp_path,
) -> None:
    (tmp_path / "hugo.toml").write_text("title = 'x'\n")
    for name in ("content/a.md", "letters/b.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(PAGE)
    assert [one.source for one in find_posts(tmp_path / "letters")] == ["b.md"]
    (tmp_path / "hugo.toml").write_text("title = 'x'\ncontentDir = 'letters'\n")
    found = [one.source for one in find_posts(tmp_path) if isinstance(one, Found)]
    assert found == ["content/a.md", "letters/b.md"]


def test_a_site_in_a_folder_of_the_repository_tells_how_its_posts_are_written(tmp_path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/_config.yml").write_text("permalink: x\n")
    project = project_of(tmp_path)
    assert project.generator is not None
    assert (project.generator.id, project.root) == ("jekyll", (tmp_path / "site").resolve())
