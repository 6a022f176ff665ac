"""What the project around a folder of posts tells of its site: the address, the folder it stands in, the files it copies."""

import pytest

from crawler.checks.links import affiliate_links_carry_rel
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.links import Classifier
from crawler.posts import read_post
from crawler.posts.generator import project_of
from crawler.posts.project_files import ProjectFiles, configured_base, configured_site


def project(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("files", "site", "base"),
    [
        ({"_config.yml": 'permalink: /:title/\nurl: "https://a.example" # mine\nbaseurl: "/blog"\n'}, "https://a.example", "/blog"),
        ({"_config.yml": "permalink: /:title/\nurl: ''\nbaseurl: ''\n", "CNAME": "WWW.a.example\n"}, "https://www.a.example", ""),
        ({"_config.yml": "permalink: /:title/\nurl: http://localhost:4000\n"}, "", ""),
        ({"hugo.toml": "title = 'x'\nbaseURL = 'https://a.example/walks/'\n"}, "https://a.example", "/walks"),
        ({"config/_default/hugo.yaml": "baseURL: https://a.example/\n"}, "https://a.example", ""),
        ({"astro.config.mjs": "export default defineConfig({ site: 'https://a.example', base: '/x' })"}, "https://a.example", "/x"),
        ({"mkdocs.yml": "site_name: x\nsite_url: https://a.example/docs/\n"}, "https://a.example", "/docs"),
        ({"readme.md": "url: https://a.example"}, "", ""),
        ({"_config.yml": "permalink: x\n", "CNAME": "../../etc\n"}, "", ""),
    ],
)  # fmt: skip
def test_the_configuration_says_where_the_site_is(tmp_path, files, site, base) -> None:
    found = project_of(project(tmp_path, {**files, ".git/HEAD": ""}))
    assert (configured_site(found), configured_base(found)) == (site, base)


def test_a_file_that_the_project_copies_is_the_sites_and_nothing_outside_of_it_is(tmp_path) -> None:
    root = project(
        tmp_path / "project",
        {"hugo.toml": "title = 'x'\nbaseURL = ''\n", "static/a b.png": "", "content/p/c.jpg": "", "secret.txt": ""},
    )  # fmt: skip
    (tmp_path / "outside.png").write_text("")
    files = ProjectFiles(root / "content", project_of(root / "content"))
    there = [
        path for path in ("/a%20b.png", "/p/c.jpg", "/p/", "/", "/secret.txt", "/x.png") if files.has(path)
    ]
    assert there == ["/a%20b.png", "/p/c.jpg"]
    assert not any(
        map(files.has, ("/../../outside.png", "/..%2f..%2foutside.png", "/%00", "/" + "x" * 9_000))
    )


def test_of_a_generator_that_nobody_knows_the_usual_folders_are_looked_into(tmp_path) -> None:
    root = project(tmp_path, {".git/HEAD": "", "public/up/a.png": "", "content/posts/b.md": ""})
    assert ProjectFiles(root / "content/posts", project_of(root / "content/posts")).has("/up/a.png")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"astro.config.mjs": "import r from 'rehype-external-links'\nrehypePlugins: [[r, { target: '_blank' }]]"}, "astro.config.mjs"),
        ({"astro.config.mjs": "import r from 'rehype-external-links'\nrehypePlugins: [[r, { rel: ['noopener'] }]]"}, ""),
        ({"astro.config.mjs": "rehypePlugins: [own]", "src/plugins/own.mjs": "node.properties.rel = ['sponsored']"}, "src/plugins/own.mjs"),
        ({"hugo.toml": "title = 'x'", "layouts/_default/_markup/render-link.html": "<a rel=nofollow>"}, "layouts/_default/_markup/render-link.html"),
        ({"_config.yml": "new_post_name: x\nnofollow:\n  field: post\n  enable: true\n"}, "_config.yml"),
        ({"_config.yml": "permalink: x\n"}, ""),
    ],
)  # fmt: skip
def test_who_writes_the_rel_when_the_site_is_built_is_not_asked_for_it_in_the_posts(
    tmp_path, files, told
) -> None:
    link = "[Tent](https://www.amazon.com/dp/B000000000?tag=blog-20)"
    root = project(tmp_path, {**files, ".git/HEAD": "", "content/a.md": f"---\ntitle: Tents\n---\n{link}\n"})
    page = read_post(root / "content/a.md", root / "content")
    enrich(page, Classifier("https://blog.example"), Disclosures())
    found = list(affiliate_links_carry_rel(page, meant=[]))
    assert (page.rel_file, len(found), len(page.notes)) == (told, 0 if told else 1, 1 if told else 0)
