"""Scripts that do not part words by spaces are the same ones wherever that is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.enrich.disclosures import Disclosures
from crawler.text.spaceless import count_in, has_open_words, is_spaceless

SPACELESS = {
    "Chinese": "帐篷",
    "a repeated character": "々",
    "a supplementary ideograph": "𠮷",
    "hiragana": "ひと",
    "half-width kana": "ﾃﾝﾄ",
    "Thai": "เต็นท์",
    "Lao": "ເຕັ້ນ",
    "Burmese": "တဲ",
    "Khmer": "តង់",
}
SPACED = {"English": "tent", "Greek": "σκηνή", "Russian": "палатка", "Arabic": "خيمة", "Hindi": "तंबू"}


@pytest.mark.parametrize("text", SPACELESS.values(), ids=SPACELESS)
def test_a_script_without_spaces_is_known_amid_other_words(text):
    assert is_spaceless(f"The {text} is light")
    assert has_open_words(f"The {text} is light")


@pytest.mark.parametrize("text", SPACED.values(), ids=SPACED)
def test_a_script_with_spaces_is_none(text):
    assert not is_spaceless(f"The {text} is light")
    assert not has_open_words(f"The {text} is light")


def test_korean_parts_its_words_but_not_the_particles_from_them():
    assert not is_spaceless("텐트는 가볍다")
    assert has_open_words("텐트는 가볍다")
    assert count_in("텐트는 가볍다", 2) == 2


@pytest.mark.parametrize("text", [*SPACELESS.values(), "텐트"], ids=[*SPACELESS, "Korean"])
def test_a_phrase_without_spaces_is_found_amid_letters_of_its_script(text):
    known = Disclosures([text * 2])
    assert known.discloses(f"{text * 4}")


@given(st.text(max_size=50))
def test_where_words_are_open_is_a_matter_of_single_characters(text):
    assert is_spaceless(text) == any(map(is_spaceless, text))
    assert has_open_words(text) == any(map(has_open_words, text))
    assert has_open_words(text) or not is_spaceless(text)
