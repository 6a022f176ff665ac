"""Base64 in addresses and attributes is read in whatever form a program wrote it."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.base64_text import from_base64

SHOWN = st.text(min_size=1).filter(lambda text: text.isprintable() and text == text.strip())


@given(SHOWN)
def test_every_form_of_a_text_gives_the_text(text):
    raw = text.encode()
    for packed in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()):
        for form in (packed, packed.rstrip("="), quote(packed, safe=""), f"{packed[:2]}\n {packed[2:]}"):
            assert from_base64(form) == text


@given(st.text())
def test_no_text_breaks_it(text):
    assert from_base64(text).isprintable()


@pytest.mark.parametrize("value", ["", "a", "https://blog.example/", "AAE=", "/w==", "aHR0!cHM6", "é"])
def test_what_is_no_base64_of_a_text_is_nothing(value):
    assert from_base64(value) == ""
