"""The link score: how strong a site's own links make each of its pages."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.link_scores import link_scores

PAGES = st.lists(st.integers(1, 40), unique=True, max_size=20)
EDGES = st.lists(st.tuples(st.integers(1, 45), st.integers(1, 45)), unique=True, max_size=60)


def test_a_page_that_many_pages_link_to_scores_more_than_one_that_few_link_to():
    hub, often, once, never = link_scores(
        [1, 2, 3, 4], [(2, 1), (3, 1), (4, 1), (1, 2), (3, 2), (4, 2), (1, 3)]
    )
    assert hub == 100
    assert hub > often > once > never
    assert never == 1


def test_pages_that_link_alike_score_alike_and_links_to_unknown_pages_do_not_count():
    assert link_scores([7, 5], [(5, 7), (7, 5), (5, 9), (9, 5)]) == [100, 100]
    assert link_scores([], []) == []


@given(PAGES, EDGES)
def test_every_score_is_from_1_to_100_and_the_strongest_page_has_100(pages, edges):
    scores = link_scores(pages, edges)
    assert len(scores) == len(pages)
    assert all(1 <= score <= 100 for score in scores)
    assert not pages or max(scores) == 100
