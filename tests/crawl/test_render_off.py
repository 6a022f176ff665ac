"""Without the extra, without a browser, or without the option: one sentence, or nothing at all."""

import subprocess
import sys

import pytest

from tests.support.crawling import ROOT, crawl, environment
from tests.support.web import html, serve


def test_without_a_browser_one_sentence_says_how_to_get_one_and_nothing_is_asked(tmp_path):
    with serve({"/": html("<h1>Home</h1>")}) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/", "-a", "render=yes", PATH="/nowhere", HOME=str(tmp_path), PLAYWRIGHT_BROWSERS_PATH=str(tmp_path))  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("render=yes: ")
    assert "playwright install --only-shell chromium" in done.stderr
    assert done.stderr.count("\n") == 1
    assert site.asked == []
    assert not list(tmp_path.glob("*/audit.sqlite"))


def test_without_the_option_nothing_of_it_is_loaded(tmp_path):
    code = (
        "import sys; from scrapy.cmdline import execute\n"
        f"try: execute(['scrapy', 'crawl', 'blog', '-a', 'url=demo', '-s', 'AUDIT_OUT={tmp_path}'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('playwright', 'crawler.crawl.render'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize("spider", ["blog", "urls"])
def test_the_argument_is_read_as_strictly_as_the_others(tmp_path, spider):
    (tmp_path / "urls.txt").write_text("http://127.0.0.1:9/\n")
    first = {"blog": "url=http://127.0.0.1:9/", "urls": f"file={tmp_path / 'urls.txt'}"}[spider]
    done = crawl(tmp_path, spider, "-a", first, "-a", "render=perhaps")
    assert (done.returncode, done.stderr) == (2, "render=perhaps: should be yes or no.\n")
