"""A page that is only a script which sends its readers on leads where the script says; any other script says nothing."""

import pytest

from crawler.extract.page import read_html

SHOP = "https://shop.example/tea?a=1"


@pytest.mark.parametrize(
    "script",
    [
        f'window.location.href = "{SHOP}";',
        f"location='{SHOP}'",
        f'document.location.replace("{SHOP}")',
        'top.location.assign("https:\\/\\/shop.example\\/tea?a=1");',
        f'// the shop\n/* old: https://x.example/ */\nsetTimeout(function () {{ location.href = "{SHOP}"; }}, 100);',
        f'setTimeout(() => {{ window.location.replace("{SHOP}") }}, 0)',
    ],
)
def test_a_page_of_one_script_redirect_leads_to_its_target(script):
    html = f"<title>Redirecting</title><script>{script}</script><p>You are being sent to the shop.</p>"
    assert read_html(html, "https://blog.example/go/tea").refresh == SHOP


@pytest.mark.parametrize(
    "script",
    [
        f'if (mobile) location.href = "{SHOP}";',
        f'location.href = "{SHOP}" + id;',
        f'var to = "{SHOP}"; location.href = to;',
        'location.href = "javascript:alert(1)";',
        'location.href = "https://shop.example/{{ id }}";',
        f'function go() {{ location.href = "{SHOP}"; }}',
        f'setTimeout(function () {{ location.href = "{SHOP}"; }}, 60000);',
        f'location.href = "{SHOP}"; location.href = "https://other.example/";',
        'location.href = "https://blog.example/go/tea";',
    ],
)
def test_a_script_that_may_do_something_else_is_no_redirect(script):
    assert not read_html(f"<title>x</title><script>{script}</script>", "https://blog.example/go/tea").refresh


@pytest.mark.parametrize(
    "more",
    ["<p>" + "tea " * 40, "<script src=/track.js></script>", "<script>track()</script>", "<!--" + "x" * 9000],
)
def test_a_page_with_more_than_the_script_is_no_redirect(more):
    html = f'<title>x</title><script>location.href = "{SHOP}";</script>{more}'
    assert not read_html(html, "https://blog.example/go/tea").refresh
