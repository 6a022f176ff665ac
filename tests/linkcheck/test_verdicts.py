"""What the answers of other sites mean, and which address is asked for a link: functions, without a crawl."""

import http.client
import itertools
import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import CannotResolveHostError

from crawler.catalog.sentences import worded
from crawler.crawl.extensions.link_checks import no_such_name
from crawler.http.status import retry_after
from crawler.items import NO_CAUSE, VERDICTS, Link, Page, Verdict, because
from crawler.linkcheck import verdicts, youtube
from crawler.linkcheck.host_queue import HostQueue, group_of
from crawler.linkcheck.plan import plan
from crawler.linkcheck.policy import question
from crawler.linkcheck.probe import Answer
from crawler.links import Classifier
from crawler.store import Store
from tests.support.web import Answer as Served
from tests.support.web import serve

SHOP = "https://shop.com/tents/dome"
BLOG = Classifier("https://blog.example")
TENT = "https://www.youtube.com/watch?v=wZy89qsM2Rc"


def judged(*answers, asked=SHOP):
    step = verdicts.next_step(asked, answers)
    assert isinstance(step, Verdict), f"asks {step} next"
    return step


def moved(url, to, status=301):
    return Answer(url, status, {"location": to})


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, "ok"), (204, "ok"), (404, "broken"), (410, "broken"), (400, "blocked"), (401, "blocked"), (403, "blocked"),
     (405, "blocked"), (406, "blocked"), (408, "temporary"), (418, "blocked"), (429, "blocked"), (430, "blocked"),
     (451, "blocked"), (500, "temporary"), (502, "temporary"), (503, "temporary"), (522, "temporary"), (999, "blocked"),
     (300, "temporary"), (304, "temporary"), (0, "temporary"), (101, "temporary")],
)  # fmt: skip
def test_a_status_alone(status, verdict):
    assert judged(Answer(SHOP, status)).verdict == verdict


@pytest.mark.parametrize("status", [200, 202, 403, 404, 429, 503])
@pytest.mark.parametrize(
    ("headers", "body"),
    [({"cf-mitigated": "challenge"}, b""), ({"x-amzn-waf-action": "captcha"}, b""), ({"x-vercel-mitigated": "challenge"}, b""),
     ({}, b"<html><title>Robot Check</title>"), ({}, b"mail api-services-support@amazon.com")],
)  # fmt: skip
def test_a_challenge_is_never_broken_whatever_its_status(status, headers, body):
    found = judged(Answer(SHOP, status, headers, body))
    assert found.verdict == "blocked"
    assert found.evidence


def test_cloudflares_script_in_a_page_that_answers_is_no_challenge():
    body = b"<script src='/cdn-cgi/challenge-platform/x.js'></script>"
    assert judged(Answer(SHOP, 200, {"server": "cloudflare"}, body)).verdict == "ok"
    assert judged(Answer(SHOP, 503, {"server": "cloudflare"}, body)).verdict == "blocked"
    assert judged(Answer(SHOP, 404, {"server": "cloudflare"})).verdict == "broken"


def test_amazons_503_is_a_refusal_and_its_404_is_honest():
    url = "https://www.amazon.co.uk/dp/B0ABCDEF12"
    assert judged(Answer(url, 503), asked=url).verdict == "blocked"
    assert judged(Answer(url, 404), asked=url).verdict == "broken"


@pytest.mark.parametrize(
    ("asked", "to", "verdict"),
    [
        (SHOP, "https://shop.com/", "soft-404"),
        (SHOP, "https://www.shop.com/de/", "soft-404"),
        (SHOP, "https://shop.com/index.html", "soft-404"),
        (SHOP, "https://shop.com/search?q=dome", "soft-404"),
        (SHOP, "https://shop.com/404.html", "soft-404"),
        (SHOP, "https://shop.com/tents/dome-2", "redirected"),
        (SHOP, "https://other.com/", "redirected"),
        (SHOP, "https://shop.com/tv", "redirected"),
        (SHOP, "https://shop.com/login?next=/tents/dome", "blocked"),
        (SHOP, "https://accounts.shop.com/x", "blocked"),
        (SHOP, "https://www.linkedin.com/authwall?x=1", "blocked"),
        ("https://www.youtube.com/@tents", "https://consent.youtube.com/m?continue=x", "blocked"),
        ("https://shop.com/", "https://shop.com/de/", "redirected"),
        ("https://shop.com/index.php", "https://shop.com/", "redirected"),
        ("https://shop.com/?p=12", "https://shop.com/", "redirected"),
        ("https://shop.com/login/", "https://shop.com/login", "redirected"),
        ("https://shop.com/search/tents", "https://shop.com/search", "soft-404"),
    ],
)
def test_where_a_redirect_ends_says_whether_the_page_is_still_there(asked, to, verdict):
    assert judged(moved(asked, to), Answer(to, 200), asked=asked).verdict == verdict


def test_a_redirect_to_a_page_that_is_gone_is_broken_and_keeps_its_chain():
    found = judged(
        moved(SHOP, "/a"), moved("https://shop.com/a", "b", 302), Answer("https://shop.com/b", 404)
    )
    assert (found.verdict, found.status, found.final_url) == ("broken", 404, "https://shop.com/b")
    assert found.hops == "301 → https://shop.com/a; 302 → https://shop.com/b"


@pytest.mark.parametrize(
    ("to", "status", "lasting"),
    [("https://shop.com/dome", 301, True), ("https://shop.com/dome", 308, True), ("https://shop.com/dome", 302, False),
     ("https://shop.com/en-us/tents/dome", 301, False), ("https://shop.com/dome?session=1", 301, False)],
)  # fmt: skip
def test_only_a_redirect_that_is_meant_to_last_may_be_written_down(to, status, lasting):
    assert judged(moved(SHOP, to, status), Answer(to, 200)).lasting is lasting


def test_circles_and_endless_chains_end():
    assert judged(moved(SHOP, SHOP)).verdict == "blocked"
    urls = [f"https://shop.com/{n}" for n in range(20)]
    chain = [moved(url, to) for url, to in itertools.pairwise(urls)]
    assert judged(*chain[:11], asked=urls[0]).verdict == "blocked"
    assert verdicts.next_step(urls[0], chain[:10]) == urls[10]
    assert judged(moved(SHOP, "https://shop.com/" + "a" * 3000)).verdict == "blocked"


def test_a_redirect_that_nobody_can_follow():
    assert judged(moved(SHOP, "http://[")).verdict == "broken"
    assert judged(moved(SHOP, "market://details?id=1")).verdict == "redirected"


def test_what_gave_no_answer():
    assert judged(Answer(SHOP, cause=because("no-name"), no_name=True)).verdict == "broken"
    assert judged(Answer(SHOP, cause=because("no-answer"))).verdict == "temporary"
    assert judged(Answer(SHOP, cause=because("robots-forbids"), kept_back=True)).verdict == "not checked"


def test_a_name_is_unknown_only_when_dns_says_so_and_knows_other_names():
    gone = CannotResolveHostError("address 'x' not found: [Errno -2] Name or service not known")
    assert no_such_name(gone, ["blog.example.com"])
    assert not no_such_name(gone, []), "without a network no name is found"
    assert not no_such_name(gone, ["127.0.0.1", "localhost"])
    late = CannotResolveHostError("[Errno -3] Temporary failure in name resolution")
    assert not no_such_name(late, ["blog.example.com"])


@given(
    st.lists(
        st.builds(
            Answer,
            st.sampled_from([SHOP, "https://shop.com/a", "https://b.com/"]),
            st.none() | st.integers(-1, 1100),
            st.dictionaries(
                st.sampled_from(["location", "cf-mitigated", "server", "x-datadome"]), st.text(max_size=40)
            ),
            st.binary(max_size=40),
        ),
        max_size=14,
    ),
)
def test_any_answers_lead_to_a_verdict_or_to_another_address(answers):
    step = verdicts.next_step(SHOP, answers)
    if isinstance(step, Verdict):
        assert step.verdict in VERDICTS
    else:
        assert step.startswith(("http://", "https://"))
        assert len(answers) <= verdicts.MAX_HOPS


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), (" 0 ", 0), ("Sat, 21 Nov 2026 08:00:30 GMT", 30), ("Sat, 21 Nov 2026 07:00:00 GMT", 0), ("-5", None),
     ("soon", None), ("", None), ("9" * 5000, 999_999_999), ("²", None), ("Sat, 99 Nov 2026 99:00:00 GMT", None)],
)  # fmt: skip
def test_retry_after_in_seconds_or_as_a_date(value, seconds):
    assert retry_after(value, 1795248000) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_can_crash_or_be_negative(value):
    assert (retry_after(value, 1795248000) or 0) >= 0


# -- which address is asked --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "asked", "reason"),
    [
        ("https://shop.com/a#b", "https://shop.com/a", ""),
        ("https://www.amazon.com/dp/B0ABCDEF12?tag=me-20", "", "click"),
        ("https://shop.com/?irclickid=abc", "", "click"),
        ("https://bit.ly/3x", "", "click"),
        ("https://www.google.com/aclk?sa=l&adurl=https://shop.com/", "", "click"),
        ("https://www.googleadservices.com/pagead/aclk?sa=L", "", "click"),
        ("https://www.google.com/url?q=https://shop.com/x&sa=D", "https://shop.com/x", ""),
        ("https://www.google.com/url?q=https%3A%2F%2Fbit.ly%2F3x", "", "click"),
        ("https://user:secret@shop.com/", "https://shop.com/", ""),  # without what is nobody's business
        ("https://shop.com/cart?add-to-cart=5", "", "change something"),
        ("https://list.com/unsubscribe/77", "", "change something"),
        ("https://www.pinterest.com/pin/create/button/?url=https%3A%2F%2Fblog.example%2F", "", "share"),
        ("https://www.facebook.com/tents", "", "gives programs the same response"),
        ("https://blog.example/a", "", "not an external link"),
        ("http://127.0.0.1:9/x", "", "development"),
        ("mailto:a@b.com", "", "not an external link"),
        ("https://www.youtube.com/watch?v=abc", "", "not a video"),
        ("https://www.youtube.com/results?search_query=x", "", "not a video"),
        ("https://www.youtube.com/@tents", "https://www.youtube.com/@tents", ""),
        (TENT, TENT, ""),
        ("https://shop.com/" + "a" * 3000, "", "longer than"),
    ],
)
def test_what_is_asked_and_what_is_not(url, asked, reason):
    found, why_not = question(BLOG.classify(url), BLOG)
    assert found == asked
    assert reason in worded(why_not)
    assert bool(found) != bool(why_not)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://www.amazon.com/dp/B0ABCDEF12?tag=me-20&linkCode=ll1&th=1", "https://www.amazon.com/dp/B0ABCDEF12?th=1"),
        ("https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%3A%2F%2Fshop.com%2Fx", "https://shop.com/x"),
        ("https://bit.ly/3x", "https://bit.ly/3x"),
        ("https://go.skimresources.com/?id=1X2&url=https%3A%2F%2Fwww.amazon.de%2Fdp%2FB0ABCDEF12%3Ftag%3Dme-21",
         "https://www.amazon.de/dp/B0ABCDEF12"),
    ],
)  # fmt: skip
def test_links_that_earn_are_asked_without_the_id_where_the_rest_still_leads_there(url, asked):
    assert question(BLOG.classify(url), BLOG, affiliate=True) == (asked, NO_CAUSE)


def test_a_neighbour_that_the_owner_names_is_asked():
    to = BLOG.classify("http://127.0.0.1:9/x")
    assert question(to, BLOG, allowed={"127.0.0.1:9"}) == ("http://127.0.0.1:9/x", NO_CAUSE)


# -- whose turn it is --------------------------------------------------------------------------------------------


def test_hosts_take_turns_and_each_has_one_request_at_a_time():
    queue = HostQueue()
    for group, item in (("a", 1), ("a", 2), ("b", 3), ("c", 4)):
        queue.put(group, item)
    assert [queue.next(0) for _ in range(4)] == [1, 3, 4, None]
    assert len(queue) == 1
    queue.free("a")
    assert queue.next(0) == 2
    queue.put("a", 5)
    assert queue.next(0) is None
    queue.free("a", until=60)
    queue.put("a", 6)
    assert queue.next(59) is None
    assert queue.next(60) == 5
    assert queue.close("a") == [6]
    queue.free("a")
    assert (queue.next(99), len(queue)) == (None, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "next", "free", "sleep", "close"]), st.sampled_from("abc")),
        max_size=60,
    )
)
def test_nothing_that_waits_is_lost_or_handed_out_twice(steps):
    queue, busy, put, got = HostQueue(), [], 0, []
    for now, (what, group) in enumerate(steps):
        if what == "put":
            put += 1
            queue.put(group, (group, put))
        elif what == "next" and (item := queue.next(now)):
            assert item[0] not in busy
            busy.append(item[0])
            got.append(item[1])
        elif what in {"free", "sleep"} and group in busy:
            busy.remove(group)
            queue.free(group, until=now + 3 if what == "sleep" else 0)
        elif what == "close" and group in busy:
            got += [number for _, number in queue.close(group)]
    for group in busy:
        queue.free(group)
    while item := queue.next(10_000):
        queue.free(item[0])
        got.append(item[1])
    assert sorted(got) == list(range(1, put + 1))


def test_a_big_shop_is_one_host_and_an_address_is_itself():
    assert group_of("https://www.amazon.com/x") == group_of("https://smile.amazon.com/y") == "amazon.com"
    assert group_of("http://127.0.0.1:80/") == "127.0.0.1:80"


# -- YouTube -----------------------------------------------------------------------------------------------------

JSON = json.dumps({"title": "How to pitch a tent", "author_name": "A"}).encode()


@pytest.mark.parametrize(
    ("detail", "oembed", "thumbnail", "verdict"),
    [
        ("video", (200, JSON), None, "ok"),
        ("video", (401, b"Unauthorized"), None, "ok"),
        ("embed", (401, b"Unauthorized"), None, "ok"),
        ("video", (404, b"Not Found"), 404, "broken"),
        ("video", (404, b"Not Found"), 200, "broken"),
        ("short", (403, b"Forbidden"), 200, "broken"),
        ("video", (400, b"Bad Request"), None, "broken"),
        ("video", (200, b"Forbidden"), None, "blocked"),
        ("video", (200, b"[]"), None, "blocked"),
        ("video", (429, b""), None, "blocked"),
        ("video", (500, b""), None, "temporary"),
        ("video", (404, b"Not Found"), 500, "temporary"),
        ("playlist", (404, b"Not Found"), None, "broken"),
    ],
)
def test_youtube_is_judged_by_what_oembed_and_the_thumbnail_answer(detail, oembed, thumbnail, verdict):
    name = "PLabcdefghij12" if detail == "playlist" else "wZy89qsM2Rc"
    page = f"playlist%3Flist%3D{name}" if detail == "playlist" else f"watch%3Fv%3D{name}"
    routes = {f"/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2F{page}": Served(oembed[1], oembed[0])}
    if thumbnail:
        # The picture of a missing video is a picture too.
        routes[f"/vi/{name}/mqdefault.jpg"] = Served(
            b"\xff\xd8", thumbnail, (("Content-Type", "image/jpeg"),)
        )
    with serve(routes) as fake:
        answers = []
        where = (f"{fake.origin}/oembed?format=json&url=", fake.origin + "/vi/{id}/mqdefault.jpg")
        while isinstance(step := youtube.next_step(f"{detail} {name}", answers, *where), str):
            parts = urlsplit(step)
            connection = http.client.HTTPConnection(parts.netloc, timeout=10)
            connection.request("GET", f"{parts.path}{'?' if parts.query else ''}{parts.query}")
            answer = connection.getresponse()
            answers.append(Answer(step, answer.status, {}, answer.read()))
            connection.close()
        assert step.verdict == verdict
        assert len(fake.asked) == len(routes)


def test_where_youtube_itself_is_asked():
    assert youtube.next_step("video wZy89qsM2Rc", []) == (
        "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DwZy89qsM2Rc"
    )
    gone = Answer("x", 404)
    assert (
        youtube.next_step("video wZy89qsM2Rc", [gone]) == "https://i.ytimg.com/vi/wZy89qsM2Rc/mqdefault.jpg"
    )
    assert (
        youtube.next_step("video wZy89qsM2Rc", [Answer("x", cause=because("no-answer"))]).verdict
        == "temporary"
    )


def test_oembed_is_asked_of_videos_alone_whatever_stands_around_them(tmp_path):
    links = {
        TENT: "video wZy89qsM2Rc",
        "https://www.google.com/url?q=https%3A%2F%2Fyoutu.be%2FwZy89qsM2Rc": "video wZy89qsM2Rc",
        "https://www.youtube.com/redirect?q=https%3A%2F%2Fshop.com%2Fa": "",
        "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv": "",
        "https://www.youtube.com/@tents": "",
    }
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", "https://blog.example/", "https://blog.example")
    page = Page("https://blog.example/", key="https://blog.example/", is_html=True, status=200)
    page.links = [Link(n, href, to=BLOG.classify(href)) for n, href in enumerate(links, 1)]
    store.save_page(page)
    plan(store, BLOG, most=10, days=0, affiliate=False, allowed=())
    found = dict(store.connection.execute("SELECT url, youtube FROM link_check WHERE verdict = 'waiting'"))
    store.close()
    assert found == links
