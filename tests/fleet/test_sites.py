"""sites.toml is read strictly: a slip is one sentence that names file and line."""

import sys

import pytest

from crawler.cli.fleet import checked
from crawler.cli.main import run
from crawler.errors import Mistake
from crawler.fleet.audit import command
from crawler.fleet.read import read_sites
from crawler.fleet.toml_lines import lines_of

WHOLE = """\
[fleet]
out = "results"

[defaults]
fail_on = "error"
cron = "0 3 * * 1"
settings = { AUDIT_DELAY = 2, AUDIT_OWN_HOSTS = ["a.example", "b.example"] }
secrets = { AUDIT_NOTIFY = "NEWS" }

[[site]]
name = "tea"
url = "https://tea.example/"
posts = "posts/tea"
permalink = "/{slug}/"
priority = 5
[site.settings]
AUDIT_DELAY = 1
AUDIT_AFFILIATE_IDS = { awin = ["1"] }
DOWNLOAD_TIMEOUT = 9

[[site]]
name = "coffee"
posts = "/srv/coffee"
site = "https://coffee.example"
drafts = true
cron = ""
formats = "xlsx,html"
"""


def fleet(tmp_path, text):
    path = tmp_path / "sites.toml"
    path.write_text(text, encoding="utf-8")
    return checked(path)


def test_a_site_has_the_defaults_and_its_own(tmp_path):
    read = fleet(tmp_path, WHOLE)
    tea, coffee = read.sites
    assert (tea.cron, tea.fail_on, tea.priority, coffee.cron, coffee.fail_on) == (
        "0 3 * * 1",
        "error",
        5,
        "",
        "error",
    )
    assert tea.settings["AUDIT_OWN_HOSTS"] == ["a.example", "b.example"]
    assert (read.out, read.folder(tea)) == (tmp_path / "results", tmp_path / "results" / "tea")
    assert (tea.lock, coffee.lock) == ("tea.example", "coffee")


def test_the_command_of_a_site_holds_no_secret(tmp_path):
    read = fleet(tmp_path, WHOLE)
    tea, coffee = (command(read, site, {"NEWS": "slack://token"}) for site in read.sites)
    assert "slack://token" not in " ".join(tea.line + coffee.line)
    words = " ".join(tea.line[3:])
    assert words == (
        f"blog https://tea.example/ --posts {tmp_path}/posts/tea --permalink /{{slug}}/ --fail-on error -s DOWNLOAD_TIMEOUT=9"
    )
    assert tea.environment.items() >= {
        "AUDIT_DELAY": "1", "AUDIT_OWN_HOSTS": "a.example,b.example", "AUDIT_AFFILIATE_IDS": '{"awin": ["1"]}',
        "AUDIT_NOTIFY": "slack://token", "AUDIT_FOLDER": "tea", "AUDIT_OUT": str(tmp_path / "results"),
    }.items()  # fmt: skip
    words = " ".join(coffee.line[3:])
    assert (
        words == "posts /srv/coffee --site https://coffee.example --fail-on error --format xlsx,html --drafts"
    )


def test_a_secret_that_is_not_set_is_said_before_anything_runs(tmp_path):
    read = fleet(tmp_path, WHOLE)
    with pytest.raises(
        Mistake,
        match=r"sites\.toml:8: the environment variable NEWS is not set; it holds AUDIT_NOTIFY of tea\.",
    ):
        command(read, read.sites[0], {})


ONE = '[[site]]\nname = "tea"\nurl = "https://tea.example/"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + 'crn = "0 3 * * 1"\n', "sites.toml:4: [[site]] 1: unknown key 'crn'; known keys: name, url"),
        ("colour = 1\n" + ONE, "sites.toml:1: unknown key 'colour'; known keys: fleet, defaults, site."),
        ("[defaults]\n\n# x\nurl = 'https://x.example'\n" + ONE, "sites.toml:4: unknown key 'url' in [defaults]"),
        ("[fleet]\nstat = 's3://x'\n" + ONE, "sites.toml:2: [fleet]: unknown key 'stat'"),
        (ONE + "cron = 5\n", "sites.toml:4: [[site]] 1: key 'cron' should be str, not 5."),
        (ONE + "cron = '61 * * * *'\n", "sites.toml:4: [[site]] 1: cron '61 * * * *': should be five fields"),
        (ONE + "cron = '0 0 30 2 *'\n", "sites.toml:4: [[site]] 1: cron '0 0 30 2 *': should be five fields"),
        (ONE + "cron = '* * * * * *'\n", "sites.toml:4: [[site]] 1: cron"),
        (ONE + "timezone = 'Mars/Olympus'\n", "sites.toml:4: [[site]] 1: timezone 'Mars/Olympus': is unknown"),
        ("[defaults]\ncron = 'x'\n" + ONE, "sites.toml:2: [defaults]: cron 'x'"),
        (ONE + "fail_on = 'eror'\n", "sites.toml:4: [[site]] 1: fail_on 'eror': should be one of error, warning"),
        (ONE + "notify = 'often'\n", "sites.toml:4: [[site]] 1: notify 'often': should be one of new, always, failure."),
        (ONE + "formats = 'xlxs'\n", "sites.toml:4: formats: xlxs: is no format"),
        (ONE + "[site.settings]\nAUDIT_DELY = 1\n", "sites.toml:5: [[site]] 1: unknown setting 'AUDIT_DELY'; did you mean AUDIT_DELAY?"),
        (ONE + "settings.AUDIT_DELY = 1\n", "sites.toml:4: [[site]] 1: unknown setting 'AUDIT_DELY'"),
        (ONE + "[site.settings]\nDOWNLOAD_TIMOUT = 1\n", "sites.toml:5: unknown setting 'DOWNLOAD_TIMOUT'."),
        (ONE + "[site.settings]\nAUDIT_OUT = 'x'\n", "sites.toml:5: [[site]] 1: AUDIT_OUT: is the fleet's own"),
        (ONE + "[site.settings]\nAUDIT_HTTP_PASS = 'hunter2'\n", "sites.toml:5: [[site]] 1: AUDIT_HTTP_PASS: is a secret"),
        (ONE + "[site.settings]\nFTP_PASSWORD = 'hunter2'\n", "sites.toml:5: [[site]] 1: FTP_PASSWORD: is a secret"),
        (ONE + "[site.secrets]\nAUDIT_HTTP_PASS = 'hunter 2!'\n", "sites.toml:5: [[site]] 1: AUDIT_HTTP_PASS: should be the name of an environment variable"),
        (ONE + "\n" + ONE, "sites.toml:6: the name 'tea' is taken by another site."),
        ("[[site]]\nname = '../tea'\nurl = 'https://tea.example/'\n", "sites.toml:2: [[site]] 1: name '../tea': letters"),
        ("[[site]]\nname = 'tea'\n", "sites.toml:2: [[site]] 1: a site has a url, or posts, or both."),
        ("[[site]]\nname = 'tea'\nurl = 'tea.example'\n", "sites.toml:3: url=tea.example: is not a URL"),
        ("[[site]]\nname = 'tea'\nurl = 'https://me:hunter2@tea.example/'\n", "sites.toml:3: url: a URL with a user name or password"),
        ("[site]\nname = 'tea'\n", "sites.toml:1: should be written as [[site]]."),
        ("", "names no site"),
        ("[[site]\n", "is not valid TOML"),
        ("[fleet]\ngrace = 500\n" + ONE, "sites.toml:2: [fleet]: grace: should be less than stalled_after"),
        ("[fleet]\ndatabase = 'postgresql://me:hunter2@db/x'\n" + ONE, "sites.toml:2: [fleet]: database: is the name of an environment variable"),
        ("[fleet]\nstate = 's3://me:hunter2@bucket/x'\n" + ONE, "sites.toml:2: [fleet]: state: holds a password"),
        (ONE + "drafts = true\n", "sites.toml:4: [[site]] 1: drafts: is for posts without a url."),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_file_and_line(tmp_path, text, said):
    with pytest.raises(Mistake) as error:
        fleet(tmp_path, text)
    assert said in str(error.value)
    assert "hunter" not in str(error.value)


def test_segments_are_the_setting_of_that_name(tmp_path):
    read = fleet(tmp_path, ONE + 'segments = { guides = "/guides/" }\n')
    assert command(read, read.sites[0], {}).environment["AUDIT_SEGMENTS"] == '{"guides": "/guides/"}'


def test_no_file_is_one_sentence(tmp_path):
    with pytest.raises(Mistake, match="cannot be read"):
        read_sites(tmp_path / "none.toml")
    (tmp_path / "a.bin").write_bytes(b"\x90\x00")
    with pytest.raises(Mistake, match=r"a\.bin: is no text in UTF-8; name a file such as sites\.toml"):
        read_sites(tmp_path / "a.bin")


@pytest.mark.parametrize("action", ["migrate", "worker", "enqueue", "status"])
def test_without_the_extra_each_command_of_the_queue_says_what_to_install(tmp_path, monkeypatch, action):
    packages = {"procrastinate", "psycopg", "fsspec"}
    for name in {*packages, *sys.modules}:
        if name.partition(".")[0] in packages:
            monkeypatch.setitem(sys.modules, name, None)
    path = tmp_path / "sites.toml"
    path.write_text(f'[fleet]\nstate = "shared"\n{ONE}', encoding="utf-8")
    with pytest.raises(Mistake, match=r"install affiliate-seo-audit\[fleet\]"):
        run(["fleet", action, str(path)])


def test_lines_are_found_behind_long_texts_arrays_and_quoted_keys():
    text = 'a = """\n[x]\nb = 1\n"""\nc = [\n  "]", # ]\n  2,\n]\n[[t]]\n"k e" = 1\n[t.sub]\nn = { m = 1 }\n[[t]]\nsub.n = 2\n'
    assert lines_of(text) == {
        ("", 1, "a"): 1, ("", 1, "c"): 5, ("t", 1, ""): 9, ("t", 1, "k e"): 10, ("t", 1, "sub"): 11, ("t", 1, "sub.n"): 12,
        ("t", 2, ""): 13, ("t", 2, "sub"): 14, ("t", 2, "sub.n"): 14,
    }  # fmt: skip
