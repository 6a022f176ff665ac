"""Patches of one folder with all faults at once: in any order each applies, nothing is left, and posts read as before."""

import itertools
import shutil
import subprocess

import pytest

from reports.fixes.diff import Change, diff
from reports.fixes.patches import below_checkout
from tests.support.mending import SITE, apply, audit, findings, read

AMAZON = "https://www.amazon.com/dp/B00000000{}?tag=me-20"
DEV = "http://localhost:4000"
FRONT = "---\ntitle: {}\nslug: {}\ndescription: About {} and what they are for on a long walk in the hills of the north.\n---\n"
CODE = (
    f'```\n[x]({DEV}/tents/) donâ€™t <a href="{AMAZON.format(0)}">x</a>\n## \n```\n\n'
    f"    [x]({DEV}/tents/) donâ€™t https://youtu.be/dQw4w9WgXcQ?si=AbCdEf\n\n"
    f"and `{DEV}/tents/ donâ€™t`.\n"
)
LINES = {
    "leak": f"See [all tents]({DEV}/tents/) of ours.",
    "image": f'<p><img src="{DEV}/stoves/" alt="A stove"> and words.</p>',
    "rel": f'A good <a href="{AMAZON.format(1)}">first tent</a> for two.',
    "merge": f"A good <a rel='noopener' href='{AMAZON.format(2)}&amp;psc=1'>second tent</a> for two.",
    "https": "The [shop](http://tentshop.com/tent) has it.",
    "twin": "The [same shop](https://tentshop.com/tent) has it, too.",
    "video": "Our [film](https://youtu.be/dQw4w9WgXcQ?si=AbCdEf&t=42) shows how.",
    "words": "The tent doesnâ€™t leak, and the cafÃ© is warm.",
    "heading": "##",
    "element": "<h3>&nbsp;</h3>",
}


def write(folder, name, body, title="Walks"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = FRONT.format(title, path.stem, title.lower()) + body
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))


def post(lines, between="\n\n"):
    return between.join(LINES[name] for name in lines) + "\n"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Return a folder of posts with every fault, and the folder of its patches."""
    root = tmp_path_factory.mktemp("faulty")
    posts = root / "posts"
    write(posts, "tents.md", "All tents that we have slept in, with their weight and their price.\n", "Tents")
    write(
        posts,
        "stoves.md",
        "All stoves that we have cooked on, with their weight and their price.\n",
        "Stoves",
    )
    write(posts, "apart.md", CODE + "\n" + post(LINES))
    # Each next to each, without an empty line between them, and twice the same.
    write(posts, "close.md", post([*LINES, *LINES], "\n"))
    write(
        posts,
        "pairs.html",
        "".join(
            post([a, b], "\n") + "<p>Words.</p>\n"
            for a, b in itertools.permutations(LINES, 2)
            if "heading" not in (a, b)
        ),
    )
    write(posts, "one-line.md", post([name for name in LINES if name != "heading"], " "))
    write(posts, "windows.md", post(LINES).replace("\n", "\r\n") + "\r\n" + LINES["leak"])
    write(
        posts,
        "bytes.md",
        "Caf\udce9 au lait.\n\n" + post([name for name in LINES if name != "words"]) + "\n" + LINES["rel"],
    )
    write(
        posts,
        "same.md",
        "\n\n".join([LINES["heading"], LINES["video"]] * 3 + [LINES["leak"]] * 3) + "\n\n" + CODE,
    )
    write(posts, "ein ordner/ü b.md", post(LINES))
    fixes = audit(posts, root / "out")
    patches = sorted(fixes.glob("*.patch"))
    assert [path.stem for path in patches] == [
        "empty-headings",
        "https",
        "mojibake",
        "posts",
        "rel-sponsored",
        "youtube",
    ]
    kept = root / "kept"
    shutil.copytree(fixes, kept)
    return posts, sorted(kept.glob("*.patch")), root / "out"


def test_each_patch_applies_alone(faulty, tmp_path):
    posts, patches, _ = faulty
    for patch in patches:
        done = apply(posts, patch, "--check")
        assert done.returncode == 0, f"{patch.name}: {done.stderr}"


def test_the_patches_apply_in_every_order_and_come_to_the_same(faulty, tmp_path):
    posts, patches, _ = faulty
    ends: set[tuple[bytes, ...]] = set()
    known: dict[frozenset[str], tuple[bytes, ...]] = {frozenset(): tuple(contents(posts))}
    # Every order: whatever came before, in whatever order, came to one folder, so each step from each such folder is tried.
    for count in range(len(patches)):
        for before in itertools.combinations(patches, count):
            here = known[frozenset(path.name for path in before)]
            for patch in set(patches) - set(before):
                folder = tmp_path / "step"
                shutil.copytree(posts, folder)
                for path, content in zip(files(folder), here, strict=True):
                    path.write_bytes(content)
                done = apply(folder, patch)
                assert done.returncode == 0, (
                    f"{patch.name} after {[path.name for path in before]}: {done.stderr}"
                )
                after, key = tuple(contents(folder)), frozenset({patch.name, *(path.name for path in before)})
                assert known.setdefault(key, after) == after, (
                    f"{patch.name} after {[path.name for path in before]}"
                )
                shutil.rmtree(folder)
    ends.add(known[frozenset(path.name for path in patches)])
    assert len(ends) == 1


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def contents(folder):
    return [path.read_bytes() for path in files(folder)]


def test_after_all_patches_none_of_their_findings_is_left_and_none_is_new(faulty, tmp_path):
    posts, patches, out = faulty
    mended = tmp_path / "posts"
    shutil.copytree(posts, mended)
    before = findings(out)
    for patch in patches:
        assert apply(mended, patch).returncode == 0
    fixes = audit(mended, tmp_path / "out")
    after = findings(tmp_path / "out")
    gone = {
        "dev-host-link",
        "unmarked-affiliate-link",
        "insecure-link",
        "youtube-share-noise",
        "mojibake",
        "empty-heading",
    }
    assert gone <= {rule for rule, *_ in before}
    assert not [row for row in after if row[0] in gone]
    assert not set(after) - set(before)
    assert not list(fixes.glob("*.patch"))


def test_readers_see_the_same_but_for_what_was_mended(faulty, tmp_path):
    posts, patches, _ = faulty
    mended = tmp_path / "posts"
    shutil.copytree(posts, mended)
    for patch in patches:
        assert apply(mended, patch).returncode == 0
    changed = {
        f"{DEV}/tents/": f"{SITE}/tents/",
        f"{DEV}/stoves/": f"{SITE}/stoves/",
        "http://tentshop.com/tent": "https://tentshop.com/tent",
        "https://youtu.be/dQw4w9WgXcQ?si=AbCdEf&t=42": "https://youtu.be/dQw4w9WgXcQ?t=42",
    }
    for path in files(posts):
        if path.name == "bytes.md":
            assert b"Caf\xe9" in (mended / path.relative_to(posts)).read_bytes()
        text, addresses = read(path)
        after, addresses_after = read(mended / path.relative_to(posts))
        assert addresses_after == [changed.get(url, url) for url in addresses], path.name
        right = (mended_words(text), mended_words(after))
        assert right[0] == right[1], path.name
        assert (CODE.encode() in path.read_bytes()) == (
            CODE.encode() in (mended / path.relative_to(posts)).read_bytes()
        )
        assert path.read_bytes().count(b"\r\n") == (mended / path.relative_to(posts)).read_bytes().count(
            b"\r\n"
        )


def mended_words(text):
    return (
        text.replace("doesnâ€™t", "doesn’t").replace("cafÃ©", "café").replace("\xa0", " ").replace("  ", " ")
    )


def test_front_matter_stays_as_it_is(faulty, tmp_path):
    posts, patches, _ = faulty
    mended = tmp_path / "posts"
    shutil.copytree(posts, mended)
    for patch in patches:
        apply(mended, patch)
    for path in files(posts):
        head = path.read_bytes().split(b"---\n")[1]
        assert (mended / path.relative_to(posts)).read_bytes().split(b"---\n")[1] == head


@pytest.mark.parametrize("place", ["", "src/content/_posts"])
def test_a_patch_applies_in_the_posts_folder_of_a_git_checkout(place, tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path / "blog"], check=True)
    posts = tmp_path / "blog" / place
    posts.mkdir(parents=True, exist_ok=True)
    (posts / "tea.md").write_bytes(b"# Tea\n\nHot.\n")
    change = Change(2, 3, (b"Cold.\n",), "posts")
    patch = tmp_path / "posts.patch"
    patch.write_bytes(
        diff(below_checkout(posts) + "tea.md", [b"# Tea\n", b"\n", b"Hot.\n"], [change])["posts"]
    )
    assert apply(posts, patch).returncode == 0
    assert (posts / "tea.md").read_bytes() == b"# Tea\n\nCold.\n"
