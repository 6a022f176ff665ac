"""Whole pages, and every fact that is read of them: tests/extract/pages/<name>/page.html and expected.toml.

After a wanted change: pytest tests/extract/test_pages.py --update-golden, and read the difference.
"""

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest

from crawler.extract import read_html

PAGES = sorted(Path(__file__).with_name("pages").iterdir())
FACTS = (
    "titles", "title_line", "descriptions", "canonicals", "robots", "lang", "viewport", "charset", "base", "jsonld",
    "words", "has_content_region", "notes",
)  # fmt: skip
TABLES = ("headings", "links", "images", "references")


def value(found):
    return json.dumps(found, ensure_ascii=False)


def as_toml(page) -> str:
    """Return the page's facts as TOML; what a fact leaves at its default is left out."""
    lines = [f"{name} = {value(getattr(page, name))}" for name in FACTS if getattr(page, name) is not None]
    lines += [f"hreflang = {value(page.hreflang)}", "", "[social]"]
    lines += [f"{value(name)} = {value(text)}" for name, text in page.social.items()]
    for table in TABLES:
        for row in getattr(page, table):
            lines += ["", f"[[{table}]]"]
            for field in dataclasses.fields(row):
                fact = getattr(row, field.name)
                if fact is not None and (fact != field.default or field.name == "region"):
                    lines.append(f"{field.name} = {value(fact)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_a_page_is_read_as_expected(folder, request):
    html = (folder / "page.html").read_text(encoding="utf-8")
    found = as_toml(read_html(html, f"https://kettle.example/{folder.name}/"))
    expected = folder / "expected.toml"
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert tomllib.loads(found) == tomllib.loads(expected.read_text(encoding="utf-8"))
