"""Copies of the workbook come from anybody: what cannot be read is said in a few words, and costs neither memory nor the audit."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from reports.copies import Unreadable, bounds, read_copy
from reports.files import put_in_place

HEADERS = ["Status", "Note", "Severity", "Ref", "Edition"]


def book(path: Path, *rows, headers=HEADERS, above=0):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for _ in range(above):
        sheet.append(["Our plan for this week"])
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def said(path):
    return [(cell.ref, cell.edition, cell.status, cell.note) for cell in read_copy(path).cells]


def test_a_table_is_known_by_its_headers_wherever_it_stands(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ["k3f9b2", None, "Done", "x"],
        headers=["Ref", "Of mine", "status ", "NOTE"],
        above=3,
    )
    assert said(path) == [("k3f9b2", None, "Done", "x")]
    assert said(book(tmp_path / "b.xlsx", ["Done", "x"], headers=["Status", "Note"])) == []


def test_wrong_types_and_formulas_are_texts_or_nothing(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        [1, 42, "error", "k3f9b2", 7.0], ["=A1", "=1+1", "error", "k3f9b3", "soon"], [True, 1.5, None, 12, 7],
        [None, None, None, "k3f9b4", None], ["Done", "a\r\nb\x07".replace("\x07", ""), None, " K3F9B5 ", 10**30],
    )  # fmt: skip
    assert said(path) == [
        ("k3f9b2", 7, "1", "42"), ("k3f9b3", None, None, None), ("k3f9b4", None, "", ""), ("k3f9b5", None, "Done", "a\nb"),
    ]  # fmt: skip
    assert read_copy(path).formulas == 2


def packed(path: Path, name: str, content: bytes, times: int = 1):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"{number or ''}{name}", content)
    return path


ODS = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    b"<office:body><office:spreadsheet><table:table>%s</table:table></office:spreadsheet></office:body></office:document-content>"
)
MANY = b'<table:table-row table:number-rows-repeated="%d"><table:table-cell table:number-columns-repeated="%d" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("text.xlsx", lambda path: path.write_text("hello"), "no workbook"),
        ("empty.xlsx", lambda path: path.write_bytes(b""), "no workbook"),
        ("locked.xlsx", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "password"),
        ("zip.xlsx", lambda path: packed(path, "a.txt", b"x"), "no workbook"),
        ("bomb.xlsx", lambda path: packed(path, "xl/workbook.xml", b" " * 3_000_000), "unpacks to more"),
        ("parts.xlsx", lambda path: packed(path, "a.xml", b"x", 2_100), "parts"),
        ("entities.ods", lambda path: packed(path, "content.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entities"),
        ("cells.ods", lambda path: packed(path, "content.xml", ODS % (MANY % (1_048_576, 16_384))), "cells"),
        ("names.csv", lambda path: path.write_text("Ref,Status"), "can be read"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_too_much_of_one_is_said(tmp_path, monkeypatch, name, make, why):
    monkeypatch.setattr(bounds, "UNPACKED", 2_000_000)
    make(tmp_path / name)
    with pytest.raises(Unreadable, match=why):
        read_copy(tmp_path / name)


def test_a_sheet_that_says_it_is_endless_is_read_as_far_as_it_is_filled(tmp_path):
    path = tmp_path / "far.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADERS)
    workbook.active.append(["Done", "x", None, "k3f9b2", 1])
    workbook.active["XFD1048576"] = "far away"
    workbook.save(path)
    assert said(path) == [("k3f9b2", 1, "Done", "x")]


# --- a file in the place of another -------------------------------------------------------------------------------


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith((".", "~"))}


def put(folder, text, keep=0):
    beside = folder / ".beside"
    beside.write_text(text)
    return put_in_place(beside, folder / "audit.xlsx", keep).name


def test_a_replaced_workbook_is_kept_and_the_oldest_go(tmp_path):
    for number in range(8):
        assert put(tmp_path, f"crawl {number}", keep=number - 1 if number > 1 else 0) == "audit.xlsx"
    assert files(tmp_path) == {"audit.xlsx": "crawl 7"} | {
        f"audit-{n}.xlsx": f"crawl {n}" for n in range(2, 7)
    }


@pytest.mark.parametrize("lock", ["~$audit.xlsx", ".~lock.audit.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_left_alone_until_it_is_closed(tmp_path, lock):
    put(tmp_path, "one")
    (tmp_path / lock).write_text("")
    assert put(tmp_path, "two", keep=1) == "audit-new.xlsx"
    assert files(tmp_path) == {"audit.xlsx": "one", "audit-new.xlsx": "two"}
    (tmp_path / lock).unlink()
    assert put(tmp_path, "three", keep=2) == "audit.xlsx"
    assert files(tmp_path) == {"audit.xlsx": "three", "audit-2.xlsx": "one", "audit-2-2.xlsx": "two"}


def test_a_file_that_says_the_same_stays_as_it_is_also_when_it_is_open(tmp_path):
    put(tmp_path, "one")
    before = (tmp_path / "audit.xlsx").stat()
    (tmp_path / "~$audit.xlsx").write_text("")
    assert put(tmp_path, "one", keep=1) == "audit.xlsx"
    after = (tmp_path / "audit.xlsx").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(tmp_path) == {"audit.xlsx": "one"}
