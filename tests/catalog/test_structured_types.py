"""Each type file says of its own examples exactly what they lack, and is read strictly."""

import json

import pytest

from crawler.catalog.reader import RuleFileError
from crawler.catalog.structured_types import structured_types, types_of
from crawler.enrich.structured import mark_items
from crawler.extract import read_html

TYPES = structured_types()
EXAMPLES = [(kind, example) for kind in TYPES.values() for example in kind.example]
GOOD = """
name = "Tent"
types = ["Tent"]
source = "https://docs.example/tent"
read_on = "2026-07-07"
required = ["name"]
[[example]]
name = "one"
json = '{"@type": "Tent", "name": "One"}'
"""


def items_of(text, *, url="https://blog.example/post/"):
    data = {"@context": "https://schema.org", **json.loads(text)}
    page = read_html(f"<script type='application/ld+json'>{json.dumps(data)}</script>", url)
    mark_items(page)
    return page.items


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[f"{kind.id}: {e.name}" for kind, e in EXAMPLES])
def test_an_example_lacks_what_it_says(kind, example):
    of_kind = [item for item in items_of(example.json) if not set(item.types).isdisjoint(kind.types)]
    assert of_kind, "an example holds an item of its type"
    judged = [item for item in of_kind if item.google == kind.id and not kind.retired]
    assert bool(judged) == example.judged
    if judged:
        assert judged[0].missing == example.missing
        if example.unfilled is not None:
            assert judged[0].unfilled == example.unfilled


@pytest.mark.parametrize(
    "kind", [kind for kind in TYPES.values() if not kind.retired], ids=lambda kind: kind.id
)
def test_what_a_type_requires_is_shown_there_and_missing(kind):
    said = {path for example in kind.example for path in example.missing}
    asks = bool(kind.required or kind.any_of or kind.least or kind.not_last)
    assert bool(said) == asks, "an example shows what is missing"
    assert any(example.judged and not example.missing for example in kind.example), (
        "… and one that nothing is"
    )


@pytest.mark.parametrize("name", sorted({name for kind in TYPES.values() for name in kind.required}))
def test_an_item_of_nothing_but_its_type_lacks_all_that_is_required(name):
    for kind in TYPES.values():
        if name in kind.required and kind.alone and not kind.trigger:
            (item,) = items_of(json.dumps({"@type": kind.types[0], "identifier": "1"}))
            assert name in item.missing or name.partition(".")[0] in item.missing


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('name = "Tent"', 'nmae = "Tent"'), "unknown key 'nmae'"),
        (('required = ["name"]', ""), "asks for something"),
        (('required = ["name"]', 'required = "name"'), "should be a list"),
        (('required = ["name"]', 'required = ["name"]\nretired = "2026-01-01"'), "asks for something"),
        (("2026-07-07", "July 2026"), "should be a day"),
        (('types = ["Tent"]', "types = []"), "needs `types`"),
        (('required = ["name"]', 'required = ["name"]\nleast = { name = "two" }'), "a whole number"),
        (
            ('required = ["name"]', 'required = ["name"]\nparent = { name = "offers" }'),
            "a list of properties",
        ),
        (("json = ", "jsno = "), "unknown key 'jsno'"),
    ],
)
def test_a_wrong_type_file_is_refused_in_a_sentence_that_names_it(tmp_path, change, says):
    (tmp_path / "Tent.toml").write_text(GOOD)
    assert set(types_of(tmp_path)) == {"Tent"}
    (tmp_path / "Tent.toml").write_text(GOOD.replace(*change))
    with pytest.raises(RuleFileError, match=r"Tent\.toml") as caught:
        types_of(tmp_path)
    assert says in str(caught.value)
