"""The HTML report in a real browser: it opens fast, asks for nothing, filters, and shows what pages say as text."""

import re
import shutil
import time
from itertools import count

import pytest

from reports.__main__ import main
from tests.support.audited import ORIGIN, RULES, Audit

# Before the browser: without it there is nothing to look at.
playwright = pytest.importorskip("playwright.sync_api", reason="the extra `browser` brings playwright")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><!--<script>{{script}}"
MANY = 20_000


@pytest.fixture(scope="module")
def browser():
    """A browser of the system's."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with playwright.sync_playwright() as driver:
        one = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )  # a container's user is root
        yield one
        one.close()


def report(folder, fill):
    """Return the address of the HTML report of a crawl that `fill` writes, the second one of its site."""
    for number in (1, 2):
        with Audit(folder / "audit.sqlite") as audit:
            fill(audit, number)
    assert main([str(folder / "audit.sqlite"), "--format", "html"]) == 0
    return (folder / "audit.html").as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    def fill(audit, number):
        about = audit.page("/about/", title=HOSTILE, description=HOSTILE, words=1200, depth=1)
        audit.finding(
            about,
            "dev-host-link",
            HOSTILE,
            now="javascript:alert(1)",
            should_be=HOSTILE,
            line=3,
            state="new",
            ref="r1",
        )
        if number == 1:
            return
        evil = audit.page("x", url="javascript:document.title='taken'", title="Evil")
        audit.finding(evil, "long-title", "The title has 71 characters", line=1, state="still", ref="r2")
        home = audit.page("/", title="Home")
        audit.finding(home, "long-title", "The title has 80 characters", state="still", ref="r3")
        audit.finding(None, "generic-link-text", "One for the site", "site", state="came back", ref="r4")
        audit.insert(
            "coverage",
            crawl_id=audit.crawl,
            code="x",
            what=HOSTILE,
            count=12,
            example=f"{ORIGIN}/x",
            why=HOSTILE,
        )

    return report(tmp_path_factory.mktemp("html"), fill)


@pytest.fixture
def page(browser, address):
    """The report, opened; at the end nothing was complained of, and nothing asked for but the file."""
    said, asked = [], []
    one = browser.new_page(viewport={"width": 1600, "height": 900})
    one.on("console", lambda message: said.append(message.text))
    one.on("pageerror", lambda error: said.append(str(error)))
    one.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    one.goto(address)
    one.wait_for_selector("html[data-ready]")
    yield one
    title = one.title()
    one.close()
    assert said == []
    assert set(asked) == {address}
    assert title == f"Audit of {ORIGIN}", "no text of a page ran as a script"


def shown(page):
    """Return the problems that are listed."""
    return page.locator(".findings .rows .row > div:nth-child(5)").all_inner_texts()


def test_a_hostile_text_is_shown_as_text_everywhere(page):
    assert shown(page)[0] == HOSTILE
    page.locator(".findings .rows .row").first.click()
    detail = page.locator("#detail")
    assert detail.locator(".message").inner_text() == HOSTILE
    assert HOSTILE in detail.inner_text()
    page.get_by_role("tab", name="Not checked").click()
    assert page.locator("#panel td").first.inner_text() == HOSTILE
    assert page.locator("img, iframe, #detail script").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0


def test_totals_issues_and_what_was_not_checked_are_told(page):
    assert page.locator("#totals").inner_text().split("\n")[:3] == ["1 errors", "2 warnings", "1 notices"]
    assert page.locator("#issues button").all_inner_texts()[0].split("\n")[:2] == [
        "Link to a development host",
        "1",
    ]
    assert page.locator("#trend rect").count() == 6
    assert page.get_by_role("tab").all_inner_texts() == ["Findings 4", "Pages 3", "Not checked 1"]


def test_each_filter_filters_and_the_address_keeps_it(page, address):
    page.locator("#severities").get_by_text("Warnings").click()
    assert shown(page) == ["The title has 80 characters", "The title has 71 characters"]
    page.locator("#by-text").fill("71 CHAR")
    assert shown(page) == ["The title has 71 characters"]
    page.get_by_text("Clear", exact=True).click()
    assert len(shown(page)) == 4
    page.locator("#by-state").select_option("came back")
    assert shown(page) == ["One for the site"]
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert shown(page) == ["One for the site"]
    page.locator("#totals").get_by_text("errors").click()
    assert shown(page) == [HOSTILE]
    page.locator("#issues button", has_text="Title too long").click()
    assert len(shown(page)) == 2
    page.locator("#by-page").fill(f"{ORIGIN}/")
    assert shown(page) == ["The title has 80 characters"], "the start page, and not all that begin like it"
    page.locator("#by-page").fill("nowhere")
    assert page.get_by_text("Nothing matches these filters.").is_visible()


def test_the_keyboard_is_enough(page):
    page.keyboard.press("/")
    page.keyboard.type("title")
    page.get_by_role("grid").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.locator("#detail").is_visible()
    assert page.evaluate("document.activeElement.id") == "detail"
    page.keyboard.press("Escape")
    assert page.locator("#detail").is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "grid"


def test_the_detail_tells_of_the_page_and_of_its_other_findings(page):
    page.get_by_role("tab", name="Pages").click()
    page.locator(".pages .rows .row", has_text="/about/").click()
    told = page.locator("#detail").inner_text()
    assert "1,200" in told
    assert "On this page (1)".upper() in told.upper()
    page.locator(".others button").click()
    assert "Write the public address." in page.locator("#detail").inner_text()


def test_dark_and_print_have_colours_of_their_own(page):
    back = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(back)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(back) != light
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(back) == "rgb(255, 255, 255)"
    assert page.locator("#severities").is_hidden()


def test_the_page_may_do_nothing_but_show_itself(address):
    from pathlib import Path
    from urllib.request import url2pathname

    text = Path(url2pathname(address.removeprefix("file://"))).read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert text.count("<script") == 2, "of the hostile texts none"
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", text)


def test_twenty_thousand_findings_are_there_within_a_second(browser, tmp_path):
    rules, number = list(RULES), count()

    def fill(audit, crawl):
        for place in range(200 if crawl == 2 else 0):
            page = audit.page(f"/post-{place}/", title=f"Post {place}")
            for _ in range(MANY // 200):
                one = next(number)
                audit.finding(
                    page, rules[one % 4], f"The title has {one} characters, of which Google shows about 60", line=one, position=one,
                    now="http://blog.local/guide/tents/", should_be=f"{ORIGIN}/guide/tents/", ref=f"r{one}", state="still",
                )  # fmt: skip

    address = report(tmp_path, fill)
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    took = []
    for _ in range(3):  # the quickest tells what the page needs, the others what else the machine does
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        took.append(int(page.evaluate("document.documentElement.dataset.ready")))
    assert min(took) < 1_000, took
    assert page.locator(".rows .row").count() < 100, "only what is in view is there"
    page.get_by_role("grid").focus()
    page.keyboard.press("End")
    assert page.locator(".row[aria-selected=true]").get_attribute("aria-rowindex") == str(MANY + 1)
    begun = time.monotonic()
    page.locator("#by-text").fill(f"has {MANY - 1} characters")
    assert page.locator("#count").inner_text() == "1 of 20,000 findings"
    assert time.monotonic() - begun < 2
    page.close()
