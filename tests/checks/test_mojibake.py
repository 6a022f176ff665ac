"""Texts in a wrong encoding: whatever way a text went wrong, the quick look lets it through to the careful one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.checks.mojibake import _SUSPECT, repaired

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
