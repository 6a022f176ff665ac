"""Every example of every network and host file; what must be true of all of them."""

import pytest

from crawler.links import KINDS, Classifier
from crawler.links.hosts import HostList, host_lists
from crawler.links.hosts import index_of as hosts_index
from crawler.links.networks import Network, index_of, networks
from crawler.rules.schema import RuleFileError, build

CLASSIFIER = Classifier()
FILES = {**networks(), **host_lists()}
EXAMPLES = [
    pytest.param(file, example, id=f"{name}: {example.url}")
    for name, file in FILES.items()
    for example in file.example
]


@pytest.mark.parametrize(("file", "example"), EXAMPLES)
def test_the_example_holds(file, example):
    target = CLASSIFIER.classify(example.url)
    assert target.kind == example.kind
    if example.detail is not None:
        assert target.detail == example.detail
    if example.kind == "affiliate":
        assert target.network == (example.network or file.id)
        assert (target.affiliate_id, target.destination, target.sub_id) == (
            example.affiliate_id, example.destination, example.sub_id,
        )  # fmt: skip
        assert target.confidence == example.confidence or (not example.confidence and target.confidence)


@pytest.mark.parametrize("name", networks())
def test_a_network_shows_a_link_of_its_own_and_a_look_alike(name):
    file = networks()[name]
    kinds = [example.kind for example in file.example]
    assert "affiliate" in kinds
    assert set(kinds) - {"affiliate"}
    assert file.source
    if file.successor:
        assert file.successor in networks()
    if file.status != "active":
        assert file.since or file.successor


@pytest.mark.parametrize("name", host_lists())
def test_a_list_of_hosts_shows_both_sides(name):
    file = host_lists()[name]
    kinds = {example.kind for example in file.example}
    assert file.kind in kinds
    assert kinds - {file.kind} or file.kind == "external"
    assert kinds <= set(KINDS)


@pytest.mark.parametrize("name", networks())
def test_an_owner_in_front_of_or_behind_a_host_is_somebody_else(name):
    for match in networks()[name].match:
        for host in (*match.hosts, *match.exact):
            if host == "*":
                continue
            for other in (f"not{host}", f"{host}.evil.com"):
                for example in networks()[name].example:
                    if example.kind == "affiliate" and host in example.url:
                        target = CLASSIFIER.classify(example.url.replace(host, other))
                        assert target.network != name or target.confidence == "likely"


def test_no_two_files_own_a_host_without_saying_how_they_differ():
    owners: dict[tuple, str] = {}
    for name, file in networks().items():
        for match in file.match:
            for host in {*match.hosts, *match.exact} - {"*"}:
                key = (host, match.paths, match.needs, match.labels_below)
                assert owners.setdefault(key, name) == name, f"{host}: {owners[key]} and {name}"


GOOD = {
    "id": "x", "name": "X", "source": "s", "match": [{"hosts": ["x.com"]}], "example": [{"url": "https://x.com/"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("match", "says"),
    [
        ({"host": ["x.com"]}, "[[match]] 1: unknown key 'host'"),
        ({"hosts": "x.com"}, "[[match]] 1: key 'hosts' should be a list"),
        ({"paths": ["/x"]}, "needs `hosts` or `exact`"),
        ({"hosts": ["X.com"]}, "lower case"),
        ({"hosts": ["x.com/y"]}, "without path"),
        ({"hosts": ["x.com"], "confidence": "sure"}, "known: certain, likely"),
        ({"hosts": ["x.com"], "confidence": "likely"}, "needs a `reason`"),
        ({"hosts": ["x.com"], "affiliate_id": ["parm:x"]}, "unknown locator"),
        ({"hosts": ["*"]}, "needs a parameter"),
        ({"hosts": ["x.com"], "paths": ["x"]}, "begin with a slash"),
        ({"hosts": ["x.com"], "certain_id": "(", "reason": "r"}, "no regular expression"),
    ],
)
def test_a_wrong_network_file_is_refused_in_a_sentence_that_names_the_row(match, says):
    with pytest.raises(RuleFileError) as caught:
        index_of([build({**GOOD, "match": [match]}, Network, "x.toml")])
    assert says in str(caught.value)
    assert "x.toml" in str(caught.value)


def test_a_host_list_of_an_unknown_kind_is_refused():
    with pytest.raises(RuleFileError, match="known: dev-host"):
        hosts_index(
            [
                build(
                    {**GOOD, "kind": "bad", "match": [{"detail": "d", "hosts": ["x.com"]}]},
                    HostList,
                    "x.toml",
                )
            ]
        )
