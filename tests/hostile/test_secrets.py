"""Canaries: what stands in .env beside our settings, or in an address that was refused, is written nowhere."""

import base64
import subprocess
import sys
import zipfile
from urllib.parse import quote, quote_plus

import pytest

from tests.hostile.cases import CASES
from tests.hostile.server import answer, serve
from tests.support.crawling import FAST, ROOT, environment

CANARY = "CANARY-7f3a"
ODD = "/ ?ü"  # what percent and base64 encoding change
NAMES = (
    "AUDIT_HTTP_USER", "AUDIT_HTTP_PASS", "SLACK_WEBHOOK_URL", "DATABASE_URL", "SMTP_PASSWORD", "MAIL_PASS", "AWS_SECRET_ACCESS_KEY",
    "FTP_PASSWORD", "HTTPAUTH_PASS", "SENTRY_DSN", "API_TOKEN",
)  # fmt: skip
SOME = ("/closed", "/encoding/lie", "/status/000", "/length/word", "/to/port", "/attributes", "/jsonld")


def disguises():
    """Yield what a secret may look like when it was encoded on its way to a file."""
    value = {name: f"{CANARY}-{name}{ODD}" for name in NAMES}
    pair = f"{value['AUDIT_HTTP_USER']}:{value['AUDIT_HTTP_PASS']}"
    for charset in ("utf-8", "latin-1"):
        for text in (pair, *value.values(), f"Basic {pair}"):
            secret = text.encode(charset)
            # In base64 the same bytes look different behind one or two others.
            for before in range(3):
                yield base64.b64encode(bytes(before) + secret)[4:-4]
                yield base64.urlsafe_b64encode(bytes(before) + secret)[4:-4]
            yield secret.hex().encode()
            yield quote(secret, safe="").encode()
            yield quote_plus(secret).encode()
            yield secret
    yield CANARY.encode()
    yield CANARY.encode("utf-16-le")
    yield CANARY[::-1].encode()


def told(files):
    """Return the names of the files in which a secret stands, however it is written."""
    wanted = set(disguises())
    return [name for name, data in files if any(one in data for one in wanted)]


def written(folder):
    """Yield (name, bytes) of every file, a workbook's parts unpacked."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as book:
                    for part in book.namelist():
                        yield f"{path.name}/{part}", book.read(part)


def run(folder, *arguments):
    """Run a crawl in a project of its own folder, whose .env holds canaries; returns all that was written and said."""
    lines = [f"{name}='{CANARY}-{name}{ODD}'" for name in NAMES]
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", *arguments, *FAST, "-s", "AUDIT_OUT=out", "-s", "LOG_LEVEL=DEBUG"],
        cwd=folder, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    (folder / ".env").unlink()
    return done, [*written(folder), ("stdout", done.stdout.encode()), ("stderr", done.stderr.encode())]


def test_no_secret_of_the_env_file_is_written_or_said(tmp_path):
    cases = {path: CASES[path].case for path in SOME}
    cases["/"] = answer("".join(f"<a href='{path}'>x</a>" for path in SOME).encode())
    with serve(cases) as site:
        done, files = run(tmp_path, "blog", "-a", f"url={site.origin}/")
    assert done.returncode == 0, done.stderr
    sent = f"{CANARY}-AUDIT_HTTP_USER{ODD}:{CANARY}-AUDIT_HTTP_PASS{ODD}".encode()
    assert b"Authorization: Basic " + base64.b64encode(sent) in site.headers
    assert {"audit.xlsx", "audit.sqlite", "audit.xlsx/xl/workbook.xml"} <= {name for name, _ in files}
    assert told(files) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("blog", "-a", f"url=https://user:{CANARY}@blog.example/"),
        ("blog", "-a", f"url=ftp://user:{CANARY}@blog.example/"),
        ("posts", "-a", "path=.", "-a", f"site=//user:{CANARY}@blog.example"),
        ("blog", "-a", "url=demo", "-s", f"AUDIT_OWN_HOSTS=user:{CANARY}@host/"),
        ("blog", "-a", "url=demo", "-s", f"AUDIT_MAX_PAGES=user:{CANARY}@host/"),
    ],
)
def test_no_password_of_a_refused_address_is_said(tmp_path, arguments):
    done, files = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert told(files) == []


def test_a_secret_is_found_however_it_is_written():
    name = f"{CANARY}-API_TOKEN{ODD}".encode()
    for data in (base64.b64encode(b"xy" + name), quote_plus(name).encode(), name.hex().encode()):
        assert told([("log", b"before " + data + b" behind")]) == ["log"]
