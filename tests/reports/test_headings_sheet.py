"""The Headings sheet is the outline of each page: indented, counted, with what is wrong beside."""

from tests.support.audited import ORIGIN, Audit, table, workbook


def test_the_outline_shows_levels_words_links_and_problems_and_the_template_comes_last(tmp_path):
    database = tmp_path / "audit.sqlite"
    with Audit(database) as audit:
        page = audit.page("/tents/")
        for position, level, text, region, words in (
            (1, 2, "Menu", "nav", None),
            (2, 1, "Tents", "main", 12),
            (3, 3, "Light", "main", 40),
            (4, 9, "Deep", "main", 0),
        ):
            audit.insert(
                "heading", page_id=page, position=position, level=level, text=text, region=region, words=words,
                hidden=position == 4,
            )  # fmt: skip
        audit.link(page, 1, "https://amzn.to/3abc", "affiliate", network="amazon", heading=3)
        audit.link(page, 2, f"{ORIGIN}/pads/", "internal", heading=3)
        audit.link(page, 3, f"{ORIGIN}/", "internal", heading=1, region="nav")
        audit.finding(
            page, "skipped-heading-level", "“Light” is an h3 right after an h1", "heading", position=3
        )
        audit.finding(page, "generic-link-text", "Not the heading's", "link", position=3)
    rows = table(workbook(database)["Headings"])
    shown = ("Heading", "Problem", "Words", "Links", "Affiliate links", "Region", "Pages")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("Tents", None, 12, None, None, None, None),
        ("        Light", "“Light” is an h3 right after an h1", 40, 2, 1, None, None),
        ("                    Deep", None, 0, None, None, "hidden", None),
        ("    Menu", None, None, None, None, "nav", 1),
    ]
