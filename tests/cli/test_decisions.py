"""What people write into the workbook stays with its finding, whatever happens to the posts meanwhile."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.support.crawling import ROOT, crawl, database, environment, query
from tests.support.web import Answer, html, redirect, serve

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTERS = {".xlsx": "xlsx:Calc MS Excel 2007 XML", ".ods": "ods:calc8"}


def post(number: int, extra: str = "") -> str:
    return (
        f"---\ntitle: Everything about tents, part {number}\n"
        f"description: What to look for in a tent before the season begins, part {number} of the series\n---\n\n"
        f"{extra}## What part {number} is about\n\nA [guide](http://localhost/guide-{number}/) to tents.\n\n"
        f"#### A heading too deep, number {number}\n\n![](tent-{number}.png) A tent, and a few words about it.\n"
    )


def problem(text: str) -> str:
    return " ".join(text.split()[:2])


class Folder:
    """A folder of posts that is audited again and again, and its workbook."""

    def __init__(self, home: Path) -> None:
        self.posts, self.out = home / "posts", home / "out"
        self.posts.mkdir(parents=True)
        for number in range(1, 7):
            self.write(number)

    def write(self, number: int, text: str = "", name: str = "") -> None:
        (self.posts / (name or f"part-{number}.md")).write_text(text or post(number), encoding="utf-8")

    def audit(self, *options: str):
        done = crawl(self.out, "posts", "-a", f"path={self.posts}", *options)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    @property
    def folder(self) -> Path:
        return self.out / "posts"

    @property
    def book(self) -> Path:
        return self.folder / "audit.xlsx"

    def rows(self) -> dict[tuple[str, str], dict]:
        """Return the Worklist by post and the first two words of its problem."""
        header, *rows = openpyxl.load_workbook(self.book)["Worklist"].values
        told = [dict(zip(header, row, strict=True)) for row in rows]
        return {(row["Page"], problem(row["Details"] or row["Current"])): row for row in told}


def say(book: Path, changes: dict[tuple[str, str], tuple[str, str]], target: Path | None = None) -> None:
    """Write statuses and notes as a person does: into the rows, wherever they stand."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Worklist"]
    places = {cell.value: cell.column - 1 for cell in sheet[1]}
    done = set()
    for row in sheet.iter_rows(min_row=2):
        message = row[places["Details"]].value or row[places["Current"]].value
        key = row[places["Page"]].value, problem(message)
        if key in changes:
            row[places["Status"]].value, row[places["Note"]].value = changes[key]
            done.add(key)
    assert done == set(changes)
    workbook.save(target or book)


def through_libreoffice(book: Path, suffix: str, target: Path) -> None:
    """Open and save a file as LibreOffice does."""
    home = target.parent / "office"
    converted = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", FILTERS[suffix],
         "--outdir", str(home), str(book)],
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    made = home / f"{book.stem}{suffix}"
    assert made.exists(), converted.stderr
    shutil.move(made, target)


DEEP, LEAK = "Heading “A", "The link"
SAID = {
    ("part-1.md", DEEP): ("Done", "Anna mends it\n\nby Friday"),
    ("part-2.md", DEEP): ("In progress", "+1 for this"),
    ("part-3.md", DEEP): ("Ignored", "a matter of taste"),
    ("part-4.md", DEEP): ("Wrong", "_x0041_ it is right"),
    ("part-5.md", DEEP): ("Done", "was easy"),
}


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    """Audit, decide, audit a part, change the posts, audit again; what the workbooks say at each stop."""
    folder = Folder(tmp_path_factory.mktemp("life"))
    folder.audit()
    first = folder.rows()
    say(folder.book, SAID)
    for number in range(3, 7):  # drafts are not judged
        folder.write(number, post(number).replace("---\n", "---\ndraft: true\n", 1))
    partial = folder.audit()
    middle = folder.rows()
    folder.write(4)
    folder.write(1, post(1, "A paragraph that nobody had written before.\n\n"))
    folder.write(5, post(5).replace("####", "###"))  # mended
    folder.write(6, post(6).replace("####", "###"))  # mended, and nobody said so
    (folder.posts / "part-2.md").rename(folder.posts / "a-better-name.md")
    folder.write(3, post(3).replace("Everything about tents", "All of it about tents"))
    last_run = folder.audit("--fail-on", "new")
    return folder, first, partial, middle, last_run, folder.rows()


def test_every_note_is_where_it_belongs(journey):
    *_, rows = journey
    said = {key: (row["Status"], row["Note"]) for key, row in rows.items() if row["Note"]}
    assert said == {
        ("part-1.md", DEEP): ("Open", "Anna mends it\n\nby Friday"),
        ("a-better-name.md", DEEP): ("In progress", "+1 for this"),
        ("part-3.md", DEEP): ("Ignored", "a matter of taste"),
        ("part-4.md", DEEP): ("Wrong", "A it is right"),  # the program that saved it reads its own escapes
    }


def test_the_states_say_what_became_of_each(journey):
    folder, _, _, middle, _, rows = journey
    assert middle["part-1.md", DEEP]["State"] == "came back", "it was Done and is still there"
    assert {row["State"] for row in rows.values()} == {"still"}
    assert ("part-5.md", DEEP) not in rows
    states = dict(query(folder.folder / "audit.sqlite", "SELECT state, count(*) FROM issue GROUP BY state"))
    assert states == {"still": len(rows), "fixed": 2}


def test_a_ref_stays_with_its_finding(journey):
    _, first, *_, rows = journey
    for key, row in rows.items():
        old = ("part-2.md", key[1]) if key[0] == "a-better-name.md" else key
        assert row["Ref"] == first[old]["Ref"]
    refs = [row["Ref"] for row in rows.values()]
    assert all(len(ref) == 6 and ref.islower() for ref in refs)
    assert len(set(refs)) == len(refs)


def test_a_partial_crawl_changes_nothing_and_looks_like_no_progress(journey):
    _, first, partial, middle, *_ = journey
    assert "0 fixed" in partial.stdout
    assert set(middle) == set(first), "what could not be looked at is still to be done"
    seen = {
        row["Page"]
        for row in middle.values()
        if row["State"] not in {"not checked", "Done, not yet verified"}
    }
    assert seen == {"part-1.md", "part-2.md"}
    assert middle["part-5.md", DEEP]["State"] == "Done, not yet verified"
    for key, (status, note) in SAID.items():
        if key[0] != "part-1.md":
            assert (middle[key]["Status"], middle[key]["Note"]) == (status, note.replace("_x0041_", "A"))


def test_the_terminal_tells_the_changes_and_what_people_call_wrong(journey):
    *_, last_run, _ = journey
    assert "Since the previous crawl: 0 new, 2 fixed, 0 came back" in last_run.stdout
    assert "Ignored: 1, which are not counted" in last_run.stdout
    assert "Marked as wrong, and not counted: skipped-heading-level (1)" in last_run.stdout
    assert last_run.returncode == 0, "nothing is new"


def test_replaced_workbooks_are_kept(journey):
    folder, *_ = journey
    assert {path.name for path in folder.folder.glob("audit*.xlsx")} == {
        "audit.xlsx",
        "audit-1.xlsx",
        "audit-2.xlsx",
    }


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_copy_that_libreoffice_saved_is_read(journey, tmp_path, suffix):
    folder, *_, rows = journey
    home = tmp_path / "copy"
    shutil.copytree(folder.folder, home)
    said = {
        ("part-6.md", LEAK): ("In progress", "two  blanks\nand a line"),
        ("part-1.md", DEEP): ("Done", "again"),
    }
    say(home / "audit.xlsx", said, tmp_path / "edited.xlsx")
    (home / "inbox").mkdir()
    through_libreoffice(tmp_path / "edited.xlsx", suffix, home / "inbox" / f"from-anna{suffix}")
    line = ["python", "-m", "crawler.cli.main", "decisions", str(home / "inbox" / f"from-anna{suffix}")]
    done = subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2 decisions read" in done.stdout
    notes = dict(query(home / "audit.sqlite", "SELECT ref, note FROM issue WHERE note <> ''"))
    assert " ".join(notes[rows["part-6.md", LEAK]["Ref"]].split()) == "two blanks and a line"
    assert query(home / "audit.sqlite", "SELECT count(*) FROM conflict") == [(0,)]
    again = subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert "Nothing new was decided" in again.stdout


def page(number: int, text: str = "", links: str = "") -> object:
    return html(
        f"<html lang=en><title>Tents, part {number} of all the parts</title><main><h1>Part {number}</h1>{text}{links}"
        f"<h4>A heading too deep, number {number}</h4><p>Words</p></main><footer><a href='http://localhost/x'>here</a></footer>"
    )


def test_a_live_site_that_is_crawled_in_part_and_moves_a_page(tmp_path):
    menu = "".join(f"<a href='/part-{n}/'>Part {n} of the series</a> " for n in range(1, 6))
    routes = {"/": page(0, links=menu), **{f"/part-{n}/": page(n) for n in range(1, 6)}}
    routes["/part-2/"] = page(2, "<p><a href='/gone/'>A page that is gone</a></p>")
    out = tmp_path / "out"

    def issues(what="state, status"):
        found = query(database(out), f"SELECT page, rule, {what} FROM issue")
        return {(path, rule): rest[0] if len(rest) == 1 else rest for path, rule, *rest in found}

    with serve(routes) as site:
        line = ("blog", "-a", f"url={site.origin}/")
        assert crawl(out, *line).returncode == 0
        before = issues("state")
        assert set(before.values()) == {"new"}
        book = database(out).parent / "audit.xlsx"
        header, *rows = openpyxl.load_workbook(book)["Worklist"].values
        rows = [dict(zip(header, row, strict=True)) for row in rows]
        shared = "footer of 6 pages"
        (footer,) = [row for row in rows if row["Element"] == shared and row["Severity"] == "error"]
        write(book, {footer["Ref"]: ("Ignored", "the theme's own")})

        done = crawl(out, *line, "-s", "AUDIT_MAX_PAGES=2")
        assert "0 new, 0 fixed, 0 came back" in done.stdout, done.stdout
        partly = issues("state")
        assert partly["/part-5", "skipped-heading-level"] == "not checked"
        assert partly["/part-2", "broken-internal-link"] == "not checked"
        assert set(partly.values()) == {"still", "not checked"}

        site.routes["/part-2/"] = page(2)  # mended
        site.routes["/part-3/"] = redirect("/third/")
        site.routes["/third/"] = page(3)
        site.routes["/part-4/"] = Answer(b"gone", 404)
        site.routes["/"] = page(0, links=menu + "<a href='/part-6/'>Part 6 of the series</a>")
        site.routes["/part-6/"] = page(6)
        done = crawl(out, *line, "--fail-on", "never")
        after = issues("state, status, note")
    assert after["/part-2", "broken-internal-link"][0] == "fixed"
    assert after["/third", "skipped-heading-level"][0] == "still"
    assert ("/part-3", "skipped-heading-level") not in after
    assert after["/part-4", "skipped-heading-level"][0] == "page gone"
    assert after["/part-6", "dev-host-link"] == ["new", "Ignored", "the theme's own"], (
        "the row is about all pages"
    )
    assert {status for (_, rule), (_, status, _) in after.items() if rule == "dev-host-link"} == {"Ignored"}


def test_an_ignore_file_may_name_a_rule_that_is_off(tmp_path):
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").write_text("# A\n")
    (posts / ".auditignore").write_text("same-heading-set-on-many-posts * a series has one form\n")
    done = crawl(tmp_path / "out", "posts", "-a", f"path={posts}")
    assert done.returncode == 0, done.stderr
    assert "fits no finding any more" in done.stdout + done.stderr


def write(book: Path, changes: dict[str, tuple[str, str]]) -> None:
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Worklist"]
    ref = next(cell.column - 1 for cell in sheet[1] if cell.value == "Ref")
    for row in sheet.iter_rows(min_row=2):
        if row[ref].value in changes:
            row[0].value, row[1].value = changes[row[ref].value]
    workbook.save(book)
