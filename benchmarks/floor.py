"""What no audit can do without, once and judging nothing: `python benchmarks/crawl.py --floor` runs it beside the others.

Each page is parsed, the attributes of its links, images and headings are read, its words are taken apart, and a row of each
is stored in one transaction. What this costs beside plain downloading is the least that the whole crawl can cost.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy import Request, Spider
from turbohtml import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import TextResponse

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT, words INTEGER, distinct_words INTEGER);
CREATE TABLE element (
    page_id INTEGER, position INTEGER, tag TEXT, address TEXT, text TEXT, rel TEXT, PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
"""


class Floor(Spider):
    """Downloads the list, -a list=, and fills a database, -a database=, which must not be there."""

    name = "floor"
    # Of Scrapy's own work what crawler/settings.py saves as well.
    custom_settings: ClassVar = {
        "CONCURRENT_ITEMS": 1,
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each line of the list."""
        self._db = sqlite3.connect(self.database, isolation_level=None)
        self._db.executescript(TABLES)
        with Path(self.list).open() as lines:
            for line in lines:
                yield Request(line.strip())

    def parse(self, response: TextResponse) -> None:
        """Store what the page holds."""
        tree = parse(response.text)
        rows = []
        for position, node in enumerate(tree.select("a[href], img, h1, h2, h3, h4, h5, h6")):
            attributes = node.attrs.copy()
            address = attributes.get("href") or attributes.get("src")
            rows.append((position, node.tag, address, node.text, node.attr("rel")))
        body = tree.select_one("body")
        words = body.text.casefold().split() if body is not None else []
        self._db.execute("BEGIN")
        insert = "INSERT INTO page (url, words, distinct_words) VALUES (?, ?, ?)"
        page = self._db.execute(insert, (response.url, len(words), len(set(words)))).lastrowid
        self._db.executemany("INSERT INTO element VALUES (?, ?, ?, ?, ?, ?)", [(page, *row) for row in rows])
        self._db.execute("COMMIT")
