"""`fleet run`: the sites that are due, some at a time; what is stopped or killed goes on where it was."""

import json
import os
import pty
import re
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.support.crawling import ROOT, environment, query
from tests.support.fleets import begin, line, sites, wait_for, write

PAGES = 9


def run(*arguments, **extra):
    return subprocess.run(
        line("run", *arguments),
        cwd=ROOT,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=120,
    )


def pages(folder, name):
    """Return how many pages each crawl of a site has read."""
    return query(
        folder / "audits" / name / "audit.sqlite",
        "SELECT count(*) FROM page GROUP BY crawl_id ORDER BY crawl_id",
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A fleet of three sites, one of which is down, run to its end; two of them are due at night."""
    folder = tmp_path_factory.mktemp("fleet")
    with sites(["tea", "coffee"], PAGES) as served:
        path = write(
            folder,
            served,
            extra={"tea": 'cron = "0 3 1 1 *"\nfail_on = "warning"', "coffee": 'cron = "0 3 1 1 *"'},
        )
        again = f'[[site]]\nname = "twin"\nurl = "{served["tea"].origin}/p1/"\ncron = "0 3 1 1 *"\n'
        path.write_text(path.read_text() + again + '[[site]]\nname = "down"\nurl = "http://127.0.0.1:9/"\n')
        first = run(path, "--jobs", 3)
        order = served["tea"].paths
        second = run(path)
        named, shown = on_a_terminal(path, "--site", "coffee")
        path = path.with_name("night.toml")
        write(folder, served, extra=dict.fromkeys(served, 'cron = "0 3 1 1 *"')).rename(path)
        none = run(path)
    return folder, first, second, named, none, shown, order


def test_the_exit_code_is_that_of_the_worst(whole):
    _, first, *_ = whole
    assert first.returncode == 2
    assert first.stdout == ""


def test_each_site_has_a_line_with_how_it_ended(whole):
    _, first, *_ = whole
    ends = dict(re.findall(r"^\[\d/4\] (\w+): (.+)$", first.stderr, re.MULTILINE))
    assert ends["tea"] == "complete, with findings at or above fail_on, 9 pages"
    assert ends["coffee"] == "complete, 9 pages"
    assert ends["down"].startswith("exit code 2: http://127.0.0.1:9: robots.txt could not be read (")


def test_each_site_has_a_folder_of_its_name_with_its_workbook(whole):
    folder, *_ = whole
    assert {path.parent.name for path in (folder / "audits").glob("*/audit.xlsx")} >= {
        "tea",
        "coffee",
        "twin",
    }
    assert not list((folder / "audits").glob("fleet-run.json"))


def test_a_host_is_never_crawled_twice_at_once(whole):
    *_, order = whole
    starts = [number for number, path in enumerate(order) if path == "/robots.txt"]
    one, other = Counter(order[: starts[1]]), Counter(order[starts[1] :])
    assert one["/p3/"] == other["/p3/"] == 1


def test_what_its_schedule_does_not_ask_for_is_not_due_and_a_site_that_failed_is(whole):
    folder, _, second, *_ = whole
    assert re.findall(r"^\[\d/\d\] (\w+)", second.stderr, re.MULTILINE) == ["down"]
    assert second.returncode == 2
    assert pages(folder, "tea") == [(PAGES,)]


def test_a_site_that_is_named_is_audited_whether_due_or_not(whole):
    folder, _, _, named, *_ = whole
    assert named == 0
    assert len(pages(folder, "coffee")) == 2


def test_nothing_due_says_what_comes_next(whole):
    *_, none, _, _ = whole
    assert none.returncode == 0
    assert re.search(
        r"nothing is due; next is \w+ at \d{4}-01-01 03:00 UTC\. --all audits all of them now\.", none.stderr
    )


def test_after_kill_9_the_run_goes_on_where_it_was(tmp_path):
    with sites(["tea", "coffee", "cocoa"], 31, wait=0.03) as served:
        path = write(tmp_path, served)
        fleet = begin("run", path, "--jobs", 1, "--all")
        journal = tmp_path / "audits" / "fleet-run.json"
        wait_for(lambda: journal.exists() and len(served["coffee"].asked) > 8, fleet)
        fleet.kill()
        fleet.communicate()
        assert list(json.loads(journal.read_text())["done"]) == ["tea"]
        done = run(path, "--jobs", 2, "--all")
        assert done.returncode == 0, done.stderr
        asked = {name: Counter(site.paths) for name, site in served.items()}
    assert "1 of its sites is done" in done.stderr
    assert not journal.exists()
    assert [pages(tmp_path, name) for name in served] == [[(31,)]] * 3
    # The audit that lost its fleet ends in order: it asks for nothing twice but robots.txt.
    assert all(
        count == 1 for counts in asked.values() for path, count in counts.items() if path != "/robots.txt"
    )


@pytest.mark.parametrize("twice", [False, True])
def test_ctrl_c_ends_all_audits_and_the_same_command_goes_on(tmp_path, twice):
    with sites(["tea", "coffee"][twice:], 31, wait=0.3) as served:
        path = write(tmp_path, served)
        fleet = begin("run", path)
        wait_for(lambda: all(len(site.asked) > 5 for site in served.values()), fleet)
        second = run(path)
        assert (second.returncode, "another run of this fleet is going on" in second.stderr) == (75, True)
        fleet.send_signal(signal.SIGINT)
        if twice:
            fleet.send_signal(signal.SIGTERM)
        said, _ = fleet.communicate(timeout=60)
        assert (fleet.returncode, "Traceback" in said) == (130, False), said
        assert "stopped; the same command goes on." in said
        done = run(path)
    assert done.returncode == 0, done.stderr
    assert [pages(tmp_path, name) for name in served] == [[(31,)]] * len(served)


def test_an_audit_that_is_killed_is_not_hidden_behind_one_that_is_complete(tmp_path):
    with sites(["tea"], 1) as tea, sites(["coffee"], 31, wait=0.3) as coffee:
        fleet = begin("run", write(tmp_path, tea | coffee), "--jobs", 1)
        wait_for(lambda: len(coffee["coffee"].asked) > 3, fleet)
        (audit,) = Path(f"/proc/{fleet.pid}/task/{fleet.pid}/children").read_text().split()
        os.kill(int(audit), signal.SIGKILL)
        said, _ = fleet.communicate(timeout=60)
    assert "tea: complete, 1 page" in said
    assert "coffee: stopped; the next run resumes it" in said
    assert fleet.returncode == 130


def test_a_terminal_shows_one_bar_for_the_fleet(whole):
    *_, shown, _ = whole
    assert re.search(r"\r\[[#.]{20}\] 0 of 1 sites · 1 running · \d+ of \d+ known pages", shown)
    assert "[1/1] coffee: complete, 9 pages" in shown


def on_a_terminal(*arguments):
    """Run a command on a terminal; return its exit code and what it showed there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        line("run", *arguments), cwd=ROOT, env=environment(), stderr=theirs, stdout=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # Linux's end of a terminal
        pass
    os.close(ours)
    return process.wait(), shown.decode()
