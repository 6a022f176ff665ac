"""What other systems do otherwise, as far as it can be played here: Windows above all."""

import errno
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path, PurePosixPath, PureWindowsPath

import filelock
import openpyxl
import pytest

from crawler.cli.finish import listen_again
from crawler.errors import AlreadyRunning, Mistake
from crawler.options import folder_name
from crawler.run import locked
from reports.__main__ import main
from reports.fixes import write_fixes
from reports.fixes.search_replace import _php, wp_script
from reports.frames import uri_of
from tests.support.audited import Audit, small_blog

DEVICES = ["con", "CON", "prn", "aux", "nul", "com1", "LPT9", "con.example", "aux.tar.gz"]


@pytest.mark.parametrize("name", DEVICES)
def test_no_folder_is_called_as_a_device_of_windows(name):
    assert folder_name(name) == f"_{name}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blog.", "blog"), ("blog. ", "blog"), ("blog ", "blog"), ("a" * 99 + ".b", "a" * 99), ("...", "audit"), ("", "audit"),
        ("console.example", "console.example"), ("null", "null"), ("com10", "com10"), ("a:b", "a-b"), ("[::1]-80", "1--80"),
    ],
)  # fmt: skip
def test_a_folder_has_no_dot_or_blank_at_its_end(text, name):
    assert folder_name(text) == name


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"C:\Users\Zoë #1\audit.sqlite"), "file:///C:/Users/Zo%C3%AB%20%231/audit.sqlite"),
        (PureWindowsPath(r"\\server\share\audit.sqlite"), "file:////server/share/audit.sqlite"),
        (PurePosixPath("/tmp/a?b#c%d/audit.sqlite"), "file:///tmp/a%3Fb%23c%25d/audit.sqlite"),
    ],
)
def test_a_database_is_named_as_sqlite_takes_it_on_every_system(path, uri):
    assert uri_of(path) == uri


def test_a_folder_with_odd_characters_has_a_workbook(tmp_path):
    folder = tmp_path / os.fsdecode(b"a?b#c%41 \xc5\x81 \xff")
    folder.mkdir()
    small_blog(folder / "audit.sqlite")
    assert main([str(folder / "audit.sqlite")]) == 0
    assert (folder / "audit.xlsx").is_file()


def held(monkeypatch, *names, code=errno.EACCES):
    """Let nobody replace files of these names, as Windows does while a program has them open."""
    replace = Path.replace

    def refusing(self, target):
        if Path(target).name in names:
            raise PermissionError(code, "Access is denied") if code == errno.EACCES else OSError(code, "busy")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EBUSY])
def test_a_workbook_that_is_open_elsewhere_stays_and_the_new_one_stands_beside_it(
    tmp_path, monkeypatch, capsys, code
):
    database, book = small_blog(tmp_path / "audit.sqlite"), tmp_path / "audit.xlsx"
    book.write_bytes(b"somebody's")
    held(monkeypatch, "audit.xlsx", code=code)
    for _ in range(2):  # the second time it replaces the new one
        assert main([str(database), "-o", str(book)]) == 0
        said = capsys.readouterr().out.splitlines()[0]
        assert said == f"Workbook: {tmp_path / 'audit-new.xlsx'} (audit.xlsx is open in another program)"
    assert book.read_bytes() == b"somebody's"
    assert "Pages" in openpyxl.load_workbook(tmp_path / "audit-new.xlsx", read_only=True).sheetnames
    assert not list(tmp_path.glob(".*.tmp"))


def test_workbooks_that_are_all_open_elsewhere_are_a_sentence(tmp_path, monkeypatch, capsys):
    database = small_blog(tmp_path / "audit.sqlite")
    held(monkeypatch, "audit.xlsx", "audit-new.xlsx", "audit-new-2.xlsx", "audit-new-3.xlsx")
    assert main([str(database)]) == 2
    assert "close it if it is open elsewhere" in capsys.readouterr().err
    assert not list(tmp_path.glob(".*.tmp"))


def leaked(path):
    """Make a database with a proposal that is certain."""
    with Audit(path) as audit:
        audit.finding(
            audit.page("/"), "dev-host-link", subject="link", method="x", confidence="certain",
            now="http://blog.local/it's?a=1&b=%2F$x", should_be="https://blog.example/it's?a=1&b=%2F$x",
        )  # fmt: skip
    return path


def test_a_table_of_fixes_that_is_open_elsewhere_stays_and_the_new_one_stands_beside_it(
    tmp_path, monkeypatch
):
    held(monkeypatch, "replacements.csv")
    written = write_fixes(leaked(tmp_path / "audit.sqlite"), tmp_path / "fixes").files
    assert [path.name for path in written] == [
        "search-replace.sh",
        "search-replace.php",
        "replacements-new.csv",
        "README.txt",
    ]
    assert not list((tmp_path / "fixes").glob("*.tmp"))


@pytest.mark.skipif(not shutil.which("php"), reason="no php here")
@pytest.mark.parametrize("arguments", [[], ["apply"]])
def test_the_script_for_wp_cli_hands_over_what_is_to_be_replaced(tmp_path, arguments):
    write_fixes(leaked(tmp_path / "audit.sqlite"), tmp_path / "fixes")
    words = "['apply']" if arguments else "[]"
    stub = f"<?php class WP_CLI {{ static function run_command($a, $o) {{ echo json_encode([$a, $o]), PHP_EOL; }} }} $args = {words}; include $argv[1];"
    (tmp_path / "stub.php").write_text(stub)
    done = subprocess.run(
        ["php", "stub.php", "fixes/search-replace.php"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    called = [json.loads(line) for line in done.stdout.splitlines()]
    assert called[0][0] == [
        "search-replace",
        '"http://blog.local/it\'s?a=1&b=%2F$x"',
        '"https://blog.example/it\'s?a=1&b=%2F$x"',
    ]
    assert all(options["skip-columns"] == "guid" for _, options in called)
    assert all(("dry-run" in options) is (not arguments) for _, options in called)


@pytest.mark.parametrize(
    ("text", "written"), [("it's", r"'it\'s'"), ("a\\", r"'a\\'"), ("$x {$y}", "'$x {$y}'"), ("?>", "'?>'")]
)
def test_a_text_in_php_is_that_text(text, written):
    assert _php(text) == written
    assert wp_script([]) == b""


def test_the_lock_is_one_that_every_system_has(tmp_path):
    first = locked(tmp_path / "a")
    with pytest.raises(AlreadyRunning, match="another crawl of this site is running"):
        locked(tmp_path / "a")
    first.release()
    locked(tmp_path / "a").release()


def test_a_disk_that_knows_no_locks_is_said(tmp_path, monkeypatch):
    def none(*_arguments, **_options):
        raise NotImplementedError

    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    with pytest.raises(Mistake, match="files cannot be locked there"):
        locked(tmp_path / "a")


def test_ctrl_break_stops_what_ctrl_c_stops(monkeypatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR2)}
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR2, raising=False)
    try:
        listen_again()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGUSR2)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
