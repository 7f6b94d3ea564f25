"""When two mail addresses are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.access.mail_address import is_address, is_same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hanna@Example.org", "hanna@example.ORG", True),
        ("hänna@example.org", "hänna@example.org", True),
        ("kim@example.org", "\u212aim@example.org", False),
        ("strasse@example.org", "straße@example.org", False),
        ("i@example.org", "İ@example.org", False),
        ("a@example.org", "b@example.org", False),
    ],
)
def test_only_a_to_z_are_alike_in_both_cases(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) == is_same(other, one) == same


@pytest.mark.parametrize("text", ["a@b", "first.last+x@example.org", "hänna@exämple.org"])
def test_these_are_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "@", "a@", "@b", "a@b@c", "a@b,c@d", "a@b;c@d", "a@b\r\nBcc: c@d", "A <a@b>", "a @b"],
)
def test_these_are_not(text: str) -> None:
    assert not is_address(text)


@given(st.text())
def test_no_address_has_more_than_one_line(text: str) -> None:
    if is_address(text):
        assert len(text.splitlines()) == 1
        assert text.count("@") == 1
