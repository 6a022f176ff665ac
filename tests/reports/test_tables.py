"""Exports come from anybody: any encoding and separator is read, and what is no table, or too much, is refused in a few words."""

import zipfile
from datetime import datetime

import openpyxl
import pytest

from reports.copies import Unreadable, tables
from reports.copies.tables import read_tables

TEXT = "Häufigste Seiten{0}Klicks{0}Impressionen{0}CTR{0}Position\nhttps://blog.example/a/{0}12{0}1.400{0}0,86 %{0}4,5\n"
ROWS = [("Häufigste Seiten", "Klicks", "Impressionen", "CTR", "Position"), ("https://blog.example/a/", "12", "1.400", "0,86 %", "4,5")]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ";"),
        ("utf-8-sig", "\t"),
        ("utf-16", "\t"),
        ("utf-16-le", "\t"),
        ("utf-16-be", ";"),
        ("cp1252", ";"),
        ("latin-1", "\t"),
    ],
)
def test_a_text_is_read_in_any_encoding_with_any_separator(tmp_path, encoding, separator):
    path = tmp_path / "Seiten.csv"
    path.write_bytes(TEXT.format(separator).encode(encoding))
    assert read_tables(path) == [ROWS]


def test_commas_in_quotes_and_line_ends_of_windows_are_no_separators(tmp_path):
    path = tmp_path / "Pages.csv"
    path.write_bytes(b'Top pages,Clicks,CTR\r\n"https://blog.example/a,b/","1,204","2,64 %"\r\n')
    assert read_tables(path) == [
        [("Top pages", "Clicks", "CTR"), ("https://blog.example/a,b/", "1,204", "2,64 %")]
    ]


def test_a_workbook_gives_each_sheet_and_no_formula(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Top pages", "Clicks"])
    book.active.append(["https://blog.example/a/", "=1+1"])
    book.create_sheet("Chart").append([datetime(2026, 8, 1), 3])
    book.save(tmp_path / "a.xlsx")
    assert read_tables(tmp_path / "a.xlsx") == [
        [("Top pages", "Clicks"), ("https://blog.example/a/",)], [(datetime(2026, 8, 1), 3)]
    ]  # fmt: skip


def packed(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_csv", ".csv"), content)
    return path


def test_an_archive_gives_its_texts_and_nothing_is_unpacked_to_the_disk(tmp_path):
    path = packed(
        tmp_path / "a.zip",
        Pages_csv="a,b\n1,2\n",
        **{
            "../../escape_csv": "c,d\n3,4\n",
            "__MACOSX/._Pages_csv": "\0",
            "notes.md": "x",
            "inner.zip": b"PK",
        },
    )
    assert read_tables(path) == [[("a", "b"), ("1", "2")], [("c", "d"), ("3", "4")]]
    assert [file.name for file in tmp_path.rglob("*")] == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", b"PK\x03\x04 no more", "it is no ZIP archive, or a damaged one"),
        ("a.xlsx", b"Top pages,Clicks", "it is no workbook, or a damaged one"),
        ("a.csv", b'a,b\n"' + b"x" * 200_000 + b"\n", "it is no table"),
        ("b.csv", b"," * 1_100_000, "it is no table"),
        ("a.pdf", b"%PDF", "only .csv, .tsv, .txt, .zip, .xlsx, .xlsm, .ods can be read"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path, name, content, why):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=f"^{why}$"):
        read_tables(tmp_path / name)


def test_a_few_bytes_that_unpack_to_many_are_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000)
    with pytest.raises(Unreadable, match="it unpacks to more than 0 MB"):
        read_tables(packed(tmp_path / "a.zip", a_csv="1,2\n" * 200, b_csv="1,2\n" * 200))
    (tmp_path / "a.csv").write_text("1,2\n" * 400)
    with pytest.raises(Unreadable, match="it is larger than 0 MB"):
        read_tables(tmp_path / "a.csv")
    monkeypatch.setattr(tables, "MOST_ROWS", 300)
    with pytest.raises(Unreadable, match="more than 300 rows"):
        read_tables(packed(tmp_path / "b.zip", a_csv="1\n" * 200, b_csv="1\n" * 200))


def test_rows_cells_and_columns_have_bounds(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join("1" * 300) + "\n" + "x" * 90_000 + ",2\n")
    (wide, long) = read_tables(path)[0]
    assert (len(wide), len(long[0])) == (tables.MOST_COLUMNS, tables.LONGEST)
