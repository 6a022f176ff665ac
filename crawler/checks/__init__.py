"""Checks: small functions from a Page to what is wrong; the explicit list of them.

A check yields (at, values): the Page, Heading, Link, Image, Carrier or Block concerned, and the values for the rule's message.
`now`, `should_be`, `method`, `confidence` and `line` among the values go to the finding itself; `part` names what of the
page itself is meant: "title".
"""

from crawler.checks import addresses, front_matter, headings, ids, leftovers, links, rel, text

CHECKS = {
    check.__name__: check
    for check in (
        headings.level_present,
        headings.level_not_repeated,
        headings.headings_have_names,
        headings.headings_increase_by_one,
        headings.headings_differ,
        headings.heading_length_between,
        headings.headings_do_not_end_with,
        headings.first_heading_has_level,
        links.links_lead_to_public_hosts,
        links.affiliate_links_carry_rel,
        links.affiliate_links_carry_own_ids,
        links.links_use_https,
        links.links_have_names,
        links.link_text_is_not,
        links.links_are_well_formed,
        addresses.links_are_not_wrapped,
        addresses.links_are_no_ad_clicks,
        addresses.links_carry_no_parameters,
        addresses.links_hand_over_public_addresses,
        addresses.ampersands_are_not_escaped_twice,
        addresses.links_lead_to_published_pages,
        addresses.links_avoid_hosts,
        addresses.links_lead_elsewhere,
        ids.youtube_ids_can_exist,
        ids.affiliate_ids_are_not,
        ids.amazon_tags_fit_the_store,
        rel.rel_is_spelt_right,
        rel.windows_keep_their_opener,
        rel.links_carry_no_click_ids,
        text.value_present,
        text.fits_search_results,
        text.images_have_alt,
        front_matter.front_matter_is_readable,
        front_matter.dates_exist,
        front_matter.dates_have_come,
        leftovers.texts_do_not_hold,
    )
}
