"""An exception that nobody expected: exit code 70 and one sentence, and what was gathered is in the workbook."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.support.audited import small_blog
from tests.support.breaking import broken
from tests.support.crawling import ROOT, command, crawl, environment, query
from tests.support.web import html, serve

PAGES = {
    "/": html("<h1>Home</h1><a href=/a/>a</a><a href=/b/>b</a>"),
    "/a/": html("<h1>A</h1>"),
    "/b/": html("<h1>B</h1>"),
}


def outcomes(out: Path) -> list[tuple[str, str]]:
    (path,) = out.glob("*/audit.sqlite")
    return query(path, "SELECT outcome, reason FROM page ORDER BY key")


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what was said but for the progress and the log's own lines."""
    lines = [line for line in done.stderr.splitlines() if "known pages" not in line]
    return [line for line in lines if " ERROR: " not in line and " CRITICAL: " not in line]


ENDS_THE_CRAWL = {
    "start": 'after("crawler.crawl.spiders.blog", lambda m: setattr(m.BlogSpider, "add_sitemaps", boom))',
    "the scheduler": 'after("crawler.crawl.scheduler", lambda m: setattr(m.FrontierScheduler, "_over", second(m.FrontierScheduler._over)))',
    "analysis": 'after("crawler.analysis.finish", lambda m: setattr(m, "fill_copies", boom))',
    "plan of link checks": 'after("crawler.crawl.extensions.link_checks", lambda m: setattr(m, "plan", boom))',
}


@pytest.mark.parametrize("what", ENDS_THE_CRAWL)
def test_what_breaks_the_crawl_ends_with_70_and_a_workbook_of_what_was_gathered(tmp_path, what):
    environ = broken(tmp_path, ENDS_THE_CRAWL[what])
    with serve(PAGES) as site:
        arguments = ("blog", "-a", f"url={site.origin}/", "-a", "check_links=external", "--fail-on", "notice")
        done = crawl(tmp_path / "out", *arguments, **environ)
        assert done.returncode == 70, done.stderr
        (sentence,) = said(done)
        assert sentence.startswith("internal error (KeyError: 'slug")
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stderr
        (folder,) = (tmp_path / "out").iterdir()
        assert str(folder / "audit.log") in sentence
        assert "in boom" in (folder / "audit.log").read_text()
        book = openpyxl.load_workbook(folder / "audit.xlsx", read_only=True)
        assert "INCOMPLETE" in str(next(book["Start here"].values))
        assert len(list(book["Pages"].values)) > 1
        assert query(folder / "audit.sqlite", "SELECT finished FROM crawl") == [(None,)]
        again = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/")
    assert again.returncode == 0, again.stderr
    assert [outcome for outcome, _ in outcomes(tmp_path / "out")] == ["fetched"] * 3


ONE_PAGE = {
    "the spider": ('after("crawler.crawl.spiders.blog", lambda m: setattr(m, "item_of", at("/a/", m.item_of)))', "read"),
    "a pipeline": ('after("crawler.crawl.pipelines.classify", lambda m: setattr(m, "enrich", at("/a/", m.enrich)))', "stored"),
}  # fmt: skip


@pytest.mark.parametrize("what", ONE_PAGE)
def test_what_breaks_one_page_is_its_row_and_the_crawl_goes_on(tmp_path, what):
    code, word = ONE_PAGE[what]
    with serve(PAGES) as site:
        done = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/", **broken(tmp_path, code))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert outcomes(tmp_path / "out") == [
        ("fetched", ""),
        ("failed", f"it could not be {word} because of an internal error; see the log"),
        ("fetched", ""),
    ]


@pytest.mark.parametrize("what", ONE_PAGE)
def test_a_fault_at_the_only_page_ends_with_70(tmp_path, what):
    code = ONE_PAGE[what][0].replace('"/a/"', '"/"')
    with serve(PAGES) as site:
        done = crawl(tmp_path / "out", "blog", "-a", f"url={site.origin}/", **broken(tmp_path, code))
    assert done.returncode == 70, done.stderr
    (sentence,) = said(done)
    assert sentence.startswith("internal error (KeyError: 'slug")


def test_one_post_that_breaks_the_reader_costs_no_other(tmp_path):
    (tmp_path / "posts").mkdir()
    for name in "abc":
        (tmp_path / "posts" / f"{name}.md").write_text(f"# {name}\n")
    environ = broken(
        tmp_path, 'after("crawler.posts", lambda m: setattr(m, "read_post", second(m.read_post)))'
    )
    done = crawl(tmp_path / "out", "posts", "-a", f"path={tmp_path / 'posts'}", **environ)
    assert done.returncode == 0, done.stderr
    assert [outcome for outcome, _ in outcomes(tmp_path / "out")] == ["fetched", "failed", "fetched"]


BEFORE_AND_AFTER = {
    "opening": ('after("crawler.rules.load", lambda m: setattr(m, "load_rules", boom))', False),
    "workbook": ('after("reports.build", lambda m: setattr(m, "build", boom))', True),
    "settings": ('after("crawler.cli.settle", lambda m: setattr(m, "settle_scrapy", boom))', False),
}


@pytest.mark.parametrize("what", BEFORE_AND_AFTER)
def test_what_breaks_before_or_after_the_crawl_ends_with_70_too(tmp_path, what):
    code, crawled = BEFORE_AND_AFTER[what]
    environ = {**broken(tmp_path, code), "TMPDIR": str(tmp_path)}
    done = crawl(tmp_path / "out", "blog", "-a", "url=demo", "--fail-on", "notice", **environ)
    assert done.returncode == 70, done.stderr
    (sentence,) = said(done)
    assert sentence.startswith("internal error (KeyError: 'slug")
    logs = list((tmp_path / "out").glob("*/audit.log")) if crawled else list(tmp_path.glob("*.log"))
    assert len(logs) == 1
    assert str(logs[0]) in sentence
    assert "in boom" in logs[0].read_text()
    if crawled:
        assert outcomes(tmp_path / "out")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["crawler.links", "https://a.com/"], 'after("crawler.links.classifier", lambda m: setattr(m.Classifier, "target", boom))'),
        (["reports", "audit.sqlite", "-o", "x.xlsx", "--fail-on", "notice"], 'after("reports.workbook", lambda m: setattr(m, "write", boom))'),
        (["crawler.cli.docs"], 'after("crawler.rules.load", lambda m: setattr(m, "all_rules", boom))'),
    ],
)  # fmt: skip
def test_the_other_commands_break_down_in_one_sentence_too(tmp_path, line, code):
    small_blog(tmp_path / "audit.sqlite")
    done = subprocess.run(
        [sys.executable, "-m", *line], cwd=tmp_path, capture_output=True, text=True,
        env=environment(TMPDIR=str(tmp_path), **broken(tmp_path, code)),
    )  # fmt: skip
    assert done.returncode == 70, done.stderr
    assert done.stderr.count("\n") == 1
    (log,) = tmp_path.glob("*.log")
    assert str(log) in done.stderr
    assert "in boom" in log.read_text()


def test_a_log_file_that_cannot_be_written_is_said(tmp_path):
    done = crawl(tmp_path, "blog", "-a", "url=demo", "--logfile", str(tmp_path / "none" / "x.log"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written (" in done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_terminal_that_cannot_show_a_name_gets_it_escaped(tmp_path, encoding):
    (tmp_path / "posts").mkdir()
    name = "Łódź-🔴.md"
    (tmp_path / "posts" / name).write_text(
        "# Łódź 🔴\n\n[x](http://localhost:3000/Łódź-🔴)\n", encoding="utf-8"
    )
    (tmp_path / "posts" / os.fsdecode(b"\xff.md")).write_text("[x](http://localhost:3000/)\n")
    done = subprocess.run(
        command(tmp_path / name, "posts", "-a", f"path={tmp_path / 'posts'}"),
        cwd=ROOT, env=environment(PYTHONIOENCODING=encoding), capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode(encoding)
    assert name.encode(encoding, "backslashreplace").decode(encoding) in shown
    (path,) = (tmp_path / name).glob("*/audit.sqlite")
    for line in (
        ["reports", str(path), "-o", str(tmp_path / "x.xlsx")],
        ["crawler.links", f"https://a.com/{name}"],
    ):
        again = subprocess.run(
            [sys.executable, "-m", *line],
            cwd=ROOT,
            env=environment(PYTHONIOENCODING=encoding),
            capture_output=True,
        )
        assert (again.returncode, again.stderr) == (0, b"")
    assert json.loads(again.stdout)["url"].endswith(name)
