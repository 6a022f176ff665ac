"""The shared storage: which copy of a database counts, and what comes with it."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest
from filelock import FileLock

from crawler.errors import AlreadyRunning, Mistake
from crawler.fleet.storage import KEEP, Key, open_storage
from tests.support.crawling import ROOT


@pytest.fixture
def storage(tmp_path):
    pytest.importorskip("fsspec", reason="the extra fleet brings it")
    return open_storage("shared", tmp_path)


def database(folder, text):
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        db.execute("CREATE TABLE IF NOT EXISTS said (text)")
        db.execute("INSERT INTO said VALUES (?)", (text,))
        db.commit()
    return folder


def said(folder):
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        return [text for (text,) in db.execute("SELECT text FROM said")]


def test_the_newest_is_that_of_the_latest_attempt_whenever_it_was_uploaded(storage, tmp_path):
    one, other = database(tmp_path / "one", "later attempt"), database(tmp_path / "other", "zombie")
    storage.push("tea", one, Key(7, 2, 1))
    storage.push("tea", other, Key(7, 1, 99))
    storage.push("tea", other, Key(6, 5, 1))
    assert storage.pull("tea", tmp_path / "here") == Key(7, 2, 1)
    assert said(tmp_path / "here") == ["later attempt"]


def test_a_copy_is_taken_while_the_database_is_written_to(storage, tmp_path):
    folder = database(tmp_path / "one", "kept")
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        db.execute("INSERT INTO said VALUES ('not yet')")
        storage.push("tea", folder, Key(1, 0, 1))
        db.rollback()
    storage.pull("tea", tmp_path / "here")
    assert said(tmp_path / "here") == ["kept"]


def test_some_copies_are_kept_and_nothing_else_is_left_over(storage, tmp_path):
    folder = database(tmp_path / "one", "x")
    for number in range(1, 6):
        storage.claim("tea", 1, number)
        storage.push("tea", folder, Key(1, 0, number))
    left = sorted(path.name for path in (tmp_path / "shared" / "tea" / "state").iterdir())
    assert len(left) == KEEP + 1
    assert left[-1] == "000000000001.0005-000000.sqlite.begun"
    assert sorted(path.name for path in folder.iterdir()) == ["audit.sqlite", "pulled.txt"]


def test_an_attempt_that_has_begun_is_seen_before_it_has_copied_anything(storage, tmp_path):
    storage.push("tea", database(tmp_path / "one", "x"), Key(7, 0, 3))
    assert storage.newest_attempt("tea") == (7, 0)
    storage.claim("tea", 7, 1)
    assert storage.newest_attempt("tea") == (7, 1)
    assert storage.pull("tea", tmp_path / "here") == Key(7, 0, 3)
    assert storage.newest_attempt("none") == (0, 0)


def test_what_this_machine_has_gone_on_with_stays(storage, tmp_path):
    folder = database(tmp_path / "one", "first")
    storage.push("tea", folder, Key(1, 0, 1))
    database(folder, "since")
    storage.pull("tea", folder)
    assert said(folder) == ["first", "since"]
    storage.push("tea", database(tmp_path / "two", "elsewhere"), Key(1, 1, 1))
    storage.pull("tea", folder)
    assert said(folder) == ["elsewhere"]


def test_a_database_that_is_in_use_is_not_replaced(storage, tmp_path):
    storage.push("tea", database(tmp_path / "one", "x"), Key(1, 0, 1))
    (tmp_path / "here").mkdir()
    with FileLock(tmp_path / "here" / "audit.lock"), pytest.raises(AlreadyRunning):
        storage.pull("tea", tmp_path / "here")


def test_results_land_beside_the_state_and_what_people_leave_comes_back(storage, tmp_path):
    folder = database(tmp_path / "one", "x")
    (folder / "fixes").mkdir()
    for name in (
        "audit.xlsx",
        "audit.html",
        "fixes/a.patch",
        "fixes/b.patch",
        "fleet.log",
        "audit.lock",
        ".x.tmp",
    ):
        (folder / name).write_text(name)
    storage.publish("tea", folder)
    (folder / "fixes" / "a.patch").unlink()
    storage.publish("tea", folder)
    there = tmp_path / "shared" / "tea"
    assert {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()} == {
        "audit.xlsx", "audit.html", "fixes/b.patch",
    }  # fmt: skip
    (there / "inbox").mkdir()
    for name in ("inbox/Anna's.xlsx", "inbox/anna.ods", "inbox/evil.exe", "inbox/~$anna.ods", ".auditignore"):
        (there / name).write_text(name)
    storage.pull("tea", tmp_path / "here")
    come = {
        path.relative_to(tmp_path / "here").as_posix()
        for path in (tmp_path / "here").rglob("*")
        if path.is_file()
    }
    assert come - {"audit.lock"} == {"audit.xlsx", ".auditignore", "inbox/anna.ods", "inbox/Anna's.xlsx"}


def test_an_address_that_nobody_knows_is_one_sentence(tmp_path):
    pytest.importorskip("fsspec", reason="the extra fleet brings it")
    with pytest.raises(Mistake, match=r"state=nowhere://x: cannot be used"):
        open_storage("nowhere://x", tmp_path)
    with pytest.raises(Mistake, match="names no `state`"):
        open_storage("", tmp_path)


@pytest.mark.parametrize(
    ("code", "attempts", "seconds"),
    [
        (2, 0, 60),
        (2, 1, 120),
        (2, 4, 960),
        (2, 5, None),
        (-9, 0, 60),
        (75, 50, 30),
        (130, 50, 0),
        (70, 0, None),
    ],
)
def test_what_is_tried_again_is_decided_by_the_exit_code(code, attempts, seconds):
    pytest.importorskip("procrastinate", reason="the extra fleet brings it")
    from datetime import UTC, datetime

    from crawler.fleet.queue import Ended, again

    now = datetime.now(UTC)
    decision = again(Ended("tea", code), SimpleNamespace(attempts=attempts), 5)
    assert (decision is None) == (seconds is None)
    if decision:
        assert abs((decision.retry_at - now).total_seconds() - seconds) < 5


def test_without_the_queue_nothing_of_it_is_imported():
    check = (
        "import sys, crawler.cli.fleet, crawler.fleet.pool, reports.portfolio.build;"
        "print(sorted({'procrastinate', 'psycopg', 'fsspec', 's3fs', 'scrapy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
