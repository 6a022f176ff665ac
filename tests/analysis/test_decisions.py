"""Copies of the workbook against each other, `.auditignore`, the gate: all on a database made by hand."""

from types import SimpleNamespace

import pytest

from crawler.analysis.decisions import Copy, Said, reopen, take, unknown
from crawler.analysis.ignore_file import ignore, read_ignore_file
from crawler.analysis.issues import fill_issues
from crawler.errors import Mistake
from crawler.rules.load import load_rules
from crawler.store import Store
from reports import baseline
from reports.errors import ReportError
from reports.gate import Gate, judge
from tests.support.audited import Audit

RULES = load_rules()
LONG, LINK, LEVEL = "long-title", "generic-link-text", "skipped-heading-level"


@pytest.fixture
def database(tmp_path):
    return tmp_path / "audit.sqlite"


def crawled(database, findings, *, complete=True, rules=RULES, pages=("/a/", "/b/"), errors=None):
    """Add a crawl with these findings, (path, rule, current value), and decide what became of its issues; returns the store."""
    with Audit(database, finished=complete) as audit:
        ids = {path: audit.page(path, title=path) for path in pages}
        for position, (path, rule, now) in enumerate(findings, 1):
            audit.finding(
                ids[path], rule, f"It says {now}", "link", position=position, now=now, region="main"
            )
    store = Store(database)
    store.crawl_id = audit.crawl
    run = SimpleNamespace(
        store=store, job=SimpleNamespace(site="https://blog.example"), rules=rules, rule_errors=errors or {}
    )
    fill_issues(run, complete=complete)
    return store


def issues(store, what="state"):
    rows = store.connection.execute(f"SELECT page, rule, now, {what} FROM issue").fetchall()
    return {
        (page.strip("/"), rule, now): rest[0] if len(rest) == 1 else tuple(rest)
        for page, rule, now, *rest in rows
    }


def ref(store, now):
    return store.connection.execute("SELECT ref FROM issue WHERE now = ?", (now,)).fetchone()[0]


def copy(*rows, file="copy.xlsx", at="2026-11-20T07:00:00+00:00", who="Anna"):
    return Copy(file, "0" * 64, who, at, [Said(*row) for row in rows])


def test_the_issues_of_a_first_crawl_are_the_same_however_many_are_stored_at_once(tmp_path, monkeypatch):
    same = [("/a/", LINK, "here"), ("/a/", LINK, "here"), ("/b/", LINK, "here"), ("/b/", LONG, "A title")]

    def told(store):
        found = store.connection.execute("SELECT ref, state FROM finding ORDER BY id").fetchall()
        issued = store.connection.execute("SELECT ref, state, message, position FROM issue ORDER BY ref")
        changed = store.connection.execute("SELECT ref, rule, state, compared FROM issue_change ORDER BY ref")
        return found, issued.fetchall(), changed.fetchall()

    whole = told(crawled(tmp_path / "whole.sqlite", same))
    monkeypatch.setattr("crawler.store.issues.BATCH", 2)
    store = crawled(tmp_path / "parts.sqlite", same)
    assert told(store) == whole
    found, issued, changed = whole
    assert len({ref for ref, _ in found}) == len(issued) == len(changed) == 4
    assert {state for _, state in found} == {"new"}
    assert {row[2:] for row in changed} == {("new", 0)}, "there is no crawl before that it is worse than"
    run = SimpleNamespace(
        store=store, job=SimpleNamespace(site="https://blog.example"), rules=RULES, rule_errors={}
    )
    take(store, copy((found[0][0], 0, "Ignored", "on purpose")))
    fill_issues(run, complete=True)  # once more, after a resume
    assert told(store) == whole
    decided = store.connection.execute("SELECT status, note FROM issue WHERE ref = ?", (found[0][0],))
    assert decided.fetchone() == ("Ignored", "on purpose")


ONE = [("/a/", LINK, "here"), ("/b/", LINK, "click this")]


def test_one_change_wins_and_two_different_ones_are_a_conflict(database):
    store = crawled(database, ONE)
    here = ref(store, "here")
    assert take(store, copy((here, 0, "Done", ""))).decisions == 1
    late = take(store, copy((here, 0, "Ignored", "why not"), file="ben.xlsx", who="Ben"))
    assert (late.decisions, late.conflicts) == (1, 1), "nobody else wrote a note"
    assert issues(store, "status, note")["a", LINK, "here"] == ("Done", "why not")
    assert store.connection.execute("SELECT ref, field, kept, other, who FROM open_conflict").fetchall() == [
        (here, "status", "Done", "Ignored", "Ben")
    ]
    assert take(store, copy((here, 0, "Done", "why  not"))).decisions == 0, "a copy may be read again"
    newest = store.connection.execute("SELECT max(id) FROM decision").fetchone()[0]
    assert take(store, copy((here, newest, "Ignored", "why not"))).decisions == 1
    assert store.connection.execute("SELECT * FROM open_conflict").fetchall() == [], "it was decided since"


def test_what_a_copy_was_issued_with_is_no_change(database):
    store = crawled(database, ONE)
    here = ref(store, "here")
    take(store, copy((here, 0, "In progress", "a")))
    take(store, copy((here, 1, "Ignored", "b")))
    assert take(store, copy((here, 1, "In progress", "a"), file="old.xlsx")).decisions == 0
    assert take(store, copy((here, None, "Open", ""), file="unknown-edition.xlsx")).decisions == 0
    assert take(store, copy((here, 2, "", ""))).decisions == 1, "an emptied cell is Open, and no note"
    assert issues(store, "status, note")["a", LINK, "here"] == ("Open", "")


def test_unknown_refs_and_statuses_are_said(database):
    store = crawled(database, ONE)
    taken = take(store, copy(("zzzzzz", 0, "Done", ""), (ref(store, "here"), 0, "finished", "a note")))
    told = " ".join(unknown({"copy.xlsx": taken}))
    assert "zzzzzz is no Ref of this database" in told
    assert "“finished”" in told
    assert issues(store, "status, note")["a", LINK, "here"] == ("Open", "a note")


def test_done_and_still_there_came_back_and_done_after_the_crawl_began_is_not_yet_verified(database):
    store = crawled(database, ONE)
    refs = [ref(store, "here"), ref(store, "click this")]
    take(store, copy((refs[0], 0, "Done", "before"), at="2026-11-20T07:59:00+00:00"))
    take(store, copy((refs[1], 0, "Done", "after"), at="2026-11-20T08:01:00+00:00"))
    assert reopen(store) == 1
    told = store.connection.execute(
        "SELECT now, status, note, shown_state FROM decided_finding ORDER BY id"
    ).fetchall()
    assert told == [
        ("here", "Open", "before", "came back"),
        ("click this", "Done", "after", "Done, not yet verified"),
    ]
    assert take(store, copy((refs[0], 0, "Done", "before"))).decisions == 0, (
        "the old copy does not say it again"
    )


def test_what_scripts_do_counts_as_fixed_only_where_a_browser_looked_again(database):
    def looked(*, found, rendered):
        with Audit(database) as audit:
            page = audit.page("/a/", title="/a/")
            if rendered:
                audit.insert("page_rendered", page_id=page, settled=1, failed="[]", blocked="[]")
            if found:
                audit.insert("finding", crawl_id=audit.crawl, page_id=page, rule="script-written-title", severity="warning", message="Written", subject="page", now="Tea")  # fmt: skip
        store = Store(database)
        store.crawl_id = audit.crawl
        run = SimpleNamespace(store=store, job=SimpleNamespace(site="https://blog.example"), rules=RULES, rule_errors={})  # fmt: skip
        fill_issues(run, complete=True)
        (state,) = issues(store).values()
        store.close()
        return state

    states = [looked(found=f, rendered=r) for f, r in ((True, True), (False, False), (False, True))]
    assert states == ["new", "not checked", "fixed"]


def test_a_rule_that_is_off_or_crashed_judges_nothing(database):
    store = crawled(database, ONE)
    store.close()
    off = [bound for bound in RULES if bound.rule.id != LINK]
    store = crawled(database, [], rules=off)
    assert set(issues(store).values()) == {"not checked"}
    store.close()
    store = crawled(database, [], errors={LINK: ["https://blog.example/a/"]})
    assert issues(store) == {("a", LINK, "here"): "not checked", ("b", LINK, "click this"): "fixed"}
    store.close()
    store = crawled(database, ONE)
    assert issues(store) == {("a", LINK, "here"): "still", ("b", LINK, "click this"): "came back"}


def test_a_rule_with_another_name_keeps_its_issues(database):
    store = crawled(database, ONE)
    refs = {ref(store, "here"), ref(store, "click this")}
    store.connection.execute("UPDATE known_issue SET rule = 'old-name', fingerprint = x'00'")
    store.close()
    from dataclasses import replace

    renamed = [
        replace(b, rule=replace(b.rule, formerly=("old-name",))) if b.rule.id == LINK else b for b in RULES
    ]
    store = crawled(database, ONE, rules=renamed)
    assert set(issues(store).values()) == {"still"}
    assert {ref(store, "here"), ref(store, "click this")} == refs


def test_issues_and_decisions_outlive_their_crawls_and_a_resume_repeats_nothing(database):
    store = crawled(database, ONE)
    take(store, copy((ref(store, "here"), 0, "Ignored", "kept")))
    store.close()
    store = crawled(database, ONE[:1], complete=False)
    assert issues(store) == {("a", LINK, "here"): "still", ("b", LINK, "click this"): "fixed"}
    run = SimpleNamespace(
        store=store, job=SimpleNamespace(site="https://blog.example"), rules=RULES, rule_errors={}
    )
    store.connection.execute(
        "INSERT INTO finding SELECT 99, crawl_id, (SELECT id FROM page WHERE crawl_id = 2 AND key LIKE '%/b/'), rule, severity,"
        " 'It says click this', subject, 9, region, line, place, 'click this', should_be, method, confidence, edits, mend_at, '', ''"
        " FROM finding WHERE crawl_id = 2"
    )
    fill_issues(run, complete=True)
    assert set(issues(store).values()) == {"still"}, (
        "what the interrupted crawl had not come to is not fixed and back"
    )
    store.prune(1)
    assert issues(store, "status, note, first_seen")["a", LINK, "here"] == (
        "Ignored",
        "kept",
        "2026-11-20T08:00:00+00:00",
    )


def test_an_ignore_file_decides_until_its_day_and_says_what_is_over(database, tmp_path):
    store = crawled(database, ONE)
    file = tmp_path / ".auditignore"
    ids = {bound.rule.id for bound in RULES}

    def run(text):
        file.write_text(text, encoding="utf-8")
        return ignore(store, read_ignore_file(file, ids, {"old-id": LINK}), whole=True)

    assert run("# ours\nold-id /a* until=2199-01-01 the theme's words\n") == []
    assert issues(store, "status, note") == {
        ("a", LINK, "here"): ("Ignored", "the theme's words"), ("b", LINK, "click this"): ("Open", ""),
    }  # fmt: skip
    (expired,) = run(f"{LINK} /a* until=2020-01-01 for a while\n")
    assert "counts again" in expired
    assert issues(store, "status")["a", LINK, "here"] == "Open"
    (unused,) = run("* /nowhere/* no such page\n")
    assert "fits no finding" in unused
    take(store, copy((ref(store, "here"), None, "In progress", "mine")))
    run("* * everything\n")
    assert issues(store, "status")["a", LINK, "here"] == "In progress", "what a person said stays"
    for wrong in ("no-such-rule * x", f"{LINK}", f"{LINK} *", f"{LINK} * until=soon x"):
        with pytest.raises(Mistake, match=r"\.auditignore:1: "):
            run(wrong)


def test_the_gate_counts_what_is_new_and_neither_ignored_nor_in_the_baseline(database, tmp_path):
    file = tmp_path / "baseline.txt"
    store = crawled(database, [*ONE, ("/a/", LEVEL, "h4")])

    def failing(fail_on, **options):
        return judge(database, store.crawl_id, Gate(fail_on, **options)).failing

    assert [failing(on) for on in ("never", "error", "warning", "notice", "new", "new:warning")] == [
        0,
        0,
        1,
        3,
        3,
        1,
    ]
    take(store, copy((ref(store, "h4"), 0, "Wrong", "")))
    assert failing("notice") == 2
    assert failing("notice", baseline=file, update=True) == 0
    assert len(baseline.read(file)) == 3
    store.close()
    store = crawled(database, [ONE[0], ("/b/", LINK, "here")])
    assert failing("new") == 1
    passed = judge(database, store.crawl_id, Gate("notice", file))
    assert passed.failing == 1
    assert "2 findings are no longer there" in passed.said[0]
    file.write_text("<html>", encoding="utf-8")
    with pytest.raises(ReportError, match=r"baseline\.txt:1"):
        judge(database, store.crawl_id, Gate("notice", file))


def test_what_an_issue_said_outlives_the_crawl_that_saw_it_last(database):
    said = "message, position, key, subject"
    seen = issues(crawled(database, [("/a/", LINK, "here")]), said)
    store = crawled(database, [], pages=())
    store.prune(1)
    assert store.connection.execute("SELECT count(*) FROM finding").fetchone() == (0,)
    assert issues(store, said) == seen
