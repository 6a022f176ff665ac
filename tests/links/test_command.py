"""`python -m crawler.links`, run as people run it."""

from __future__ import annotations

import json
import subprocess
import sys

KEYS = ["url", "kind", "network", "affiliate_id", "confidence", "destination", "host", "domain"]


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "crawler.links", *arguments], input=given, capture_output=True, check=False
    )


def test_one_object_a_line_in_order_with_these_keys() -> None:
    urls = [
        "https://www.amazon.com/dp/1?tag=tea-20",
        "https://blog.example/x",
        "/about",
        "www.shop.com/x",
        "mailto:x@y.com",
    ]
    done = run("--site", "https://blog.example", *urls)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [row["url"] for row in rows] == urls
    assert [row["kind"] for row in rows] == ["affiliate", "internal", "internal", "malformed", "mail"]
    assert [list(row) for row in rows] == [KEYS] * len(urls)
    assert (rows[0]["network"], rows[0]["affiliate_id"]) == ("amazon-associates", "tea-20")


def test_lines_of_standard_input_are_answered_whatever_they_hold() -> None:
    given = (
        b"https://a.com/1\r\n\n \xff\xfe\x1b[31m\x7f\x00\nhttps://"
        + b"a" * 300_000
        + b"\nhttps://a.com/\xc3\xbc"
    )
    done = run(given=given)
    lines = done.stdout.decode("ascii").splitlines()
    assert done.returncode == 0
    assert [json.loads(line)["kind"] for line in lines] == ["external", "malformed", "malformed", "external"]
    assert all(0x20 <= byte < 0x7F or byte == 0x0A for byte in done.stdout)
    assert max(map(len, lines)) < 100_000


def test_without_a_site_an_address_without_scheme_is_read_as_https() -> None:
    rows = [json.loads(line) for line in run("//www.amazon.com/dp/1?tag=tea-20", "/x").stdout.splitlines()]
    assert [(row["kind"], row["host"]) for row in rows] == [
        ("affiliate", "www.amazon.com"),
        ("malformed", ""),
    ]


def test_a_site_that_is_none_is_refused_in_one_sentence() -> None:
    done = run("--site", "https://", "https://a.com/")
    assert done.returncode == 2
    assert b"--site https://" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_an_unknown_option_is_refused() -> None:
    assert run("--sites", "x").returncode == 2
