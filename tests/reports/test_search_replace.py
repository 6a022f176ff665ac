"""wp search-replace: a host as a whole where all of it moves alike, single addresses where it does not."""

from reports.fixes.search_replace import Replacement, replacements, shell_script
from reports.fixes.tables import Proposal

DEV, SITE = "http://blog.local", "https://blog.example"


def calls(pairs, leaked=()):
    return replacements([Proposal(old, new, "", "high", 1) for old, new in pairs.items()], leaked)


def applied(text, found):
    for old, new in found:
        text = text.replace(old, new)
    return text


def test_a_host_is_replaced_as_a_whole_and_what_goes_elsewhere_comes_first():
    pairs = {f"{DEV}/{n}/": f"{SITE}/{n}/" for n in range(50)} | {f"{DEV}/old/": f"{SITE}/new/"}
    found = calls(pairs, leaked=pairs)
    assert found == [
        Replacement(f'"{DEV}/old/"', f'"{SITE}/new/"'),
        Replacement(f"'{DEV}/old/'", f"'{SITE}/new/'"),
        Replacement('"http:\\/\\/blog.local\\/old\\/"', '"https:\\/\\/blog.example\\/new\\/"'),
        Replacement(f"{DEV}/", f"{SITE}/"),
        Replacement("http:\\/\\/blog.local\\/", "https:\\/\\/blog.example\\/"),
    ]
    assert applied(f'<a href="{DEV}/old/">', found) == f'<a href="{SITE}/new/">'
    assert applied(f"{DEV}/7/ {DEV}.evil/7/", found) == f"{SITE}/7/ {DEV}.evil/7/"


def test_a_folder_of_the_developers_machine_goes_with_its_host():
    dev = "http://127.0.0.1:8080/testsite"
    pairs = {f"{dev}/{n}/": f"{SITE}/{n}/" for n in range(3)} | {dev: f"{SITE}/"}
    found = calls(pairs, leaked=pairs)
    assert all(DEV not in call.old for call in found)
    assert applied(f'"{dev}/2/" "{dev}" "{dev}2/"', found) == f'"{SITE}/2/" "{SITE}/" "{dev}2/"'


def test_localhost_of_which_one_address_is_not_sure_is_never_replaced_as_a_whole():
    for dev in ("http://localhost", "http://127.0.0.1:8080", "http://[::1]"):
        pairs = {f"{dev}/{n}/": f"{SITE}/{n}/" for n in range(5)}
        found = calls(pairs, leaked=[*pairs, f"{dev}/what/a/tutorial/tells"])
        assert all(call.old.strip("\"'").rstrip("/").rstrip("\\")[-1].isdecimal() for call in found)


def test_a_placeholder_does_not_keep_a_host_with_a_name_from_being_replaced():
    pairs = {f"{DEV}/{n}/": f"{SITE}/{n}/" for n in range(5)}
    found = calls(pairs, leaked=[*pairs, f"{DEV}/path/to/photo.jpg"])
    assert [call.old for call in found] == [f"{DEV}/", "http:\\/\\/blog.local\\/"]


def test_an_address_with_two_proposals_is_left_to_a_person():
    twice = [Proposal(f"{DEV}/a/", f"{SITE}/{n}/", "", "high", 1) for n in range(2)]
    assert replacements(twice) == []
    assert shell_script([]) == b""


def test_of_two_proposals_the_same_path_goes_with_its_host():
    pairs = [(n, n) for n in range(5)] + [("a", "a"), ("a", "b")]
    found = replacements([Proposal(f"{DEV}/{n}/", f"{SITE}/{to}/", "", "high", 1) for n, to in pairs])
    assert [call.old for call in found] == [f"{DEV}/", "http:\\/\\/blog.local\\/"]
    pairs[-2] = ("a", "c")
    found = replacements([Proposal(f"{DEV}/{n}/", f"{SITE}/{to}/", "", "high", 1) for n, to in pairs])
    assert f"{DEV}/" not in {call.old for call in found}


def test_a_new_address_that_holds_the_old_one_is_not_replaced_again():
    pairs = {f"http://blog/{n}/": f"http://blog/x/{n}/" for n in range(5)}
    assert all('"' in call.old or "'" in call.old for call in calls(pairs, leaked=pairs))
