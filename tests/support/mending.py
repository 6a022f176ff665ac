"""Audits a folder of posts, applies the patches that come of it, and says what a reader sees of a post."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tests.support.crawling import crawl, database, query

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://blog.example"
_LIST = re.compile(r"\{:[^{}\n]*\}")  # kramdown's attribute lists, which CommonMark would show


def audit(folder: Path, out: Path, *arguments: str, site: str = SITE) -> Path:
    """Audit the posts and return the folder of the fixes."""
    done = crawl(out, "posts", "-a", f"path={folder}", "-a", f"site={site}", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return database(out).with_name("fixes")


def apply(folder: Path, patch: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `git apply` in the posts' folder."""
    return subprocess.run(["git", "apply", *options, str(patch)], cwd=folder, capture_output=True, text=True)


def findings(out: Path) -> list[tuple[str, str, str]]:
    """Return rule, post and confidence of each finding of the newest crawl."""
    sql = (
        "SELECT rule, page.source, confidence FROM finding LEFT JOIN page ON page.id = page_id"
        " WHERE finding.crawl_id = (SELECT max(id) FROM crawl) ORDER BY 1, 2, 3"
    )
    return query(database(out), sql)


class _Reader(HTMLParser):
    """Collects what is visible of a page, and its addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.addresses: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag, attributes):
        self._hidden += tag in {"script", "style"}
        self.addresses += [value or "" for name, value in attributes if name in {"href", "src"}]
        self.text += [value or "" for name, value in attributes if name in {"alt", "title"}]

    def handle_endtag(self, tag):
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self._hidden:
            self.text.append(data)


def read(path: Path) -> tuple[str, list[str]]:
    """Return the visible text of a post and its addresses, as a reader of the rendered post meets them."""
    text = path.read_bytes().decode("utf-8", "replace")
    text = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.DOTALL)
    if path.suffix != ".html":
        text = MarkdownIt("commonmark", {"html": True}).enable("table").render(_LIST.sub("", text))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return " ".join(" ".join(reader.text).split()), reader.addresses
