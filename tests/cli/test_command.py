"""The command `affiliate-seo-audit`: its options, and that it is the same audit as `scrapy crawl`."""

import subprocess
import sys

import pytest

from crawler import __version__
from crawler.cli.main import COMMANDS
from tests.support import warm
from tests.support.crawling import crawl, database, environment, query
from tests.support.web import html, serve

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def command(folder, *arguments, **extra):
    """Run the command in a folder of its own, as somebody does who installed it."""
    return warm.run("crawler.cli.main", arguments, folder, environment(**extra), timeout=120)


def test_version_and_help_are_told(tmp_path):
    assert command(tmp_path, "--version").stdout == f"affiliate-seo-audit {__version__}\n"
    told = command(tmp_path, "--help")
    assert told.returncode == 0
    assert all(name in told.stdout for name in COMMANDS)
    assert command(tmp_path).returncode == 2
    wrong = command(tmp_path, "crawl")
    assert (wrong.returncode, "invalid choice: 'crawl'" in wrong.stderr) == (2, True)


def test_ctrl_c_while_the_interpreter_takes_itself_down_does_not_hide_the_exit_code(tmp_path):
    code = (
        "import os, sys; from crawler.cli.main import main\n"
        "class Late:\n"
        "    def __del__(self, kill=os.kill, pid=os.getpid()): kill(pid, 2)\n"
        "late = Late()\n"
        "sys.exit(main())"
    )
    line = [sys.executable, "-c", code, "fleet", "run", "none.toml"]
    done = subprocess.run(line, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr.startswith("none.toml: cannot be read")) == (2, True)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(tmp_path, name):
    done = command(tmp_path, name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: affiliate-seo-audit {name} ")


def test_every_argument_of_every_spider_is_an_option():
    import argparse

    from crawler.cli.spiders import SPIDERS, add_options
    from crawler.crawl.spiders import blog, posts, urls

    for spider in (blog.BlogSpider, posts.PostsSpider, urls.UrlsSpider):
        parser = argparse.ArgumentParser()
        add_options(parser, spider.name)
        assert SPIDERS[spider.name] is spider.arguments
        assert set(spider.arguments) <= {action.dest for action in parser._actions}


def test_it_finds_what_scrapy_crawl_finds(tmp_path):
    pages = {"/": html("<h1>Home</h1><h3>x</h3><a href=/a/>here</a>"), "/a/": html("<h1>A</h1>")}
    with serve(pages) as site:
        done = command(tmp_path, "blog", f"{site.origin}/", "--check-links", "no", *FAST, AUDIT_OUT="here")
        assert done.returncode == 0, done.stderr
        crawl(tmp_path / "there", "blog", "-a", f"url={site.origin}/")
    told = [
        query(database(tmp_path / place), "SELECT key, rule, message FROM finding JOIN page ON page.id = page_id ORDER BY 1, 2, 3")
        for place in ("here", "there")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0]


def test_options_reach_the_spider_and_settings_the_audit(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("---\nslug: a\n---\n# A\n")
    (tmp_path / "content" / "b.md").write_text("---\ndraft: true\n---\n# B\n")
    line = (
        "posts",
        "content",
        "--site",
        "https://blog.example",
        "--permalink",
        "/x/{slug}/",
        "--drafts",
        "--read-as",
        "markdown",
    )
    done = command(tmp_path, *line, "-s", "AUDIT_OUT=out", "--set", "AUDIT_DISABLE=long-title")
    assert done.returncode == 0, done.stderr
    found = query(database(tmp_path / "out"), "SELECT url, outcome FROM page ORDER BY key")
    assert found == [("https://blog.example/x/a/", "fetched"), ("https://blog.example/x/b/", "fetched")]


def test_what_is_begun_anew_is_said_in_the_words_of_the_command(tmp_path):
    with serve({"/": html("<h1>x</h1>")}) as site:
        line = ("blog", f"{site.origin}/", "--check_links", "no", *FAST)
        assert command(tmp_path, *line).returncode == 0
        (path,) = (tmp_path / "audits").glob("*/audit.sqlite")
        import sqlite3

        db = sqlite3.connect(path)
        with db:
            db.execute("UPDATE crawl SET finished = NULL")
        db.close()
        done = command(tmp_path, *line)
    assert "resuming the unfinished crawl; --fresh starts over" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("posts", "nowhere"), "path=nowhere: is not a folder"),
        (("urls", "nowhere.txt"), "nowhere.txt: cannot be read"),
        (("blog", "x.example"), "url=x.example: is not a URL"),
        (("demo", "-s", "AUDIT_MAX_PAGE=1"), "did you mean AUDIT_MAX_PAGES?"),
        (("demo", "-s", "AUDIT_MAX_PAGES"), "write NAME=VALUE"),
        (("demo", "-L", "LOUD"), "LOG_LEVEL=LOUD"),
        (("report", "none.sqlite"), "the file does not exist"),
        (("links", "--site", "x", "https://a.com/"), "--site x: is not a web address"),
    ],
)
def test_a_mistake_is_said_and_ends_with_2(tmp_path, line, said):
    done = command(tmp_path, *line)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
