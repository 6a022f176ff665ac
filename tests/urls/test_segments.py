"""AUDIT_SEGMENTS: which part of the site an address belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import Mistake
from crawler.urls.segments import segment_of, segments_of

SEGMENTS = segments_of({"Reviews": ["/reviews/", "/*-review"], "Posts": "_posts/*.md", "Odd": "/a[1]?*"})


@pytest.mark.parametrize(
    ("url", "source", "segment"),
    [
        ("https://blog.example/reviews/tent/", "", "Reviews"),
        ("https://blog.example/reviews/", "", "Reviews"),
        ("https://blog.example/tent-review", "", "Reviews"),
        ("https://blog.example/tent-review/2", "", ""),
        ("https://blog.example/old/reviews/", "", ""),
        ("https://blog.example/tent?x=/reviews/", "", ""),
        ("https://blog.example", "", ""),
        ("", "_posts/tent.md", "Posts"),
        ("https://blog.example/tent-review", "_posts/tent.md", "Reviews"),
        ("https://blog.example/a[1]?x", "", ""),
        ("", "a[1]?.md", "Odd"),
    ],
)
def test_the_first_segment_whose_pattern_the_path_fits_counts(url, source, segment):
    assert segment_of(SEGMENTS, url, source) == segment


@pytest.mark.parametrize("setting", [{"": "/a"}, {"x" * 41: "/a"}, {"A": []}, {"A": 3}, {"A": ["/a", ""]}])
def test_a_name_or_pattern_that_is_none_is_refused_in_one_sentence(setting):
    with pytest.raises(Mistake, match=r"^AUDIT_SEGMENTS: [^\n]+\.$"):
        segments_of(setting)


@given(st.text(min_size=1), st.text())
def test_any_pattern_meets_any_path_without_a_crash(pattern, path):
    assert segment_of(
        segments_of({"A": pattern}), f"https://blog.example/{path}" if "[" not in path else "", path
    ) in {"", "A"}


def test_a_row_of_stars_is_quick():
    segments = segments_of({"A": "*" * 500 + "x", "B": "*a" * 12 + "b"})
    assert segment_of(segments, "https://blog.example/" + "a" * 5_000, "") == ""
