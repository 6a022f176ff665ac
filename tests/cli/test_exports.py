"""What the owner exported stands beside the pages, and decides what comes first."""

import zipfile

import openpyxl
import pytest

from crawler.cli.copies import copies_beside
from crawler.cli.exports import exports_for
from crawler.errors import Mistake
from tests.support.crawling import crawl

SITE = "https://blog.example"
PAGES = (
    f"Top pages,Clicks,Impressions,CTR,Position\n{SITE}/tea/,120,4000,3%,4.25\n{SITE}/lost/,3,90,3.33%,7\n"
)


def post(title: str, slug: str, text: str) -> str:
    return f"---\ntitle: {title}\nslug: {slug}\ndate: 2020-01-02\ndescription: What to look for in {title} before you buy any of it, in a few plain words\n---\n\n{text}\n"


def amazon(tag: str, number: int) -> str:
    return "".join(f"[one](https://www.amazon.com/dp/B00000000{n}?tag={tag}) " for n in range(number))


def packed(path, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(f"{name}.csv", text)
    return path


def report(path):
    book = openpyxl.Workbook()
    book.active.append(["Fee-Tracking Report from 2026-08-01 to 2026-08-31"])
    book.active.append(["Tracking Id", "Clicks", "Items Ordered", "Total Earnings"])
    book.active.append(["blog-20", 40, 2, 7.5])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    home = tmp_path_factory.mktemp("earnings")
    posts, inbox = home / "posts", home / "out" / "posts" / "inbox"
    posts.mkdir()
    inbox.mkdir(parents=True)
    (posts / "a.md").write_text(
        post("Stoves", "a", f"## Stoves\n\n#### Too deep\n\n{amazon('old-20', 6)}"), encoding="utf-8"
    )
    (posts / "tea.md").write_text(
        post("Tea", "tea", f"## Tea\n\n#### Too deep\n\n{amazon('blog-20', 3)}"), encoding="utf-8"
    )
    packed(
        inbox / "console.zip",
        Pages=PAGES,
        Queries="Top queries,Clicks,Impressions,CTR,Position\ntea,1,2,50%,1\n",
        Chart="Date,Clicks,Impressions,CTR,Position\n2026-08-01,1,2,50%,1\n2026-08-31,1,2,50%,1\n",
    )
    landing = "# Start date: 20260801\n# End date: 20260831\nLanding page\tSessions\tKey events\n/a/\t9\t1\n"
    (inbox / "analytics.tsv").write_bytes(landing.encode("utf-16"))
    (inbox / "=shopping.csv").write_text("Tents,3\n")
    done = crawl(
        home / "out",
        "posts",
        "-a",
        f"path={posts}",
        "-a",
        f"site={SITE}",
        "-a",
        f"with={report(home / 'amazon.xlsx')}",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done, openpyxl.load_workbook(home / "out" / "posts" / "audit.xlsx")


def rows(book, sheet):
    header, *found = book[sheet].values
    return [{name: cell for name, cell in zip(header, row, strict=True) if cell is not None} for row in found]


def test_numbers_stand_beside_their_pages_and_no_empty_columns(audited):
    _, book = audited
    stoves, tea = rows(book, "Pages")
    assert (tea["Clicks"], tea["Impressions"], tea["CTR"], tea["Position"]) == (120, 4000, 0.03, 4.3)
    assert (stoves["Sessions"], stoves["Key events"]) == (9, 1)
    assert "Clicks" not in stoves
    assert "Bing clicks" not in next(book["Pages"].values)
    assert {row["Page"]: row.get("Clicks") for row in rows(book, "Inventory")} == {
        "a.md": None,
        "tea.md": 120,
    }


def test_clicked_pages_come_first(audited):
    _, book = audited
    assert [row["Page"] for row in rows(book, "Money pages")] == ["tea.md", "a.md"]  # a.md has more links
    found = {row["Issue"]: row for row in reversed(rows(book, "Worklist"))}
    assert found["Missing affiliate disclosure"]["Page"] == "2 pages, first tea.md"
    assert found["Missing affiliate disclosure"]["Also on"] == "a.md"
    repeated = [row["Page"] for row in rows(book, "Worklist") if row["Issue"].startswith("Title repeated")]
    assert repeated == ["tea.md", "a.md"]


def test_an_id_without_a_click_in_the_report_is_found_and_the_others_show_theirs(audited):
    _, book = audited
    ids = {row["Affiliate id"]: row for row in rows(book, "Affiliate ids")}
    assert (
        ids["blog-20"]["Reported clicks"],
        ids["blog-20"]["Reported orders"],
        ids["blog-20"]["Reported earnings"],
    ) == (40, 2, 7.5)
    assert "Reported clicks" not in ids["old-20"]
    assert "tracking-id-that-earns-nothing" in {row["Id"] for row in rows(book, "Issues")}


def test_the_days_and_files_are_shown_and_what_was_not_used_is_said(audited):
    done, book = audited
    start = list(book["Start here"].values)
    shown = {row[1]: row for row in start if row[1]}
    console = shown["Google Search Console: 2026-08-01 to 2026-08-31"]
    assert (console[0], console[2], console[5]) == (1, 120, "console.zip")
    said = {row["What"]: (row["Count"], row.get("Example")) for row in rows(book, "Coverage")}
    assert said["Exports not used"] == (1, "=shopping.csv")
    assert said["Addresses of exports that are no pages of this crawl"] == (1, f"{SITE}/lost/")
    assert (
        "console.zip: Google Search Console, 2026-08-01 to 2026-08-31: 1 of 2 addresses are pages of this crawl."
        in done.stdout
    )
    assert "=shopping.csv: was not used: no table in it has the columns of a known export" in done.stdout
    assert "amazon.xlsx: Amazon Associates, 2026-08-01 to 2026-08-31: 1 tracking ids." in done.stdout
    assert "was not read" not in done.stdout


def test_a_named_file_that_is_no_export_is_a_mistake(tmp_path):
    with pytest.raises(
        Mistake, match=r"with=.*none\.csv: was not read: No such file.*; docs/earnings\.md says which"
    ):
        exports_for(tmp_path, str(tmp_path / "none.csv"))
    (tmp_path / "tents.csv").write_text("Tents,3\n")
    with pytest.raises(Mistake, match="no table in it has the columns of a known export"):
        exports_for(tmp_path, str(tmp_path / "tents.csv"))


def test_a_copy_of_the_workbook_is_no_export_and_an_export_is_no_copy(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    book = openpyxl.Workbook()
    book.active.append(["Status", "Note", "Ref"])
    book.save(inbox / "anna.xlsx")
    (inbox / "Pages.csv").write_text(PAGES)
    (inbox / "again.csv").write_text(PAGES)
    found = exports_for(tmp_path, "")
    assert [export.file for export in found.read] == ["Pages.csv"] or [
        export.file for export in found.read
    ] == ["again.csv"]
    assert found.left == ()
    assert [path.name for path in copies_beside(tmp_path / "audit.xlsx")] == ["anna.xlsx"]
