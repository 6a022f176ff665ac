"""Posts as page builders and hosts write them: the text is content, with its h1; related posts, sidebars and forms are not."""

import pytest

from crawler.extract import read_html

URL = "https://blog.example/kettles/"
BUY = "<a href='https://shop.example/kettle?tag=lena-20'>See the price</a>"
P = "<p>The kettle boils a litre in three minutes, and its handle stays cool; the lid could be wider.</p>"
TEXT = f"{P * 3}<h2>Why we like it</h2>{P * 3}<p>{BUY}</p>"
WORDS = "Seven pots for a small kitchen"
MENU = "".join(f"<li><a href='/{name}/'>{name}</a></li>" for name in ("pots", "pans", "knives", "about"))


def card(tag, classes, title="h3"):
    """Return three teasers, as a theme writes them."""
    return "".join(
        f"<{tag} class='{classes}'><a href='/old/{n}/'><img src='/{n}.jpg' alt=''></a><{title} class=entry-title><a href='/old/{n}/'>{WORDS} {n}</a></{title}>"
        "<p>Lena looked at all of them.</p></" + tag.split()[0] + ">"
        for n in range(3)
    )


PAGES = {
    "an Elementor shop's review without main": (
        (f"<header class=elementor-location-header data-elementor-type=header><ul>{MENU}</ul></header>"
        "<div class='elementor elementor-2204 elementor-location-single post' data-elementor-type=single-post><section class=elementor-section><div class=elementor-container>"
        f"<div class=elementor-widget-theme-post-title><h1 class=elementor-heading-title>The kettle</h1></div><div class=elementor-widget-theme-post-content>{TEXT}</div></div></section>"
        f"<section class=elementor-section><h2>Related posts</h2><div class='elementor-widget elementor-widget-posts'>{card('article', 'elementor-post elementor-grid-item')}</div></section></div>"
        f"<footer data-elementor-type=footer><ul>{MENU}</ul></footer>"),
        "[data-elementor-type=single-post]",
    ),
    "a free Elementor page in sections": (
        (f"<div id=content class=site-content><div data-elementor-type=wp-post class='elementor elementor-31'><div class=e-con><h1>The kettle</h1></div><div class=e-con>{P * 3}</div>"
        f"<div class=e-con><h2>Why we like it</h2>{P * 3}<p>{BUY}</p></div></div></div><div class=related><h3>More</h3>{card('article', 'elementor-post')}</div>"),
        "[data-elementor-type=wp-post]",
    ),
    "Divi": (
        (f"<header id=main-header><ul>{MENU}</ul></header><div id=main-content><div class=container><div id=content-area><div id=left-area><article class='et_pb_post post hentry'>"
        f"<div class=et_post_meta_wrapper><h1 class=entry-title>The kettle</h1><p class=post-meta>by Lena</p></div><div class=entry-content>{TEXT}</div></article>"
        f"<section id=comment-wrap><p>Lena looked at it.</p></section></div><div id=sidebar><ul>{MENU}</ul></div></div></div></div>"),
        "article",
    ),
    "Divi's theme builder": (
        ("<div id=et-main-area><div id=et-boc><div class='et-l et-l--body'><div class=et_pb_section><div class='et_pb_module et_pb_post_title'><h1>The kettle</h1></div></div>"
        f"<div class=et_pb_section><div class='et_pb_module et_pb_post_content'>{TEXT}</div></div><div class=et_pb_section><div class='et_pb_blog_grid'>{card('article', 'et_pb_post clearfix', 'h2')}</div></div></div></div></div>"),
        ".et_pb_post_content",
    ),
    "Avada": (
        (f"<main id=main><div class=fusion-row><section id=content><article class='post post-12 type-post'><h1 class=entry-title>The kettle</h1><div class=post-content>{TEXT}</div>"
        f"<div class=fusion-meta-info>By Lena</div><section class='related-posts single-related-posts'><h2>Related</h2>{card('div', 'fusion-column', 'h4')}</section></article></section>"
        f"<aside id=sidebar><ul>{MENU}</ul></aside></div></main>"),
        "article",
    ),
    "Blogger": (
        (f"<div id=main-wrapper><div class=main id=main><div class='widget Blog' id=Blog1><div class='blog-posts hfeed'><div class=post-outer><div class='post hentry'><h1 class='post-title entry-title'>The kettle</h1>"
        f"<div class='post-body entry-content'>{TEXT}</div><div class=post-footer>Posted by Lena</div></div><div class=comments id=comments><p>Lena looked at it.</p></div></div></div></div></div></div>"
        f"<div id=sidebar-wrapper><div class=widget><h2>Popular</h2><ul>{MENU}</ul></div></div>"),
        ".hentry",
    ),
    "Squarespace": (
        (f"<header id=header><ul>{MENU}</ul></header><main id=page><article class=sections><section class=page-section><div class=blog-item-wrapper><div class=blog-item-top-wrapper><h1 class=entry-title>The kettle</h1></div>"
        f"<div class=blog-item-content-wrapper><div class='blog-item-content e-content'>{TEXT}</div></div></div><section class=item-pagination id=itemPagination><a href='/old/1/'>{WORDS} 1</a></section></section></article></main>"),
        "article",
    ),
    "Wix": (
        (f"<div id=SITE_CONTAINER><header id=SITE_HEADER><ul>{MENU}</ul></header><main id=PAGES_CONTAINER><div data-hook=post-page><article data-hook=post><h1 data-hook=post-title>The kettle</h1>{TEXT}</article>"
        f"<div data-hook=recent-posts><h2>Recent posts</h2>{card('article', 'blog-post-card', 'div')}</div></div></main></div>"),
        "article",
    ),
    "Ghost": (
        (f"<div class=gh-viewport><header id=gh-navigation><ul>{MENU}</ul></header><main id=gh-main class=gh-main><article class='gh-article post'><header class='gh-article-header gh-canvas'><h1>The kettle</h1></header>"
        f"<section class='gh-content gh-canvas'>{TEXT}</section></article></main><section class='gh-container is-grid gh-outer'><h2>Read more</h2><div class=gh-feed>{card('article', 'gh-card post')}</div></section></div>"),
        "article",
    ),
    "a block theme": (
        (f"<div class=wp-site-blocks><header class=wp-block-template-part><ul>{MENU}</ul></header><main class='wp-block-group'><div class=wp-block-group><h1 class=wp-block-post-title>The kettle</h1></div>"
        f"<div class='entry-content wp-block-post-content'>{TEXT}</div><div class='wp-block-group alignwide'><h2>More posts</h2><div class=wp-block-query><ul class=wp-block-post-template>{card('li', 'wp-block-post')}</ul></div></div>"
        "<div class='wp-block-comments'><h2 class=wp-block-comments-title>Comments</h2><p>Lena looked at it.</p></div></main></div>"),
        "main",
    ),
    "a shop's product": (
        (f"<div id=content class=site-content><main id=main class=site-main role=main><div class='product type-product'><div class=summary><h1 class=product_title>The kettle</h1></div>{TEXT}"
        f"<section class='related products'><h2>Related products</h2><ul class=products>{card('li', 'product', 'h2')}</ul></section></div></main></div>"),
        "main",
    ),
    "a theme whose text is called share": (
        (f"<div class=main><section class=content><article class='post hentry'><div class='post-inner group'><h1 class='post-title entry-title'>The kettle</h1><div class='entry themeform share'><div class=entry-inner>{TEXT}</div>"
        f"<div class=sharrre-container><a href='https://social.example/'>Lena looked at it</a></div></div></div></article><ul class=related-posts>{card('li', 'related')}</ul></section><div class='sidebar s1'><ul>{MENU}</ul></div></div>"),
        "article",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_text_is_content_and_what_is_around_it_is_not(name):
    body, by = PAGES[name]
    page = read_html(f"<!doctype html><title>The kettle</title><body>{body}</body>", URL)
    shown = "\n".join(
        [*(b.text for b in page.blocks), *(h.text for h in page.headings if h.region == "main")]
    )
    assert page.content_by == by
    assert shown.count("boils a litre") == 6
    assert "Lena" not in shown
    assert "Seven pots" not in shown
    assert [(h.level, h.text) for h in page.headings if h.region == "main"] == [
        (1, "The kettle"),
        (2, "Why we like it"),
    ]
    assert [link.href for link in page.links if link.region == "main"] == [
        "https://shop.example/kettle?tag=lena-20"
    ]
