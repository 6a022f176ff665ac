"""The engine: which pages a rule judges, how a finding names its place, and that no page can break it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.reader import RuleFileError
from crawler.checks import CHECKS
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.items import Heading, Image, Link, Page, UrlReference
from crawler.links import Classifier
from crawler.rules.engine import LONGEST, MOST, QUOTE, audit, place
from crawler.rules.load import BoundRule, all_rules, bind
from crawler.rules.rule import Rule

DISCLOSURES = Disclosures()
RULES = [bound for bound in all_rules() if bound.rule.check]  # those that are off as well


def rule(message="{text}", **values):
    values = {"check": "headings_have_names", **values}
    return Rule("my-rule", "notice", "A title", "Because.", "Mend it.", message, (), **values)


def raises(rule, page, error):
    raise error


def page(html="", **values):
    made = read_html(html, "https://blog.example/")
    for name, value in {"status": 200, **values}.items():
        setattr(made, name, value)
    enrich(made, Classifier("https://blog.example"), DISCLOSURES)
    return made


def yields(*places):
    """Return a rule whose check yields these places, each with itself as text."""
    return BoundRule(rule(), lambda page: iter(places))


def judged(bound, **values):
    return len(audit(page(**values), [bound], raises))


@pytest.mark.parametrize("values", [{"robots": ["noindex"]}, {"x_robots": ["none"]}, {"canonicals": ["https://blog.example/other/"]}])  # fmt: skip
def test_a_rule_about_search_results_leaves_pages_out_that_ask_to_be_left_out(values):
    at = Page("https://blog.example/")
    always = BoundRule(rule(), lambda page: iter([(at, {"text": ""})]))
    indexable = BoundRule(rule(indexable=True), always.check)
    assert (judged(always, **values), judged(indexable, **values)) == (1, 0)
    assert judged(indexable, canonicals=["https://blog.example/"]) == 1


def test_a_rule_for_posts_leaves_live_pages_alone_and_the_other_way_round():
    at = (Page("https://blog.example/"), {"text": ""})
    for sources, live, post in ((("live",), 1, 0), (("post",), 0, 1), (("live", "post"), 1, 1)):
        bound = BoundRule(rule(sources=sources), lambda page: iter([at]))
        assert (judged(bound), judged(bound, source="a.md", status=None)) == (live, post)


def test_a_live_page_names_the_place_by_its_number_region_and_heading():
    here = page("<main><h2>Symptoms</h2><a href=/x>x</a></main>")
    assert place(here, here.headings[0]) == "heading 1 (h2) in main"
    assert place(here, here.links[0]) == "link 1 in main, under “Symptoms”"
    assert place(here, Image(4, "x.png", region="footer")) == "image 4 in footer"
    assert place(here, UrlReference(1, "canonical", "x")) == "canonical"
    assert place(here, here, None, "title") == "title"


def test_a_post_names_the_place_by_file_and_line_and_never_by_a_line_it_does_not_know():
    post = Page("", source="hip-pain.md", title_line=2)
    assert place(post, Link(3, "/x", line=41)) == "hip-pain.md:41"
    assert place(post, Link(3, "/x")) == "hip-pain.md"
    assert place(post, post, 2, "title") == "hip-pain.md:2"
    assert place(post, post, None, "description") == "hip-pain.md: description"


def test_braces_in_a_page_are_text_and_control_characters_are_none():
    text = "{text.__class__} {0} \x00\x1b[31m{"
    (found,) = audit(page(), [yields((Heading(1, 2, text), {"text": text}))], raises)
    assert found.message == "{text.__class__} {0} [31m{"
    assert found.now.isprintable()


def test_a_message_quotes_no_more_than_can_be_read_and_a_proposal_is_whole_or_none():
    at = Heading(1, 2, "x" * 9_000)
    values = {"text": at.text, "should_be": "y" * (LONGEST + 1), "confidence": "certain"}
    (found,) = audit(page(), [yields((at, values))], raises)
    assert len(found.message) == QUOTE
    assert len(found.now) == LONGEST
    assert (found.should_be, found.confidence) == ("", "")
    (found,) = audit(page(), [yields((at, {**values, "should_be": "y" * LONGEST}))], raises)
    assert found.should_be == "y" * LONGEST


def test_a_rule_that_never_stops_finding_is_stopped_and_the_page_says_so():
    def endless(page):
        while True:
            yield page, {"text": "again"}

    here = page()
    assert len(audit(here, [BoundRule(rule(), endless)], raises)) == MOST
    assert here.notes == [f"my-rule was found more than {MOST:,} times; the rest is not listed"]


@pytest.mark.parametrize("message", ["{text.__class__}", "{text[0]}", "{0}", "{}", "{text!r}", "{text:>999999999}", "{text:{wide}}", "{text", "text}"])  # fmt: skip
def test_a_message_that_could_reach_into_the_program_is_refused(message):
    with pytest.raises(RuleFileError, match=r"my-rule\.toml: the message"):
        bind(rule(message))


# No rule of the package is about a response header of one page; tests/checks/test_headers.py has some.
@pytest.mark.parametrize("name", [name for name in CHECKS if not name.startswith("header_")])
def test_an_empty_post_with_title_and_description_has_nothing_wrong(name):
    bound = next(bound for bound in RULES if bound.rule.check == name)
    found = audit(page(source="a.md", template_h1="T", titles=["T"], descriptions=["D"]), [bound], raises)
    assert found == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["<h1>{}</h1>", "<h3 aria-hidden=true>{}</h3>", "<a href='{}'>{}</a>", "<a href=http:{} rel={}>here</a>", "<img src='{}'>", "<main>{}", "<title>{}</title>", "<meta name=description content='{}'>", "<link rel=canonical href='{}'>", "<meta name=robots content='{}'>", "<textarea>http://localhost/{}</textarea>", "<a href='localhost:{}'>{}</a>"]
            ),
            st.text(),
        )
    )
)  # fmt: skip
def test_whatever_a_page_holds_every_rule_has_an_answer(parts):
    html = "".join(part.replace("{}", text) for part, text in parts)
    for found in audit(page(html), RULES, raises):
        assert found.message.isprintable()
        assert len(found.message) < 2_000
        assert found.place
        sure = {"certain", "high", "medium"} if found.should_be else {""}
        assert found.confidence in sure
        assert bool(found.method) == bool(found.should_be)
