"""Where an export tells of clicks, an issue on pages that people come to is worth more than one on pages that nobody sees."""

from tests.support.audited import Audit, table, workbook


def audited(path, clicks):
    """Return the database of four pages: long titles on three, a skipped heading level on the fourth, which has the clicks."""
    with Audit(path) as audit:
        pages = [audit.page(f"/{number}/") for number in range(4)]
        for page in pages[:3]:
            audit.finding(page, "long-title", now=f"title {page}")
        audit.finding(pages[3], "skipped-heading-level", "An h4 follows an h2", "heading", position=1)
        if clicks:
            export = audit.insert(
                "export", crawl_id=audit.crawl, kind="search-console", name="Google Search Console"
            )
            for page, number in zip(pages, clicks, strict=True):
                audit.insert("export_page", export_id=export, page_id=page, clicks=number, impressions=900)
    return path


def order(path):
    return [row["Id"] for row in table(workbook(path)["Issues"])]


def test_clicks_decide_what_comes_first_and_without_them_the_number_of_pages_does(tmp_path):
    by_pages = ["long-title", "skipped-heading-level"]
    assert order(audited(tmp_path / "none.sqlite", ())) == by_pages
    assert order(audited(tmp_path / "clicked.sqlite", (0, 0, 0, 50))) == by_pages[::-1]
    assert order(audited(tmp_path / "alike.sqlite", (5, 5, 5, 5))) == by_pages
    assert order(audited(tmp_path / "nobody.sqlite", (0, 0, 0, 0))) == by_pages
