"""The portfolio as one HTML page without any script: what pages and files say stands in it as text alone."""

from __future__ import annotations

import base64
import hashlib
import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reports.cells import link_address
from reports.errors import ReportError
from reports.files import replacing
from reports.layout import keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reports.layout import Column, Sheet
    from reports.workbook import Source

ROWS = 2_000  # of a table: a browser's reader has the workbook for more
CUT = 1_000  # characters of a text
STYLE = """
:root{color-scheme:light dark;--line:#d5dbe3;--head:#1f3a5f;--quiet:#5c6670;--error:#b3261e;--warning:#8a5300;--link:#0b57d0}
@media (prefers-color-scheme:dark){:root{--line:#3a424c;--head:#8ab8ff;--quiet:#a3adb8;--error:#ffb4ab;--warning:#ffcf87;--link:#8ab8ff}}
body{margin:0 auto;padding:16px 20px;font:14px/1.45 system-ui,sans-serif}
h1{font-size:22px;margin:0}h2{font-size:17px;color:var(--head);margin:28px 0 6px}nav a{margin-right:14px}a{color:var(--link)}
.quiet{color:var(--quiet)}.wide{overflow:auto;max-height:80vh;border:1px solid var(--line)}
table{border-collapse:collapse}th,td{padding:4px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere;max-width:60ch}
th{position:sticky;top:0;background:Canvas;color:var(--head);white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.error{color:var(--error);font-weight:600}.warning{color:var(--warning);font-weight:600}
"""


def write_page(path: Path, source: Source, sheets: Sequence[Sheet], since: str) -> Path:
    """Write the page in the place of an older one and return where it is. Raises ReportError when that cannot be."""
    try:
        with replacing(path, "w", encoding="utf-8", errors="replace") as (file, places):
            file.writelines(_page(source, sheets, since))
    except OSError as error:
        raise ReportError(f"{path}: cannot be written ({error.strerror}); name another file.") from error
    return places[0]


def _page(source: Source, sheets: Sequence[Sheet], since: str) -> Iterator[str]:
    allowed = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    yield (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f'<meta name="robots" content="noindex"><title>Portfolio</title><style>{STYLE}</style></head><body>\n<h1>Portfolio</h1>\n'
    )
    before = (
        f" Changes are those since the report of {html.escape(since[:16].replace('T', ' '))} UTC."
        if since
        else ""
    )
    yield f'<p class="quiet">Made {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.{before}</p>\n<nav>'
    yield from (f'<a href="#{html.escape(sheet.id)}">{html.escape(sheet.title)}</a>' for sheet in sheets)
    yield "</nav>\n"
    for sheet in sheets:
        yield from _table(sheet, source)
    yield "</body></html>\n"


def _table(sheet: Sheet, source: Source) -> Iterator[str]:
    names = keys(sheet.column)
    cursor = source.connection.execute(sheet.sql)
    found = [column[0] for column in cursor.description]
    yield f'<h2 id="{html.escape(sheet.id)}">{html.escape(sheet.title)}</h2>\n'
    count = 0
    for row in cursor:
        if not count:
            heads = "".join(
                f"<th{_side(column)}>{html.escape(column.header)}</th>" for column in sheet.column
            )
            yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>\n'
        count += 1
        if count <= ROWS:
            values = {name: row[found.index(name)] for name in names}
            yield f"<tr>{''.join(_cell(column, values) for column in sheet.column)}</tr>\n"
    yield "</tbody></table></div>\n" if count else f'<p class="quiet">{html.escape(sheet.empty)}</p>\n'
    if count > ROWS:
        yield f'<p class="quiet">{count - ROWS:,} more rows are in the workbook.</p>\n'


def _cell(column: Column, values: dict[str, Any]) -> str:
    value = values[column.key]
    if value is None or value == "":
        return "<td></td>"
    if column.format == "percent":
        text = f"{value:.0%}"
    elif isinstance(value, int):
        text = f"{value:,}"
    else:
        text = str(value)[:CUT]
    if column.format == "date":
        text = text[:16].replace("T", " ")
    shown, to = html.escape(text), str(values.get(column.to) or "") if column.to else ""
    if column.format == "file" and to:
        shown = f'<a href="{html.escape(quote(to))}">{shown}</a>'
    elif column.format == "link" and (address := link_address(to or text)):
        shown = f'<a href="{html.escape(address)}" rel="noreferrer">{shown}</a>'
    look = (
        f' class="{text}"' if column.format == "severity" and text in {"error", "warning"} else _side(column)
    )
    return f"<td{look}>{shown}</td>"


def _side(column: Column) -> str:
    return ' class="n"' if column.format in {"number", "percent"} else ""
