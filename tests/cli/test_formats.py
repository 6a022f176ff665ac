"""Formats and messages of an audit as the command makes them: one run of each kind, looked at from all sides."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.cli.settle import formats, settle
from crawler.errors import Mistake
from reports import notify
from reports.notify import Ended
from tests.support.audited import Audit
from tests.support.crawling import crawl, database

apprise = pytest.importorskip("apprise", reason="the extra `notify` brings apprise")


@contextmanager
def webhook(status=200):
    """Serve a web hook at the loopback address; yield the address to put into AUDIT_NOTIFY, and what it was told."""
    told = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"json://me:s3cret@127.0.0.1:{server.server_port}/token-t0p", told
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A folder of posts, audited with two formats and a message, and everything that came of it."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "posts").mkdir()
    (folder / "posts" / "tea.md").write_text("# Tea\n\n[guide](http://blog.local/guide/)\n")
    with webhook() as (address, told):
        done = crawl(
            folder / "out", "posts", "-a", f"path={folder / 'posts'}", "-a", "formats=json,sarif", "--fail-on", "error", "-s", "LOG_LEVEL=DEBUG",
            "-s", f"LOG_FILE={folder / 'log'}", AUDIT_FORMATS="html", AUDIT_NOTIFY=address,
        )  # fmt: skip
    return done, folder, told


def test_the_formats_that_are_asked_for_are_made_and_no_other(audited):
    done, folder, _ = audited
    assert done.returncode == 1, done.stderr
    made = {path.name for path in database(folder / "out").parent.iterdir()}
    assert made & {"audit.json", "audit.sarif", "audit.html", "audit.xlsx"} == {"audit.json", "audit.sarif"}
    assert "Report: " in done.stdout
    assert "Workbook: " not in done.stdout
    told = json.loads((database(folder / "out").parent / "audit.json").read_text(encoding="utf-8"))
    found = {one["rule"]: one for one in told["findings"]}["dev-host-link"]
    assert (found["file"], found["line"], found["state"]) == ("tea.md", 3, "new")
    assert len(found["ref"]) >= 6


def test_one_message_says_what_is_new_and_where_the_files_are(audited):
    _, folder, told = audited
    (message,) = told
    assert message["title"].startswith(f"Audit of {folder / 'posts'}: ")
    assert message["title"].endswith(" new")
    assert message["type"] == "warning"
    assert "1 error: " in message["message"]
    assert f"Report: {database(folder / 'out').parent / 'audit.json'}" in message["message"]


def test_where_messages_go_is_written_nowhere(audited):
    done, folder, _ = audited
    written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 4
    for secret in ("s3cret", "token-t0p"):
        assert secret not in done.stdout + done.stderr
        assert not any(secret.encode() in content for content in written)


def test_where_messages_go_is_not_taken_from_the_command_line():
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("AUDIT_NOTIFY", "json://127.0.0.1:9/s3cret", priority="cmdline")
    with pytest.raises(
        Mistake, match=r"^AUDIT_NOTIFY: is taken from the environment or \.env alone"
    ) as raised:
        settle(settings)
    assert "s3cret" not in str(raised.value)


def test_a_format_that_there_is_none_of_is_a_mistake_that_names_who_asked():
    with pytest.raises(Mistake, match=r"^AUDIT_FORMATS: pdf: is no format; write one of xlsx, "):
        formats("xlsx,pdf", "AUDIT_FORMATS")


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    """Two databases of two crawls: in the first nothing is new, in the second two findings are and one is fixed."""
    folder = tmp_path_factory.mktemp("databases")
    made = []
    for changed in (False, True):
        path = folder / f"{changed}.sqlite"
        for _ in range(2):
            with Audit(path) as audit:
                audit.finding(audit.page("/"), "long-title", "The title has 71 characters", ref="a")
        with Audit(path) as audit:
            audit.db.execute("DELETE FROM crawl WHERE id = 3")
            if changed:
                audit.crawl = 2
                audit.insert("issue_crawl", id=2)
                for ref, rule, state in (("b", "dev-host-link", "new"), ("c", "long-title", "came back")):
                    audit.finding(2, rule, ref=ref, state=state)
                audit.insert(
                    "gone_issue", crawl_id=2, ref="d", rule="long-title", severity="warning", state="fixed"
                )
        made.append(path)
    return made


@pytest.mark.parametrize(
    ("when", "changed", "code", "sent"),
    [
        ("new", False, 0, False), ("new", True, 0, True), ("new", False, 2, True), ("new", False, 1, False), ("new", False, 130, False),
        ("always", False, 0, True), ("always", False, 130, True), ("failure", True, 0, False), ("failure", False, 1, True),
        ("failure", False, 70, True), ("failure", True, 130, False),
    ],
)  # fmt: skip
def test_a_message_is_sent_when_it_is_wanted_and_never_twice(databases, when, changed, code, sent):
    with webhook() as (address, told):
        assert (
            notify.notify(address, when, Ended("blog.example", code, database=databases[changed], crawl=2))
            == ""
        )
    assert len(told) == sent


def test_the_message_tells_new_came_back_and_fixed_by_issue(databases):
    with webhook() as (address, told):
        files = (Path("/audits/audit.xlsx"),)
        assert (
            notify.notify(
                address, "new", Ended("blog.example", 0, database=databases[1], crawl=2, files=files)
            )
            == ""
        )
    assert told[0]["title"] == "Audit of blog.example: 2 new"
    assert told[0]["message"].splitlines() == [
        "1 error, 2 warnings, 0 notices on 1 page", "New: 1", "- 1 error: Link to a development host", "Came back: 1",
        "- 1 warning: Title too long", "Fixed: 1", "- 1 warning: Title too long", "Workbook: /audits/audit.xlsx",
    ]  # fmt: skip


def test_a_run_that_could_not_begin_is_told_of_too():
    with webhook() as (address, told):
        assert notify.notify(address, "failure", Ended("blog.example", 2, "the disk\nis full.")) == ""
    assert (told[0]["title"], told[0]["type"]) == ("Audit of blog.example: not complete", "failure")
    assert told[0]["message"] == "the disk is full."


def test_a_message_that_cannot_be_sent_is_a_sentence_without_the_address(databases, capfd, caplog, tmp_path):
    caplog.set_level(0)
    ended = Ended("blog.example", 0, database=databases[1], crawl=2)
    with webhook(status=500) as (address, told):
        failed = notify.notify(address, "always", ended)
    assert told
    assert failed == "the message could not be sent to every address of AUDIT_NOTIFY."
    unknown = notify.notify("nonsense://s3cret", "always", ended)
    assert unknown == "AUDIT_NOTIFY: address 1 of 1 is none that Apprise knows."
    broken = notify.notify(
        "json://127.0.0.1:9/s3cret", "always", Ended("x", 0, database=tmp_path / "gone", crawl=1)
    )
    assert broken == "the message to AUDIT_NOTIFY could not be sent (ReportError)."
    out, err = capfd.readouterr()
    assert "s3cret" not in out + err + caplog.text


def test_without_apprise_the_warning_says_what_to_install(monkeypatch, databases):
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    said = notify.notify("json://127.0.0.1:9/", "always", Ended("x", 0))
    assert said.endswith("install affiliate-seo-audit[notify].")
