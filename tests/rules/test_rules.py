"""Every example of every rule file, and what must be true of all rule files."""

import dataclasses
import re
from string import Formatter

import pytest

from crawler.catalog.reader import RuleFileError, build, read_file
from crawler.rules.load import all_rules, load_rules
from crawler.rules.rule import Rule
from tests.support.examples import check, findings

RULES = {bound.rule.id: bound for bound in all_rules()}
EXAMPLES = [
    pytest.param(bound, example, id=f"{name}: {example.name}")
    for name, bound in RULES.items()
    for example in bound.rule.example
]


@pytest.mark.parametrize(("bound", "example"), EXAMPLES)
def test_the_example_holds(bound, example):
    check(bound, example)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_shows_a_page_that_breaks_it_and_one_that_does_not(name):
    shown = [bool(example.findings) for example in RULES[name].rule.example]
    assert any(shown)
    assert not all(shown)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_file_reads_well(name):
    rule = RULES[name].rule
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), "the id is a noun phrase in small letters"
    assert not name.startswith(("no-", "check-", "has-"))
    assert not rule.title.endswith(".")
    for text in (rule.why, rule.fix):
        assert text.endswith((".", ")"))
        assert text[0].isupper()
    names = [example.name for example in rule.example]
    assert len(names) == len(set(names)), "examples have names of their own"


@pytest.mark.parametrize(
    ("bound", "limit"),
    [pytest.param(b, limit, id=f"{name}: {limit}") for name, b in RULES.items() for limit in b.rule.limits],
)
def test_a_limit_is_shown_from_both_sides(bound, limit):
    """One step further, an example that passes at the limit fails, and one that fails just beyond it passes."""
    stricter = looser = False
    for example in bound.rule.example:
        value = {**bound.rule.options, **example.options}[limit]
        for moved in (value - 1, value + 1):
            other = dataclasses.replace(example, options={**example.options, limit: moved})
            count = len(findings(bound, other))
            stricter |= count > len(example.findings)
            looser |= count < len(example.findings)
    assert stricter, "no example shows the last value that passes"
    assert looser, "no example shows the first value that fails"


@pytest.mark.parametrize("name", RULES)
def test_a_message_reaches_nothing_but_its_values(name):
    for _, field, _, _ in Formatter().parse(RULES[name].rule.message):
        assert field is None or field.isidentifier()


def test_a_rule_that_crashes_is_told_and_the_others_go_on():
    from crawler.extract import read_html
    from crawler.rules.engine import audit
    from crawler.rules.load import BoundRule

    def broken(page, **options):
        raise RuntimeError("a fault of the rule")
        yield

    rule = RULES["missing-h1"].rule
    told = []
    page = read_html("<p>x</p>", "https://blog.example/")
    found = audit(page, [BoundRule(rule, broken), RULES["missing-h1"]], lambda *error: told.append(error))
    assert [f.rule for f in found] == ["missing-h1"]
    assert [(r.id, str(e)) for r, _, e in told] == [("missing-h1", "a fault of the rule")]


@pytest.mark.parametrize(
    ("outcome", "status", "is_html"),
    [("failed", 404, True), ("redirected", 301, True), ("fetched", 200, False), ("fetched", 500, True)],
)
def test_error_pages_redirects_and_other_files_are_not_judged(outcome, status, is_html):
    from crawler.items import Page
    from crawler.rules.engine import audit

    page = Page("https://blog.example/", outcome=outcome, status=status, is_html=is_html)
    assert audit(page, RULES.values(), lambda *error: pytest.fail(str(error))) == []


# --- files that are wrong -----------------------------------------------------------------------------------------

GOOD = """
severity = "warning"
title = "No heading"
why = "Because."
fix = "Write one."
check = "level_present"
options = { level = 1 }
message = "none"

[[example]]
name = "none"
html = "<p>x</p>"
findings = ["none"]
"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("title =", "titel ="), "bad-rule.toml: unknown key 'titel'"),
        (('severity = "warning"', ""), "bad-rule.toml: missing key 'severity'"),
        (('"warning"', '"fatal"'), "known severities: error, warning, notice"),
        (('title = "No heading"', "title = 3"), "key 'title' should be str, not 3"),
        (('html = "<p>x</p>"', 'htlm = "<p>x</p>"'), "bad-rule.toml [[example]] 1: unknown key 'htlm'"),
        (("{ level = 1 }", "{ levl = 1 }"), "has no option 'levl'"),
        (("{ level = 1 }", "{ level = '1' }"), "option 'level' should be int"),
        (("options = { level = 1 }", ""), "needs the option 'level'"),
        (('"level_present"', '"level_presnt"'), "unknown check 'level_presnt'"),
        (('"level_present"', '"no.such.module"'), "cannot be imported"),
        (('check = "level_present"', 'check = "level_present"\nsql = "SELECT 1"'), "either `check` or `sql`"),
        (("severity =", "id = 'x'\nseverity ="), "the file's name is the id"),
        (("severity =", "severity"), "not readable as TOML"),
        (("severity =", "sources = ['web']\nseverity ="), "known sources: live, post"),
        (('"warning"', '"warning"\nfold = 20'), "folds notices only"),
        (("severity =", "limits = ['most']\nseverity ="), "limits names 'most', which is no option"),
        (("severity =", "limits = 'level'\nseverity ="), "key 'limits' should be a list"),
        (("severity =", "limits = [1]\nseverity ="), "key 'limits' should be str, not 1"),
        (("severity =", "covers = ['Missing']\nseverity ="), "covers names 'Missing'"),
        (("severity =", "covers = ['H1: Missing', 'H1: Missing']\nseverity ="), "named once"),
        (("severity =", "covers = 'H1: Missing'\nseverity ="), "key 'covers' should be a list"),
    ],
)
def test_a_wrong_rule_file_is_refused_in_a_sentence_that_names_it(tmp_path, change, says):
    (tmp_path / "bad-rule.toml").write_text(GOOD.replace(*change))
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path])
    assert says in str(caught.value)


def test_a_folder_of_ones_own_rules_with_a_check_of_ones_own_is_all_it_takes(tmp_path):
    (tmp_path / "my-rule.toml").write_text(
        GOOD.replace("level_present", "crawler.checks.headings.level_present")
    )
    rules = {bound.rule.id: bound for bound in load_rules([tmp_path])}
    check(rules["my-rule"], rules["my-rule"].rule.example[0])


def test_an_id_used_twice_and_a_folder_that_is_none_are_refused(tmp_path):
    (tmp_path / "missing-h1.toml").write_text(GOOD)
    with pytest.raises(RuleFileError, match="another rule has this id"):
        load_rules([tmp_path])
    with pytest.raises(RuleFileError, match="is not a folder"):
        load_rules([tmp_path / "nowhere"])


def test_rules_can_be_switched_off_weighed_and_given_other_limits():
    rules = {
        bound.rule.id: bound
        for bound in load_rules(
            disable=["missing-h1"], severity={"long-title": "error"}, options={"long-title": {"pixels": 100}}
        )
    }
    assert "missing-h1" not in rules
    example = build(
        {"name": "x", "html": "<title>Twenty-one characters</title>"},
        type(rules["long-title"].rule.example[0]),
        "x",
    )
    (found,) = findings(rules["long-title"], example)
    assert (found.severity, found.message) == (
        "error",
        "The title is about 203 pixels wide (21 characters); search results show about 100",
    )


def test_a_rule_that_is_off_is_asked_where_it_is_enabled(tmp_path):
    (tmp_path / "my-rule.toml").write_text(f"off = true\n{GOOD}")
    assert "my-rule" not in {bound.rule.id for bound in load_rules([tmp_path])}
    assert "my-rule" in {bound.rule.id for bound in load_rules([tmp_path], enable=["my-rule"])}
    both = load_rules([tmp_path], enable=["my-rule"], disable=["my-rule"])
    assert "my-rule" not in {bound.rule.id for bound in both}


def test_only_a_notice_is_folded_and_one_that_the_user_weighs_higher_is_none():
    folds = {bound.rule.id: bound.rule.fold for bound in load_rules()}
    assert folds["long-heading"] > 0
    raised = load_rules(severity={"long-heading": "warning"})
    assert {bound.rule.id: bound.rule.fold for bound in raised}["long-heading"] == 0


def test_unknown_rules_in_the_settings_are_refused():
    for wrong in (
        {"disable": ["x"]},
        {"enable": ["x"]},
        {"severity": {"x": "error"}},
        {"options": {"x": {}}},
    ):
        with pytest.raises(RuleFileError, match="known rules: "):
            load_rules(**wrong)
    with pytest.raises(RuleFileError, match="is not a severity"):
        load_rules(severity={"missing-h1": "fatal"})


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(RuleFileError, match="cannot be read"):
        read_file(tmp_path / "none.toml", Rule)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('needs = "luck"', "needs 'luck'"),
        ('formerly = ["mine"]', "itself"),
        ('formerly = ["first-seen-broken-link"]', r"broken-external-link\.toml as well"),
    ],
)
def test_what_a_rule_needs_and_was_called_is_checked(tmp_path, line, why):
    (tmp_path / "mine.toml").write_text(
        f'severity = "notice"\ntitle = "x"\nwhy = "x"\nfix = "x"\nmessage = "x"\nsql = "SELECT NULL AS page_id"\n{line}\nexample = []\n',
        encoding="utf-8",
    )
    with pytest.raises(RuleFileError, match=why):
        load_rules([tmp_path])
