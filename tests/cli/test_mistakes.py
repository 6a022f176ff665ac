"""What a user gets wrong is said in one sentence, with the right exit code and without a traceback."""

import errno
import gc
import gzip
import os
import shlex
import sqlite3
import subprocess
import sys
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.crawl.failures import why_not
from crawler.crawl.middlewares.compression import Compression
from crawler.crawl.spiders.posts import PostsSpider
from crawler.crawl.spiders.urls import LINE, read_list
from crawler.errors import Mistake, guarded
from crawler.http.reasons import TOO_LARGE
from crawler.options import http_url
from crawler.settings import _dotenv
from crawler.store import Store
from reports.__main__ import main
from tests.support.audited import small_blog
from tests.support.crawling import ROOT, command, crawl, environment
from tests.support.web import Answer, serve


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AUDIT_ALLOW_NETLOCS", "[[[", "is not a host name"),
        ("AUDIT_OWN_HOSTS", "http://blog.example/", "is not a host name"),
        ("AUDIT_OWN_HOSTS", "two words", "is not a host name"),
        ("AUDIT_DOCS", "docs/", "is not a URL"),
        ("AUDIT_MAX_PAGE", "3", "did you mean AUDIT_MAX_PAGES?"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path, name, value, said):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-s", f"{name}={value}")
    assert done.returncode == 2
    assert done.stderr.startswith(name)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_hosts_with_ports_and_ipv6_are_taken(tmp_path):
    hosts = "AUDIT_OWN_HOSTS=www.blog.example,127.0.0.1:80,[::1]:80"
    assert crawl(tmp_path, "blog", "-a", "url=demo", "-s", hosts).returncode == 0


def test_a_path_that_the_system_refuses_to_look_up_is_said(capsys):
    name = "a" * 300
    assert guarded(lambda: bool(PostsSpider.job({"path": name}))) == 2
    assert capsys.readouterr().err.startswith(f"{name}: cannot be used (File name too long); ")


@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, 2), (errno.ENOSPC, 70)])
def test_a_folder_without_permission_is_a_mistake_and_a_full_disk_that_nobody_expected_is_not(
    capsys, number, code
):
    def fails():
        raise OSError(number, os.strerror(number), "posts/\x1b[2J/.auditignore")

    assert guarded(fails) == code
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert said.count("\n") == 1


def test_a_pipe_is_not_replaced_by_the_workbook(tmp_path, capsys):
    small_blog(tmp_path / "audit.sqlite")
    os.mkfifo(tmp_path / "pipe")
    assert main([str(tmp_path / "audit.sqlite"), "-o", str(tmp_path / "pipe")]) == 2
    assert "is a device or a pipe" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


def test_a_database_that_cannot_grow_is_said_and_the_next_transaction_begins(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", "https://a.com/", "https://a.com")
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [f"https://a.com/{'x' * 1000}/{number}" for number in range(200)]
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.enqueue(many, role="page", found_by="start", depth=0)
    store.connection.execute("PRAGMA max_page_count = 100000")
    store.enqueue(many, role="page", found_by="start", depth=0)
    assert store.counts()["queued"] == len(many)
    store.close()


def test_a_list_without_line_ends_is_refused_before_it_fills_the_memory(tmp_path):
    listing = tmp_path / "urls.txt"
    listing.write_bytes(b"\0" * (LINE + 1))
    with pytest.raises(Mistake, match="longer than any URL"):
        read_list(str(listing))


def test_a_wrong_address_is_quoted_without_what_a_terminal_would_obey():
    with pytest.raises(Mistake) as caught:
        http_url("\x1b[31mfoo\x07" + "x" * 5_000 + "\n", "url")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_an_env_file_in_another_encoding_is_read_as_far_as_it_goes(tmp_path, monkeypatch):
    (tmp_path / ".env").write_bytes(b"AUDIT_CONTACT=caf\xe9\nAUDIT_DELAY=2\n")
    monkeypatch.chdir(tmp_path)
    assert _dotenv()["AUDIT_DELAY"] == "2"


def test_an_answer_that_grows_while_it_is_unpacked_is_too_large_and_no_refusal():
    request = Request("https://blog.example/", meta={"download_maxsize": 1})
    packed = Response(request.url, headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"x" * 1_000))
    with pytest.raises(IgnoreRequest) as caught:
        Compression.from_crawler(get_crawler()).process_response(request, packed)
    assert why_not(caught.value).code == TOO_LARGE


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b"", 302, ()), "302 Found without a redirect target (no Location header)"),
        (Answer(b"no gzip", 200, (("Content-Encoding", "gzip"),)), "cannot be decompressed"),
    ],
)
def test_a_start_page_that_cannot_be_read_says_why(tmp_path, answer, said):
    with serve({"/": answer}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 2
    assert said in done.stderr


def test_the_pages_sheet_says_how_each_post_was_read_and_why(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "tents.md").write_text("<p>One <b>tent</b></p>\n<p>Two</p>\n")
    crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}")
    rows = load_workbook(tmp_path / "out" / "posts" / "audit.xlsx")["Pages"].iter_rows(values_only=True)
    page = dict(zip(next(rows), next(rows), strict=True))
    assert str(page["Read as"]).startswith("html: ")


def test_a_full_disk_leaves_no_archive_that_complains_later(tmp_path, monkeypatch, capsys):
    def full(archive, *_args, **_options):
        raise OSError(28, "No space left on device")

    small_blog(tmp_path / "audit.sqlite")
    monkeypatch.setattr(ZipFile, "writestr", full)
    monkeypatch.setattr(ZipFile, "write", full)
    assert main([str(tmp_path / "audit.sqlite"), "-o", str(tmp_path / "out.xlsx")]) == 2
    gc.collect()
    assert capsys.readouterr().err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir() if "xlsx" in path.name] == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("CONCURRENT_REQUESTS=abc", "should be a whole number, at least 1"),
        ("CONCURRENT_REQUESTS=0", "should be a whole number, at least 1"),
        ("DOWNLOAD_TIMEOUT=abc", "should be a number"),
        ("DOWNLOAD_MAXSIZE=abc", "should be a whole number"),
        ("LOG_LEVEL=NOPE", "should be one of CRITICAL, ERROR"),
        ("ROBOTSTXT_OBEY=perhaps", "should be 1 or 0"),
        ("AUDIT_MAX_PER_PATTERN=0", "at least 1"),
    ],
)
def test_a_wrong_value_of_a_setting_is_one_sentence(tmp_path, setting, said):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-s", setting)
    assert done.returncode == 2
    assert done.stderr.startswith(setting)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
        ("2>/dev/full >/dev/null", 0, ""),
        (">/dev/full", 2, "standard output cannot be written (No space left on device)"),
    ],
)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
def test_a_terminal_that_cannot_be_written_to_ends_no_crawl(tmp_path, ending, code, said):
    line = shlex.join(command(tmp_path, "blog", "-a", "url=demo"))
    done = subprocess.run(
        ["sh", "-c", f"{line} {ending}"], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert (tmp_path / "demo" / "audit.xlsx").is_file()


def test_a_reader_who_goes_away_gets_no_traceback(tmp_path):
    small_blog(tmp_path / "audit.sqlite")
    line = [sys.executable, "-m", "reports", str(tmp_path / "audit.sqlite"), "-o", str(tmp_path / "out.xlsx")]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        line, cwd=ROOT, env=environment(), stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_crawl_that_saw_nothing_does_not_hide_the_one_before(tmp_path):
    small_blog(tmp_path / "audit.sqlite")
    store = Store(tmp_path / "audit.sqlite")
    before = store.connection.execute("SELECT max(id) FROM crawl").fetchone()
    store.open_crawl("blog", "https://new.example/", "https://new.example")
    store.forget_if_empty()
    assert store.connection.execute("SELECT max(id) FROM crawl").fetchone() == before
    store.close()


@pytest.mark.parametrize("text", ["ftp://user:s3cret@blog.example/", "postgres://s3cret@db/x", "x@s3cret@y"])
def test_a_wrong_address_is_quoted_without_its_password(text):
    with pytest.raises(Mistake) as caught:
        http_url(text, "url")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("spider", "arguments", "said"),
    [
        ("blog", ("url=https://blog.example/", "permalink=/blog/{slug}/"), "permalink=/blog/{slug}/: gives the posts' URLs"),
        ("blog", ("url=demo", "permalink=/blog/{slug}/"), "permalink=/blog/{slug}/: gives the posts' URLs"),
        ("blog", ("url=demo", "posts=no-such-folder"), "posts=no-such-folder: is not a folder"),
        ("blog", ("url=demo", "fresh=no"), "fresh=no: the demo blog is always audited from the start"),
        ("blog", ("url=demo", "check_affiliate=yes"), "check_affiliate=yes: has no effect"),
        ("blog", ("url=demo", "check_links=external"), "check_links: the demo blog is audited offline"),
        ("posts", ("path=crawler/demo/posts", "permalink=/blog/{slug}/"), "permalink=/blog/{slug}/: has no effect without a site"),
    ],
)  # fmt: skip
def test_an_argument_that_would_do_nothing_is_refused(tmp_path, spider, arguments, said):
    done = crawl(tmp_path, spider, *(part for one in arguments for part in ("-a", one)))
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_demo_is_read_beside_a_folder_of_posts(tmp_path):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-a", "posts=crawler/demo/posts")
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "demo" / "audit.sqlite") as db:
        posts = {path for (path,) in db.execute("SELECT path FROM post")}
    db.close()
    assert posts == {path.name for path in (ROOT / "crawler" / "demo" / "posts").iterdir()}
