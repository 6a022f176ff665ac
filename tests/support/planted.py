"""What is planted in the demo blog, as data: `planted.toml` made ready for tests to compare findings with."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

LIST = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PAGES: list[str] = LIST["pages"]  # what a crawl reads and judges, as paths


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: the rule that must find it, on which page, and at which element."""

    rule: str
    id: str
    page: str
    on: str  # page / heading / link / image / carrier / block
    where: str = ""  # of a carrier: img, srcset, og …
    network: str = ""  # of an affiliate link
    should_be: str = ""
    confidence: str = ""


def faults() -> list[Fault]:
    """Return every planted fault; one of the template once for each page."""
    rows = [Fault(**row) for row in LIST["fault"]]
    return [
        dataclasses.replace(row, page=page)
        for row in rows
        for page in (PAGES if row.page == "*" else [row.page])
    ]


def marked_faults() -> list[Fault]:
    """Return the faults of pages that have HTML; a redirect has none to be marked in."""
    return [fault for fault in faults() if fault.page in PAGES]


def line_of(html: str, html_id: str) -> int:
    """Return the line, from 1, of the element with this id in a page as it is served. Raises ValueError without it."""
    return html.count("\n", 0, html.index(f' id="{html_id}"')) + 1
