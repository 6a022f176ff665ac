"""Texts on more than one page: what is near, what is not, and that a large site does not hold the crawl up."""

import random

from crawler.analysis.near_duplicates import COMMON, fill_copies
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.links import Classifier
from crawler.store import Store
from crawler.store.sketches import forget_sketches
from crawler.text.shingles import SIZE, sketch

DISCLOSURES = Disclosures()
WORDS = [
    f"{a}{b}" for a in ("tent", "stove", "pad", "pole", "boot", "map", "hut", "rope") for b in "abcdefghij"
]


def prose(seed, count=300):
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(count))


def page(number, *texts, path=""):
    url = f"https://blog.example/{path or number}/"
    body = "".join(f"<h2>Part {n}</h2><p>{text}</p>" for n, text in enumerate(texts, 1))
    made = read_html(f"<main>{body}</main>", url)
    made.key, made.status = url, 200
    return made


def copies(tmp_path, pages):
    tmp_path.mkdir(exist_ok=True)
    store = Store(tmp_path / "audit.sqlite")
    try:
        store.open_crawl("blog", "https://blog.example/", "https://blog.example")
        for each in pages:
            enrich(each, Classifier("https://blog.example"), DISCLOSURES)
            store.save_page(each)
        fill_copies(store)
        rows = store.connection.execute(
            "SELECT page.key, other.key, round(share, 1), sections FROM copy JOIN page ON page.id = page_id"
            " JOIN page AS other ON other.id = other_id ORDER BY page.key"
        ).fetchall()
        forget_sketches(store)
        store.end_crawl("finished", complete=True)
        store.open_crawl("blog", "https://blog.example/", "https://blog.example")
        forget_sketches(store)
        left = store.connection.execute("SELECT count(*) FROM sketch").fetchone()
        assert left == (0,), "the newest crawl's are kept, for pages that do not change; older ones are not"
        return [(a.split("/")[3], b.split("/")[3], share, sections) for a, b, share, sections in rows]
    finally:
        store.close()


def test_the_same_text_has_the_same_sketch_whatever_stands_around_it():
    one = page(1, prose(1))
    other = read_html(
        f"<nav>x</nav><main><h2>P</h2><div><p>{prose(1).upper()}</div></main><footer>y</footer>",
        "https://b.example/",
    )
    assert sketch(one) == sketch(other) != []
    assert len(sketch(page(1, prose(1, 5000)))) == SIZE


def test_four_fifths_of_a_text_make_a_copy_and_one_does_not(tmp_path):
    a, b, c, d, e, f, g, h = (prose(seed) for seed in range(8))
    found = copies(
        tmp_path, [page(1, a, b, c, d, e), page(2, a, b, c, d, f), page(3, a, g, h, prose(8), prose(9))]
    )
    (row,) = found
    assert row[:2] == ("2", "1")
    assert row[2] in {0.7, 0.8}
    assert sorted(row[3].split(", ")) == [f"“Part {number}”" for number in range(1, 5)]


def test_a_group_is_compared_with_its_longest_page(tmp_path):
    text = prose(1)
    pages = [page(n, f"{text} {prose(10 + n, 10)}") for n in range(1, 4)] + [page(4, text, prose(50, 60))]
    assert [(a, b) for a, b, _, _ in copies(tmp_path, pages)] == [("1", "4"), ("2", "4"), ("3", "4")]


def test_different_texts_pages_of_few_words_and_a_shared_frame_are_no_copies(tmp_path):
    pages = [
        page(n, prose(n), "We may earn a commission from links in this post, at no cost to you.")
        for n in range(1, 6)
    ]
    pages += [page(n, "Tents are light and some of them leak.") for n in range(6, 9)]
    assert copies(tmp_path, pages) == []


def test_a_sponsors_text_below_three_short_notes_makes_no_copies_and_below_two_it_does(tmp_path):
    sponsor, notes = prose(1, 300), [page(n, prose(n, 100), prose(1, 300)) for n in range(2, 5)]
    assert copies(tmp_path / "three", notes) == []
    assert len(copies(tmp_path / "two", [page(n, prose(n, 100), sponsor) for n in range(2, 4)])) == 1


def test_pages_that_are_not_indexed_are_not_compared(tmp_path):
    one, other = page(1, prose(1)), page(2, prose(1))
    other.robots = ["noindex"]
    assert copies(tmp_path, [one, other]) == []


def test_what_hundreds_of_pages_share_is_their_templates(tmp_path):
    frame = prose(1)
    pages = [page(n, frame, prose(1000 + n, 120)) for n in range(COMMON + 5)]
    assert copies(tmp_path, pages) == []
