"""Disclosures: the words of each language, and where they stand from the first affiliate link."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.disclosures import FOLDER, languages_of
from crawler.catalog.reader import RuleFileError, build
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.links import Classifier

KNOWN = Disclosures()
LANGUAGES = languages_of(FOLDER)
LINK = "<a href='https://www.amazon.com/dp/B0ABCDEF12?tag=me-20'>tent</a>"


def standing(html, known=KNOWN):
    page = read_html(html, "https://blog.example/post/")
    classifier = Classifier("https://blog.example")
    for link in page.links:
        link.to = classifier.target(link.href, page.url)
    return known.of(page)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(example.text, example.found, id=f"{code}: {example.text[:40]}")
        for code, language in LANGUAGES.items()
        for example in language.example
    ],
)
def test_the_example_of_a_language_holds(text, found):
    assert (KNOWN.discloses(text), KNOWN.is_amazon(text)) == (found != "", found == "amazon")


def test_every_phrase_of_every_language_is_found_as_it_is_written():
    for code, language in LANGUAGES.items():
        for phrase in (*language.phrases, *language.amazon):
            text = re.sub(r"(?<=\S)\*", "", phrase.replace("…", "x"))
            assert KNOWN.discloses(f"x {text} x"), (code, phrase)


def test_amazons_sentence_is_found_on_a_page_in_every_language():
    for code, language in LANGUAGES.items():
        for phrase in language.amazon:
            text = re.sub(r"(?<=\S)\*", "", phrase.replace("…", "x"))
            page = read_html(f"<main><p>“First” a text.<p>x {text} x</main>", "https://blog.example/post/")
            assert KNOWN.has_amazon_sentence(page), (code, phrase)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_shows_its_words_amazons_sentence_and_a_text_that_is_neither(code):
    assert {example.found for example in LANGUAGES[code].example} == {"disclosure", "amazon", ""}
    assert LANGUAGES[code].source.startswith("https://")


def test_there_are_more_than_ten_languages():
    assert len(LANGUAGES) > 10


@pytest.mark.parametrize(
    "text", ["Anzeige", "[Werbung]", "#ad", "(Ad)", "Werbung: Das Zelt ist gut.", "【PR】テント"]
)
def test_one_word_counts_where_it_stands_alone(text):
    assert KNOWN.discloses(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Anzeige ist hell.",
        "PR is hard.",
        "In AD 79 it burnt.",
        "The ad broke.",
        "We advertise here.",
        "Ads by night",
        "The commission on safety met.",
    ],
)
def test_one_word_in_a_sentence_does_not_count(text):
    assert not KNOWN.discloses(text)


def test_words_before_and_after_the_first_link_are_counted():
    before = standing(f"<main><p>We may earn a commission.</p><p>One two three {LINK} four</p></main>")
    assert (before.where, before.words, before.links_before, before.first) == ("content", 8, 0, 8)
    after = standing(f"<main><p>One {LINK} two {LINK}</p><p>Three</p><p>We may earn a commission.</p></main>")
    assert (after.where, after.words, after.links_before) == ("content", -4, 2)


def test_a_text_that_holds_both_is_near_enough():
    found = standing(f"<main><p>The {LINK} (paid link) is light. We may earn a commission.</p></main>")
    assert (found.where, found.words, found.links_before) == ("content", 0, 0)


def test_a_disclosure_outside_the_content_is_told_apart():
    frame = f"<main><p>The {LINK}</p></main>"
    assert standing(f"{frame}<footer>We may earn a commission.</footer>").where == "footer"
    assert standing(f"{frame}<nav><a href=/d>Affiliate disclosure</a></nav>").where == "link"
    assert standing(frame).where == "absent"
    assert standing("<main><p>Words</p></main><footer>We may earn a commission.</footer>") is None


def test_a_heading_may_say_it_and_a_hidden_text_may_not():
    assert standing(f"<main><h1>[Anzeige] Zelte</h1><p>Das {LINK}</p></main>").where == "content"
    assert (
        standing(f"<main><p hidden>We may earn a commission.</p><p>The {LINK}</p></main>").where == "absent"
    )


def test_the_owners_own_words_count():
    html = f"<main><p>Some links fill our honey pots.</p><p>The {LINK}</p></main>"
    assert standing(html).where == "absent"
    assert standing(html, Disclosures(["fill … honey pot*"])).where == "content"


def test_a_file_with_a_phrase_that_says_nothing_is_refused():
    rows = {
        "id": "xx",
        "name": "X",
        "source": "https://x.example/",
        "phrases": ["*"],
        "labels": [],
        "denials": [],
        "amazon": [],
        "example": [],
    }
    with pytest.raises(RuleFileError, match="no word of its own"):
        build(rows, type(LANGUAGES["en"]), "xx.toml")


def test_a_phrase_of_amazons_sentence_without_its_name_is_refused():
    language = dataclasses.asdict(LANGUAGES["ko"]) | {"example": [], "amazon_names": ["amazon"]}
    rows = {key: list(value) if isinstance(value, tuple) else value for key, value in language.items()}
    with pytest.raises(RuleFileError, match="holds none of amazon_names: amazon"):
        build(rows, type(LANGUAGES["en"]), "xx.toml")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    assert KNOWN.discloses(text) in {True, False}
