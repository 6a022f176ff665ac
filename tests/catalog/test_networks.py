"""Every network and host list says by its own examples what it claims and what it leaves alone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from crawler.catalog.hints import Hint, hints
from crawler.catalog.hosts import HostList, host_lists
from crawler.catalog.networks import Match, Network, UrlExample, networks
from crawler.catalog.reader import RuleFileError, build, read_file, read_folder
from crawler.catalog.redirectors import Wrapper, wrappers
from crawler.links import KINDS, Classifier
from crawler.links.hints import NETWORK
from crawler.links.hosts import index_of as index_of_hosts
from crawler.links.index import index_of
from crawler.links.redirectors import unwrapped
from crawler.links.shops import is_vanity, shop

CLASSIFIER = Classifier("https://blog.example")
EXAMPLES = [(network.id, example) for network in networks().values() for example in network.example]
WRAPPER_EXAMPLES = [example for wrapper in wrappers().values() for example in wrapper.example]
HINT_EXAMPLES = [(hint, example) for hint in hints().values() for example in hint.example]
HOST_EXAMPLES = [(hosts.id, example) for hosts in host_lists().values() for example in hosts.example]


@pytest.mark.parametrize(
    ("network", "example"), EXAMPLES, ids=[f"{name}: {one.url[:70]}" for name, one in EXAMPLES]
)
def test_a_network_reads_its_examples_as_they_say(network: str, example: UrlExample) -> None:
    to = CLASSIFIER.target(example.url)
    said = (to.kind, to.affiliate_id, to.destination, to.sub_id, to.confidence)
    assert said == (
        example.kind, example.affiliate_id, example.destination, example.sub_id, example.sureness,
    )  # fmt: skip
    if example.kind == "affiliate":
        assert to.network == (example.network or network)
        assert to.confidence in {"certain", "likely"}
        assert to.confidence == "certain" or to.detail
    else:
        assert to.network == example.network
    if example.detail is not None:
        assert to.detail == example.detail


@pytest.mark.parametrize(
    ("hosts", "example"), HOST_EXAMPLES, ids=[f"{name}: {one.url[:70]}" for name, one in HOST_EXAMPLES]
)
def test_a_host_list_reads_its_examples_as_they_say(hosts: str, example: UrlExample) -> None:
    to = CLASSIFIER.target(example.url)
    assert to.kind == example.kind
    assert not example.confidence or to.confidence == example.confidence
    if example.detail is not None:
        assert to.detail == example.detail


@pytest.mark.parametrize(
    ("hint", "example"), HINT_EXAMPLES, ids=[f"{hint.id}: {one.url[:70]}" for hint, one in HINT_EXAMPLES]
)
def test_a_hint_reads_its_examples_as_they_say(hint: Hint, example: UrlExample) -> None:
    to = CLASSIFIER.target(example.url)
    said = (to.kind, to.affiliate_id, to.confidence, to.network)
    network = NETWORK if example.kind == "affiliate" else ""
    assert said == (example.kind, example.affiliate_id, example.confidence, network)
    assert example.kind != "affiliate" or to.detail == hint.reason
    assert example.detail is None or to.detail == example.detail


@pytest.mark.parametrize("hint", hints().values(), ids=list(hints()))
def test_a_hint_shows_what_it_finds_and_what_looks_like_it(hint: Hint) -> None:
    assert {example.kind == "affiliate" for example in hint.example} == {True, False}


def test_a_hint_never_speaks_before_a_network_a_wrapper_or_a_click_id() -> None:
    assert CLASSIFIER.target("https://shop.com/?aff=1&rfsn=1.a").network == "refersion"
    assert CLASSIFIER.target("https://shop.com/?utm_medium=affiliate&irclickid=x").network == "impact"
    wrapped = CLASSIFIER.target("https://www.google.com/url?q=https%3A%2F%2Fshop.com%2F%3Faff%3D1&sa=D")
    assert (wrapped.kind, wrapped.network, wrapped.affiliate_id) == ("affiliate", NETWORK, "1")
    assert wrapped.destination == "https://shop.com/?aff=1"


@pytest.mark.parametrize("example", WRAPPER_EXAMPLES, ids=[one.url[:70] for one in WRAPPER_EXAMPLES])
def test_a_wrapper_reads_its_examples_as_they_say(example: UrlExample) -> None:
    to = CLASSIFIER.target(example.url)
    said = (to.kind, to.network, to.affiliate_id, to.destination, to.confidence)
    assert said == (
        example.kind,
        example.network,
        example.affiliate_id,
        example.destination,
        example.confidence,
    )
    if example.detail is not None:
        assert to.detail == example.detail


@pytest.mark.parametrize("wrapper", wrappers().values(), ids=list(wrappers()))
def test_a_wrapper_shows_what_it_claims_and_what_looks_like_it(wrapper: Wrapper) -> None:
    held = {bool(example.destination) for example in wrapper.example}
    assert held == {True, False}
    assert wrapper.source


def test_wrappers_inside_wrappers_are_undone_and_a_network_inside_stays() -> None:
    awin = "https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%3A%2F%2Fshop.com%2F"
    inner = f"https://www.google.com/url?q={quote(awin, safe='')}"
    outer = f"https://eur01.safelinks.protection.outlook.com/?url={quote(inner, safe='')}"
    assert unwrapped(outer) == awin
    to = CLASSIFIER.target(outer)
    assert (to.kind, to.network, to.affiliate_id, to.destination, to.confidence) == (
        "affiliate", "awin", "2", "https://shop.com/", "likely",
    )  # fmt: skip
    assert unwrapped("https://www.google.com/search?q=tea") == "https://www.google.com/search?q=tea"


@pytest.mark.parametrize("network", networks().values(), ids=list(networks()))
def test_a_network_shows_what_it_claims_and_what_looks_like_it(network: Network) -> None:
    kinds = [example.kind for example in network.example]
    assert "affiliate" in kinds
    assert any(kind != "affiliate" for kind in kinds)
    assert set(kinds) <= set(KINDS)
    assert network.source
    assert network.status == "active" or network.since


@pytest.mark.parametrize("hosts", host_lists().values(), ids=list(host_lists()))
def test_a_host_list_shows_what_it_claims_and_what_it_leaves_alone(hosts: HostList) -> None:
    kinds = {example.kind for example in hosts.example}
    assert hosts.kind in kinds
    assert len(kinds) > 1 or hosts.id == "placeholders"


@pytest.mark.parametrize("network", networks().values(), ids=list(networks()))
def test_a_link_of_one_network_is_claimed_by_no_other(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = index_of(other for other in networks().values() if other.id != network.id)
    monkeypatch.setattr("crawler.links.index.index", lambda: others)
    without = Classifier("https://blog.example")
    for example in network.example:
        if example.kind == "affiliate" and example.sureness == "certain" and not example.network:
            claimed = without.target(example.url).network
            # A row for any host comes after all rows that name the host, and a hint last, so they take nothing away.
            other = networks().get(claimed)
            weak = other is None or other.id == NETWORK or bool(other.click_ids)
            assert weak or any("*" in match.hosts for match in other.match), example.url


@pytest.mark.parametrize("network", networks().values(), ids=list(networks()))
def test_a_name_in_front_of_or_behind_a_host_is_somebody_else(network: Network) -> None:
    hosts = {host for match in network.match for host in (*match.hosts, *match.exact)} - {"*"}
    for example in network.example:
        before, slashes, after = example.url.partition("://")
        authority, slash, rest = after.partition("/")
        for host in hosts if example.kind == "affiliate" else ():
            if f".{authority}".endswith(f".{host}"):
                for other in (authority.replace(host, f"not-{host}"), f"{authority}.evil.com"):
                    to = CLASSIFIER.target(before + slashes + other + slash + rest)
                    assert to.network != network.id or to.confidence == "likely", other


def test_no_two_networks_have_the_same_row() -> None:
    owners: dict[tuple[object, ...], str] = {}
    for network in networks().values():
        for match in network.match:
            for host in {*match.hosts, *match.exact} - {"*"}:
                key = (host, match.paths, match.needs, match.labels_below)
                assert owners.setdefault(key, network.id) == network.id, host


def test_a_host_list_of_an_unknown_kind_is_refused() -> None:
    data = {"id": "x", "name": "X", "source": "s", "kind": "bad", "match": [], "example": []}
    with pytest.raises(RuleFileError, match="known: dev-host"):
        index_of_hosts([build(data, HostList, "x.toml")])


def test_a_successor_is_a_network_that_exists() -> None:
    for network in networks().values():
        assert not network.successor or network.successor in networks(), network.id


@pytest.mark.parametrize(
    ("evidence", "complaint"),
    [
        ({}, "a hint needs `parameters`, `paths` or both, or `word`"),
        ({"word": "tea", "parameters": ["tea"]}, "a hint needs `parameters`, `paths` or both, or `word`"),
        ({"parameters": ["tea"], "first_labels": ["go"]}, "`first_labels` needs `paths`"),
        ({"parameters": ["tea"], "form": "("}, "form '(' is not a valid regular expression"),
    ],
)
def test_a_hint_without_clear_evidence_is_refused(evidence: dict[str, object], complaint: str) -> None:
    data = {"id": "x", "name": "X", "source": "s", "reason": "r", "example": [], **evidence}
    with pytest.raises(RuleFileError, match=re.escape(complaint)):
        build(data, Hint, "x.toml")


@pytest.mark.parametrize(
    ("network", "domain", "destination", "expected"),
    [
        ("amazon-associates", "amazon.de", "", ""),
        ("refersion", "tea.com", "", "tea.com"),
        ("tune", "go2cloud.org", "https://www.tea.com/oolong", "tea.com"),
        ("partnerize", "prf.hn", "https://shop.tea.co.uk/oolong", "tea.co.uk"),
        ("partnerize", "prf.hn", "", None),
        ("tune", "go2cloud.org", "", None),
        ("no-such-network", "tea.com", "", ""),
    ],
)
def test_ids_are_compared_within_a_shop_where_each_gives_its_own(
    network: str, domain: str, destination: str, expected: str | None
) -> None:
    assert shop(network, domain, destination) == expected


@pytest.mark.parametrize(
    ("path", "vanity"),
    [
        ("/TEATENTS", True),
        ("/discount/tea10", True),
        ("/tea-and-tents", True),
        ("/stove?ref=teaandtents10", True),
        ("/tents", False),
        ("/10-20", False),
        ("/DE/tents", False),
        ("/" + "A" * 10_000 + "a", False),
    ],
)
def test_a_link_that_names_the_site_or_is_a_code_is_no_bare_one(path: str, vanity: bool) -> None:
    assert is_vanity(f"https://shop.com{path}", "https://www.teaandtents.example/") is vanity


GOOD = """
name = "Tea Partners"
source = "https://tea.example/docs"
[[match]]
hosts = ["teapartners.com"]
affiliate_id = ["param:p"]
[[example]]
url = "https://teapartners.com/?p=7"
affiliate_id = "7"
confidence = "certain"
"""


def test_a_file_in_a_folder_is_all_that_a_network_needs(tmp_path) -> None:
    (tmp_path / "tea-partners.toml").write_text(GOOD)
    found = read_folder(tmp_path, Network)
    assert [row.network for row in index_of(found.values()).rows("go.teapartners.com")] == ["tea-partners"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("hosts =", "host =", "tea.toml [[match]] 1: unknown key 'host'; known keys: hosts, exact"),
        ('["teapartners.com"]', '"teapartners.com"', "tea.toml [[match]] 1: key 'hosts' should be a list"),
        ('name = "Tea Partners"', "", "tea.toml: missing key 'name'"),
        (
            "[[match]]",
            'status = "gone"\n[[match]]',
            "tea.toml: status 'gone'; known: active, closed, renamed",
        ),
        (
            '"teapartners.com"',
            '"TeaPartners.com"',
            "tea.toml [[match]] 1: host 'TeaPartners.com' should be lower",
        ),
        (
            "[[match]]",
            'ids = "many"\n[[match]]',
            "tea.toml: ids 'many'; known: one, per-shop, per-destination",
        ),
        ("param:p", "parm:p", "tea.toml [[match]] 1: unknown locator 'parm:p'; known: param"),
        ("param:p", "path:zero", "tea.toml [[match]] 1: locator 'path:zero'"),
        ("affiliate_id = [", 'confidence = "likely"\naffiliate_id = [', "needs a `reason`"),
        ("affiliate_id = [", 'paths = ["click"]\naffiliate_id = [', "path 'click' should start with a slash"),
        (
            "affiliate_id = [",
            'certain_id = "("\nreason = "x"\naffiliate_id = [',
            "is not a valid regular expression",
        ),
        ('["teapartners.com"]', '["*"]', 'a match on "*" needs a parameter, or paths'),
    ],
)
def test_a_mistake_in_a_network_file_is_told_with_file_and_row(
    tmp_path, old: str, new: str, complaint: str
) -> None:
    path = tmp_path / "tea.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(RuleFileError) as caught:
        index_of([read_file(path, Network)])
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("tea.toml")


def test_a_match_without_any_host_is_refused() -> None:
    with pytest.raises(RuleFileError, match="needs `hosts` or `exact`"):
        Match(paths=("/x",))
