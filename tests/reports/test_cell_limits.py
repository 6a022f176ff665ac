"""How much a cell holds: 32,767 UTF-16 units, as Excel counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cell_limits import CUT_MARK, TEXT_LIMIT, fitted, is_cut, units

EAR = "\N{EAR OF RICE}"  # two units


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("Łódź", 4), (EAR, 2), (f"a{EAR}b", 4), ("\uffff", 1)]
)
def test_units_are_those_of_utf_16(text, count):
    assert units(text) == count == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("x" * TEXT_LIMIT, True),
        ("x" * (TEXT_LIMIT + 1), False),
        (EAR * (TEXT_LIMIT // 2) + "x", True),
        (EAR * (TEXT_LIMIT // 2 + 1), False),
        ("x" * (TEXT_LIMIT - 2) + EAR, True),
        ("x" * (TEXT_LIMIT - 1) + EAR, False),
        ("ж" * TEXT_LIMIT, True),
    ],
)
def test_a_text_stays_whole_up_to_the_limit_and_is_cut_with_a_mark_beyond_it(text, whole):
    made = fitted(text)
    assert (made == text) is whole
    assert is_cut(made) is not whole
    assert whole or (made.endswith(CUT_MARK) and TEXT_LIMIT - 1 <= units(made) <= TEXT_LIMIT)


@given(st.text(max_size=40), st.integers(len(CUT_MARK), 60))
def test_what_is_left_is_the_beginning_and_no_character_is_halved(text, limit):
    made = fitted(text, limit)
    assert units(made) <= limit
    assert made == text or text.startswith(made.removesuffix(CUT_MARK))
    made.encode("utf-16-le")
