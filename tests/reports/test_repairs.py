"""Each kind of repair: its file's examples, a post before and after the patch."""

import pytest

from reports.fixes.repair import repairs
from tests.support.mending import apply, audit

EXAMPLES = [
    pytest.param(repair, example, id=f"{repair.id}: {example.name}")
    for repair in repairs()
    for example in repair.example
]


def test_every_repair_has_an_example_that_changes_and_one_place_in_the_order():
    assert all(any(one.before != one.after for one in repair.example) for repair in repairs())
    assert len({repair.order for repair in repairs()}) == len(repairs())


@pytest.mark.parametrize(("repair", "example"), EXAMPLES)
def test_the_example_holds(repair, example, tmp_path):
    posts = tmp_path / "posts"
    for name, text in {example.file: example.before, **example.others}.items():
        (posts / name).parent.mkdir(parents=True, exist_ok=True)
        (posts / name).write_text(text.lstrip("\n"), encoding="utf-8")
    fixes = audit(posts, tmp_path / "out", site=example.site)
    patch = fixes / repair.file
    if example.before == example.after:
        assert not patch.exists() or example.file.encode() not in patch.read_bytes()
        return
    done = apply(posts, patch)
    assert done.returncode == 0, done.stderr
    assert (posts / example.file).read_text(encoding="utf-8") == example.after.lstrip("\n")
