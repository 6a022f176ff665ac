"""The fingerprint of a workbook changes with every cell that a person would call another one."""

import pytest

from reports.layout import Column, Sheet
from reports.sameness import Fingerprint, fingerprint_of

SHEET = Sheet(
    "pages",
    "Pages",
    1,
    sql="SELECT",
    column=(Column("page", format="link", to="url"), Column("ms", passing=True), Column("words")),
)
ROWS = [("/a", 20, 5, "https://blog.example/a"), ("/b", 30, None, "https://blog.example/b")]


def fingerprint(rows, sheet=SHEET, of=()):
    made = Fingerprint(of)
    assert list(made.over(iter(rows), sheet)) == rows
    return made.text()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ROWS[:1],
        ROWS[::-1],
        [ROWS[0], ("/b", 30, "", "https://blog.example/b")],
        [ROWS[0], ("/b", 30, None, "https://blog.example/c")],
        [ROWS[0], ("/b", 30, 5, "https://blog.example/b")],
        [ROWS[0], ("/b", 30, "5", "https://blog.example/b")],
        [("/a", 20, 5, "https://blog.example/a\ud800"), ROWS[1]],
    ],
)
def test_another_row_or_value_or_order_makes_another_one(rows):
    assert fingerprint(rows) != fingerprint(ROWS)


def test_what_passes_makes_no_other_one():
    later = [(page, ms + 1, words, url) for page, ms, words, url in ROWS]
    assert fingerprint(later) == fingerprint(ROWS)


def test_what_the_rows_are_of_makes_another_one():
    assert fingerprint(ROWS, of=("1.2",)) != fingerprint(ROWS, of=("1.3",))


def test_rows_of_one_table_are_told_from_those_of_the_next():
    whole, parted = Fingerprint(), Fingerprint()
    list(whole.over(ROWS, SHEET))
    list(parted.over(ROWS[:1], SHEET))
    list(parted.over(ROWS[1:], SHEET))
    assert whole.text() != parted.text()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 damaged"])
def test_a_file_that_is_no_workbook_has_none(tmp_path, content):
    if content is not None:
        (tmp_path / "audit.xlsx").write_bytes(content)
    assert not fingerprint_of(tmp_path / "audit.xlsx")
