"""Version 4: codes beside the sentences, which everything decided by before.

The columns are those of schema.sql of that day; what stands in them follows from the sentences in 0004-codes.toml.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

OLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TEXT = "TEXT NOT NULL DEFAULT ''"
NUMBER = "INTEGER NOT NULL DEFAULT 0"
COLUMNS = (
    ("crawl", "cause", TEXT),
    ("frontier", "cause", TEXT),
    ("frontier", "cause_values", TEXT),
    ("page", "cause", TEXT),
    ("page", "cause_values", TEXT),
    ("page", "redirect_hops", NUMBER),
    ("page", "redirect_loop", NUMBER),
    ("page", "redirect_permanent", NUMBER),
    ("target", "via", TEXT),
    ("target", "fault", TEXT),
    ("target", "item", TEXT),
    ("target", "item_id", TEXT),
    ("link_check", "cause", TEXT),
    ("link_check", "cause_values", TEXT),
)
# Its key was made of sentences.
COVERAGE = """
CREATE TABLE coverage (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    code TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL DEFAULT '',
    cause_values TEXT NOT NULL DEFAULT '',
    what TEXT NOT NULL,
    count INTEGER NOT NULL,
    example TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (crawl_id, code, subject, cause, cause_values)
) WITHOUT ROWID
"""
FORMS = {
    "whole": r"[\d,]+",
    "real": r"[\d,.e+-]+",
    "named": r"\d{3}(?: \(not a registered status\)| [A-Z][A-Za-z' -]*)?",
    "cause": ".+",
    "word": r"\S+",
    "": ".+",
}
_VALUE = re.compile(r"\{(\w+):?(\w*)\}")
_YOUTUBE = re.compile(
    r"(?P<item>\w+)(?: with a malformed id: (?P<bad>.+)| (?P<none>without an? \w+)| (?P<id>.+))?", re.S
)


def migrate(db: Connection) -> None:
    """Add the codes and fill them from what older versions wrote; the connection has an open transaction."""
    # The first files of a version lack tables that came later without a number; schema.sql makes them after the last step.
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, name, kind in COLUMNS:
        if table in there and name not in {row[1] for row in db.execute(f"PRAGMA table_info({table})")}:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    db.create_function("code_of", 2, lambda table, said: _code(table, said)[0], deterministic=True)
    db.create_function("values_of", 2, lambda table, said: _code(table, said)[1], deterministic=True)
    db.create_function("via_of", 1, _via, deterministic=True)
    db.create_function("youtube_of", 2, _youtube, deterministic=True)
    for table in there & {"frontier", "page", "link_check"}:
        db.execute(
            f"UPDATE {table} SET cause = code_of('cause', reason), cause_values = values_of('cause', reason) WHERE reason <> ''"
        )
    db.execute("UPDATE crawl SET cause = code_of('end', reason)")
    db.execute(
        "UPDATE page SET redirect_hops = length(redirects) - length(replace(redirects, '→', '')),"
        " redirect_loop = redirects LIKE '%a loop', redirect_permanent = redirects NOT GLOB '*30[237] →*'"
        " WHERE outcome = 'redirected' AND redirects <> ''"
    )
    db.execute("UPDATE target SET via = via_of(detail) WHERE detail <> ''")
    db.execute(
        "UPDATE target SET fault = code_of('fault', detail) WHERE detail <> '' AND via = '' AND kind <> 'youtube'"
    )
    db.execute(
        "UPDATE target SET item = youtube_of(detail, 'item'), item_id = youtube_of(detail, 'id'), fault = youtube_of(detail, 'fault')"
        " WHERE kind = 'youtube' AND detail <> '' AND via = ''"
    )
    if "link_check" in there:
        # A channel's own page is asked, and what a wrapper holds; only these are asked of oEmbed.
        db.execute(
            "UPDATE link_check SET youtube = '' WHERE verdict = 'waiting' AND youtube <> '' AND (youtube_of(youtube, 'fault') <> ''"
            " OR youtube_of(youtube, 'item') NOT IN ('video', 'embed', 'short', 'live', 'playlist'))"
        )
    _coverage(db)


def _coverage(db: Connection) -> None:
    if "code" in {row[1] for row in db.execute("PRAGMA table_info(coverage)")}:
        return
    rows = db.execute("SELECT crawl_id, what, count, example, why FROM coverage").fetchall()
    db.execute("DROP TABLE coverage")
    db.execute(COVERAGE)
    for crawl, what, count, example, why in rows:
        code, subject = _code("coverage", what)
        subject = json.loads(subject)["subject"] if subject else ""
        cause = _code("cause", why)
        if code == "sitemaps-cut":  # free words
            cause = "other", _packed({"text": why})
        if code == "links-without-verdict" and cause[0] == "stopped-before":
            cause = "check-waiting", ""
        db.execute(
            "INSERT OR REPLACE INTO coverage (crawl_id, code, subject, cause, cause_values, what, count, example, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (crawl, code, subject, *cause, what, count, example, why),
        )


@lru_cache
def _patterns(table: str) -> list[tuple[str, re.Pattern[str], dict[str, str]]]:
    """Return code, pattern and what its values are, of each sentence of a table."""
    found = []
    for code, sentence in OLD[table].items():
        parts = _VALUE.split(sentence)
        pattern = re.escape(parts[0])
        for name, form, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            pattern += f"(?P<{name}>{FORMS[form]}){re.escape(text)}"
        found.append((code, re.compile(pattern, re.DOTALL), dict(zip(parts[1::3], parts[2::3], strict=True))))
    return found


@lru_cache(maxsize=10_000)
def _code(table: str, said: str) -> tuple[str, str]:
    """Return the code of a sentence, and its values as they are stored."""
    if not said:
        return "", ""
    for code, pattern, forms in _patterns(table):
        if found := pattern.fullmatch(said):
            values = {name: _value(forms[name], text) for name, text in found.groupdict().items()}
            return code, _packed(values)
    if table == "end":
        return said, ""
    return (
        ("other", _packed({"text": said}))
        if table == "cause"
        else ("", "")
        if table == "fault"
        else ("other", "")
    )


def _value(form: str, text: str) -> Any:
    if form == "cause":
        return list(_code("cause", text))
    if form == "named":
        return int(text[:3])
    if form == "whole":
        return int(text.replace(",", ""))
    return float(text.replace(",", "")) if form == "real" else text


def _packed(values: dict[str, Any]) -> str:
    return json.dumps(dict(sorted(values.items())), separators=(",", ":")) if values else ""


def _via(detail: str) -> str:
    return next((code for code, start in OLD["via"].items() if detail.startswith(start)), "")


def _youtube(detail: str, part: str) -> str:
    """Return what a YouTube link named: its item, id or fault."""
    found = _YOUTUBE.fullmatch(detail)
    if found is None or detail == "home page":
        return detail if part == "item" else ""
    if part == "item":
        return found["item"]
    if part == "id":
        return found["bad"] or found["id"] or ""
    if found["none"]:
        return "no-name" if found["none"].endswith("name") else "no-id"
    return "malformed-id" if found["bad"] else ""
