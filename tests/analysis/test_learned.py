"""What a crawl has learned of development hosts outlives the patch that takes its evidence away."""

import base64

from tests.support.crawling import database, query
from tests.support.mending import apply, audit

LEFT = """
SELECT now, should_be, confidence FROM finding
WHERE rule = 'dev-host-link' AND crawl_id = (SELECT max(id) FROM crawl) ORDER BY now
"""


def post(folder, name, body):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(f"---\ntitle: {name}\nslug: {name}\n---\n{body}\n")


def history(url):
    return f'data-wpil="url" data-wpil-url-old="{base64.b64encode(url.encode()).decode()}"'


def test_a_host_and_a_folder_are_remembered_after_the_patch(tmp_path):
    posts, out, dev = tmp_path / "posts", tmp_path / "out", "http://127.0.0.1:8080/testsite"
    for n in range(3):
        post(
            posts, f"p{n}", f'<p><a {history(f"https://www.blog.example/p{n}/")} href="{dev}/p{n}/">x</a></p>'
        )
    fixes = audit(posts, out)
    assert apply(posts, fixes / "posts.patch").returncode == 0
    audit(posts, out)
    assert query(database(out), LEFT) == []
    # Nothing in the folder tells any more what the host stands for.
    post(posts, "late", f"[new]({dev}/never-seen/) ![an image]({dev}/images/late.png)")
    fixes = audit(posts, out)
    assert query(database(out), LEFT) == [
        (f"{dev}/images/late.png", "https://www.blog.example/images/late.png", "high"),
        (f"{dev}/never-seen/", "https://www.blog.example/never-seen/", "high"),
    ]
    assert apply(posts, fixes / "posts.patch").returncode == 0
    audit(posts, out)
    assert query(database(out), LEFT) == []


def test_what_votes_today_comes_before_what_was_remembered(tmp_path):
    posts, out = tmp_path / "posts", tmp_path / "out"
    post(posts, "a", f'<p><a {history("https://old.example/a/")} href="http://blog.local/a/">x</a></p>')
    audit(posts, out)
    post(
        posts,
        "a",
        f'<p><a {history("https://new.example/a/")} href="http://blog.local/a/">x</a></p>\n\n[b](http://blog.local/b/)',
    )
    audit(posts, out)
    assert (
        dict(row[:2] for row in query(database(out), LEFT))["http://blog.local/b/"]
        == "https://new.example/b/"
    )


def test_structured_data_is_patched_with_the_rest_and_nothing_is_left(tmp_path):
    posts, out, dev = tmp_path / "posts", tmp_path / "out", "http://blog.local"
    data = f'{{"@context": "https://schema.org",\n "url": "{dev}/a/",\n "image": "{dev}/i.png",\n "sameAs": ["{dev}/a/"]}}'
    escaped = data.replace("/", "\\/").replace("\n", "")
    link = f'<p><a {history("https://blog.example/a/")} href="{dev}/a/">x</a></p>'
    post(
        posts,
        "a",
        f'{link}\n<script type="application/ld+json">\n{data}\n</script>\n<script type="application/ld+json">{escaped}</script>',
    )
    fixes = audit(posts, out)
    assert len(query(database(out), LEFT)) == 7
    assert apply(posts, fixes / "posts.patch").returncode == 0
    audit(posts, out)
    assert query(database(out), LEFT) == []
    assert ".local" not in (posts / "a.md").read_text()
