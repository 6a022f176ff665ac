"""Which response headers are kept, and how much of them."""

from crawler.extract.headers import LENGTH, VALUES, kept


def test_only_named_headers_are_kept():
    sent = {
        "vary": ["Accept"],
        "set-cookie": ["session=secret"],
        "authorization": ["Basic x"],
        "x-new": ["1"],
    }
    assert kept(sent) == {"vary": ["Accept"]}


def test_a_header_that_is_sent_often_or_is_very_long_is_kept_in_part():
    sent = {"link": ["</a>; rel=preload"] * 1000, "server-timing": ["x" * 1_000_000]}
    found = kept(sent)
    assert len(found["link"]) == VALUES
    assert found["server-timing"] == ["x" * LENGTH + "…"]
