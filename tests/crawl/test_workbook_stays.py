"""A crawl that says nothing new leaves the workbook as it is; whatever could change a cell has it written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, serve

if TYPE_CHECKING:
    from pathlib import Path

SAID = "Nothing has changed since the crawl of "
HOME = "<title>Home</title><h1>Home</h1><a href='/a/'>tents</a><a href='http://blog.local/a/'>old</a>"
POST = "<title>Tents</title><h1>Tents</h1><h2>One</h2><h4>Two</h4><p>Words</p>"


class Crawled(NamedTuple):
    """What a crawl said and left."""

    code: int
    said: str
    workbook: bytes
    written: int  # nanoseconds
    files: tuple[str, ...]  # beside the workbook


@pytest.fixture(scope="module")
def site():
    with serve({}) as site:
        site.routes["/"], site.routes["/a/"] = (lambda: page(HOME)), (lambda: page(site.post))
        site.post = POST

        def page(text: str) -> Answer:
            tag = f'"{len(text)}"'
            known = site.asked[-1][1].get("If-None-Match") == tag
            return Answer(
                b"" if known else text, 304 if known else 200, (("Content-Type", "text/html"), ("ETag", tag))
            )

        yield site


@pytest.fixture(scope="module")
def crawls(site, tmp_path_factory) -> dict[str, Crawled]:
    """Return what the crawls of one site left, one after the other, by what happened before each."""
    out = tmp_path_factory.mktemp("out")
    made: dict[str, Crawled] = {}

    def run(name: str, *more: str) -> Path:
        done = crawl(out, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=1", *more)
        assert "Traceback" not in done.stderr
        book = database(out).with_name("audit.xlsx")
        files = tuple(sorted(path.name for path in book.parent.glob("audit*.xlsx")))
        made[name] = Crawled(done.returncode, done.stdout, book.read_bytes(), book.stat().st_mtime_ns, files)
        return book

    run("first")
    run("second")
    run("third")
    site.post = POST.replace("Words", "Other words <a href='http://blog.local/b/'>new</a>")
    run("page changed")
    run("page the same")
    book = run("still the same")
    edited = openpyxl.load_workbook(book)
    sheet = edited["Worklist"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("Note") + 1, "the editor looks at it")
    edited.save(book)
    run("note written")
    run("note known")
    run("rule off", "-s", "AUDIT_DISABLE=dev-host-link")
    run("rule off still", "-s", "AUDIT_DISABLE=dev-host-link")
    book.unlink()
    run("workbook gone", "-s", "AUDIT_DISABLE=dev-host-link")
    made["database"] = database(out)  # type: ignore[assignment]
    return made


STAYS = ("third", "still the same", "note known", "rule off still")


def test_a_crawl_in_which_nothing_changed_leaves_the_workbook_and_says_so_in_one_sentence(crawls) -> None:
    names = [name for name in crawls if name != "database"]
    for before, name in pairwise(names):
        stays = crawls[name].workbook == crawls[before].workbook
        assert stays == (name in STAYS), name
        assert (crawls[name].written == crawls[before].written) == stays, name
        assert crawls[name].said.count(SAID) == stays, name
        assert crawls[name].code == 0, name
    assert ": its workbook stays as it is.\n" in crawls["third"].said


def test_the_first_repeat_is_written_since_it_is_the_first_with_anything_to_compare(crawls) -> None:
    assert SAID not in crawls["second"].said
    assert crawls["second"].files == ("audit-1.xlsx", "audit.xlsx")


def test_a_workbook_that_stays_is_not_kept_a_second_time(crawls) -> None:
    assert crawls["third"].files == crawls["second"].files
    assert crawls["still the same"].files == crawls["page the same"].files


def test_a_note_in_the_workbook_is_read_before_it_is_written_over(crawls) -> None:
    assert "decision read" in crawls["note written"].said
    notes = query(crawls["database"], "SELECT DISTINCT note FROM issue WHERE note <> ''")
    assert notes == [("the editor looks at it",)]


def test_the_summary_is_that_of_the_new_crawl(crawls) -> None:
    assert "Since the previous crawl: 0 new, 0 fixed" in crawls["third"].said
    assert query(crawls["database"], "SELECT count(*) FROM crawl WHERE finished IS NOT NULL") == [
        (len(crawls) - 1,)
    ]
