"""Texts in a wrong encoding: whatever way a text went wrong, the quick look lets it through to the careful one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.checks.mojibake import _SUSPECT, changed_words, is_clean, repaired

TEXTS = [
    "don’t",
    "café",
    "naïve",
    "“tents”",
    "5 – 6",
    "€ 20",
    "für zwei",
    "São Paulo",
    "🔥 hot",
    "Привет",
    "日本語",
    "à la",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "sloppy-windows-1252", "macroman", "cp1251"])
def test_what_ftfy_repairs_is_not_passed_over(text, encoding):
    try:
        broken = text.encode("utf-8").decode(encoding)
    except UnicodeDecodeError:
        return
    if repaired(broken) != broken:
        assert _SUSPECT.search(broken)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_right_stays_as_it_is(text):
    assert repaired(text) == text


@given(st.text(alphabet=st.characters(min_codepoint=0xA1, max_codepoint=0x17F), min_size=1, max_size=20))
def test_latin_text_that_went_wrong_once_is_looked_at(text):
    broken = text.encode("utf-8").decode("latin-1")
    if repaired(broken) != broken:
        assert _SUSPECT.search(broken)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("donâ€™t and 20Â°C", [("donâ€™t", "don’t"), ("20Â°C", "20°C")]),
        ("weâ€™re Â here", [("Â", ""), ("weâ€™re", "we’re")]),
        ("cafÃ© and cafÃ©", [("cafÃ©", "café")]),
    ],
)
def test_a_repair_is_told_word_by_word(text, expected):
    assert changed_words(text, repaired(text.replace("Â ", "Â\xa0"))) == expected


@pytest.mark.parametrize("text", ["go?11Â\x86?", "schÃ¶n, voilÃ", "â€œtentâ€ and", "SÃ£o \ufffd", "donâ€?t"])
def test_a_repair_that_leaves_or_makes_strange_signs_is_not_clean(text):
    assert repaired(text) != text
    assert not is_clean(text, repaired(text))
