"""What strangers write, in a cell: it stays text, it breaks nothing, and it can be read back."""

import io
import tempfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from reports.cell_limits import LINK_LIMIT
from reports.cells import (
    link_address,
    moment,
    safe,
)
from reports.layout import Column, Sheet
from reports.worksheets import Book, Limits

FORMATS = ["", "wrap", "link", "severity", "number", "percent", "date", "title"]
ANY_TEXT = st.text(
    st.characters(codec=None, categories=None), max_size=60
)  # lone surrogates and noncharacters too
NASTY = st.sampled_from(
    [
        "=",
        "#N/A",
        "#REF!",
        "+",
        "@",
        "_x000D_",
        "<r>",
        "</r>",
        "\r\n",
        "\t",
        "\x00",
        "\x1b",
        "\ud800",
        "\ufffe",
        "http://",
    ]
)


def written_and_read(values, formats, expected=0):
    """Return the cells that a row of these values has after saving and opening the file."""
    file, columns = io.BytesIO(), tuple(Column(str(n), format=f) for n, f in enumerate(formats))
    with tempfile.TemporaryDirectory() as folder, Book(file, Path(folder), Limits(looks=1)) as book:
        book.table(Sheet("test", "Test", 1, sql="SELECT", column=columns), [values], expected)
        book.save("")
    return openpyxl.load_workbook(file)["Test"][2]


@given(
    st.lists(st.one_of(ANY_TEXT, st.lists(st.one_of(NASTY, ANY_TEXT)).map("".join)), min_size=8, max_size=8)
)
def test_any_text_is_written_and_read_back_as_text_in_every_format(values):
    values = [
        value if moment(value) is None else f"x{value}" for value in values
    ]  # dates are the next test's
    read = written_and_read([*values, "end"], [*FORMATS, ""])
    for cell, value in zip(read, values, strict=False):
        assert cell.data_type in {"s", "n", "inlineStr"}, "never a formula, never an error"
        assert unescape(cell.value or "") == (safe(value) or "")
    for cell, value in zip(written_and_read([*values, "end"], [""] * 9, expected=2), values, strict=False):
        assert cell.data_type in {"s", "n", "inlineStr"}
        assert unescape(cell.value or "") == (safe(value) or ""), "in the rows of a large sheet as well"


@given(ANY_TEXT)
def test_safe_text_holds_nothing_that_xml_cannot_hold(text):
    made = safe(text) or ""
    made.encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n" for char in made)
    assert not {"\ufffe", "\uffff"} & set(made)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_left_alone(text):
    assert (safe(text) or "") == text or text.startswith("<r>")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://evil.example","x")', "=1+1", "=", "#N/A", "#DIV/0!"])
@pytest.mark.parametrize("format_", FORMATS)
def test_what_looks_like_a_formula_or_an_error_is_text(text, format_):
    cell = written_and_read([text, "end"], [format_, ""])[0]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    "text", ["+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "007", "1e5", "TRUE"]
)
def test_what_only_csv_readers_misread_stays_as_it_is_and_stays_text(text):
    cell = written_and_read([text, "end"], ["", ""])[0]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a�b"),
        ("a\x1b[31mb", "a�[31mb"),
        ("a\ud800b", "a�b"),
        ("a\ufffeb\uffff", "a�b�"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("_x000D_", "_x000D_"),
        ("<r><t>not ours</t></r>", "<r><t>not ours</t></r> "),
        ("snake_xylophone", "snake_xylophone"),
        ("", None),
        (None, None),
        (7, 7),
        (2.5, 2.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (2**53 + 1, "9007199254740993"),
    ],
)
def test_a_value_is_made_safe(text, shown):
    assert safe(text) == shown


def test_a_link_leads_to_the_address_and_not_to_the_escapes_of_the_cell():
    cell = written_and_read(["https://shop.example/bild_x1080_gross.jpg", "end"], ["link", ""])[0]
    assert unescape(cell.value) == "https://shop.example/bild_x1080_gross.jpg"
    assert cell.hyperlink.target == "https://shop.example/bild_x1080_gross.jpg"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://blog.example/a?b=c#d", "https://blog.example/a?b=c#d"),
        ("https://blog.example/ … and 41 more pages", "https://blog.example/"),
        ("https://blog.example", "https://blog.example"),
        (
            "https://blog.example/" + "a" * (LINK_LIMIT - 21),
            "https://blog.example/" + "a" * (LINK_LIMIT - 21),
        ),
        ("https://blog.example/" + "a" * (LINK_LIMIT - 20), ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("mailto:me@blog.example", ""),
        ("hip-pain.md", ""),
        ("https://blog.example/a#b#c", ""),
        ('https://blog.example/"><x', ""),
        ("https://user:pass@blog.example/", ""),
        ("https://", ""),
    ],
)
def test_only_a_plain_web_address_becomes_a_link(text, address):
    assert link_address(text) == address


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-20T08:00:00+00:00", datetime(2026, 11, 20, 8)),
        ("2026-11-20T08:00:00+02:00", datetime(2026, 11, 20, 6)),
        ("2026-11-20T08:00:00", datetime(2026, 11, 20, 8)),
        ("0001-01-01T00:00:00+14:00", None),
        ("not finished", None),
    ],
)
def test_a_moment_is_read_as_utc(text, when):
    assert moment(text) == when


def test_a_moment_is_written_as_a_date():
    cell = written_and_read(["2026-11-20T08:00:00+00:00", "end"], ["date", ""])[0]
    assert cell.value == datetime(2026, 11, 20, 8)
    assert cell.number_format == "yyyy-mm-dd hh:mm"
