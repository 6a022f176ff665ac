"""Every kind of export says by its own examples what it reads and what it leaves alone."""

import pytest

from crawler.analysis.exports import recognise
from crawler.catalog.exports import KEYS, ExportKind, export_kinds
from crawler.catalog.reader import RuleFileError, build
from crawler.items import Cause
from reports.copies.tables import read_tables

EXAMPLES = [(kind.id, example) for kind in export_kinds().values() for example in kind.example]


def in_words(rows):
    """Return rows as examples write them."""
    return tuple(
        " ".join([subject, *(f"{key}={numbers[key]:g}" for key in KEYS if key in numbers)])
        for subject, numbers in rows.items()
    )


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[f"{kind}: {one.name}" for kind, one in EXAMPLES])
def test_an_export_is_read_as_its_example_says(tmp_path, kind, example):
    path = tmp_path / example.file
    path.write_text(example.text, encoding="utf-8")
    found = recognise(export_kinds(), read_tables(path), path.name)
    if example.refused:
        assert isinstance(found, Cause)
        assert found.code == example.refused
        return
    assert (found.kind, in_words(found.rows)) == (kind, example.rows)
    assert (found.told_by, found.since, found.until) == (example.told_by, example.since, example.until)
    assert found.unread == example.unread


@pytest.mark.parametrize("kind", export_kinds().values(), ids=lambda kind: kind.id)
def test_each_language_names_every_column_that_the_kind_needs(kind):
    for headers in kind.headers:
        missing = [key for key in kind.needs if not getattr(headers, key)]
        assert missing == [], headers.language
        assert not kind.any_of or any(getattr(headers, key) for key in kind.any_of)


def test_a_header_that_would_be_two_columns_is_refused():
    words = {
        "name": "A",
        "source": "https://a.example",
        "subject": "page",
        "needs": ["clicks"],
        "example": [],
    }
    with pytest.raises(RuleFileError, match="a header of 'en' is there twice"):
        build(
            {"id": "a", **words, "headers": [{"language": "en", "clicks": ["Views"], "sessions": ["views"]}]},
            ExportKind,
            "a.toml",
        )
    with pytest.raises(RuleFileError, match="unknown columns"):
        build({"id": "a", **words, "needs": ["views"], "headers": []}, ExportKind, "a.toml")
