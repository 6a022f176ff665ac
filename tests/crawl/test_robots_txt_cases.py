"""robots.txt case by case over real HTTP: one crawl of a list, in which each case is a server of its own."""

import gzip
from contextlib import ExitStack

import pytest

from tests.hostile.server import answer, endlessly, reset, serve, silent, to
from tests.support.crawling import crawl, database, query

US = b"affiliate-seo-audit"
RULES = b"User-agent: *\nDisallow: /shut\n"
ALL, NONE, OBEYED = "/open /shut", "", "/open"
HALF = 512 * 1024
BUSY = "429 Too Many Requests"


def plain(body, status="200 OK", *headers):
    return answer(body, "text/plain", status, *headers)


def claiming(length, body):
    """Return an answer that says it has `length` bytes, and ends after its body."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n".encode() + body


def rules(*lines):
    return plain(b"\n".join(lines) + b"\n")


def group(agent, *lines):
    return b"\n".join([b"User-agent: " + agent, *lines])


# id -> what /robots.txt answers, the paths of the list that are to be asked for, and those that are not (if not /open, /shut)
CASES = {
    "429 with rules": (plain(RULES, BUSY), ALL),
    "500": (plain(RULES, "500 Internal Server Error"), NONE),
    "503": (plain(b"User-agent: *\nAllow: /\n", "503 Service Unavailable"), NONE),
    "no answer in time": (silent(b""), NONE),
    "a body that does not come": (silent(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + RULES), NONE),
    "a reset": (reset(b""), NONE),
    "a reset in the body": (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + RULES), NONE),
    "a normal file that breaks off": (claiming(90, RULES), NONE),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", NONE),
    "401 with rules": (plain(b"User-agent: *\nDisallow: /\n", "401 Unauthorized"), ALL),
    "403 with rules": (plain(b"User-agent: *\nDisallow: /\n", "403 Forbidden"), ALL),
    "410 with rules": (plain(b"User-agent: *\nDisallow: /\n", "410 Gone"), ALL),
    "404 with rules": (plain(b"User-agent: *\nDisallow: /\n", "404 Not Found"), ALL),
    "an endless 404": (endlessly(b"HTTP/1.1 404 Not Found\r\n\r\n", b"#" * 65_536, 400), ALL),
    "20 MB": (plain(RULES + b"# filler\n" * (20_000_000 // 9)), OBEYED),
    "rules behind the first half megabyte": (plain(b"# filler\n" * 60_000 + RULES), ALL),
    "a byte that is no UTF-8": (plain(b"User-agent: *\nDisallow: /shut\nDisallow: /\xe9tude\n"), OBEYED),
    "without end": (endlessly(b"HTTP/1.1 200 OK\r\n\r\n" + RULES, b"# filler\n" * 8_000, 400), OBEYED),
    "without end, after redirects": (to("/long"), OBEYED),
    "a false length of 99 GB": (claiming(99_000_000_000, RULES), OBEYED),
    "the last line is a part": (plain(RULES + b"#" * (HALF - len(RULES) - 15) + b"\nDisallow: /open" + b"x" * 99), OBEYED),
    "large, with CR line ends": (plain((RULES + b"# filler\n" * 60_000).replace(b"\n", b"\r")), OBEYED),
    "gzip that nobody asked for": (plain(gzip.compress(RULES), "200 OK", "Content-Encoding: gzip"), OBEYED),
    "a gzip bomb": (plain(gzip.compress(RULES + bytes(30_000_000)), "200 OK", "Content-Encoding: gzip"), OBEYED),
    "a packing that nobody knows": (plain(RULES, "200 OK", "Content-Encoding: rot13"), NONE),
    "5 redirects": (to("/hop/1"), OBEYED),
    "6 redirects": (to("/hop/0"), ALL),
    "a redirect to another host": (to("{other}/robots.txt"), OBEYED),
    "a redirect to no web address": (to("file:///etc/passwd"), ALL),
    "CR line ends": (plain(RULES.replace(b"\n", b"\r")), OBEYED),
    "CR LF line ends": (plain(RULES.replace(b"\n", b"\r\n")), OBEYED),
    "a byte order mark": (plain(b"\xef\xbb\xbf" + RULES), OBEYED),
    "a web page": (answer(b"<!doctype html><html><body><h1>Home</h1><p>Disallow: / we say</p></body></html>"), ALL),
    "binary": (answer(bytes(range(256)) * 100, "application/octet-stream"), ALL),
    "empty": (plain(b""), ALL),
    "wildcards": (rules(group(b"*", b"Disallow: /*/private/", b"Disallow: /*.pdf$")), "/a.pdfx /private/", "/a/private/b /a.pdf"),
    "2,500 wildcards": (rules(group(b"*", b"Disallow: /" + b"*a" * 2_500 + b"$", b"Disallow: /sh*" + b"*" * 2_500 + b"t$")), OBEYED),
    "the longest rule": (rules(group(b"*", b"Disallow: /a", b"Allow: /a/b")), "/a/b/c", "/a/c"),
    "a tie": (rules(group(b"*", b"Disallow: /shut", b"Allow: /shut", b"Disallow: /open*")), "/shut", "/open"),
    "our own group": (rules(group(b"*", b"Disallow: /"), group(US, b"Disallow: /shut")), OBEYED),
    "our own group in capitals": (rules(group(US.upper(), b"Disallow: /shut"), group(b"*", b"Disallow: /")), OBEYED),
    "two groups of ours": (rules(group(US, b"Disallow: /shut"), group(b"*", b"Disallow:"), group(US, b"Disallow: /x")), "/open", "/shut /x"),
    "one group for several": (rules(b"User-agent: other", group(US, b"Disallow: /shut"), group(b"*", b"Disallow: /")), OBEYED),
    "a longer name than ours": (rules(group(US + b"-images", b"Disallow: /"), group(b"*", b"Disallow: /shut")), OBEYED),
    "words in other case": (plain(b"uSER-aGENT: *\ndISALLOW: /shut\n"), OBEYED),
    "a comment behind a rule": (plain(b"User-agent: * # all\nDisallow: /shut # no\n"), OBEYED),
}  # fmt: skip


def more(path):
    """Answer what stands at no case: the hops of redirects, and pages."""
    if path.startswith("/hop/"):
        number = int(path[5:])
        return to(f"/hop/{number + 1}") if number < 5 else plain(RULES)
    if path == "/long":
        return endlessly(b"HTTP/1.1 200 OK\r\n\r\n" + RULES, b"# filler\n" * 8_000, 400)
    return answer(b"<h1>x</h1>")


def paths(case):
    """Return the paths of a case that are in the list."""
    return [path for part in case[1:] for path in part.split()] if len(case) == 3 else ALL.split()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Return the server of each case, and the database."""
    out = tmp_path_factory.mktemp("robots")
    with ExitStack() as stack:
        other = stack.enter_context(serve({"/robots.txt": plain(RULES)}, more))
        sites = {}
        for name, case in CASES.items():
            robots = case[0]
            if not callable(robots):
                robots = robots.replace(b"{other}", other.origin.encode())
            sites[name] = stack.enter_context(serve({"/robots.txt": robots}, more))
        listed = [f"{other.origin}/open"]
        listed += [f"{sites[name].origin}{path}" for name, case in CASES.items() for path in paths(case)]
        (out / "urls.txt").write_text("\n".join(listed))
        wide = ("-s", "CONCURRENT_REQUESTS=16", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
        done = crawl(out, "urls", "-a", f"file={out}/urls.txt", *wide, "-s", "DOWNLOAD_TIMEOUT=3")
    assert done.returncode == 0, done.stderr
    return sites, database(out)


@pytest.mark.parametrize("name", CASES)
def test_robots_txt_is_obeyed_as_rfc_9309_says(crawled, name):
    sites, _ = crawled
    asked = {path for path in sites[name].paths if path in paths(CASES[name])}
    assert asked == set(CASES[name][1].split())


def test_coverage_says_that_a_robots_txt_was_cut_and_that_one_broke_off(crawled):
    sites, audit = crawled
    told = query(
        audit, "SELECT why, example FROM coverage WHERE what = 'robots.txt read in part' ORDER BY why"
    )
    cut, broke = [why for why, _ in told]
    assert "first 512 KiB" in cut
    assert "ended before the announced length" in broke
    assert told[1][1] == sites["a false length of 99 GB"].origin + "/robots.txt"


def test_what_an_outage_of_robots_txt_kept_back_says_so(crawled):
    sites, audit = crawled
    for name, said in {
        "500": "HTTP 500",
        "no answer in time": "did not respond in time",
        "a reset": "the server closed the connection",
        "a normal file that breaks off": "cut off in the middle",
    }.items():
        ((outcome, reason),) = query(
            audit, "SELECT outcome, reason FROM page WHERE key = ?", f"{sites[name].origin}/open"
        )
        assert outcome == "refused"
        assert said in reason
