"""What hangs on a post (comments, share bars, author boxes, forms) is no text of it; what only sounds so is."""

import pytest

from crawler.extract import read_html
from crawler.extract.response import read_response

URL = "https://blog.example/tents/"
POST = "<p>Tents of cotton breathe, and those of nylon are light; take the one that you can carry.</p>" * 6


def text_of(inner):
    page = read_html(
        f"<!doctype html><title>Tents</title><article><h1>Tents</h1>{POST}{inner}{POST}</article>", URL
    )
    assert page.content_by == "article"
    return "\n".join([*(h.text for h in page.headings if h.region == "main"), *(b.text for b in page.blocks)])


@pytest.mark.parametrize(
    "name",
    [
        "comment-thread", "td-post-sharing", "shareButtons", "social-icons", "post-author-box", "author-bio", "entry-meta", "article__tags",
        "newsletterForm", "mc_embed_signup", "relatedPosts", "you-may-also-like", "most-read", "cookie-banner", "page-breadcrumbs",
        "post-nav", "widget_text", "story-more", "commentbox", "kadbreadcrumbs", "commentsWrap", "comentarios", "sticky-add-to-cart", "post-copyright", "reward-container",
    ],
)  # fmt: skip
def test_what_hangs_on_a_post_is_no_text_of_it(name):
    assert "Lena" not in text_of(f"<div class='x {name}'><h3>Lena says</h3><p>Lena likes it.</p></div>")
    assert "Lena" not in text_of(f"<section id='{name}'><p>Lena likes it.</p></section>")


@pytest.mark.parametrize(
    "name",
    [
        "aawp-product__footer", "product-box__meta-price", "has-sidebar", "no-share", "social-media-embed", "entry-content share",
        "author-of-the-book", "elementor-widget-text-editor", "call-to-action", "read-more-box", "affiliate-disclosure", "rewards-table", "copyright-basics",
    ],
)  # fmt: skip
def test_what_only_sounds_so_is_text(name):
    assert "Lena likes it" in text_of(f"<div class='{name}'><p>Lena likes it.</p></div>")


@pytest.mark.parametrize("name", ["entry-meta", "post-category", "byline", "single-date"])
def test_a_heading_that_is_a_byline_is_none(name):
    assert "Lena" not in text_of(f"<h2 class='{name}'>by Lena, 9 May</h2>")


@pytest.mark.parametrize("name", ["page-header", "entry-title", "related", "newsletter", "post-nav"])
def test_a_heading_with_another_name_is_one(name):
    assert "Lena" in text_of(f"<h2 class='{name}'>What Lena says</h2>")


def test_an_element_that_holds_the_title_or_much_of_the_text_is_content_whatever_it_is_called():
    page = read_html(f"<body><div class='share-page'><h1>Tents</h1>{POST}</div></body>", URL)
    assert page.blocks
    assert "cotton" in text_of(f"<div class='post-share'>{POST}{POST}{POST}</div>")


def test_a_texts_wrapper_that_is_named_for_its_share_bar_is_text():
    """A theme says so that the text has such a bar; on a short post beside long menus it is a small part of the page."""
    menu = f"<div class=top>{'<p>Shops, hours and where to find us.</p>' * 60}</div>"
    page = read_html(
        f"<title>Tents</title>{menu}<article><h1>Tents</h1><div class='entry share'>{POST}</div></article>",
        URL,
    )
    assert "cotton" in page.blocks[-1].text


def test_what_holds_the_posts_text_is_not_told_by_its_name():
    menu = f"<div class=top>{'<p>Shops, hours and where to find us.</p>' * 160}</div>"
    post = f"<section id=blog_post_info><div class=entry-content>{POST * 2}</div></section>"
    page = read_html(f"<title>Tents</title>{menu}<article><h1>Tents</h1>{post}</article>", URL)
    assert "cotton" in page.blocks[-1].text


def test_a_comment_in_highlighted_code_is_the_codes():
    code = "<pre><code>a = 1 <span class='hljs-comment'># Lena wrote it</span></code></pre>"
    lines = "<pre><span class=line>b = 2 <span class='token comment'>// Lena again</span></span></pre>"
    assert {"# Lena wrote it", "// Lena again"} <= set(
        text_of(code + lines).replace("a = 1 ", "").replace("b = 2 ", "").split("\n")
    )


def test_comments_may_be_longer_than_the_post():
    assert "Lena" not in text_of(f"<div class='comment-list'><p>Lena.</p>{POST * 9}</div>")


def test_a_long_article_whose_title_leads_to_its_other_address_is_no_teaser():
    article = f"<article><h2><a href='https://old.example/p/1'>Tents</a></h2>{POST * 3}</article>"
    page = read_html(
        f"<div role=main><h1>My site</h1>{article}<section>{'<p>About us.</p>' * 99}</section></div>", URL
    )
    assert any("cotton" in block.text for block in page.blocks)


def test_a_feed_that_is_sent_as_html_is_a_feed():
    body = (
        b"<?xml version='1.0'?><rss><channel><item><link>https://blog.example/a</link></item></channel></rss>"
    )
    page = read_response(URL, 200, {"content-type": ["text/html"]}, body)
    assert page.is_feed
    assert not page.is_html
