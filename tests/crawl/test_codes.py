"""Codes decide, sentences tell: with nonsense in place of each sentence, everything comes out the same but for its wording."""

from __future__ import annotations

import ast
import csv
import os
import signal
import subprocess
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.hostile.server import answer, reset, serve, silent, to
from tests.support.crawling import ROOT, command, database, environment, query
from tests.support.nonsense import NONSENSE

if TYPE_CHECKING:
    from pathlib import Path

PLAIN, XML = "text/plain", "application/xml"
LINKS = (
    "https://www.amazon.com/dp/B0ABCDEF12?tag=me-20", "https://www.amazon.com/dp/B0ABCDEF13?tag=me-20",
    *(f"https://shop.example.net/tent-{n}?awc=1234_56789_abc{n}" for n in range(3)), "https://shop.example.net/pole?ranMID=1&ranEAID=abcdefghijk&ranSiteID=abcdefghijk-x",
    "https://www.google.com/url?q=https://shop.example.net/stove&sa=D",
    "https://www.google.com/url?q=https%3A%2F%2Fwww.amazon.com%2Fdp%2FB0ABCDEF14%3Ftag%3Dme-20&sa=D",
    "https://www.googleadservices.com/pagead/aclk?sa=L&ai=x&adurl=https://www.teashop.com/tea",
    "https://www.youtube.com/watch?v=short", "https://www.youtube.com/watch?v=wZy89qsM2Rc", "https://www.youtube.com/@tents",
    "https://www.youtube.com/redirect?q=https%3A%2F%2Fshop.example.net%2Fmug", "https://www.youtube.com/",
    "www.shop.example.net/map", "me@shop.example.net", "http//shop.example.net/cup", "https://shop,example.net/", "http://trail.local/guide/",
    "", "#nowhere",
)  # fmt: skip
OWN = (
    "/post/", "/go/tent/", "/loop-a/", "/loop-b/", "/chain-a/", "/chain-for-now/", "/away/", "/nowhere/", "/lost/", "/gone/", "/teapot/", "/broken/",
    "/busy/", "/secret/", "/slow/", "/reset/", "/paper", "/paper-too", "/picture.png", "/empty/", "/packed/", "/bomb/", "/feed.xml",
    "/deep/1/", *(f"/list?a={number}&b={number}" for number in range(6)), "/" + "long" * 60, "/not-http/", "/part/",
)  # fmt: skip


def page(*hrefs: str, head: str = "", body: str = "") -> bytes:
    text = "".join(
        f"<p>Read <a href='{href}'>about {number}</a> here.</p>" for number, href in enumerate(hrefs)
    )
    return answer(
        f"<!doctype html><html lang=en><head><title>A page</title>{head}</head><body><main><h1>Tents</h1>{body}{text}".encode()
    )


SITE: dict[str, Any] = {
    "/": page(*OWN),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 0\nSitemap: /sitemap.xml\nSitemap: /pages.xml\nSitemap: /no-sitemap.xml\n", PLAIN),
    "/sitemap.xml": answer(
        b"<urlset><url><loc>/lone/</loc></url><url><loc>/gone/</loc></url><url><loc>/chain-a/</loc></url>"
        b"<url><loc>https://else.example/x</loc></url><url><loc>http://trail.local/y</loc></url><oops></urlset>", XML,
    ),
    "/no-sitemap.xml": answer(b"<p>no", PLAIN),
    "/lone/": page("/post/"),
    "/post/": page(*LINKS),
    "/go/tent/": to("https://www.amazon.com/dp/B0ABCDEF15?tag=me-20"),
    "/loop-a/": to("/loop-b/", "301 Moved Permanently"),
    "/loop-b/": to("/loop-a/", "301 Moved Permanently"),
    "/chain-a/": to("/chain-b/", "301 Moved Permanently"),
    "/chain-b/": to("/post/", "308 Permanent Redirect"),
    "/chain-for-now/": to("/chain-b/"),
    "/away/": to("https://else.example/"),
    "/nowhere/": answer(b"", PLAIN, "302 Found"),
    "/lost/": to("http://[", "302 Found"),
    "/gone/": answer(b"gone", PLAIN, "410 Gone"),
    "/teapot/": answer(b"no", PLAIN, "403 Forbidden"),
    "/broken/": answer(b"oh", PLAIN, "500 Internal Server Error"),
    "/busy/": answer(b"later", PLAIN, "503 Service Unavailable", "Retry-After: 9000"),
    "/slow/": silent(b""),
    "/reset/": reset(b""),
    "/paper": answer(b"%PDF-1.7", "application/pdf"),
    "/paper-too": answer(b"%PDF-1.7"),
    "/picture.png": answer(b"x", "image/png"),
    "/empty/": answer(b""),
    "/packed/": answer(b"x", "text/html", "200 OK", "Content-Encoding: odd"),
    "/bomb/": answer(b"<p>" + b"".join(b"<b x=%d>" % n for n in range(2_000)) + b"<p>x" * 2_000),
    "/feed.xml": answer(b"<rss><channel><link>http://trail.local/</link></channel></rss>", "application/rss+xml"),
    "/deep/1/": page("/deep/2/"),
    "/deep/2/": page("/deep/3/"),
    "/not-http/": b"what\r\n\r\n",
    "/part/": answer(b"<p>x", "text/html", "206 Partial Content"),
}  # fmt: skip
LIMITS = (
    "AUDIT_MAX_DEPTH=2",
    "AUDIT_MAX_PER_PATTERN=3",
    "URLLENGTH_LIMIT=200",
    "DOWNLOAD_TIMEOUT=1.5",
    "AUDIT_CHECK_DELAY=0",
)
SHOP: dict[str, Any] = {
    "/ok": page(),
    "/gone": answer(b"gone", PLAIN, "404 Not Found"),
    "/moved": to("/ok", "301 Moved Permanently"),
    "/a/b/c": to("/"),
    "/": page(),
    "/no": answer(b"", PLAIN, "403 Forbidden", "CF-Mitigated: challenge"),
    "/circle": to("/circle"),
    "/inside": to("http://10.0.0.1/x"),
    "/login-wall": to("/login"),
    "/login": page(),
    "/busy": answer(b"", PLAIN, "500 Internal Server Error"),
    "/earn": to("https://www.amazon.com/dp/B0ABCDEF12?tag=me-20"),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /private/\n", PLAIN),
}
TOLD = {  # table: what of it is no sentence, and the same in two crawls
    "crawl": "cause, finished IS NULL",
    "frontier": "key, role, state, depth, found_by, cause, cause_values",
    "page": "key, outcome, cause, cause_values, status, redirect_to, final_url, redirect_hops, redirect_loop, redirect_permanent,"
    " content_type, depth, is_html, indexable, title, affiliate_links, disclosure",
    "target": "url, kind, network, affiliate_id, confidence, destination, via, fault, item, item_id",
    "finding": "(SELECT key FROM page WHERE page.id = page_id), rule, severity, subject, position, line, place, now, should_be, method, confidence",
    "coverage": "code, subject, cause, cause_values, count, example",
    "link_check": "url, asked, youtube, verdict, cause, cause_values, status, final_url, lasting",
    "resource": "url, asked, kind, verdict, cause, cause_values, status, final_url, lasting, size, content_type, googlebot",
    "probe": "kind, url, page, verdict, cause, cause_values, status, final_url, title, h1",
}
# What a reader reads in words, and what time has changed.
WORDS = {
    "Pages": {"Why", "Reason", "Redirects", "Response time (ms)", "Problem"},
    "Coverage": {"What", "Why"},
    "Link checks": {"What that means", "Evidence", "Asked (UTC)"},
    "Resources": {"What that means", "Asked (UTC)"},
    "Redirects": {"Redirects"},
    "Sitemaps": {"Reason"},
    "Hreflang": {"Problem"},
    "Worklist": {"Details", "Current", "Change to", "Ref"},
    "Links": {"Problem"},
    "Headings": {"Problem"},
    "Dev-host links": {"The host is", "Method"},
    "YouTube": {"What"},
    "Affiliate links": {"Problem", "Remark"},
}


def run(
    out: Path, *arguments: str, nonsense: bool, begun: list[int] | None = None, **extra: str
) -> tuple[int, list[str]]:
    """Run one crawl; return its exit code, and of what it says the lines that hold no sentence of ours.

    `begun` gets the number of its process.
    """
    line = command(out, "blog", *arguments, *settings("CONCURRENT_REQUESTS=1"))
    if nonsense:
        line[2] = "tests.support.nonsense"
    pipe = subprocess.PIPE
    process = subprocess.Popen(line, cwd=ROOT, env=environment(**extra), stdout=pipe, stderr=pipe, text=True)
    if begun is not None:
        begun.append(process.pid)
    stdout, stderr = process.communicate(timeout=120)
    assert "Traceback" not in stderr
    told = ("Findings:", "INCOMPLETE", "Not crawled", "Stopped")
    return process.returncode, [text for text in stdout.splitlines() if text.startswith(told)]


def decided(out: Path) -> dict[str, Counter]:
    """Return everything that was decided, table by table."""
    return {
        table: Counter(query(database(out), f"SELECT {columns} FROM {table}"))
        for table, columns in TOLD.items()
    }


def shown(out: Path) -> dict[str, Counter]:
    """Return the workbook's rows without what is said in words, and the files of fixes."""
    (path,) = out.glob("*/audit.xlsx")
    rows: dict[str, Counter] = {}
    for sheet in openpyxl.load_workbook(path):
        header, *cells = sheet.values
        kept = [i for i, name in enumerate(header) if name not in WORDS.get(sheet.title, ())]
        rows[sheet.title] = Counter(tuple(row[i] for i in kept) for row in cells)
    # When it was crawled, and why it ended.
    rows["Start here"] = Counter(
        {
            row: count
            for row, count in rows["Start here"].items()
            if not str(row[0]).startswith(("A live site", "INCOMPLETE"))
        }
    )
    for file in out.glob("*/fixes/*.csv"):
        rows[file.name] = Counter(map(tuple, csv.reader(file.open(encoding="utf-8"))))
    return rows


def both(tmp_path: Path, *crawls: Any) -> list[Path]:
    """Run the crawls in sentences and in nonsense; each is a function that gets `out` and `nonsense`. Return the folders."""
    outs = []
    told = []
    for nonsense in (False, True):
        out = tmp_path / str(nonsense)
        told.append([one(out, nonsense) for one in crawls])
        outs.append(out)
    assert told[0] == told[1]
    plain, odd = map(decided, outs)
    for table in TOLD:
        assert plain[table] == odd[table], table
    plain, odd = map(shown, outs)
    assert plain.keys() == odd.keys()
    for sheet, rows in plain.items():
        assert rows == odd[sheet], sheet
    return outs


def settings(*given: str) -> list[str]:
    return [part for one in given for part in ("-s", one)]


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Crawl the site, interrupted once and taken up, in sentences and in nonsense."""
    with serve({}) as site:
        line = ["-a", f"url={site.origin}/", *settings(*LIMITS)]
        # Relative addresses, and a sitemap that has to be repaired, say nothing that is asked: this one says it in full.
        named = "".join(
            f"<url><loc>{site.origin}{path}</loc></url>" for path in ("/lone/", "/gone/", "/chain-a/")
        )
        pages = {**SITE, "/pages.xml": answer(f"<urlset>{named}</urlset>".encode(), XML)}

        def interrupted(out: Path, nonsense: bool) -> Any:
            begun: list[int] = []

            def stop(connection: Any) -> None:
                os.kill(begun[0], signal.SIGINT)
                connection.sendall(SITE["/gone/"])

            site.cases.update({**pages, "/gone/": stop})
            return run(out, *line, nonsense=nonsense, begun=begun)

        def taken_up(out: Path, nonsense: bool) -> Any:
            assert query(database(out), "SELECT cause FROM crawl") == [("shutdown",)]
            site.cases.update(pages)
            return run(out, *line, nonsense=nonsense)

        return both(tmp_path_factory.mktemp("codes"), interrupted, taken_up)


def test_a_crawl_that_was_interrupted_and_met_everything_decides_the_same_in_nonsense(audited):
    plain, odd = audited
    causes = {
        cause
        for (cause,) in query(database(plain), "SELECT cause FROM page UNION SELECT cause FROM frontier")
    }
    assert causes >= {
        "http-status", "put-off", "no-location", "bad-location", "robots-forbids", "no-answer", "hung-up", "content-type", "disguised-file",
        "no-body", "odd-packing", "page-unclosed", "feed", "limit-depth", "limit-pattern", "limit-length", "sitemap-other-file",
    }  # fmt: skip
    vias = {via for (via,) in query(database(plain), "SELECT via FROM target")}
    assert vias >= {"", "copied", "ad-click", "wrapped", "own-redirect"}
    faults = {fault for (fault,) in query(database(plain), "SELECT fault FROM target")}
    assert faults >= {
        "missing-scheme",
        "missing-mailto",
        "mistyped-slashes",
        "comma",
        "malformed-id",
        "empty",
    }
    rules = {rule for (rule,) in query(database(plain), "SELECT rule FROM finding")}
    assert rules >= {
        "redirect-loop", "redirect-chain", "broken-internal-link", "broken-sitemap-entry", "wrapped-link", "ad-click-link", "malformed-link",
        "malformed-youtube-id", "unmarked-affiliate-link", "unmarked-cloaked-link", "dev-host-link", "dev-host-in-sitemap",
    }  # fmt: skip
    codes = {code for (code,) in query(database(plain), "SELECT code FROM coverage")}
    assert codes >= {
        "pages-skipped", "pages-refused", "pages-failed", "pages-not-read", "feeds", "other-files", "sitemaps-not-read", "redirects-not-followed",
        "sitemap-addresses-off-site", "links-not-requested",
    }  # fmt: skip
    told = "SELECT reason FROM page WHERE cause <> '' UNION SELECT what FROM coverage UNION SELECT why FROM coverage WHERE code <> 'sitemaps-cut'"
    assert query(database(odd), told) == [(NONSENSE,)]
    assert len(query(database(plain), told)) > 20


def test_links_to_other_sites_get_the_same_verdicts_in_nonsense(tmp_path):
    with serve(dict(SHOP)) as shop:
        paths = [*SHOP, "/private/x", "/unsubscribe", "/ok?" + "x" * 3_000]
        more = (
            "https://www.youtube.com/", "https://www.amazon.com/dp/B0ABCDEF12?tag=me-20",
            f"https://www.google.com/url?q={shop.origin}/a/b/c",
            f"https://www.google.com/aclk?sa=L&adurl={shop.origin}/ok",
        )  # fmt: skip
        with serve({"/": page(*(shop.origin + path for path in paths), *more)}) as site:
            line = [
                "-a",
                f"url={site.origin}/",
                "-a",
                "check_links=external",
                *settings("AUDIT_CHECK_DELAY=0"),
            ]
            netloc = shop.origin.removeprefix("http://")
            plain, _ = both(
                tmp_path,
                *[lambda out, nonsense: run(out, *line, nonsense=nonsense, AUDIT_ALLOW_NETLOCS=netloc)] * 2,
            )
    verdicts = {verdict for (verdict,) in query(database(plain), "SELECT verdict FROM link_check")}
    assert verdicts == {"ok", "broken", "redirected", "soft-404", "blocked", "temporary", "not checked"}


@pytest.mark.parametrize(
    ("down", "code"),
    [
        ({"/": silent(b""), "/robots.txt": answer(b"", PLAIN)}, "site-silent"),
        ({"/": page(), "/robots.txt": answer(b"", PLAIN, "503 Service Unavailable")}, "robots-outage"),
        ({"/": page(*(f"/{n}/" for n in range(9))), **{f"/{n}/": answer(b"", PLAIN, "429 Too Many Requests", "Retry-After: 9000") for n in range(9)}}, "site-refuses"),
        ({"/": page(*(f"/{n}/" for n in range(9))), **{f"/{n}/": page() for n in range(9)}}, "page-limit"),
    ],
    ids=["silent", "robots", "refuses", "limit"],
)  # fmt: skip
def test_an_outage_ends_and_resumes_a_crawl_alike_in_nonsense(tmp_path, down, code):
    more = settings("DOWNLOAD_TIMEOUT=1.5", "AUDIT_GIVE_UP=4", "AUDIT_MAX_PAGES=5")
    with serve({}) as site:

        def during(out: Path, nonsense: bool) -> Any:
            site.cases.clear()
            site.cases.update(down)
            told = run(out, "-a", f"url={site.origin}/", *more, nonsense=nonsense)
            assert query(database(out), "SELECT cause FROM crawl") == [(code,)]
            return told, decided(out)

        def after(out: Path, nonsense: bool) -> Any:
            site.cases.clear()
            site.cases.update({"/": page("/a/"), "/a/": page("/")})
            return run(out, "-a", f"url={site.origin}/", *more, nonsense=nonsense)

        both(tmp_path, during, after)


def _codes(node: ast.expr) -> set[str]:
    """Return the codes that an argument may be: itself, or either side of an `if`."""
    if isinstance(node, ast.IfExp):
        return _codes(node.body) | _codes(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    """What because() names in the code stands in the catalogue, and nothing else does."""
    said = tomllib.loads((ROOT / "crawler/catalog/sentences.toml").read_text(encoding="utf-8"))
    texts = set()
    named = set()
    for path in (ROOT / "crawler").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in {"because", "Cause"}
                and node.args
            ):
                named |= _codes(node.args[0])
    known = {code for table in said.values() for code in table}
    assert named - known == set()
    made = {"affiliate-not-asked", "outbound-not-asked", "check-blocked", "check-temporary", "check-waiting"}
    made |= {
        f"{what}-{how}" for what in ("links", "resources") for how in ("not-checked", "without-verdict")
    }  # coverage.py
    made |= {f"json-{fault}" for fault in texts}  # crawler/checks/structured_data.py
    assert known - texts - made == set()
