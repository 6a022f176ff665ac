"""What is said before and during a crawl."""

import os
import pty
import subprocess

import pytest

from crawler.cli.times import duration, estimate, introduction
from crawler.run import Job
from tests.support.crawling import ROOT, command, crawl, environment
from tests.support.web import Answer, html, serve

BLOG = Job("blog", "https://blog.example/", "https://blog.example", "blog.example")
SITE = {
    "/": html("<h1>Home</h1><a href=/a/>a</a>"),
    "/sitemap.xml": Answer(
        "<urlset>" + "".join(f"<url><loc>{{origin}}/{name}/</loc></url>" for name in "abcdef") + "</urlset>",
        200,
        (),
    ),
    **{f"/{name}/": html(f"<h1>{name}</h1>") for name in "abcdef"},
}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "1 s"), (45, "45 s"), (90, "2 min"), (3_600, "60 min"), (12_000, "3 h 20 min"), (7_200, "2 h"), (200_000, "2 days")],
)  # fmt: skip
def test_a_length_of_time_in_words(seconds, words):
    assert duration(seconds) == words


def test_what_the_crawl_will_take_is_said_with_what_the_limit_leaves():
    assert estimate(1_240, 1_200, 10_000, 0.5).startswith(
        "1,240 pages known: about 10 min at one request every 0.5 s."
    )
    assert "AUDIT_DELAY" in estimate(1_240, 1_200, 10_000, 0.5)
    assert "100 of them will still be read (AUDIT_MAX_PAGES): about 50 s" in estimate(1_240, 1_200, 100, 0.5)
    assert estimate(10, 10, 100, 0.0) == ""


@pytest.mark.parametrize(
    ("job", "contact", "first", "said"),
    [
        (BLOG, "", True, True),
        (BLOG, "", False, False),
        (BLOG, "me@blog.example", True, False),
        (Job("blog", "demo", "http://127.0.0.1:1", "demo", start="http://127.0.0.1:1/"), "", True, False),
        (Job("blog", "http://localhost:8000/", "http://localhost:8000", "x"), "", True, False),
        (Job("blog", "http://[::1]:8000/", "http://[::1]:8000", "x"), "", True, False),
        (Job("posts", "content", "https://blog.example", "x"), "", True, False),
        (Job("urls", "urls.txt", "https://blog.example", "x"), "", True, True),
    ],
)
def test_who_asks_is_to_be_said_once_to_a_site_that_may_be_somebody_elses(job, contact, first, said):
    assert ("AUDIT_CONTACT" in introduction(job, contact, first=first)) is said


def test_the_time_is_said_once_the_sitemap_is_read(tmp_path):
    with serve(SITE) as site:
        line = ("blog", "-a", f"url={site.origin}/", "-s", "DOWNLOAD_DELAY=0.3")
        done = crawl(tmp_path, *line)
        listing = tmp_path / "list.txt"
        listing.write_text("".join(f"{site.origin}/{name}/\n" for name in "abcdef"))
        listed = crawl(tmp_path, "urls", "-a", f"file={listing}", "-s", "DOWNLOAD_DELAY=0.3")
    assert done.returncode == 0, done.stderr
    (said,) = [row for row in done.stderr.splitlines() if "AUDIT_DELAY" in row]
    assert said.startswith("7 pages known: about ")
    assert "at one request every 0.3 s" in said
    (said,) = [row for row in listed.stderr.splitlines() if "AUDIT_DELAY" in row]
    assert said.startswith("6 pages known: about ")


def test_a_crawl_without_pauses_says_nothing_of_time(tmp_path):
    with serve(SITE) as site:
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert [row for row in done.stderr.splitlines() if "known pages" not in row] == []


def test_a_terminal_gets_a_bar_in_one_line_that_fits(tmp_path):
    ours, theirs = pty.openpty()
    with serve(SITE) as site:
        process = subprocess.Popen(
            command(tmp_path, "blog", "-a", f"url={site.origin}/", "-s", "DOWNLOAD_DELAY=0.3"),
            cwd=ROOT, env=environment(COLUMNS="70"), stdout=subprocess.DEVNULL, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65_536):
                said += part
        except OSError:  # how Linux says that the other side is closed
            pass
        assert process.wait() == 0
    os.close(ours)
    text = said.decode()
    assert "\x1b" not in text
    drawn = [row for row in text.replace("\n", "\r").split("\r") if row.startswith("[")]
    assert len(drawn) > 1
    assert drawn[-1].startswith("[####################] 7 of 7 known pages")
    assert any(" left" in row for row in drawn)
    assert all(len(row) < 70 for row in drawn)
