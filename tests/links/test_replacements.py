"""What a leaked development link should be, and when nothing is proposed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.links.replacements import learn_hosts, propose, wpil_original

DEV = "https://teashop.local/green-tea/?size=2#top"
REAL = "https://www.teashop.com/green-tea/?size=2#top"


def wpil(*urls: str) -> list[tuple[str, str]]:
    old = [("data-wpil-url-old", base64.b64encode(url.encode()).decode()) for url in urls]
    return [("data-wpil", "url"), *old]


def test_the_last_duplicate_is_the_newest() -> None:
    assert wpil_original(wpil("https://www.teashop.com/old/", REAL)) == REAL


@pytest.mark.parametrize(
    "change", [lambda text: text.rstrip("="), lambda text: text.replace("+", "-").replace("/", "_")]
)
def test_padding_and_alphabet_of_base64_do_not_matter(change) -> None:
    text = base64.b64encode(b"https://www.teashop.com/?q=~~~???>>>").decode()
    assert wpil_original([("data-wpil-url-old", change(text))]) == "https://www.teashop.com/?q=~~~???>>>"


@pytest.mark.parametrize(
    "newest",
    ["https://teashop.local/x/", "javascript:alert(1)", "/x/", "https://", "https://te a.com/", "x\x00y", "", "http://127.1/"],
)  # fmt: skip
def test_what_no_reader_could_open_is_no_original_and_older_ones_do_not_count(newest: str) -> None:
    assert not wpil_original(wpil(REAL, newest))


def test_what_is_no_base64_is_no_original() -> None:
    assert not wpil_original([("data-wpil-url-old", "not base64!")])
    assert not wpil_original([("data-wpil-url-old", "/w==")])
    assert not wpil_original([])


def test_a_host_is_learned_from_pairs_with_the_same_path() -> None:
    pairs = [
        ("https://teashop.local/a/", "https://www.teashop.com/a/"),
        ("https://teashop.local/b", "https://www.teashop.com/b/"),
    ]
    assert learn_hosts(pairs) == {"teashop.local": "https://www.teashop.com"}


def test_the_port_belongs_to_the_host_that_is_learned() -> None:
    assert learn_hosts([("http://localhost:10004/a/", "https://www.teashop.com/a/")]) == {
        "localhost:10004": "https://www.teashop.com"
    }


def test_a_pair_with_another_path_does_not_vote() -> None:
    assert learn_hosts([("https://teashop.local/a/", "https://www.teashop.com/b/")]) == {}


def test_a_tie_teaches_nothing_and_forbids_the_guess_at_the_site() -> None:
    pairs = [
        ("https://teashop.local/a/", "https://www.teashop.com/a/"),
        ("https://teashop.local/a/", "https://other.com/a/"),
    ]
    learned = learn_hosts(pairs)
    assert not learned["teashop.local"]
    assert propose("https://teashop.local/x/", [], learned, "https://www.teashop.com") is None


def test_the_majority_wins() -> None:
    pairs = [("https://teashop.local/a/", "https://www.teashop.com/a/")] * 2
    pairs.append(("https://teashop.local/a/", "https://other.com/a/"))
    assert learn_hosts(pairs) == {"teashop.local": "https://www.teashop.com"}


@pytest.mark.parametrize(
    ("known", "host_map", "site", "url", "confidence"),
    [
        (wpil(REAL), {"teashop.local": "https://other.com"}, "https://blog.com", REAL, "certain"),
        ([], {"teashop.local": "https://www.teashop.com"}, "https://blog.com", REAL, "high"),
        ([], {}, "https://www.teashop.com", REAL, "medium"),
        ([], {"else.local": "https://other.com"}, "https://www.teashop.com/start/", REAL, "medium"),
    ],
)  # fmt: skip
def test_the_best_known_address_is_proposed_with_its_confidence(
    known, host_map, site, url, confidence
) -> None:
    proposal = propose(DEV, known, host_map, site)
    assert proposal is not None
    assert (proposal.url, proposal.confidence) == (url, confidence)
    assert proposal.method


@pytest.mark.parametrize(
    ("url", "host_map", "site"),
    [
        (DEV, {}, ""),
        (DEV, {}, "http://localhost:8000"),
        (DEV, {}, "https://teashop.local"),
        (DEV, {"teashop.local": "https://staging.test"}, ""),
        ("file:///C:/x.html", {}, "https://www.teashop.com"),
        ("not a url", {}, "https://www.teashop.com"),
    ],
)
def test_nothing_is_proposed_on_a_guess_or_on_another_dev_host(url: str, host_map, site: str) -> None:
    assert propose(url, [], host_map, site) is None


def test_the_same_url_is_no_proposal() -> None:
    assert propose(REAL, wpil(REAL), {}, "") is None


@given(
    st.lists(st.tuples(st.sampled_from(["data-wpil-url-old", "data-wpil"]), st.text(max_size=40))),
    st.text(max_size=40),
)
def test_nothing_in_the_attributes_or_the_url_raises(attributes, url: str) -> None:
    found = propose(url, attributes, {}, "https://www.teashop.com")
    assert found is None or found.url.lower().startswith(("http://", "https://"))
    learn_hosts([(url, wpil_original(attributes) or url)])
