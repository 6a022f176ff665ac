"""The pages of docs/ lead to each other and to files that exist, and those that are generated say what their files say."""

import itertools
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from crawler.catalog.networks import networks
from crawler.cli.docs.__main__ import ROOT, main, stale, written
from crawler.cli.docs.markdown import block, code, plain, prose, table, value
from crawler.rules.load import load_rules

MARKDOWN = MarkdownIt().enable("table")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_RULES = sorted((ROOT / "docs" / "rules").glob("*.md"))


def tokens(text: str):
    """Yield every token of a page, those within a line too."""
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def words(text: str) -> str:
    """Return what a reader of the page reads, white space made one."""
    parts = (
        " " if token.type == "softbreak" or (token.block and token.nesting) else token.content
        for token in tokens(text)
        if token.type != "inline"
    )
    return " ".join("".join(parts).split())


def anchors(text: str) -> set[str]:
    """Return the ids that GitHub gives to the headings of a page."""
    found, parsed = set(), MARKDOWN.parse(text)
    for opening, inline in itertools.pairwise(parsed):
        if opening.type == "heading_open":
            title = "".join(token.content for token in inline.children)
            found.add(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
    return found


def dead_links(page: Path) -> list[str]:
    """Return the links and pictures of a page that lead to no file, or to no heading of one."""
    dead, text = [], page.read_text(encoding="utf-8")
    for token in tokens(text):
        target = token.attrGet("href") or token.attrGet("src")
        if not target or target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (fragment and fragment not in anchors(there.read_text(encoding="utf-8"))):
            dead.append(target)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_leads_somewhere(page):
    assert dead_links(page) == []


def test_every_link_of_a_rules_page_leads_somewhere():
    assert OF_RULES
    assert {page.name: dead for page in OF_RULES if (dead := dead_links(page))} == {}


def test_a_link_that_leads_nowhere_is_seen(tmp_path):
    (tmp_path / "a.md").write_text("# A b\n\n[x](#a-b) [y](#c) ![z](z.png) [w](a.md#d) `[v](v.md)`\n")
    assert dead_links(tmp_path / "a.md") == ["#c", "z.png", "a.md#d"]


def test_what_is_generated_is_fresh():
    assert stale(written()) == [], "run `python -m crawler.cli.docs --write`"


def test_a_stale_page_and_one_of_a_rule_that_is_gone_are_seen_and_renewed(tmp_path, monkeypatch, capsys):
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    (tmp_path / "docs" / "workbook.md").write_text("# W\n\n<!-- sheets -->\nold\n<!-- /sheets -->\n\nmore\n")
    (tmp_path / "docs" / "rules" / "gone-rule.md").write_text("# Gone\n")
    monkeypatch.setattr("crawler.cli.docs.__main__.ROOT", tmp_path)
    assert main([]) == 1
    assert {"stale: docs/rules/gone-rule.md", "stale: docs/workbook.md", "stale: docs/rules.md"} <= set(
        capsys.readouterr().out.splitlines()
    )
    assert main(["--write"]) == 0
    capsys.readouterr()
    assert (main([]), capsys.readouterr().out) == (0, "")
    assert not (tmp_path / "docs" / "rules" / "gone-rule.md").exists()
    assert (tmp_path / "docs" / "workbook.md").read_text().endswith("<!-- /sheets -->\n\nmore\n")


def test_a_rules_page_says_what_its_file_says_and_no_text_of_it_becomes_markup():
    for bound in load_rules():
        rule = bound.rule
        text = (ROOT / "docs" / "rules" / f"{rule.id}.md").read_text(encoding="utf-8")
        shown = words(text)
        for part in (rule.title, rule.why, rule.fix, *rule.options):
            assert " ".join(part.split()) in shown, f"{rule.id}: {part}"
        assert [token.content for token in tokens(text) if token.type in {"html_inline", "html_block"}] == [
            "<!-- Written by `python -m crawler.cli.docs --write`. -->\n"
        ], rule.id
        assert {"Reported", "Not reported"} <= set(re.findall("^### (Reported|Not reported)", text, re.M)), (
            rule.id
        )


def test_every_network_has_its_section():
    text = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    shown = words(text)
    for network in networks().values():
        assert network.name in shown
        assert " ".join(network.source.split()) in shown
    assert text.count("\n## ") == len(networks())


@pytest.mark.parametrize(
    "text",
    [
        "a <b>bold</b> &amp; &lt; [x](y) ![z](w) `code` ``` * _em_ __GHOST_URL__ snake_case ~~s~~ | cell \\",
        "# no heading", "https://a.example/x_(y)?a=1&copy=2.", "<https://a.example/>", "zero\u200bwidth",
    ],
)  # fmt: skip
def test_a_text_is_shown_as_it_stands(text):
    seen = " ".join(text.replace("\u200b", r"\u200b").split())
    for shown in (prose(text), plain(text), code(text)):
        assert seen in words(f"x {shown}")
        (body,) = [token for token in tokens(table(("a",), [(shown,)])) if token.type == "inline"][1:]
        assert seen in "".join(token.content for token in body.children)
    assert words(block(f"{text}\n```\nx")) == " ".join(f"{seen} ``` x".split())


def test_a_long_value_is_cut_and_counted():
    assert value(list(range(100))).endswith(" (100 in all)")
    assert value("a|b") == '`"a|b"`'
